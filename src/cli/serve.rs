//! `taben serve`: the site in one's own browser, rebuilt while one writes.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::cache;
use crate::cli::build::with_text;
use crate::cli::failure::{Exit, Failure};
use crate::cli::plan::{Plan, Serve, load_config};
use crate::cli::progress::Progress;
use crate::cli::{Messages, on_threads};
use crate::config::Config;
use crate::diag::{Diagnostic, Severity};
use crate::path::{Names, PagePaths};
use crate::pipeline::{self, Findings};
use crate::report::{Reporter, SourceFile, count};
use crate::serve::{self, Editor, Live, Places, Site, Status, Watch};
use crate::source::SourceDir;

/// Serves the book until it is told to end.
pub(super) fn run(serve: &Serve, plan: &Plan, messages: &mut Messages) -> Result<(), Failure> {
    // A book that has a fault is served all the same, but a folder without one is a slip of the hand.
    if let Err(failure) = load_config(&serve.dir)
        && failure.diagnostics.iter().any(|d| d.code == "no-book")
    {
        return Err(failure);
    }
    let listener = serve::listen(&serve.host, serve.port).map_err(|e| cannot_listen(serve, &e))?;
    let address = listener.local_addr().map_err(|e| cannot_listen(serve, &e))?;
    if !address.ip().is_loopback() {
        let message = format!("everybody who can reach {} can read the book", address.ip());
        let warning = Diagnostic::warning("serve-open", message).hint("leave --host out to serve this machine alone");
        let _ = messages.report(None, &[warning]);
    }
    let url = format!("http://{}/", shown_address(serve, address));
    let book = std::fs::canonicalize(&serve.dir).unwrap_or_else(|_| serve.dir.clone());
    let editor = serve.editor.clone().map(|template| Editor { template, book });
    let live = Arc::new(Live::new(&serve.host, editor));
    let work = tempfile::Builder::new().prefix("taben-serve-").tempdir();
    let work = work.map_err(|e| Failure::io(Diagnostic::error("write", format!("cannot make a temporary folder: {e}"))))?;
    let mut watch = Watch::new(places(&serve.dir, None)).map_err(cannot_watch)?;
    let stopper = watch.stopper();
    if plan.talkative {
        eprintln!("serving {} at {url} (Ctrl-C ends it)", serve.dir.display());
        if watch.is_polling() {
            eprintln!("the system does not tell of changes, so files are looked at every second");
        }
    }
    let is_ending = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let builder = scope.spawn(|| {
            let mut rebuilder = Rebuilder { dir: &serve.dir, work: work.path(), plan, is_ending: &is_ending };
            let mut told = BTreeSet::new();
            let mut open = serve.open;
            loop {
                let polled = watch.is_polling();
                let settings = round(&mut rebuilder, &live, plan, &mut told);
                if is_ending.load(Ordering::Relaxed) {
                    break;
                }
                if std::mem::take(&mut open) {
                    show(&url);
                }
                // A fault keeps the folders that the last good settings named.
                let watched = match settings {
                    Some(config) => watch.set(places(&serve.dir, Some(&config))),
                    None => Ok(false),
                };
                let unheard = watched.unwrap_or_else(|error| {
                    let _ = reporter(plan).report(None, &cannot_watch(error).diagnostics);
                    false
                });
                if plan.talkative && watch.is_polling() && !polled {
                    eprintln!("the system cannot watch so many folders, so files are looked at every second");
                }
                if !unheard && !watch.wait() {
                    break;
                }
            }
        });
        let result = serve::run(listener, Arc::clone(&live));
        is_ending.store(true, Ordering::Relaxed);
        stopper.stop();
        // It ends with the page it is at; the temporary folder can be removed then.
        let _ = builder.join();
        result.map_err(|e| Failure::io(Diagnostic::error("serve", format!("serving broke off: {e}"))))
    })?;
    if plan.talkative {
        eprintln!("ended");
    }
    Ok(())
}

/// Builds once, publishes what came of it, and tells the terminal; gives the settings if they could be read.
fn round(rebuilder: &mut Rebuilder<'_>, live: &Live, plan: &Plan, told: &mut BTreeSet<(String, String)>) -> Option<Config> {
    let started = Instant::now();
    let before = live.site();
    let result = rebuilder.rebuild(before.as_deref());
    if rebuilder.is_ending.load(Ordering::Relaxed) {
        return None;
    }
    let mut messages = reporter(plan);
    match result {
        Ok(built) => {
            tell(&mut messages, &built.findings, told);
            let said = match before {
                Some(before) => format!("{} changed", count(built.site.changed_since(&before), "file")),
                None => format!("{} built", count(built.pages, "page")),
            };
            live.publish(built.site, Status { fault: false, findings: built.findings, sources: built.sources });
            if plan.talkative {
                eprintln!("{said} ({:.2} s)", started.elapsed().as_secs_f64());
            }
            Some(built.config)
        }
        Err(failure) => {
            let file =
                failure.file.map_or_else(SourceFile::default, |file| SourceFile { name: in_book(&file.name, rebuilder.dir), ..file });
            let findings = vec![(file, failure.diagnostics)];
            // What is wrong is told each time: until it is mended there is nothing new to see.
            told.clear();
            tell(&mut messages, &findings, told);
            live.fault(Status { fault: true, findings, ..Status::default() });
            if plan.talkative {
                eprintln!(
                    "the book cannot be built; {}",
                    if before.is_some() { "the last good site is served" } else { "there is nothing to serve yet" }
                );
            }
            None
        }
    }
}

/// What a rebuild gave.
struct Rebuilt {
    config: Config,
    site: Site,
    pages: usize,
    findings: Findings,
    /// The source of each page, by the page's path in its view.
    sources: std::collections::BTreeMap<String, String>,
}

/// Makes the site again, into a folder of its own beside what the last time left to know.
struct Rebuilder<'p> {
    dir: &'p Path,
    work: &'p Path,
    plan: &'p Plan,
    is_ending: &'p AtomicBool,
}

impl Rebuilder<'_> {
    /// Builds the book as it is now; `before` is the site as it was.
    fn rebuild(&mut self, before: Option<&Site>) -> Result<Rebuilt, Failure> {
        let mut config = load_config(self.dir)?;
        // Here the site lies at the root, wherever it will be published; links to that place would lead away from what
        // is being written.
        let published = config.output.html.site_url.replace("/".to_owned());
        config.output.html.cname = None;
        let site = config.site();
        let started = cache::now();
        let source = SourceDir::open(self.dir, &config.book.src, &site)?;
        let place = self.work.join("site");
        let progress = Progress::new(self.plan.progress);
        let jobs = self.plan.jobs.or(config.build.jobs.map(Into::into));
        let again = pipeline::Again {
            config: &config,
            source: &source,
            book: self.work,
            out: &place,
            clean: false,
            started,
            stop: Some(self.is_ending),
        };
        let built = on_threads(jobs, || pipeline::rebuild(again, &|done, of| progress.at(done, of)));
        progress.clear();
        let pipeline::Rebuilt { report, changes, .. } = built??;
        let served = match (before, &changes) {
            (Some(before), Some(changes)) => before.after(changes),
            _ => Site::list(&place),
        };
        let served = served.map_err(|e| Failure::io(Diagnostic::error("read", format!("cannot read {}: {e}", place.display()))))?;
        let paths = PagePaths::new(source.pages().iter().map(|page| &page.title), &site, Names::Unicode);
        let sources = source.pages().iter().filter_map(|page| Some((paths.get(&page.title)?.as_str().to_owned(), source.shown(page))));
        let sources = sources.collect();
        let mut findings: Findings =
            source.problems().iter().map(|(file, problem)| (SourceFile::new(file.as_str(), ""), vec![problem.clone()])).collect();
        // The overlay tells lines, which are counted in the text.
        findings.extend(report.diagnostics.into_iter().map(|(file, diagnostics)| (with_text(&file, &source), diagnostics)));
        config.output.html.site_url = published;
        Ok(Rebuilt { config, site: served, pages: report.pages, findings, sources })
    }
}

/// What the site of a book is made from; without settings, as they are by default.
fn places(dir: &Path, config: Option<&Config>) -> Places {
    let default;
    let config = match config {
        Some(config) => config,
        None => {
            default = Config::default();
            &default
        }
    };
    let folders = vec![config.book.src.clone(), "templates".into(), "static".into(), config.variants.glossary.clone()];
    let html = &config.output.html;
    let files: Vec<PathBuf> = html.additional_css.iter().chain(&html.additional_js).cloned().collect();
    Places { book: dir.to_owned(), folders, files, except: config.build.build_dir.clone() }
}

/// Prints what was not said after the build before.
fn tell(messages: &mut Messages, findings: &Findings, told: &mut BTreeSet<(String, String)>) {
    let mut now = BTreeSet::new();
    for (file, diagnostics) in findings {
        let mut new = Vec::new();
        for diagnostic in diagnostics {
            // Its place moves with every line that is written above it.
            let key = (file.name.clone(), format!("{} {}", diagnostic.code, diagnostic.message));
            if diagnostic.severity > Severity::Note && now.insert(key.clone()) && !told.contains(&key) {
                new.push(diagnostic.clone());
            }
        }
        let _ = messages.report((!file.name.is_empty()).then_some(file), &new);
    }
    let _ = messages.finish();
    *told = now;
}

/// What prints the diagnostics of one build.
fn reporter(plan: &Plan) -> Messages {
    Reporter::new(io::LineWriter::new(io::stderr()), plan.style)
}

/// The name of a file without the book's folder before it.
fn in_book(name: &str, dir: &Path) -> String {
    Path::new(name).strip_prefix(dir).map_or_else(|_| name.to_owned(), |inside| inside.display().to_string())
}

/// The address as one types it.
fn shown_address(serve: &Serve, address: std::net::SocketAddr) -> String {
    match serve.host.as_str() {
        // All addresses of this machine: this is one that works.
        "0.0.0.0" | "::" | "[::]" => format!("localhost:{}", address.port()),
        host if host.parse::<std::net::IpAddr>().is_err() && !host.starts_with('[') => format!("{host}:{}", address.port()),
        _ => address.to_string(),
    }
}

/// Opens the site in the browser; where there is none, the address is in the terminal.
fn show(url: &str) {
    if let Err(error) = open::that_detached(url) {
        let note = Diagnostic::warning("serve-browser", format!("cannot open a browser: {error}")).hint(format!("open {url} yourself"));
        let plain = crate::report::Style { color: io::stderr().is_terminal(), ..crate::report::Style::default() };
        let _ = Reporter::new(io::stderr(), plain).report(None, &[note]);
    }
}

fn cannot_listen(serve: &Serve, error: &io::Error) -> Failure {
    let at = serve.port.map_or_else(|| serve.host.clone(), |port| format!("{}:{port}", serve.host));
    let diagnostic = Diagnostic::error("serve", format!("cannot listen at {at}: {error}"));
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => "another program listens there; leave --port out to take the next one that is free",
        io::ErrorKind::PermissionDenied => "ports below 1024 are for the system; choose a higher one",
        _ => "--host is a name or an address of this machine",
    };
    Failure { exit: Exit::Io, ..Failure::io(diagnostic.hint(hint)) }
}

fn cannot_watch(error: serve::WatchError) -> Failure {
    Failure::io(Diagnostic::error("serve", format!("{:#}", anyhow::Error::new(error))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_news_is_told() {
        let style = crate::report::Style::default();
        let mut messages = Reporter::new(io::LineWriter::new(io::stderr()), style);
        let mut told = BTreeSet::new();
        let found = |line: &str| vec![(SourceFile::new("a", "x"), vec![Diagnostic::warning("x", line)])];
        tell(&mut messages, &found("one"), &mut told);
        assert_eq!(messages.counts().warnings, 1);
        tell(&mut messages, &found("one"), &mut told);
        assert_eq!(messages.counts().warnings, 1);
        tell(&mut messages, &found("two"), &mut told);
        tell(&mut messages, &found("one"), &mut told);
        assert_eq!(messages.counts().warnings, 3, "what came back is news");
    }
}
