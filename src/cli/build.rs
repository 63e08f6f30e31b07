//! `taben build`.

use std::time::Instant;

use crate::cli::failure::Failure;
use crate::cli::plan::{Build, Output, Plan, load_config};
use crate::cli::progress::Progress;
use crate::cli::{Messages, on_threads, size};
use crate::emit::Folder;
use crate::pipeline::{self, Purpose};
use crate::report::{SourceFile, count};
use crate::source::SourceDir;

/// Builds the book, puts the site in its place, prints what was found.
pub(super) fn run(build: &Build, plan: &Plan, messages: &mut Messages) -> Result<(), Failure> {
    let started = Instant::now();
    messages.in_folder(&build.dir);
    let config = load_config(&build.dir)?;
    let source = SourceDir::open(&build.dir, &config.book.src, &config.site())?;
    for (file, diagnostic) in source.problems() {
        let _ = messages.report(Some(&SourceFile::new(file.as_str(), "")), std::slice::from_ref(diagnostic));
    }
    let jobs = plan.jobs.or(config.build.jobs.map(Into::into));
    let progress = Progress::new(plan.progress);
    let place = match &build.output {
        Output::Folder(folder) => folder.clone(),
        Output::Configured => build.dir.join(&config.build.build_dir),
    };
    let folder = Folder::create(&place)?;
    let report = on_threads(jobs, || pipeline::build(&config, &source, &folder, Purpose::Publish, &|done, of| progress.at(done, of)));
    progress.clear();
    let report = report??;
    let size = size::of(&folder.finish()?);
    for (file, diagnostics) in &report.diagnostics {
        let _ = messages.report(Some(file), diagnostics);
    }
    size::check(size, messages);
    if plan.talkative {
        let (pages, files) = (count(report.pages, "page"), count(report.files, "file"));
        eprintln!("{pages}, {files}, {} in {} ({:.2} s)", size::shown(size), place.display(), started.elapsed().as_secs_f64());
    }
    Ok(())
}
