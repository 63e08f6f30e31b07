//! `taben build` and `taben check`.

use std::time::Instant;

use crate::cli::failure::Failure;
use crate::cli::plan::{Build, Output, Plan, load_config};
use crate::cli::progress::Progress;
use crate::cli::{Messages, links, on_threads};
use crate::emit::{Folder, Nowhere, Sink};
use crate::net::LinkOptions;
use crate::pipeline::{self, BuildReport, Purpose};
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
    let purpose = match build.output {
        Output::Nowhere { external, .. } => Purpose::Check { links: external },
        _ => Purpose::Publish,
    };
    let into = |sink: &dyn Sink| -> Result<BuildReport, Failure> {
        let report = on_threads(jobs, || pipeline::build(&config, &source, sink, purpose, &|done, of| progress.at(done, of)));
        progress.clear();
        Ok(report??)
    };
    let (report, place) = match &build.output {
        Output::Nowhere { .. } => (into(&Nowhere::new())?, None),
        output => {
            let place = match output {
                Output::Folder(folder) => folder.clone(),
                _ => build.dir.join(&config.build.build_dir),
            };
            let folder = Folder::create(&place)?;
            let report = into(&folder)?;
            folder.finish()?;
            (report, Some(place))
        }
    };
    for (file, diagnostics) in &report.diagnostics {
        let _ = messages.report(Some(file), diagnostics);
    }
    if let Output::Nowhere { unused, .. } = build.output {
        let between = on_threads(jobs, || pipeline::between_pages(&config, &source, unused))??;
        for (file, diagnostics) in &between {
            let _ = messages.report(Some(file), diagnostics);
        }
    }
    if purpose == (Purpose::Check { links: true }) {
        let options = LinkOptions { cache: Some(build.dir.join(".taben/links.json")), ..LinkOptions::default() };
        links::run(&report.links, &options, plan.progress, messages);
    }
    if let Output::Nowhere { .. } = build.output {
        let _ = messages.summarize();
    }
    if plan.talkative {
        let (pages, seconds) = (count(report.pages, "page"), started.elapsed().as_secs_f64());
        match place {
            Some(place) => eprintln!("{pages}, {} in {} ({seconds:.2} s)", count(report.files, "file"), place.display()),
            None => eprintln!("{pages} checked ({seconds:.2} s)"),
        }
    }
    Ok(())
}
