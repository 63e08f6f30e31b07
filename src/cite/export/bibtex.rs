//! BibLaTeX, in UTF-8, as Biber reads it.

use super::super::dates::{Date, Point};
use super::super::text::FORMULA;
use super::super::{Citation, Class, Language, languages};
use super::item::{Item, Person, When};

/// The citations as a `.bib` file, one entry each, in order; keys are those of [`keys`](super::keys).
#[must_use]
pub fn bibtex(citations: &[&Citation]) -> String {
    super::Bibliography::new(citations).bibtex()
}

pub(super) fn write(entries: &[(String, Item)]) -> String {
    let mut out = String::new();
    for (key, item) in entries {
        if !out.is_empty() {
            out.push('\n');
        }
        entry(key, item, &mut out);
    }
    out
}

fn entry(key: &str, item: &Item, out: &mut String) {
    let (kind, subtype) = kind(item);
    out.push_str(&format!("@{kind}{{{key},\n"));
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            out.push_str(&format!("  {name} = {{{value}}},\n"));
        }
    };
    field("author", names(&item.authors, item.et_al));
    field("bookauthor", names(&item.container_authors, false));
    field("editor", names(&item.editors, false));
    field("translator", names(&item.translators, false));
    field("title", protect(&item.title));
    if !item.translated_title.is_empty() {
        field("titleaddon", format!("[{}]", escape(&item.translated_title)));
    }
    let container = match kind {
        "article" => "journaltitle",
        "online" | "thesis" | "report" | "misc" => "organization",
        _ => "booktitle",
    };
    let maker = match kind {
        "thesis" | "report" => "institution",
        "online" | "misc" if item.container.is_empty() => "organization",
        _ => "publisher",
    };
    field(container, protect(&item.container));
    field("eventtitle", protect(&item.conference));
    field("series", escape(&item.series));
    field("volume", escape(&item.volume));
    if kind == "report" {
        field("number", escape(&item.number));
    } else {
        field("number", escape(&item.issue));
    }
    field("pages", item.pages.split('–').map(escape).collect::<Vec<_>>().join("--"));
    field("edition", escape(&item.edition));
    field(maker, escape(&item.publisher));
    field("location", escape(&item.place));
    field("date", item.issued.as_ref().map(date).unwrap_or_default());
    field("origdate", item.original_date.as_ref().and_then(When::date).map(edtf).unwrap_or_default());
    field("type", escape(&item.genre));
    field("entrysubtype", subtype.to_owned());
    field("isbn", escape(&item.isbn));
    field("issn", escape(&item.issn));
    field("doi", verbatim(&item.doi));
    let (eprint, eprint_type) = [(&item.arxiv, "arxiv"), (&item.jstor, "jstor"), (&item.pmid, "pubmed")]
        .into_iter()
        .find(|(id, _)| !id.is_empty())
        .map_or((String::new(), ""), |(id, kind)| (id.clone(), kind));
    field("eprint", verbatim(&eprint));
    field("eprinttype", eprint_type.to_owned());
    if eprint_type == "arxiv" {
        field("eprintclass", escape(&item.arxiv_class));
    }
    field("url", address(&item.url));
    // A day of access that is no full date would be an error to Biber.
    field("urldate", item.accessed.as_ref().and_then(When::date).map(edtf).unwrap_or_default());
    let language = languages::code(&item.language).and_then(|c| languages::name(c, Language::English)).unwrap_or_default();
    field("language", escape(&language.to_lowercase()));
    let mut notes: Vec<String> = item.notes.iter().map(|n| escape(n)).collect();
    if matches!(item.issued, Some(When::Literal(_))) {
        notes.extend(item.issued.as_ref().map(|w| match w {
            When::Literal(text) => escape(text),
            When::Date(_) => String::new(),
        }));
    }
    field("note", notes.join("; "));
    if !item.archive_url.is_empty() {
        let date = if item.archive_date.is_empty() { String::new() } else { format!(" {}", escape(&item.archive_date)) };
        field("addendum", format!("Archived{date}: \\url{{{}}}", in_text(&item.archive_url)));
    }
    out.push_str("}\n");
}

/// The type of entry, and a subtype where the type says too little.
fn kind(item: &Item) -> (&'static str, &'static str) {
    let part = !item.container.is_empty();
    match item.class {
        Class::Web | Class::PressRelease | Class::Newsgroup | Class::MailingList => ("online", ""),
        Class::News => ("article", "newspaper"),
        Class::Magazine => ("article", "magazine"),
        Class::Journal => ("article", ""),
        Class::Book | Class::Citation => (if part { "incollection" } else { "book" }, ""),
        Class::Encyclopedia => (if part { "incollection" } else { "book" }, ""),
        Class::Thesis => ("thesis", ""),
        Class::Report | Class::TechReport => ("report", ""),
        Class::Conference => ("inproceedings", ""),
        Class::Arxiv | Class::BioRxiv | Class::CiteSeerX | Class::Ssrn => ("online", "preprint"),
        Class::Podcast => ("misc", "podcast"),
        Class::Map => ("misc", "map"),
        Class::Episode | Class::Serial => ("misc", "broadcast"),
        Class::AudioVisual | Class::AudioVisualNotes => ("misc", "recording"),
        Class::Interview => ("misc", "interview"),
        Class::Speech => ("misc", "speech"),
        Class::Sign => ("misc", "sign"),
    }
}

fn names(people: &[Person], others: bool) -> String {
    let mut list: Vec<String> = people
        .iter()
        .map(|p| match p {
            // Braces keep ` and ` and commas within a name from parting it.
            Person::Literal(name) => format!("{{{}}}", escape(name)),
            Person::Parts(family, given) => {
                let parts = |s: &str| s.contains(',') || s.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
                let guard = |s: &str| if parts(s) { format!("{{{}}}", escape(s)) } else { escape(s) };
                format!("{}, {}", guard(family), guard(given))
            }
        })
        .collect();
    if others && !list.is_empty() {
        list.push("others".to_owned());
    }
    list.join(" and ")
}

fn date(when: &When) -> String {
    match when {
        When::Date(date) => edtf(date),
        When::Literal(_) => String::new(),
    }
}

/// The date in the extended format of ISO 8601-2 that BibLaTeX takes: `1988-08/1988-09`, `1900~`, `2010-21`.
fn edtf(date: &Date) -> String {
    let point = |p: &Point| match p.season {
        Some(season) => format!("{:04}-{}", p.year, 20 + season),
        None => Date { start: *p, ..Date::default() }.iso(),
    };
    let mut out = point(&date.start);
    if let Some(end) = &date.end {
        out = format!("{out}/{}", point(end));
    }
    if date.circa {
        out.push('~');
    }
    out
}

/// Text in which nothing means anything to TeX but its formulas.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let [open, close] = FORMULA;
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        escape_text(&rest[..at], &mut out);
        let (tex, after) = rest[at + open.len_utf8()..].split_once(close).unwrap_or((&rest[at..], ""));
        // Braces that do not match would end the field, or take in the next one.
        if is_balanced(tex) {
            out.push_str(&format!("${tex}$"));
        } else {
            escape_text(tex, &mut out);
        }
        rest = after;
    }
    escape_text(rest, &mut out);
    out
}

/// Whether braces match, and nothing ends the formula before its end.
fn is_balanced(tex: &str) -> bool {
    let (mut depth, mut escaped) = (0i32, false);
    for c in tex.chars() {
        match c {
            _ if escaped => escaped = matches!(c, '{' | '}'),
            '{' => depth += 1,
            '}' => depth -= 1,
            '$' | '%' => return false,
            _ => {}
        }
        // Readers of BibTeX count the braces of `\{` too.
        if escaped {
            return false;
        }
        escaped = c == '\\';
        if depth < 0 {
            return false;
        }
    }
    depth == 0 && !escaped
}

fn escape_text(text: &str, out: &mut String) {
    let mut before = ' ';
    for c in text.chars() {
        // Two hyphens would be a dash, two quotes another quote.
        if c == before && matches!(c, '-' | '\'' | '`') {
            out.push_str("{}");
        }
        before = c;
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            // A formula that does not end.
            c if FORMULA.contains(&c) => {}
            c => out.push(c),
        }
    }
}

/// A title in which words with capitals keep them, whatever a style does to titles.
fn protect(title: &str) -> String {
    let mut in_formula = false;
    let mut words: Vec<String> = Vec::new();
    // A formula may hold spaces, and is kept together.
    for word in title.split(' ') {
        match words.last_mut().filter(|_| in_formula) {
            Some(last) => last.push_str(&format!(" {word}")),
            None => words.push(word.to_owned()),
        }
        in_formula = word.rfind(FORMULA).map_or(in_formula, |at| word[at..].starts_with(FORMULA[0]));
    }
    let words = words.iter().enumerate().map(|(i, word)| {
        let capital = |c: char| c.is_uppercase();
        let held = if i == 0 { word.chars().skip(1).any(capital) } else { word.chars().any(capital) };
        if held { format!("{{{}}}", escape(word)) } else { escape(word) }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// An address or identifier, which BibLaTeX reads as it stands; only what would end the field is encoded.
fn verbatim(value: &str) -> String {
    value.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C").replace(' ', "%20")
}

/// An address.  Some readers make a dash of two hyphens even here, so the second is encoded (RFC 3986 §6.2.2.2).
fn address(url: &str) -> String {
    verbatim(url).replace("--", "-%2D")
}

/// An address within a text field, where TeX sees it before `\url` does.
fn in_text(url: &str) -> String {
    verbatim(url).replace('$', "%24").replace('^', "%5E").replace('%', "\\%").replace('#', "\\#")
}

#[cfg(test)]
mod tests {
    use super::super::tests::cite;
    use super::*;

    #[test]
    fn entries_read_back() {
        let a = cite(
            Class::Journal,
            &[
                ("last", "Smith & Sons"),
                ("first", "J. {x"),
                ("author2", "王明"),
                ("title", "50% of NASA_x #1 ~ ^ \\ {a} $"),
                ("journal", "J. of X"),
                ("volume", "3"),
                ("issue", "4"),
                ("pages", "45-50"),
                ("date", "August–September 1988"),
                ("doi", "10.1016/S0168-1591(99)00108-2"),
                ("display-authors", "etal"),
            ],
        );
        let b = cite(
            Class::Web,
            &[
                ("title", "网页"),
                ("url", "http://example.org/a{b}?c=%20_~"),
                ("access-date", "2012年3月4日"),
                ("date", "昨天"),
                ("archive-url", "https://web.archive.org/web/1/http://example.org/"),
                ("archive-date", "2012-05-06"),
            ],
        );
        let text = bibtex(&[&a, &b]);
        let parsed = biblatex::Bibliography::parse(&text).unwrap();
        let entry = parsed.iter().next().unwrap();
        assert_eq!(entry.entry_type, biblatex::EntryType::Article);
        let authors = entry.author().unwrap();
        assert_eq!(authors[0].name, "Smith & Sons");
        assert_eq!(authors[0].given_name, "J. {x");
        assert_eq!(authors[1].name, "王明");
        let title: String = entry.title().unwrap().iter().map(|c| c.v.get()).collect();
        assert!(title.starts_with("50% of NASA_x #1 "), "{title}");
        assert_eq!(entry.doi().unwrap(), "10.1016/S0168-1591(99)00108-2");
        let second = parsed.iter().nth(1).unwrap();
        assert_eq!(second.entry_type, biblatex::EntryType::Online);
        assert_eq!(second.url().unwrap(), "http://example.org/a%7Bb%7D?c=%20_~");
        assert!(text.contains("urldate = {2012-03-04}"));
        assert!(text.contains("date = {1988-08/1988-09}"));
        assert!(text.contains("{NASA\\_x}"));
    }

    #[test]
    fn pages_and_formulas_read_back() {
        for (pages, expected) in [
            ("101–110", "101--110"),
            ("45-50", "45--50"),
            ("5--9", "5--9"),
            ("A-1", "A-1"),
            ("A1-A5", "A1--A5"),
            ("xii-xv, 3", "xii--xv, 3"),
            ("A-1–A-5", "A-1--A-5"),
            ("12-34-56", "12-34-56"),
        ] {
            let text = bibtex(&[&cite(Class::Journal, &[("title", "T"), ("journal", "J"), ("pages", pages)])]);
            assert!(text.contains(&format!("pages = {{{expected}}}")), "{pages}: {text}");
        }
        let title = |title: &str| {
            let text = bibtex(&[&cite(Class::Journal, &[("title", title), ("journal", "J")])]);
            let parsed = biblatex::Bibliography::parse(&text).unwrap();
            let title: String = parsed.iter().next().unwrap().title().unwrap().iter().map(|c| c.v.get()).collect();
            (text, title)
        };
        assert!(title("On <math>x_{1} + Y</math> for $5").0.contains("title = {On {$x_{1} + Y$} for \\$5}"));
        // Braces that do not match are text.
        assert!(title("<math>{</math> B").1.contains('B'));
        assert!(title("<math>}</math> B").1.contains('B'));
    }
}
