//! `taben check --conversion`: what conversion does to the pages, and which of them an editor has read.

use crate::cli::failure::Failure;
use crate::cli::plan::{Conversion, Plan, load_config};
use crate::cli::reviewed::Reviews;
use crate::cli::{Messages, on_threads, print};
use crate::diag::Diagnostic;
use crate::pipeline;
use crate::report::conversion::{PageReport, Reviewed};
use crate::report::{MessageFormat, SourceFile, count};
use crate::source::SourceDir;

/// Prints the reports, or notes that pages were reviewed.
pub(super) fn run(conversion: &Conversion, plan: &Plan, messages: &mut Messages) -> Result<(), Failure> {
    let config = load_config(&conversion.dir)?;
    let source = SourceDir::open(&conversion.dir, &config.book.src, &config.site())?;
    let mut reviews = Reviews::open(&conversion.dir)?;
    let marks = !conversion.mark_reviewed.is_empty();
    let only = if marks { &conversion.mark_reviewed } else { &conversion.pages };
    let jobs = plan.jobs.or(config.build.jobs.map(Into::into));
    let json = plan.style.format == MessageFormat::Json;
    let mut tally = Tally::default();
    let mut failed = None;
    let mut stale = Vec::new();
    let mut one = |mut report: PageReport| {
        if marks {
            reviews.mark(&report.title, &report.state);
            tally.pages += 1;
            return;
        }
        report.reviewed = reviews.of(&report.title, &report.state);
        tally.add(&report);
        if report.reviewed == Reviewed::Stale {
            let diagnostic =
                Diagnostic::warning("review-stale", format!("“{}” has changed since its conversion was reviewed", report.title))
                    .hint("look at its report, then run `taben check --conversion --mark-reviewed` with its title");
            stale.push((SourceFile::new(report.file.name.clone(), ""), diagnostic));
        }
        let text = if json { report.json() } else { report.text(conversion.color, plan.verbose) };
        // Once standard output is closed for a reason, there is nobody to print to.
        if failed.is_none() {
            failed = print(&format!("{text}\n")).err();
        }
    };
    let of_book = on_threads(jobs, || pipeline::conversion(&config, &source, only, &mut one))??;
    if let Some(failure) = failed {
        return Err(failure);
    }
    for diagnostic in &of_book {
        // A page that was asked for in vain concerns the command line.
        let file = (diagnostic.code != "no-page").then(|| SourceFile::new("book.toml", ""));
        let _ = messages.report(file.as_ref(), std::slice::from_ref(diagnostic));
    }
    for (file, diagnostic) in stale {
        let _ = messages.report(Some(&file), &[diagnostic]);
    }
    if marks {
        reviews.save()?;
    }
    if plan.talkative {
        match marks {
            true => eprintln!("{} marked as reviewed", count(tally.pages, "page")),
            false => eprintln!(
                "{}: {} reviewed, {} changed since, {} to look at",
                count(tally.pages, "page"),
                tally.reviewed,
                tally.stale,
                tally.open
            ),
        }
    }
    Ok(())
}

/// What was found in all.
#[derive(Default)]
struct Tally {
    pages: usize,
    reviewed: usize,
    stale: usize,
    open: usize,
}

impl Tally {
    fn add(&mut self, report: &PageReport) {
        self.pages += 1;
        match report.reviewed {
            Reviewed::Yes => self.reviewed += 1,
            Reviewed::Stale => self.stale += 1,
            Reviewed::No => {}
        }
        self.open += usize::from(report.reviewed != Reviewed::Yes && report.open() > 0);
    }
}
