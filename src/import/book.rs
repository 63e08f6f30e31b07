//! The book that pages are imported into: which file each becomes, and whether it may be written.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};
use sha1::{Digest, Sha1};

use super::export::{Page, SiteInfo};
use super::filter;
use super::place;
use super::records::Gathered;
use super::settings::Settings;
use super::{ImportError, MAX_TEXT_BYTES, Report, Request};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::report::printable;
use crate::site::{REDIRECT_WORDS, Site};
use crate::source::dir::title_at;
use crate::source::{PageKind, Provenance, SourceDir, Wiki};
use crate::title::{Namespace, Title};

/// How often a free name is looked for: two hashes of forty bits are the same by chance once in a million million.
const MAX_ROUNDS: u32 = 64;

/// A page on its way in.
pub(super) struct Incoming(Page);

impl From<Page> for Incoming {
    fn from(page: Page) -> Self {
        Self(page)
    }
}

/// What is known of a page that was imported just now.
#[derive(Clone, Copy)]
struct Done {
    /// The title as the export has it.
    there: u64,
    revision: u64,
    page: u64,
}

/// The book.
pub(super) struct Book<'r> {
    request: &'r Request,
    site: Site,
    content: PathBuf,
    /// What the book held before.
    source: SourceDir,
    records: Gathered,
    wiki: Wiki,
    info: SiteInfo,
    filter: filter::Ready,
    /// Keys of the files that there are.
    taken: FxHashSet<u64>,
    /// Pages of this import, by title.
    done: FxHashMap<u64, Done>,
    /// For titles of the export that several of its pages have, the last title that stands for one of them, by its round.
    next_round: FxHashMap<u64, u32>,
    /// The rounds of such pages, by title and number.
    title_rounds: FxHashMap<(u64, u64), u32>,
    /// Which of its names a new page's file has, by title.
    rounds: FxHashMap<u64, u32>,
    /// Folders that are there and are no links to elsewhere.
    folders: FxHashSet<PathBuf>,
    /// Titles are not kept but their hashes, under a key that changes from run to run: nobody can make two the same.
    hasher: RandomState,
}

impl<'r> Book<'r> {
    /// The book, opened when it is first needed: with its own settings, or new ones by what the export says.
    pub(super) fn ready<'b>(
        slot: &'b mut Option<Self>,
        request: &'r Request,
        settings: Option<&Settings>,
        title: &str,
        report: &mut Report,
    ) -> Result<&'b mut Self, ImportError> {
        if slot.is_none() {
            let none = Settings::default();
            *slot = Some(Self::open(request, settings.unwrap_or(&none), title, report)?);
        }
        // It was just put there.
        slot.as_mut().ok_or_else(|| ImportError::Usage(Box::new(Diagnostic::error("internal", "there is no book"))))
    }

    fn open(request: &'r Request, settings: &Settings, title: &str, report: &mut Report) -> Result<Self, ImportError> {
        let write = |path: &Path, source| ImportError::Write { path: path.to_owned(), source };
        let config = match &request.config {
            Some(config) => config.clone(),
            None => {
                let text = settings.book_toml(title);
                // Every word of it was tried before it was taken.
                let config = Config::parse(&text).unwrap_or_default();
                if !request.dry_run {
                    let path = request.into.join("book.toml");
                    fs::create_dir_all(&request.into).map_err(|e| write(&request.into, e))?;
                    fs::write(&path, text).map_err(|e| write(&path, e))?;
                }
                config
            }
        };
        let site = config.site();
        let content = request.into.join(&config.book.src);
        if !request.dry_run {
            fs::create_dir_all(&content).map_err(|e| write(&content, e))?;
        }
        let source = if content.is_dir() {
            SourceDir::open(&request.into, &config.book.src, &site)?
        } else {
            SourceDir::empty(&request.into, &config.book.src)
        };
        for (file, diagnostic) in source.problems() {
            report.add(Some(file), diagnostic.clone());
        }
        let hasher = RandomState::new();
        let taken = source.pages().iter().map(|page| hasher.hash_one(place::key(&page.path))).collect();
        let records = Gathered::open(&content).map_err(|source| ImportError::Read { path: content.clone(), source })?;
        let filter = ready(request, &site, &SiteInfo::default())?;
        let wiki = Settings::default().wiki("files", request.licence.as_deref(), request.licence_url.as_deref());
        Ok(Self {
            request,
            site,
            content,
            source,
            records,
            wiki,
            info: SiteInfo::default(),
            filter,
            taken,
            done: FxHashMap::default(),
            rounds: FxHashMap::default(),
            next_round: FxHashMap::default(),
            title_rounds: FxHashMap::default(),
            folders: FxHashSet::default(),
            hasher,
        })
    }

    /// An export begins that says this of its wiki.
    pub(super) fn begin(
        &mut self,
        info: &SiteInfo,
        settings: &Settings,
        request: &Request,
        report: &mut Report,
    ) -> Result<(), ImportError> {
        self.filter = ready(request, &self.site, info)?;
        self.info = info.clone();
        self.wiki = settings.wiki(&info.id, request.licence.as_deref(), request.licence_url.as_deref());
        self.records.wiki(self.wiki.clone());
        if let Some(config) = &request.config {
            let lines = settings.missing(config);
            if !lines.is_empty() {
                let diagnostic = Diagnostic::warning("import-book", "book.toml does not say all that the export says of its wiki");
                report.add(Some("book.toml"), diagnostic.hint(format!("it is yours and left as it is; add: {}", lines.join("; "))));
            }
        }
        if self.wiki.licence.is_none() {
            let diagnostic = Diagnostic::warning("import-licence", "the export does not say under which licence its text is");
            report.add(None, diagnostic.hint("say it with --licence and --licence-url, so that it stands below each page"));
        }
        Ok(())
    }

    /// A file of wikitext or Markdown; `named` is the path that tells its title.
    pub(super) fn file(&mut self, named: &Path, kind: PageKind, text: &str, report: &mut Report) -> Result<(), ImportError> {
        let title = match title_at(named, &self.site) {
            Ok(title) => title,
            Err(reason) => {
                report.damaged += 1;
                report.add(Some(&named.display().to_string()), Diagnostic::error("file-name", reason));
                return Ok(());
            }
        };
        let full = title.full();
        if !self.filter.takes(&full, &title, title.namespace().0) {
            report.left_out += 1;
            return Ok(());
        }
        if self.wiki.licence.is_some() {
            self.records.wiki(self.wiki.clone());
        }
        let record = Provenance { title: full, from: self.wiki.wiki.clone(), ..Provenance::default() };
        let extension = if kind == PageKind::Markdown { "md" } else { "wiki" };
        self.write(&title, extension, text, record, false, report)
    }

    /// A page of the export.
    pub(super) fn page(&mut self, page: Incoming, shown: &str, report: &mut Report) -> Result<(), ImportError> {
        let mut page = page.0;
        let there = std::mem::take(&mut page.title);
        let number = page.namespace.or_else(|| self.number_of(&there));
        let prefix = number.and_then(|n| self.info.namespaces.iter().find(|ns| ns.number == n)).map(|ns| ns.name.as_str());
        // Without the wiki's own names, what stands before the first colon is one if the page has a number.
        let prefix = prefix.or_else(|| number.filter(|n| *n != 0).and_then(|_| there.split_once(':')).map(|(prefix, _)| prefix));
        let Some(placed) = place::title(&there, number, prefix, &self.site) else { return Ok(()) };
        let mut title = placed.title;
        if !self.filter.takes(&there, &title, number.unwrap_or(title.namespace().0)) {
            report.left_out += 1;
            return Ok(());
        }
        let too_long = page.too_long;
        let Some(revision) = page.revision.take() else {
            let shown_title = printable(&there).into_owned();
            if too_long {
                report.damaged += 1;
                let message = format!("the text of “{shown_title}” is longer than {MAX_TEXT_BYTES} bytes");
                report.add(Some(shown), Diagnostic::error("import-too-large", message));
            } else {
                report.without_text += 1;
                let message = format!("“{shown_title}” has no text here that was asked for");
                report.add(Some(shown), Diagnostic::warning("import-no-text", message));
            }
            return Ok(());
        };
        // Two titles of the wiki may be one here; neither page may be lost.
        let mark = self.hasher.hash_one(&there);
        let mut substituted = placed.substituted;
        let mut again = false;
        let mut round = 0;
        while let Some(done) = self.done.get(&self.hasher.hash_one(title.full())) {
            if done.there == mark && (done.page == page.id || done.page == 0 || page.id == 0) {
                if revision.id < done.revision {
                    // An older state of a page that the exports have twice.
                    report.unchanged += 1;
                    return Ok(());
                }
                again = true;
                break;
            }
            substituted = true;
            // Attack: an export with fifty thousand pages of one title.  Each begins where the one before it ended, or where
            // it was itself when it came before.
            round = match self.title_rounds.get(&(mark, page.id)) {
                Some(known) if *known > round => *known,
                _ => self.next_round.get(&mark).copied().unwrap_or_default().max(round) + 1,
            };
            title = place::substitute(&there, round, &self.site).unwrap_or(title);
        }
        if round > 0 {
            self.title_rounds.insert((mark, page.id), round);
            let next = self.next_round.entry(mark).or_default();
            *next = round.max(*next);
        }
        if substituted {
            let message = format!("“{}” cannot be the title of a page here; it is imported as “{title}”", printable(&there));
            report.add(Some(shown), Diagnostic::warning("import-title", message));
        }
        self.done.insert(self.hasher.hash_one(title.full()), Done { there: mark, revision: revision.id, page: page.id });
        let mut sha1 = sha1_base36(revision.text.as_bytes());
        let length = revision.text.len() as u64;
        if revision.bytes.is_some_and(|told| told != length) || (!revision.sha1.is_empty() && revision.sha1 != sha1) {
            let told = revision.bytes.filter(|told| *told != length);
            let told = told.map_or_else(String::new, |told| format!(": it has {length} bytes, and the export tells {told}"));
            let diagnostic =
                Diagnostic::warning("import-checksum", format!("the text of “{}” is not what the wiki had{told}", printable(&there)));
            report.add(Some(shown), diagnostic.hint("the export was cut or changed; the text is imported as it is"));
        }
        let mut text = revision.text;
        if page.is_redirect
            && let Some(readable) = readable_redirect(&text)
        {
            text = readable;
            sha1 = sha1_base36(text.as_bytes());
        }
        let kind = kind_of(&title, page.is_redirect);
        let nonzero = |n: u64| (n != 0).then_some(n);
        let full = title.full();
        let record = Provenance {
            was: (full != there).then(|| there.clone()),
            title: full,
            file: None,
            from: self.wiki.wiki.clone(),
            page: nonzero(page.id),
            revision: nonzero(revision.id),
            time: revision.time,
            authors: page.authors,
            more_authors: page.more_authors,
            revisions: Some(page.revisions).filter(|n| *n > 1),
            sha1,
        };
        let before = report.imported();
        self.write(&title, "wiki", &text, record, again, report)?;
        if report.imported() > before && !again {
            *report.kinds.entry(kind).or_default() += 1;
        }
        Ok(())
    }

    /// The number of a title's namespace by the export's names: exports before 0.6 do not tell it.
    fn number_of(&self, title: &str) -> Option<i32> {
        let (prefix, _) = title.split_once(':')?;
        self.info.namespaces.iter().find(|ns| ns.name == prefix).map(|ns| ns.number)
    }

    /// Writes a page's file, if it may be written; `again` if this import has written it before.
    fn write(
        &mut self,
        title: &Title,
        extension: &str,
        text: &str,
        mut record: Provenance,
        again: bool,
        report: &mut Report,
    ) -> Result<(), ImportError> {
        if record.sha1.is_empty() {
            record.sha1 = sha1_base36(text.as_bytes());
        }
        let existing = self.source.page(title).cloned();
        let existing = existing.as_ref();
        let (path, named) = match existing {
            Some(page) => (page.path.clone(), title_at(&page.path, &self.site).as_ref() != Ok(title)),
            None => self.free_path(title, extension),
        };
        record.file = named.then(|| path.to_string_lossy().replace('\\', "/"));
        let file = self.content.join(&path);
        let old_sha1 = existing.and_then(|page| self.source.provenance(page)).map(|old| old.sha1);
        let state =
            self.look(&file, existing.is_some_and(|page| page.kind == PageKind::Markdown) && extension != "md", text, old_sha1.as_deref())?;
        match state {
            State::Same => {
                if !again {
                    report.unchanged += 1;
                }
            }
            State::Changed if !again && !self.request.force => {
                report.refused += 1;
                let shown = file.display().to_string();
                let shown = shown.strip_prefix("./").unwrap_or(&shown).to_owned();
                let diagnostic = Diagnostic::error("import-changed", "the file was written or changed by hand, and is left as it is");
                report.add(Some(&shown), diagnostic.hint("move it away, or overwrite it with --force"));
                return Ok(());
            }
            State::Link => {
                report.refused += 1;
                let diagnostic = Diagnostic::error("import-changed", "a symbolic link is in the way: nothing is written through it");
                report.add(Some(&path.display().to_string()), diagnostic.hint("put a real file or folder in its place"));
                return Ok(());
            }
            state => {
                if !self.request.dry_run {
                    self.put(&file, text).map_err(|source| ImportError::Write { path: file.clone(), source })?;
                }
                match state {
                    _ if again => {}
                    State::Absent => report.new += 1,
                    _ => report.updated += 1,
                }
            }
        }
        if !self.request.dry_run {
            self.records.page(&record).map_err(|source| ImportError::Write { path: self.content.clone(), source })?;
        }
        Ok(())
    }

    /// A path that no other page has, and whether it does not tell the title.
    fn free_path(&mut self, title: &Title, extension: &str) -> (PathBuf, bool) {
        let (first, mut named) = place::file(title, extension, &self.site);
        let key = self.hasher.hash_one(title.full());
        let distinct = |round: u32| if round == 0 { first.clone() } else { place::distinct(&first, title, round) };
        // A page that the exports have twice has its file already.
        if let Some(round) = self.rounds.get(&key) {
            return (distinct(*round), named || *round > 0);
        }
        // The second of two files that are one where case does not count gets a name of its own.
        let mut round = 0;
        while !self.taken.insert(self.hasher.hash_one(place::key(&distinct(round)))) && round < MAX_ROUNDS {
            round += 1;
        }
        self.rounds.insert(key, round);
        named |= round > 0;
        (distinct(round), named)
    }

    /// What is at the file's place.
    fn look(&mut self, file: &Path, other_kind: bool, text: &str, old_sha1: Option<&str>) -> Result<State, ImportError> {
        let read = |source| ImportError::Read { path: file.to_owned(), source };
        if let Some(folder) = file.parent()
            && !self.folders.contains(folder)
        {
            // Only folders below the content folder can be somebody's link; that one itself the user named.
            let mut up = Some(folder);
            while let Some(folder) = up.filter(|folder| *folder != self.content) {
                match fs::symlink_metadata(folder) {
                    Ok(found) if found.is_symlink() => return Ok(State::Link),
                    Ok(_) => {}
                    Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                    Err(e) => return Err(read(e)),
                }
                up = folder.parent();
            }
            self.folders.insert(folder.to_owned());
            if !self.request.dry_run {
                fs::create_dir_all(folder).map_err(|source| ImportError::Write { path: folder.to_owned(), source })?;
            }
        }
        let found = match fs::symlink_metadata(file) {
            Ok(found) => found,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(State::Absent),
            Err(e) => return Err(read(e)),
        };
        if found.is_symlink() {
            return Ok(State::Link);
        }
        // A file that is longer by far is another; it need not be read.
        if !found.is_file() || other_kind || found.len() > 2 * MAX_TEXT_BYTES as u64 {
            return Ok(State::Changed);
        }
        let bytes = fs::read(file).map_err(read)?;
        if bytes == text.as_bytes() {
            return Ok(State::Same);
        }
        Ok(if old_sha1.is_some_and(|old| !old.is_empty() && old == sha1_base36(&bytes)) { State::Ours } else { State::Changed })
    }

    /// Writes a file beside its place and then moves it there, so that no page is ever half written.
    fn put(&self, file: &Path, text: &str) -> io::Result<()> {
        let beside = self.content.join(".import.new");
        fs::write(&beside, text)?;
        fs::rename(&beside, file)
    }

    /// Writes the records of where the pages come from.
    pub(super) fn finish(self) -> Result<(), ImportError> {
        if self.request.dry_run {
            return Ok(());
        }
        let content = self.content;
        self.records.write(&content).map_err(|source| ImportError::Write { path: content.join(crate::source::provenance::FILE), source })
    }
}

/// What is at a file's place.
enum State {
    /// Nothing.
    Absent,
    /// The same text.
    Same,
    /// A text that was imported and not changed since.
    Ours,
    /// Something that a person wrote.
    Changed,
    /// A symbolic link.
    Link,
}

/// The filter, by the names of the book and of the export.
fn ready(request: &Request, site: &Site, info: &SiteInfo) -> Result<filter::Ready, ImportError> {
    let numbers = |name: &str| {
        let name = name.replace('_', " ");
        info.namespaces.iter().find(|ns| ns.name.eq_ignore_ascii_case(&name)).map(|ns| ns.number)
    };
    // What neither knows may be a name of the next export's.
    request.filter.ready(site, &numbers).map_err(|name| {
        let diagnostic = Diagnostic::error("namespace", format!("there is no namespace “{name}”"));
        ImportError::Usage(Box::new(diagnostic.hint("name it as the wiki does, or give its number")))
    })
}

/// What a page is, for the count at the end.
fn kind_of(title: &Title, is_redirect: bool) -> &'static str {
    if is_redirect {
        return "redirect";
    }
    match title.namespace() {
        Namespace::MAIN => "article",
        Namespace::TEMPLATE => "template",
        Namespace::MODULE => "module",
        Namespace::CATEGORY => "category",
        Namespace::FILE => "file description",
        ns if ns.is_talk() => "talk page",
        _ => "other page",
    }
}

/// A redirect whose word is in a language that taben does not read, with MediaWiki's English one, which every wiki has.
fn readable_redirect(text: &str) -> Option<String> {
    let start = text.trim_start();
    let lower: String = start.chars().take(16).flat_map(char::to_lowercase).collect();
    if !start.starts_with('#') || REDIRECT_WORDS.iter().any(|word| lower.starts_with(word)) {
        return None;
    }
    let link = start.find("[[")?;
    (!start[..link].contains('\n')).then(|| format!("#REDIRECT {}", &start[link..]))
}

/// The SHA-1 of bytes as MediaWiki writes it: in base 36, 31 digits (`Wikimedia\base_convert`, `SlotRecord::base36Sha1`).
fn sha1_base36(bytes: &[u8]) -> String {
    let mut number: [u8; 20] = Sha1::digest(bytes).into();
    let mut out = [b'0'; 31];
    for digit in out.iter_mut().rev() {
        let mut rest = 0_u16;
        for byte in &mut number {
            let value = rest << 8 | u16::from(*byte);
            // A value below 36 · 256 divided by 36 fits in a byte.
            *byte = (value / 36) as u8;
            rest = value % 36;
        }
        *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[usize::from(rest)];
    }
    out.iter().map(|b| char::from(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_mediawikis() {
        // The digest of the empty text, as every wiki's database has it.
        assert_eq!(sha1_base36(b""), "phoiac9h4m842xq45sp7s6u21eteeq1");
    }

    #[test]
    fn redirects_of_other_languages_are_read() {
        assert_eq!(readable_redirect("#виж [[Х]]\nъ").as_deref(), Some("#REDIRECT [[Х]]\nъ"));
        assert_eq!(readable_redirect("#REDIRECT [[X]]"), None);
        assert_eq!(readable_redirect("#重定向 [[甲]]"), None);
        assert_eq!(readable_redirect("a [[X]]"), None);
    }
}
