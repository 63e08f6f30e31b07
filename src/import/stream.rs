//! Files of any compression as a stream of bytes, with an eye on how much comes out of how little.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::rc::Rc;

use super::ImportError;

/// How many bytes tell what a file is.
const MAGIC: usize = 8;

/// How much may be unpacked before anybody asks how little it came from.
const FREE_BYTES: u64 = 1 << 30;

/// How many bytes one packed byte may become beyond [`FREE_BYTES`].
///
/// A megabyte of bzip2 can hold forty gigabytes of one letter, and would fill the disk with pages.  Exports of
/// wikis, whole histories too, stay below two hundred.
const MAX_RATIO: u64 = 1_000;

/// The file unpacks to more than [`MAX_RATIO`] allows.
#[derive(Debug, thiserror::Error)]
#[error("it unpacks to more than {MAX_RATIO} times its size, which no wiki does")]
pub(super) struct Bomb;

/// The operating system could not read the file, as opposed to what is in it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct FileError(io::Error);

/// An open source.
pub(super) struct Stream {
    /// What is in it, unpacked.
    pub(super) reader: Box<dyn Read>,
    /// How many bytes of the file were read.
    pub(super) read: Rc<Cell<u64>>,
    /// How many bytes the file has; 0 if nobody knows.
    pub(super) size: u64,
}

/// Counts the bytes of the file, and marks its errors as the file's.
struct Counted {
    inner: Box<dyn Read>,
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n =
            self.inner.read(into).map_err(|e| if e.kind() == io::ErrorKind::Interrupted { e } else { io::Error::other(FileError(e)) })?;
        self.read.set(self.read.get() + n as u64);
        Ok(n)
    }
}

/// Stops what unpacks to too much.
struct Guard<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.unpacked += n as u64;
        if self.unpacked > FREE_BYTES && self.unpacked / self.packed.get().max(1) > MAX_RATIO {
            return Err(io::Error::other(Bomb));
        }
        Ok(n)
    }
}

/// Zstandard files hold frames one after the other, some to be skipped (RFC 8878, §3.1).
struct Frames<R: Read> {
    source: Option<BufReader<R>>,
    open: Option<ruzstd::decoding::StreamingDecoder<BufReader<R>, ruzstd::decoding::FrameDecoder>>,
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        use std::io::BufRead;
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(frame) = &mut self.open {
                let n = frame.read(into)?;
                if n > 0 {
                    return Ok(n);
                }
                self.source = self.open.take().map(|frame| frame.into_inner());
            }
            let Some(mut source) = self.source.take() else { return Ok(0) };
            let start = source.fill_buf()?;
            if start.is_empty() {
                return Ok(0);
            }
            // A frame to skip begins with 0x184D2A50 to 0x184D2A5F, then its length.
            if start.len() >= 4 && start[0] & 0xf0 == 0x50 && start[1..4] == [0x2a, 0x4d, 0x18] {
                let mut head = [0; 8];
                source.read_exact(&mut head)?;
                let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
                io::copy(&mut source.by_ref().take(length), &mut io::sink())?;
                self.source = Some(source);
                continue;
            }
            self.open = Some(ruzstd::decoding::StreamingDecoder::new(source).map_err(io::Error::other)?);
        }
    }
}

/// Opens a file, or standard input for `-`.
///
/// What a file is, its first bytes tell: names lie.
///
/// # Errors
/// If the file cannot be opened, or is of a kind that is not read.
pub(super) fn open(path: &Path) -> Result<Stream, ImportError> {
    let io = |source| ImportError::Read { path: path.to_owned(), source };
    let (inner, size): (Box<dyn Read>, u64) = if path == Path::new("-") {
        (Box::new(io::stdin()), 0)
    } else {
        let file = File::open(path).map_err(io)?;
        let size = file.metadata().map_err(io)?.len();
        (Box::new(file), size)
    };
    unpack(inner, size, path)
}

/// A stream of what `inner` packs.
fn unpack(inner: Box<dyn Read>, size: u64, path: &Path) -> Result<Stream, ImportError> {
    let read = Rc::new(Cell::new(0));
    let mut counted = Counted { inner, read: Rc::clone(&read) };
    let mut start = Vec::with_capacity(MAGIC);
    counted.by_ref().take(MAGIC as u64).read_to_end(&mut start).map_err(|source| ImportError::Read { path: path.to_owned(), source })?;
    let whole = BufReader::with_capacity(1 << 16, Cursor::new(start.clone()).chain(counted));
    let guard = |inner: Box<dyn Read>| -> Box<dyn Read> { Box::new(Guard { inner, packed: Rc::clone(&read), unpacked: 0 }) };
    let reader: Box<dyn Read> = match start[..] {
        [0x1f, 0x8b, ..] => guard(Box::new(flate2::bufread::MultiGzDecoder::new(whole))),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => guard(Box::new(bzip2::bufread::MultiBzDecoder::new(whole))),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => guard(Box::new(Frames { source: Some(BufReader::new(whole)), open: None })),
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => guard(Box::new(Frames { source: Some(BufReader::new(whole)), open: None })),
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => return Err(packed(path, "a 7z archive", "7z x -so")),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => return Err(packed(path, "packed with xz", "xz -dc")),
        [b'P', b'K', 3, 4, ..] => return Err(packed(path, "a zip archive", "unzip -p")),
        _ => Box::new(whole),
    };
    Ok(Stream { reader, read, size })
}

/// What is said of files that another program must unpack.
fn packed(path: &Path, what: &'static str, command: &str) -> ImportError {
    let hint = format!("unpack it on the way: {command} {} | taben import -", path.display());
    ImportError::NotRead { path: path.to_owned(), what, hint }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let size = bytes.len() as u64;
        let mut out = Vec::new();
        unpack(Box::new(Cursor::new(bytes)), size, Path::new("x")).unwrap().reader.read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn streams_one_after_the_other_are_one() {
        let gz = |text: &[u8]| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(text).unwrap();
            packer.finish().unwrap()
        };
        let bz = |text: &[u8]| {
            let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            packer.write_all(text).unwrap();
            packer.finish().unwrap()
        };
        let zst = |text: &[u8]| ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest);
        let skipped = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        assert_eq!(read([gz(b"<a"), gz(b"b>")].concat()).unwrap(), b"<ab>");
        assert_eq!(read([bz(b"<a"), bz(b"b>")].concat()).unwrap(), b"<ab>");
        assert_eq!(read([zst(b"<a"), skipped.to_vec(), zst(b"b>")].concat()).unwrap(), b"<ab>");
        assert_eq!(read(b"<ab>".to_vec()).unwrap(), b"<ab>");
        assert_eq!(read(Vec::new()).unwrap(), b"");
        let whole = bz(&b"<ab>".repeat(1000));
        assert!(read(whole[..whole.len() - 8].to_vec()).is_err());
    }

    #[test]
    fn other_archives_are_refused_with_advice() {
        for magic in [&b"7z\xbc\xaf\x27\x1c\0\0"[..], b"\xfd7zXZ\0\0\0", b"PK\x03\x04...."] {
            match unpack(Box::new(Cursor::new(magic.to_vec())), 8, Path::new("w.7z")) {
                Err(ImportError::NotRead { hint, .. }) => assert!(hint.contains("w.7z | taben import -"), "{hint}"),
                _ => panic!("{magic:?} was read"),
            }
        }
    }

    #[test]
    fn a_bomb_is_stopped() {
        struct Zeros;
        impl Read for Zeros {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                Ok(into.len())
            }
        }
        let mut guard = Guard { inner: Zeros, packed: Rc::new(Cell::new(1_000)), unpacked: FREE_BYTES - 1 };
        let error = io::copy(&mut guard, &mut io::sink()).unwrap_err();
        assert!(error.get_ref().unwrap().is::<Bomb>(), "{error}");
    }
}
