//! `taben bundle`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::bundle::{self, Built, BundleError, OutFile};
use crate::cli::failure::Failure;
use crate::cli::plan::{Bundle, BundleForm, Plan, load_config};
use crate::cli::progress::Progress;
use crate::cli::{Messages, on_threads};
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::emit::Folder;
use crate::lang::Variant;
use crate::path::{Names, SitePath};
use crate::pipeline::{self, Carry, Purpose};
use crate::report::{SourceFile, count};
use crate::source::SourceDir;

/// A whole book in one HTML file that is larger than this is slow to open; said as a warning.
const LARGE_SINGLE: u64 = 20 << 20;

/// Builds the book and packs it.
pub(super) fn run(bundle: &Bundle, plan: &Plan, messages: &mut Messages) -> Result<(), Failure> {
    let started = Instant::now();
    if bundle.contradiction {
        let diagnostic = Diagnostic::error("bundle-format", "--single is one HTML file, and another format was asked for");
        return Err(Failure::usage(diagnostic.hint("use --single with --format html, or leave it out")));
    }
    messages.in_folder(&bundle.dir);
    let mut config = load_config(&bundle.dir)?;
    choose_views(&mut config, &bundle.variants)?;
    let forms = bundle.form.map_or_else(|| enabled(&config), |form| vec![form]);
    if forms.len() > 1 && bundle.output.is_some() {
        let diagnostic = Diagnostic::error("bundle-format", "book.toml enables several forms, and --output names one file");
        return Err(Failure::usage(diagnostic.hint("say which one with --format, or leave --output out")));
    }
    if forms.contains(&BundleForm::Zim) {
        bundle::zim_installed()?;
    }
    let source = SourceDir::open(&bundle.dir, &config.book.src, &config.site())?;
    for (file, diagnostic) in source.problems() {
        let _ = messages.report(Some(&SourceFile::new(file.as_str(), "")), std::slice::from_ref(diagnostic));
    }
    let mut made = Vec::new();
    for form in forms {
        let mut config = config.clone();
        for_offline(&mut config, form);
        // An EPUB and a ZIM hold one view each; the others hold all.
        let one_each = matches!(form, BundleForm::Epub | BundleForm::Zim) && config.variants.views.len() > 1;
        let parts: Vec<Config> =
            if one_each { config.variants.views.iter().map(|v| only(&config, *v)).collect() } else { vec![config.clone()] };
        for part in &parts {
            let code = one_each.then(|| part.variants.views[0].code());
            let place = place(bundle, form, &config, code);
            let tell = made.is_empty();
            made.push(one(bundle, form, plan, part, &source, &place, messages, tell)?);
        }
    }
    if plan.talkative {
        let seconds = started.elapsed().as_secs_f64();
        for (pages, place, size) in made {
            #[expect(clippy::cast_precision_loss, reason = "a size is told with one digit after the point")]
            let size = size.map_or_else(String::new, |bytes| format!(", {:.1} MB", bytes as f64 / 1e6));
            eprintln!("{}{size} in {} ({seconds:.2} s)", count(pages, "page"), place.display());
        }
    }
    Ok(())
}

/// The forms that `book.toml` asks for; the zip if it asks for none.
fn enabled(config: &Config) -> Vec<BundleForm> {
    let output = &config.output;
    let forms = [
        (&output.zip, BundleForm::Zip),
        (&output.single, BundleForm::Single),
        (&output.epub, BundleForm::Epub),
        (&output.zim, BundleForm::Zim),
    ];
    let wanted: Vec<BundleForm> = forms.into_iter().filter(|(archive, _)| archive.enabled).map(|(_, form)| form).collect();
    if wanted.is_empty() { vec![BundleForm::Zip] } else { wanted }
}

/// Builds one site and packs it: how many pages, where, and how many bytes if it is one file.
#[expect(clippy::too_many_arguments, reason = "one file and what it is made of")]
fn one(
    bundle: &Bundle,
    form: BundleForm,
    plan: &Plan,
    config: &Config,
    source: &SourceDir,
    place: &Path,
    messages: &mut Messages,
    tell: bool,
) -> Result<(usize, PathBuf, Option<u64>), Failure> {
    // Before anything is built: whether the result may stand there at all.
    let is_folder = form == BundleForm::Pages;
    let folder = if is_folder { Some(Folder::create(place)?) } else { None };
    let mut file = if is_folder { None } else { Some(OutFile::create(place, bundle.force)?) };
    let work = tempfile::Builder::new().prefix("taben-").tempdir();
    let work = work.map_err(|e| Failure::io(Diagnostic::error("write", format!("cannot make a temporary folder: {e}"))))?;
    let sink = Folder::create(&work.path().join("site"))?;
    let names = if bundle.ascii_names { Names::Ascii } else { Names::Unicode };
    let purpose = Purpose::Carry(Carry { names, search: form == BundleForm::Zip, single: form == BundleForm::Single });
    let progress = Progress::new(plan.progress);
    let jobs = plan.jobs.or(config.build.jobs.map(Into::into));
    let built = on_threads(jobs, || pipeline::build(config, source, &sink, purpose, &|done, of| progress.at(done, of)));
    progress.clear();
    let report = built??;
    if tell {
        for (file, diagnostics) in &report.diagnostics {
            let _ = messages.report(Some(file), diagnostics);
        }
    }
    let entries = sink.finish()?;
    let mut site = Built::new(&work.path().join("site"), entries, report.contents);
    site.authors.clone_from(&config.book.authors);
    site.date = config.book.date;
    let progress = Progress::new(plan.progress);
    let told = |done: usize, of: usize| progress.at(done, of);
    let result = match (form, &folder, &mut file) {
        (BundleForm::Pages, Some(folder), _) => bundle::pages(&site, folder, &told).map(|_| ()),
        (BundleForm::Zip, _, Some(out)) => bundle::zip(&site, names, out),
        (BundleForm::Single, _, Some(out)) => bundle::single(&site, out, &told),
        (BundleForm::Epub, _, Some(out)) => bundle::epub(&site, out, &told),
        (BundleForm::Zim, _, Some(out)) => bundle::zim(&site, out),
        // A folder for pages and a file for all else was made above.
        _ => Ok(()),
    };
    progress.clear();
    result?;
    if let Some(folder) = folder {
        folder.finish()?;
        return Ok((report.pages, place.to_owned(), None));
    }
    let size = match file {
        Some(file) => Some(file.finish()?),
        None => None,
    };
    if let Some(size) = size.filter(|size| form == BundleForm::Single && *size > LARGE_SINGLE) {
        let message = format!("the file has {} MB, which browsers are slow to open", size / 1_000_000);
        let diagnostic = Diagnostic::warning("large-file", message).hint("give readers the zip, or one view with --variant");
        let _ = messages.report(None, &[diagnostic]);
    }
    Ok((report.pages, place.to_owned(), size))
}

/// Leaves the views that are asked for.
fn choose_views(config: &mut Config, wanted: &[Variant]) -> Result<(), Failure> {
    if wanted.is_empty() {
        return Ok(());
    }
    let views = &config.variants.views;
    if let Some(other) = wanted.iter().find(|v| !views.contains(v)) {
        let has: Vec<&str> = views.iter().map(|v| v.code()).collect();
        let diagnostic = Diagnostic::error("no-view", format!("`{other}` is not one of the book's views"));
        let hint =
            if has.is_empty() { "the book is not converted and has no views".to_owned() } else { format!("it has {}", has.join(", ")) };
        return Err(Failure::usage(diagnostic.hint(hint)));
    }
    let variants = &mut config.variants;
    variants.views.retain(|v| wanted.contains(v));
    variants.default = variants.default.filter(|v| wanted.contains(v)).or(variants.views.first().copied());
    variants.parallel = variants.parallel.filter(|(a, b)| wanted.contains(a) && wanted.contains(b));
    Ok(())
}

/// The book with one view.
fn only(config: &Config, view: Variant) -> Config {
    let mut config = config.clone();
    config.variants.views = vec![view];
    config.variants.default = Some(view);
    config.variants.parallel = None;
    config
}

/// Leaves out what only a web server or a program wants.
fn for_offline(config: &mut Config, form: BundleForm) {
    config.output.html.site_url = None;
    config.output.html.cname = None;
    if form != BundleForm::Zip {
        config.output.markdown.enabled = false;
        config.output.citations.enabled = false;
    }
}

/// Where the bundle goes: as asked, or beside `book.toml` under the book's title.
fn place(bundle: &Bundle, form: BundleForm, config: &Config, view: Option<&str>) -> PathBuf {
    let ending = match form {
        BundleForm::Zip => "zip",
        BundleForm::Pages => "pages",
        BundleForm::Single => "html",
        BundleForm::Epub => "epub",
        BundleForm::Zim => "zim",
    };
    let given = bundle.output.clone();
    match (given, view) {
        (Some(given), None) => given,
        (Some(given), Some(view)) => {
            // Of several files each has its view before the ending.
            let stem = given.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let ending = given.extension().map_or(ending.into(), |e| e.to_string_lossy());
            given.with_file_name(format!("{stem}.{view}.{ending}"))
        }
        (None, view) => {
            let title = if config.book.title.is_empty() { "book" } else { &config.book.title };
            let view = view.map_or_else(String::new, |v| format!(".{v}"));
            let path = SitePath::made("bundle", title, "x");
            let path = if bundle.ascii_names { path.to_ascii() } else { path };
            let stem = path.as_str().trim_start_matches("bundle/").trim_end_matches(".x").to_owned();
            bundle.dir.join(format!("{stem}{view}.{ending}"))
        }
    }
}

impl From<BundleError> for Failure {
    fn from(error: BundleError) -> Self {
        let hint = error.hint();
        let mut diagnostic = match error {
            BundleError::Emit(error) => return error.into(),
            BundleError::NoProgram { .. } => Diagnostic::error("no-program", error.to_string()),
            error => Diagnostic::error("write", format!("{:#}", anyhow::Error::new(error))),
        };
        diagnostic.hint = hint.map(str::to_owned);
        Self::io(diagnostic)
    }
}
