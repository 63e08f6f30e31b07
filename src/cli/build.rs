//! `taben build`.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use crate::cache;
use crate::cli::failure::Failure;
use crate::cli::plan::{Build, Output, Plan, load_config};
use crate::cli::progress::Progress;
use crate::cli::{Messages, on_threads, size};
use crate::diag::Diagnostic;
use crate::pipeline::{self, Again, BuildReport, Rebuilt};
use crate::report::{SourceFile, count};
use crate::source::SourceDir;

/// Builds the book, puts the site in its place, prints what was found.
pub(super) fn run(build: &Build, plan: &Plan, messages: &mut Messages) -> Result<(), Failure> {
    let started = (Instant::now(), cache::now());
    messages.in_folder(&build.dir);
    let config = load_config(&build.dir)?;
    let source = SourceDir::open(&build.dir, &config.book.src, &config.site())?;
    for (file, diagnostic) in source.problems() {
        let _ = messages.report(Some(&SourceFile::new(file.as_str(), "")), std::slice::from_ref(diagnostic));
    }
    let jobs = plan.jobs.or(config.build.jobs.map(Into::into));
    let progress = Progress::new(plan.progress);
    let told = |done, of| progress.at(done, of);
    let out = match &build.output {
        Output::Folder(folder) => folder.clone(),
        Output::Configured => build.dir.join(&config.build.build_dir),
    };
    let again = Again { config: &config, source: &source, book: &build.dir, out: &out, clean: build.clean, started: started.1, stop: None };
    let result = on_threads(jobs, || pipeline::rebuild(again, &told))?;
    progress.clear();
    let Rebuilt { report, note, files, size, .. } = result?;
    if let Some(note) = note {
        let diagnostic = Diagnostic::new(crate::diag::Severity::Note, "cache", format!("what the last build left is not used: {note}"));
        let _ = messages.report(None, &[diagnostic.hint("every page was made anew; nothing is lost")]);
    }
    tell(&report, &source, messages);
    size::check(size, messages);
    if plan.talkative {
        summary(&report, &out, (files, size), plan.verbose, started.0.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Prints what was found.
fn tell(report: &BuildReport, source: &SourceDir, messages: &mut Messages) {
    for (file, diagnostics) in &report.diagnostics {
        // The text of a page that was not made is read only where something of it is drawn.
        let file = if messages.draws(diagnostics) { &with_text(file, source) } else { file };
        let _ = messages.report(Some(file), diagnostics);
    }
}

/// A file with its text, which that of a page that was not made is without.
pub(super) fn with_text(file: &SourceFile, source: &SourceDir) -> SourceFile {
    let text = if file.text.is_empty() { source.read_shown(&file.name) } else { None };
    text.map_or_else(|| file.clone(), |text| SourceFile { name: file.name.clone(), text: Arc::from(text) })
}

/// Says what was done.
fn summary(report: &BuildReport, place: &Path, (files, size): (usize, u64), verbose: bool, seconds: f64) {
    let pages = count(report.pages, "page");
    // A first build has nothing to keep, and whoever wants to know more asks for it.
    let kept = report.pages.saturating_sub(report.made);
    let made = if verbose || kept > 0 { format!(" ({} made, {} kept)", grouped(report.made), grouped(kept)) } else { String::new() };
    eprintln!("{pages}{made}, {}, {} in {} ({seconds:.2} s)", count(files, "file"), size::shown(size), place.display());
}

/// A number with its thousands told apart.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
