//! `taben check`: all that there is to say about a book; nothing is written.

use std::time::Instant;

use crate::cli::failure::Failure;
use crate::cli::plan::{Check, Plan, load_config};
use crate::cli::progress::Progress;
use crate::cli::{Messages, links, on_threads};
use crate::emit::Nowhere;
use crate::net::LinkOptions;
use crate::pipeline::{self, Purpose};
use crate::report::{SourceFile, count};
use crate::source::SourceDir;

/// Builds the book into nothing, looks at what lies between its pages, and prints what was found.
pub(super) fn run(check: &Check, plan: &Plan, messages: &mut Messages) -> Result<(), Failure> {
    let started = Instant::now();
    messages.in_folder(&check.dir);
    let config = load_config(&check.dir)?;
    let source = SourceDir::open(&check.dir, &config.book.src, &config.site())?;
    for (file, diagnostic) in source.problems() {
        let _ = messages.report(Some(&SourceFile::new(file.as_str(), "")), std::slice::from_ref(diagnostic));
    }
    let jobs = plan.jobs.or(config.build.jobs.map(Into::into));
    let progress = Progress::new(plan.progress);
    let purpose = Purpose::Check { links: check.external };
    let report = on_threads(jobs, || pipeline::build(&config, &source, &Nowhere::new(), purpose, &|done, of| progress.at(done, of)));
    progress.clear();
    let report = report??;
    let between = on_threads(jobs, || pipeline::between_pages(&config, &source, check.unused))??;
    for (file, diagnostics) in report.diagnostics.iter().chain(&between) {
        let _ = messages.report(Some(file), diagnostics);
    }
    if check.external {
        let options = LinkOptions { cache: Some(check.dir.join(".taben/links.json")), ..LinkOptions::default() };
        links::run(&report.links, &options, plan.progress, messages);
    }
    let _ = messages.summarize();
    if plan.talkative {
        eprintln!("{} checked ({:.2} s)", count(report.pages, "page"), started.elapsed().as_secs_f64());
    }
    Ok(())
}
