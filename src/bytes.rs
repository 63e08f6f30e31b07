//! Looking through text by its bytes, where going character by character is what takes the time.

/// Whether one of some bytes is one that `is` tells of.
#[inline(always)]
fn any(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |any, byte| any | is(*byte))
}

/// The first byte that `is` tells of.
///
/// Where there are enough, sixteen bytes are asked for at once, as many as the vector instructions hold that every processor
/// of a kind has; so `is` should compare with `|` and not with `||`.
#[inline]
#[must_use]
pub fn position(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = 0;
    if let Some(last) = bytes.last_chunk::<16>() {
        while let Some(chunk) = bytes[at..].first_chunk::<16>() {
            if any(chunk, &is) {
                break;
            }
            at += 16;
        }
        // What is left is less than sixteen, but the end has sixteen together with some that were looked at before.
        if bytes.len() - at < 16 && !any(last, &is) {
            return None;
        }
    } else if let Some((first, last)) = bytes.first_chunk::<8>().zip(bytes.last_chunk::<8>())
        && !any(first, &is)
        && !any(last, &is)
    {
        return None;
    }
    bytes[at..].iter().position(|byte| is(*byte)).map(|n| at + n)
}

/// The number of the character that has these three bytes in UTF-8.
#[inline(always)]
#[must_use]
pub fn of_three(a: u8, b: u8, c: u8) -> u16 {
    u16::from(a) << 12 | u16::from(b & 0x3f) << 6 | u16::from(c & 0x3f)
}

/// The character that begins at a place of a text, which must be one where a character begins; NUL at its end.
///
/// Nearly all Chinese characters have three bytes, which are read as they are.
#[inline(always)]
#[must_use]
pub fn char_at(text: &str, at: usize) -> char {
    if let Some([a @ 0xe0..=0xef, b, c]) = text.as_bytes().get(at..).and_then(|rest| rest.first_chunk())
        && let Some(c) = char::from_u32(of_three(*a, *b, *c).into())
    {
        return c;
    }
    other_char_at(text, at)
}

fn other_char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or_default()
}

/// How many units a text has in UTF-16, as JavaScript counts.
#[inline]
#[must_use]
pub fn utf16_len(text: &str) -> usize {
    // All bytes but those that continue a character; the characters of four bytes take two units.
    let units = |byte: &u8| u8::from(byte & 0xc0 != 0x80) + u8::from(*byte >= 0xf0);
    // The sum of so few fits a byte, which lets many be added at once.
    text.as_bytes().chunks(64).map(|chunk| usize::from(chunk.iter().map(units).sum::<u8>())).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn characters_are_those_of_the_text(text in "[a\\u{e9}一-三\\u{ffff}\\u{e000}𠀀\\u{10ffff}]{0,40}") {
            let found: Vec<(usize, char)> = text.char_indices().map(|(at, _)| (at, char_at(&text, at))).collect();
            prop_assert_eq!(found, text.char_indices().collect::<Vec<_>>());
            prop_assert_eq!(char_at(&text, text.len()), '\0');
            prop_assert_eq!(utf16_len(&text), text.encode_utf16().count());
        }

        #[test]
        fn a_byte_is_found_where_it_is(bytes in prop::collection::vec(0u8..4, 0..70)) {
            prop_assert_eq!(position(&bytes, |b| (b == 2) | (b == 3)), bytes.iter().position(|b| *b >= 2));
        }
    }
}
