//! Bytes of any of the encodings that exports come in, as UTF-8 that a parser can be given.
//!
//! UTF-16 is told by its byte order mark, or by its first `<` (XML 1.0, appendix F); everything else is UTF-8.
//! What is neither becomes U+FFFD and is counted, so that one bad byte does not cost the rest of an export.

use std::io::{self, BufRead, Read};

/// How many bytes are asked for at a time.
const CHUNK: usize = 64 << 10;

/// The most bytes that one event of the parser may take.
///
/// The parser keeps a tag, a comment or a run of text whole in memory: a file of a single endless `<aaaa…` would fill it.
pub(super) const MAX_EVENT_BYTES: usize = super::MAX_TEXT_BYTES + (1 << 20);

/// One event takes more than [`MAX_EVENT_BYTES`].
#[derive(Debug, thiserror::Error)]
#[error("a tag or a text is longer than {MAX_EVENT_BYTES} bytes")]
pub(super) struct EventTooLong;

/// How the bytes stand for characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big: bool },
}

/// Reads bytes and gives UTF-8.
pub(super) struct TextReader<R> {
    inner: R,
    encoding: Option<Encoding>,
    /// Bytes that were read and not yet understood: the beginning of a character.
    raw: Vec<u8>,
    /// UTF-8 that waits to be taken, from `at` on.
    ready: Vec<u8>,
    at: usize,
    ended: bool,
    /// How many bytes of `ready` were taken since [`TextReader::next_event`].
    spent: usize,
    taken: u64,
    replaced: u64,
    /// An error that came when something was still there to be given.
    failed: Option<io::Error>,
}

impl<R: Read> TextReader<R> {
    /// A reader that has read nothing yet.
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            encoding: None,
            raw: Vec::new(),
            ready: Vec::new(),
            at: 0,
            ended: false,
            spent: 0,
            taken: 0,
            replaced: 0,
            failed: None,
        }
    }

    /// The parser begins a new event.
    pub(super) fn next_event(&mut self) {
        self.spent = 0;
    }

    /// How many bytes of text were taken so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// How many bytes or pairs of bytes were no characters.
    pub(super) fn replaced(&self) -> u64 {
        self.replaced
    }

    /// Goes on to the next `needle`, which is not taken; whether there is one.
    ///
    /// # Errors
    /// If reading fails.
    pub(super) fn skip_to(&mut self, needle: &[u8]) -> io::Result<bool> {
        loop {
            self.spent = 0;
            if let Some(found) = memchr::memmem::find(&self.ready[self.at..], needle) {
                self.consume(found);
                return Ok(true);
            }
            // The end of what is there may be the beginning of the needle.
            let rest = self.ready.len() - self.at;
            let keep = rest.min(needle.len() - 1);
            self.consume(rest - keep);
            if !self.more()? {
                self.consume(keep);
                return Ok(false);
            }
        }
    }

    /// Reads and decodes another piece; `false` at the end.
    fn more(&mut self) -> io::Result<bool> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.ready.drain(..self.at);
        self.at = 0;
        let before = self.ready.len();
        while self.ready.len() == before {
            if self.ended {
                return Ok(false);
            }
            let start = self.raw.len();
            self.raw.resize(start + CHUNK, 0);
            let read = self.inner.read(&mut self.raw[start..]);
            self.raw.truncate(start + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            }
            self.decode();
        }
        Ok(true)
    }

    /// Decodes what was read, all but an unfinished character at its end.
    fn decode(&mut self) {
        let encoding = match self.encoding {
            Some(encoding) => encoding,
            None => {
                if self.raw.len() < 4 && !self.ended {
                    return;
                }
                let (encoding, mark) = detect(&self.raw);
                self.raw.drain(..mark);
                self.taken += mark as u64;
                *self.encoding.insert(encoding)
            }
        };
        let used = match encoding {
            Encoding::Utf8 => self.utf8(),
            Encoding::Utf16 { big } => self.utf16(big),
        };
        self.raw.drain(..used);
    }

    fn utf8(&mut self) -> usize {
        let mut from = 0;
        loop {
            match std::str::from_utf8(&self.raw[from..]) {
                Ok(text) => {
                    self.ready.extend_from_slice(text.as_bytes());
                    return self.raw.len();
                }
                Err(error) => {
                    let good = from + error.valid_up_to();
                    self.ready.extend_from_slice(&self.raw[from..good]);
                    let bad = match error.error_len() {
                        Some(bad) => bad,
                        None if self.ended => self.raw.len() - good,
                        None => return good,
                    };
                    self.replace();
                    from = good + bad;
                }
            }
        }
    }

    fn utf16(&mut self, big: bool) -> usize {
        let unit = |pair: &[u8]| {
            let pair = [pair[0], pair[1]];
            if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
        };
        let mut even = self.raw.len() / 2 * 2;
        // The first half of a pair of units waits for the second.
        if !self.ended && even >= 2 && matches!(unit(&self.raw[even - 2..]), 0xd800..=0xdbff) {
            even -= 2;
        }
        let mut buffer = [0; 4];
        let mut bad = 0;
        for c in char::decode_utf16(self.raw[..even].chunks_exact(2).map(unit)) {
            let c = c.unwrap_or_else(|_| {
                bad += 1;
                char::REPLACEMENT_CHARACTER
            });
            self.ready.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        }
        self.replaced += bad;
        if self.ended && even < self.raw.len() {
            self.replace();
            even = self.raw.len();
        }
        even
    }

    fn replace(&mut self) {
        self.replaced += 1;
        self.ready.extend_from_slice("\u{fffd}".as_bytes());
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(into.len());
        into[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for TextReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.spent > MAX_EVENT_BYTES {
            return Err(io::Error::other(EventTooLong));
        }
        if self.at == self.ready.len() {
            self.more()?;
        }
        Ok(&self.ready[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.ready.len());
        self.spent += amount;
        self.taken += amount as u64;
    }
}

/// The encoding that the first bytes tell, and how many of them are its mark.
fn detect(start: &[u8]) -> (Encoding, usize) {
    match start {
        [0xff, 0xfe, ..] => (Encoding::Utf16 { big: false }, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16 { big: true }, 2),
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        [b'<', 0, ..] => (Encoding::Utf16 { big: false }, 0),
        [0, b'<', ..] => (Encoding::Utf16 { big: true }, 0),
        _ => (Encoding::Utf8, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes one at a time.
    struct Slowly<'b>(&'b [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(into.len()).min(1);
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn read(bytes: &[u8]) -> (String, u64) {
        let mut reader = TextReader::new(Slowly(bytes));
        let mut out = String::new();
        reader.read_to_string(&mut out).unwrap();
        (out, reader.replaced())
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "<a>拓本𠀀é</a>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", text.as_bytes()),
            marked(b"\xff\xfe", &little),
            marked(b"\xfe\xff", &big),
            little.clone(),
            big.clone(),
        ] {
            assert_eq!(read(&bytes), (text.to_owned(), 0), "{bytes:x?}");
        }
    }

    #[test]
    fn what_is_no_text_is_replaced_and_counted() {
        assert_eq!(read(b"<a>\xffb\xe6\x8b"), ("<a>\u{fffd}b\u{fffd}".to_owned(), 2));
        assert_eq!(read(b"\xff\xfe<\0\x00\xd8a\0b"), ("<\u{fffd}a\u{fffd}".to_owned(), 2));
        assert_eq!(read(b""), (String::new(), 0));
    }

    #[test]
    fn skips_to_what_is_looked_for() {
        let mut reader = TextReader::new(Slowly(b"xx<pa<page>y"));
        assert!(reader.skip_to(b"<page>").unwrap());
        assert_eq!(reader.taken(), 5);
        let mut rest = String::new();
        reader.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "<page>y");
        assert!(!reader.skip_to(b"<page>").unwrap());
    }
}
