//! Hears that files of the book changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// How long nothing may change before the book is rebuilt: editors save a file in several steps.
const QUIET: Duration = Duration::from_millis(60);
/// How long a rebuild is put off at most while things keep changing, as when a program writes without an end.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often files are looked at where the system does not tell of changes.
const POLL: Duration = Duration::from_secs(1);

/// What can change a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The book's folder.
    pub book: PathBuf,
    /// Folders in it, with all that is inside, relative to it.
    pub folders: Vec<PathBuf>,
    /// Files in it beside `book.toml`, relative to it.
    pub files: Vec<PathBuf>,
    /// The folder that sites are built into, relative to the book's or absolute: what happens there is taben's own doing.
    pub except: PathBuf,
}

/// Nothing can be watched.
#[derive(Debug, thiserror::Error)]
#[error("cannot watch {}", place.display())]
pub struct WatchError {
    /// The folder.
    place: PathBuf,
    /// The reason.
    source: notify::Error,
}

/// Watches the files of a book.
pub struct Watch {
    watcher: Box<dyn Watcher + Send>,
    /// What is watched now.
    watched: BTreeMap<PathBuf, RecursiveMode>,
    places: Places,
    /// A folder was made anew, and what watched the old one hears nothing.
    is_stale: bool,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    /// Whether files are looked at again and again, since the system does not tell of changes.
    polling: bool,
}

/// What a watch is told.
enum Message {
    Happened(notify::Result<Event>),
    Stop,
}

/// Ends a [`Watch::wait`] from another thread.
#[derive(Clone)]
pub struct Stopper(Sender<Message>);

impl Stopper {
    /// Makes the wait end, and those that follow.
    pub fn stop(&self) {
        // Nobody waits any more if nobody listens.
        let _ = self.0.send(Message::Stop);
    }
}

impl Watch {
    /// Begins to watch.
    ///
    /// # Errors
    /// If the book's folder cannot be watched.
    pub fn new(places: Places) -> Result<Self, WatchError> {
        let (sender, receiver) = channel();
        let error = |source| WatchError { place: places.book.clone(), source };
        let polling = false;
        let watcher: Box<dyn Watcher + Send> = match RecommendedWatcher::new(tell(&sender), Config::default()) {
            Ok(watcher) => Box::new(watcher),
            Err(_) => Box::new(poll(&sender).map_err(error)?),
        };
        let mut watch = Self { watcher, watched: BTreeMap::new(), places: Places::default(), is_stale: false, sender, receiver, polling };
        watch.set(places)?;
        Ok(watch)
    }

    /// What ends the waiting.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
    }

    /// Whether files are looked at again and again: the system has no more watches to give, or never had.
    #[must_use]
    pub fn is_polling(&self) -> bool {
        self.polling
    }

    /// Watches these places from now on; to be called after each build, since folders come and go.  True if a folder is
    /// watched that was not before: what happened in it while the book was built was not heard, so it is to be built again.
    ///
    /// # Errors
    /// If the book's folder cannot be watched.
    pub fn set(&mut self, mut places: Places) -> Result<bool, WatchError> {
        // Systems tell of changes by names without symbolic links.
        if let Ok(book) = fs::canonicalize(&places.book) {
            places.book = book;
        }
        places.except = places.book.join(&places.except);
        if let Ok(except) = fs::canonicalize(&places.except) {
            places.except = except;
        }
        self.places = places;
        let mut wanted = BTreeMap::from([(self.places.book.clone(), RecursiveMode::NonRecursive)]);
        let mut want = |path: PathBuf, mode: RecursiveMode| {
            let old = wanted.entry(path).or_insert(mode);
            if mode == RecursiveMode::Recursive {
                *old = mode;
            }
        };
        for file in &self.places.files {
            want(self.places.book.join(file.parent().unwrap_or(Path::new(""))), RecursiveMode::NonRecursive);
        }
        for folder in &self.places.folders {
            want(self.places.book.join(folder), RecursiveMode::Recursive);
            // So that it is heard when the folder itself comes.
            for above in folder.ancestors().skip(1) {
                want(self.places.book.join(above), RecursiveMode::NonRecursive);
            }
        }
        wanted.retain(|path, _| path.is_dir());
        let stale = std::mem::take(&mut self.is_stale);
        let gone: Vec<PathBuf> =
            self.watched.iter().filter(|(path, mode)| stale || wanted.get(*path) != Some(mode)).map(|(path, _)| path.clone()).collect();
        for path in gone {
            // The folder may be gone, and its watch with it.
            let _ = self.watcher.unwatch(&path);
            self.watched.remove(&path);
        }
        let mut is_new = false;
        for (path, mode) in wanted {
            if self.watched.contains_key(&path) {
                continue;
            }
            if let Err(error) = self.watcher.watch(&path, mode) {
                if self.polling || !path.exists() {
                    if path == self.places.book {
                        return Err(WatchError { place: path, source: error });
                    }
                    continue;
                }
                // A system gives a user only so many watches (inotify(7), max_user_watches).
                self.watcher = Box::new(poll(&self.sender).map_err(|source| WatchError { place: path, source })?);
                self.polling = true;
                self.watched.clear();
                return self.set(self.places.clone()).map(|_| true);
            }
            is_new |= mode == RecursiveMode::Recursive;
            self.watched.insert(path, mode);
        }
        Ok(is_new)
    }

    /// Waits until something changed and nothing more changes for a moment; false if it was told to stop.
    pub fn wait(&mut self) -> bool {
        loop {
            match self.receiver.recv() {
                Ok(Message::Happened(event)) if self.matters(&event) => break,
                Ok(Message::Happened(_)) => {}
                Ok(Message::Stop) | Err(_) => return false,
            }
        }
        let (first, mut last) = (Instant::now(), Instant::now());
        while first.elapsed() < PATIENCE {
            match self.receiver.recv_timeout(QUIET.saturating_sub(last.elapsed())) {
                Ok(Message::Happened(event)) => {
                    if self.matters(&event) {
                        last = Instant::now();
                    }
                }
                Err(RecvTimeoutError::Timeout) => break,
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        true
    }

    /// Whether an event can change the site.
    fn matters(&mut self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        // Reading the book is an event as well.
        if matches!(event.kind, EventKind::Access(_)) {
            return false;
        }
        // More happened than the system could tell of.
        if event.need_rescan() || event.paths.is_empty() {
            return true;
        }
        let came =
            matches!(event.kind, EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(notify::event::ModifyKind::Name(_)));
        let mut matters = false;
        for path in &event.paths {
            let relevance = relevance(&self.places, path);
            matters |= relevance != Relevance::None;
            self.is_stale |= came && relevance == Relevance::Root;
        }
        matters
    }
}

/// What a path has to do with a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relevance {
    None,
    /// A file that the site is made from.
    File,
    /// A folder that such files lie in, or one above it.
    Root,
}

/// What `path` has to do with the site of a book.
fn relevance(places: &Places, path: &Path) -> Relevance {
    let Ok(inside) = path.strip_prefix(&places.book) else { return Relevance::File };
    if path.starts_with(&places.except) {
        return Relevance::None;
    }
    if inside == Path::new("book.toml") || places.files.iter().any(|file| file == inside) {
        return Relevance::File;
    }
    for folder in &places.folders {
        if !inside.as_os_str().is_empty() && folder.starts_with(inside) {
            return Relevance::Root;
        }
        if let Ok(rest) = inside.strip_prefix(folder)
            && !is_hidden(rest)
        {
            return Relevance::File;
        }
    }
    Relevance::None
}

/// Whether a path is of the files that taben passes over: hidden ones, but for the record of where pages come from.
fn is_hidden(path: &Path) -> bool {
    let hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    path.components().any(hidden) && path != Path::new(crate::source::provenance::FILE)
}

/// Hands what happens to the one who waits.
fn tell(sender: &Sender<Message>) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    let sender = sender.clone();
    move |event| {
        let _ = sender.send(Message::Happened(event));
    }
}

/// A watcher that looks at the files again and again.
fn poll(sender: &Sender<Message>) -> notify::Result<PollWatcher> {
    PollWatcher::new(tell(sender), Config::default().with_poll_interval(POLL))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_site_is_made_from_matters() {
        let places = Places {
            book: "/b".into(),
            folders: vec!["text/pages".into(), "templates".into()],
            files: vec!["style.css".into()],
            except: "/b/site".into(),
        };
        let of = |path: &str| relevance(&places, Path::new(path));
        for path in ["/b/book.toml", "/b/style.css", "/b/text/pages/甲.wiki", "/b/templates/page.html", "/b/text/pages/.provenance.jsonl"]
        {
            assert_eq!(of(path), Relevance::File, "{path}");
        }
        for path in ["/b/text", "/b/text/pages", "/b/templates"] {
            assert_eq!(of(path), Relevance::Root, "{path}");
        }
        for path in [
            "/b/README.md",
            "/b/site/index.html",
            "/b/.site.tmp-1/x.html",
            "/b/text/pages/.甲.wiki.swp",
            "/b/text/other",
            "/b/target/x",
            "/b",
        ] {
            assert_eq!(of(path), Relevance::None, "{path}");
        }
        let whole = Places { folders: vec!["".into()], ..places };
        assert_eq!(relevance(&whole, Path::new("/b/甲.wiki")), Relevance::File);
        assert_eq!(relevance(&whole, Path::new("/b/site/x.html")), Relevance::None);
        assert_eq!(relevance(&whole, Path::new("/b/.git/index")), Relevance::None);
    }

    #[test]
    fn a_watch_hears_of_changes_and_of_new_folders() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("content")).unwrap();
        let places = Places { book: dir.path().to_owned(), folders: vec!["content".into(), "templates".into()], ..Places::default() };
        let places = Places { except: "site".into(), ..places };
        let mut watch = Watch::new(places.clone()).unwrap();
        // A test may not wait for ever.
        let stopper = watch.stopper();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(30));
            stopper.stop();
        });
        for file in ["content/a.wiki", "book.toml"] {
            fs::write(dir.path().join(file), "x").unwrap();
            assert!(watch.wait(), "{file}");
            watch.set(places.clone()).unwrap();
        }
        fs::create_dir(dir.path().join("templates")).unwrap();
        assert!(watch.wait());
        watch.set(places.clone()).unwrap();
        fs::write(dir.path().join("templates/page.html"), "x").unwrap();
        assert!(watch.wait(), "a folder that came later");
        fs::remove_dir_all(dir.path().join("content")).unwrap();
        fs::create_dir(dir.path().join("content")).unwrap();
        assert!(watch.wait());
        watch.set(places).unwrap();
        fs::write(dir.path().join("content/b.wiki"), "x").unwrap();
        assert!(watch.wait(), "a folder that was made anew");
        watch.stopper().stop();
        assert!(!watch.wait());
    }
}
