//! `taben import`: pages from elsewhere into a book.

use std::fs;
use std::path::Path;
use std::time::Instant;

use crate::cli::Messages;
use crate::cli::failure::Failure;
use crate::cli::plan::{Import, Plan, load_config};
use crate::cli::progress::Progress;
use crate::diag::Diagnostic;
use crate::import::{self, Report};
use crate::report::count;
use crate::source::read_text;

/// Imports, prints what was found, and what was done.
pub(super) fn run(import: &Import, plan: &Plan, messages: &mut Messages) -> Result<(), Failure> {
    let started = Instant::now();
    let mut request = import.request.clone();
    let is_book = request.into.join("book.toml").is_file();
    if is_book {
        request.config = Some(load_config(&request.into)?);
    } else if !is_free(&request.into) {
        let diagnostic = Diagnostic::error("not-empty", format!("{} is no book, and not empty", request.into.display()));
        return Err(Failure::usage(diagnostic.hint("name the book, or a new folder, with --into")));
    }
    if let Some(file) = &import.titles {
        let text = read_text(file)?;
        request.filter.titles = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    }
    let progress = Progress::of_bytes(plan.progress);
    let result = import::import(&request, &|bytes, of, pages| progress.read(bytes, of, pages));
    progress.clear();
    let report = result?;
    for (file, diagnostic) in &report.diagnostics {
        let _ = messages.report(file.as_ref(), std::slice::from_ref(diagnostic));
    }
    if plan.talkative {
        tell(&report, request.dry_run, &request.into, !is_book, started.elapsed().as_secs_f64());
    }
    Ok(())
}

/// Whether a new book may be made there: nothing is there yet, or an empty folder, or a new repository.
fn is_free(dir: &Path) -> bool {
    match fs::read_dir(dir) {
        Ok(mut entries) => entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == ".git")),
        Err(e) => e.kind() == std::io::ErrorKind::NotFound,
    }
}

/// Says what was done.
fn tell(report: &Report, dry_run: bool, into: &Path, made: bool, seconds: f64) {
    let would = if dry_run { " would be" } else { "" };
    let mut parts = vec![format!("{}{would} new", report.new)];
    let more = [
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.refused, "left as they are"),
        (report.without_text, "without text"),
        (report.damaged, "not whole"),
        (report.left_out, "not asked for"),
    ];
    parts.extend(more.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    eprintln!("{} found: {} ({seconds:.2} s)", count(report.found, "page"), parts.join(", "));
    if !report.kinds.is_empty() {
        let kinds: Vec<String> = report.kinds.iter().map(|(kind, n)| plural(*n, kind)).collect();
        eprintln!("{}", kinds.join(", "));
    }
    if made && !dry_run && report.imported() > 0 {
        eprintln!("the book is in {}; next: taben build {}", into.display(), into.display());
    }
}

/// A number and a kind of page.
fn plural(n: usize, kind: &str) -> String {
    match kind.strip_suffix('y') {
        Some(stem) if n != 1 => format!("{n} {stem}ies"),
        _ => count(n, kind),
    }
}
