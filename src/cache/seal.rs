//! Sealed bytes: a kind, a fingerprint, and what it is the fingerprint of.

use super::Refused;
use crate::digest;

/// How long a kind is, in bytes; shorter ones are filled up.
const KIND: usize = 24;
/// Where what is sealed begins.
const HEAD: usize = KIND + 16;

/// Puts bytes under a seal; `kind` says what they are and in which form, in at most 24 characters.
#[must_use]
pub fn seal(kind: &str, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEAD + body.len());
    out.extend(kind.bytes().chain(std::iter::repeat(b'\n')).take(KIND));
    out.extend((body.len() as u64).to_le_bytes());
    out.extend(digest::of(body).to_le_bytes());
    out.extend(body);
    out
}

/// What is under the seal.
///
/// # Errors
/// [`Refused::Foreign`] for another kind, [`Refused::Damaged`] if the bytes are not those that were sealed.
pub fn open<'b>(kind: &str, bytes: &'b [u8]) -> Result<&'b [u8], Refused> {
    let (Some(head), Some(body)) = (bytes.get(..HEAD), bytes.get(HEAD..)) else { return Err(Refused::Damaged) };
    let written: Vec<u8> = kind.bytes().chain(std::iter::repeat(b'\n')).take(KIND).collect();
    if head[..KIND] != written {
        // Up to the number of its form the kind is the same: it is ours, of another time.
        let name = kind.trim_end_matches(|c: char| c.is_ascii_digit());
        return Err(if head.starts_with(name.as_bytes()) { Refused::Foreign } else { Refused::Damaged });
    }
    let number = |at: usize| head[at..at + 8].iter().rev().fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
    if number(KIND) != body.len() as u64 || number(KIND + 8) != digest::of(body) {
        return Err(Refused::Damaged);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_changed_breaks_the_seal() {
        let sealed = seal("taben thing 1", b"what is remembered");
        assert_eq!(open("taben thing 1", &sealed).unwrap(), b"what is remembered");
        assert_eq!(open("taben thing 2", &sealed), Err(Refused::Foreign));
        assert_eq!(open("other", &sealed), Err(Refused::Damaged));
        for i in 0..sealed.len() {
            let mut other = sealed.clone();
            other[i] ^= 1;
            assert!(open("taben thing 1", &other).is_err(), "{i}");
            assert!(open("taben thing 1", &sealed[..i]).is_err(), "{i}");
        }
        let longer = [sealed.as_slice(), b"x"].concat();
        assert_eq!(open("taben thing 1", &longer), Err(Refused::Damaged));
    }
}
