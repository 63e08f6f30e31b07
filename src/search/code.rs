//! Numbers as text that can stand between double quotes in a script, in few bytes.

/// How many characters can stand there: those of ASCII that are seen, and the space, without `"` and `\`.
const DIGITS: u32 = 93;
/// How many of them end a number; the others say that more follows.
const LAST: u32 = 62;
/// How many say that more follows.
const MORE: u32 = DIGITS - LAST;

/// The digit for a value below [`DIGITS`].
fn digit(value: u32) -> u8 {
    let mut c = 32 + value as u8;
    c += u8::from(c >= b'"');
    c + u8::from(c >= b'\\')
}

/// Writes a number, low digits first: one character below 62, two below 1,984.
pub(super) fn number(mut value: u32, out: &mut Vec<u8>) {
    while value >= LAST {
        value -= LAST;
        out.push(digit(LAST + value % MORE));
        value /= MORE;
    }
    out.push(digit(value));
}

/// Writes a set of numbers below `total` as bits, six a character.
pub(super) fn bits(set: impl IntoIterator<Item = u32>, total: u32, out: &mut Vec<u8>) {
    let mut bits = vec![0u8; total.div_ceil(6) as usize];
    for n in set {
        bits[(n / 6) as usize] |= 1 << (n % 6);
    }
    out.extend(bits.into_iter().map(|b| digit(u32::from(b))));
}

/// The value of a digit; `None` if it is none.
fn value(digit: u8) -> Option<u32> {
    let value = u32::from(digit.checked_sub(32)?);
    let value = value - u32::from(digit > b'"') - u32::from(digit > b'\\');
    (value < DIGITS && digit != b'"' && digit != b'\\').then_some(value)
}

/// Reads what [`number`] wrote; `None` if there is no such thing.
pub(super) fn read(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let (mut result, mut scale) = (0_u64, 1_u64);
    loop {
        let v = u64::from(value(*bytes.get(*at)?)?);
        *at += 1;
        // A number of 32 bits has at most seven digits, so that nothing here grows beyond 64.
        result += v * scale;
        if v < u64::from(LAST) {
            return u32::try_from(result).ok();
        }
        // v = 62 + digit: the 62 that was taken off comes back, scaled.
        scale *= u64::from(MORE);
        if scale > 1 << 40 {
            return None;
        }
    }
}

/// Reads what [`bits`] wrote, into `set`.
pub(super) fn read_bits(bytes: &[u8], at: &mut usize, total: u32, set: &mut Vec<u32>) -> Option<()> {
    for first in (0..total).step_by(6) {
        let bits = value(*bytes.get(*at)?)?;
        *at += 1;
        set.extend((0..6).filter(|n| bits >> n & 1 == 1).map(|n| first + n));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        for n in (0..5000).chain([61, 62, 1983, 1984, 1 << 20, u32::MAX - 1, u32::MAX]) {
            let mut out = Vec::new();
            number(n, &mut out);
            assert!(!out.contains(&b'"') && !out.contains(&b'\\') && out.iter().all(|c| (32..127).contains(c)));
            let mut at = 0;
            assert_eq!(read(&out, &mut at), Some(n));
            assert_eq!(at, out.len());
        }
        let mut out = Vec::new();
        bits([0, 5, 6, 12], 13, &mut out);
        let mut set = Vec::new();
        assert_eq!(read_bits(&out, &mut 0, 13, &mut set), Some(()));
        assert_eq!(set, [0, 5, 6, 12]);
        // What nobody wrote is no number.
        assert_eq!((read(b"~~~~~~~~~~~~", &mut 0), read(b"~", &mut 0), read(b"\"", &mut 0), read(b"\n", &mut 0)), (None, None, None, None));
        assert_eq!(read_bits(b"  ", &mut 0, 13, &mut set), None);
    }
}
