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

/// The value of a digit.
#[cfg(test)]
fn value(digit: u8) -> u32 {
    u32::from(digit - 32 - u8::from(digit > b'"') - u8::from(digit > b'\\'))
}

/// Reads what [`number`] wrote.
#[cfg(test)]
pub(super) fn read(bytes: &[u8], at: &mut usize) -> u32 {
    let (mut result, mut scale) = (0, 1);
    loop {
        let v = value(bytes[*at]);
        *at += 1;
        if v < LAST {
            return result + v * scale;
        }
        result += v * scale;
        // v = 62 + digit: the 62 that was taken off comes back, scaled.
        scale *= MORE;
    }
}

/// Reads what [`bits`] wrote.
#[cfg(test)]
pub(super) fn read_bits(bytes: &[u8], at: &mut usize, total: u32) -> Vec<u32> {
    let from = *at;
    *at += total.div_ceil(6) as usize;
    (0..total).filter(|n| value(bytes[from + (n / 6) as usize]) >> (n % 6) & 1 == 1).collect()
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
            assert_eq!(read(&out, &mut at), n);
            assert_eq!(at, out.len());
        }
        let mut out = Vec::new();
        bits([0, 5, 6, 12], 13, &mut out);
        assert_eq!(read_bits(&out, &mut 0, 13), [0, 5, 6, 12]);
    }
}
