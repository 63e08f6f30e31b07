//! The file that a bundle is written to: whole or not at all, and never over what is not ours.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::{BundleError, MAKER, failed};

/// How much of a file's end is looked at: an archive's comment stands there.
const END_BYTES: u64 = 256;
/// How much of an HTML file's beginning is looked at.
const HEAD_BYTES: usize = 4096;
/// How a ZIM begins (openzim.org, ZIM file format).
const ZIM_MAGIC: &[u8] = b"ZIM\x04";
/// What taben's own picture in a ZIM holds; pictures are stored there as they are.
pub(super) const ZIM_MARK: &[u8] = b"Software\0taben";

/// A file that is being written beside the place where it will stand.
#[derive(Debug)]
pub struct OutFile {
    place: PathBuf,
    temp: NamedTempFile,
    force: bool,
}

impl OutFile {
    /// Begins a file that will stand at `place`; with `force` in the place of whatever file is there.
    ///
    /// # Errors
    /// If a file stands there that taben did not make, or nothing can be written beside it.
    pub fn create(place: &Path, force: bool) -> Result<Self, BundleError> {
        check(place, force)?;
        let folder = match place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        std::fs::create_dir_all(folder).map_err(failed("create", folder))?;
        let mut builder = Builder::new();
        builder.prefix(".taben-").suffix(".part");
        // A temporary file is its owner's alone, but this one is to be read by others.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temp = builder.tempfile_in(folder).map_err(failed("write", place))?;
        Ok(Self { place: place.to_owned(), temp, force })
    }

    /// Where it will stand.
    #[must_use]
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// What is written to.
    pub(super) fn file(&mut self) -> &mut File {
        self.temp.as_file_mut()
    }

    /// Where it is written meanwhile, for programs that write it.
    pub(super) fn temporary(&self) -> &Path {
        self.temp.path()
    }

    /// Puts the file in its place and tells its size in bytes.
    ///
    /// # Errors
    /// If it cannot be moved, or a file that is not ours came in between; what stood there is then still there.
    pub fn finish(self) -> Result<u64, BundleError> {
        // Somebody may have put a file there while this one was made.
        check(&self.place, self.force)?;
        // By its path, as a program may have put another file there.
        let size = std::fs::metadata(self.temp.path()).map_err(failed("read", self.temp.path()))?.len();
        self.temp.persist(&self.place).map_err(|e| failed("write", &self.place)(e.error))?;
        Ok(size)
    }
}

/// Refuses to replace what taben did not make.
fn check(place: &Path, force: bool) -> Result<(), BundleError> {
    match std::fs::metadata(place) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(failed("read", place)(e)),
        Ok(meta) if meta.is_file() && (force || is_ours(place).map_err(failed("read", place))?) => Ok(()),
        Ok(_) => Err(BundleError::NotOurs { path: place.to_owned() }),
    }
}

/// Whether taben made the file: an archive says so at its end, HTML in its head, a ZIM in its picture.
fn is_ours(place: &Path) -> std::io::Result<bool> {
    let name = MAKER.split(' ').next().unwrap_or(MAKER);
    let mut file = File::open(place)?;
    let size = file.metadata()?.len();
    if size == 0 {
        return Ok(true);
    }
    let mut head = Vec::new();
    (&mut file).take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    if head.starts_with(b"PK") {
        let mut end = Vec::new();
        file.seek(SeekFrom::Start(size.saturating_sub(END_BYTES)))?;
        file.read_to_end(&mut end)?;
        return Ok(memchr::memmem::find(&end, format!("made by {name}").as_bytes()).is_some());
    }
    if head.starts_with(ZIM_MAGIC) {
        return holds(file, ZIM_MARK);
    }
    Ok(memchr::memmem::find(&head, format!("name=\"generator\" content=\"{name}").as_bytes()).is_some())
}

/// Whether a file holds some bytes, read a block at a time.
fn holds(file: File, bytes: &[u8]) -> std::io::Result<bool> {
    const BLOCK: u64 = 1 << 20;
    let mut file = BufReader::new(file);
    let mut block = Vec::new();
    loop {
        // The end of the block before is kept, as the bytes may lie across.
        let kept = block.len().min(bytes.len() - 1);
        block.drain(..block.len() - kept);
        if (&mut file).take(BLOCK).read_to_end(&mut block)? == 0 {
            return Ok(false);
        }
        if memchr::memmem::find(&block, bytes).is_some() {
            return Ok(true);
        }
    }
}
