//! `taben convert`: one page to standard output.

use std::io;

use crate::cli::failure::Failure;
use crate::cli::plan::{Convert, Plan};
use crate::cli::{Messages, on_threads, print};
use crate::pipeline::{self, ConvertRequest};
use crate::report::SourceFile;
use crate::site::Site;
use crate::source::{PageKind, PagesDir, read_stream, read_text};

/// Reads the page, converts it, prints it, and then what was found.
pub(super) fn run(convert: &Convert, plan: &Plan, messages: &mut Messages) -> Result<(), Failure> {
    let site = Site::new(&convert.language);
    let title = convert.title(&site)?;
    let pages = convert.pages.as_deref().map(|dir| PagesDir::open(dir, &site)).transpose()?;
    let (name, text, kind) = match &convert.file {
        Some(file) => {
            let kind = PageKind::of(file).unwrap_or(PageKind::Wikitext);
            (file.display().to_string(), read_text(file)?, kind)
        }
        None => ("<stdin>".to_owned(), read_stream(io::stdin().lock(), "<stdin>")?, PageKind::Wikitext),
    };
    let request = ConvertRequest {
        file: SourceFile::new(name, text),
        kind,
        title,
        site,
        to: convert.to,
        variant: convert.variant,
        pages,
        builtin_templates: convert.builtin_templates,
    };
    let converted = on_threads(plan.jobs.or(Some(1)), || pipeline::convert(&request))?;
    print(&converted.text)?;
    for (file, diagnostics) in &converted.diagnostics {
        let _ = messages.report(Some(file), diagnostics);
    }
    Ok(())
}
