//! Identifiers as a citation prints them: label, link, lock, and what is wrong with one.

use super::super::identifiers::Identifier;
use super::super::words;
use super::super::{Access, Citation, Class, Context, Key, Language, text};
use super::work::Work;

/// All identifiers, each behind its separator `s`, and the number without a system at the end.
pub(super) fn identifiers(work: &Work<'_>, context: &Context, s: &str) -> String {
    let c = work.source;
    let mut out = String::new();
    let mut all: Vec<&Identifier> = c.identifiers.iter().collect();
    if context.language == Language::English {
        // English Wikipedia does not put capitals before small letters.
        all.sort_by_key(|i| i.system().label.to_ascii_lowercase());
    }
    for identifier in all {
        out.push_str(s);
        out.push_str(&identifier_text(identifier, c, context.language));
    }
    if c.class == Class::Newsgroup && !c.message_id.is_empty() {
        out.push_str(&format!("{s}Usenet:&nbsp;{}", text::external(&format!("news:{}", c.message_id), &c.message_id)));
    }
    if !work.id.is_empty() {
        out.push_str(s);
        out.push_str(&work.id);
    }
    out
}

fn identifier_text(identifier: &Identifier, c: &Citation, language: Language) -> String {
    let system = identifier.system();
    let name = if language == Language::Chinese { system.chinese } else { system.english };
    let label = format!("<span title=\"{name}\">{}</span>", identifier.label());
    // Chinese Wikipedia's addresses take the page's own scheme, English Wikipedia's name one.
    let absolute = |address: String| match (language, address.strip_prefix("//dx.doi.org/"), address.starts_with("//")) {
        (Language::English, Some(doi), _) => format!("https://doi.org/{doi}"),
        (Language::English, None, true) => format!("https:{address}"),
        _ => address,
    };
    let embargoed = identifier.key == Key::Pmc && c.embargoed;
    let mut out = match (identifier.key, identifier.address()) {
        (Key::Isbn | Key::Sbn | Key::Ismn, _) if !identifier.value.contains(['[', '|', '{', '<']) => {
            format!("[[Special:BookSources/{}|<span title=\"{name}\">{}</span>&nbsp;{}]]", identifier.value, system.label, identifier.value)
        }
        (Key::Asin, Some(_)) if !c.asin_tld.is_empty() => {
            let address =
                absolute(format!("//www.amazon.{}/dp/{}", text::safe_address(&c.asin_tld), text::safe_address(&identifier.value)));
            format!("[{address} {}]", text::safe_label(&label))
        }
        (_, Some(address)) if !embargoed => format!("[{} {}]", absolute(address), text::safe_label(&label)),
        _ => label,
    };
    let access = if embargoed { Access::Unknown } else { identifier.access };
    if let Some((file, alt)) = words::lock(access, language) {
        out = format!("<span class=\"plainlinks\">{out}{}</span>", lock_picture(file, alt));
    }
    // Older identifiers name their subject themselves.
    if identifier.key == Key::Arxiv && !c.arxiv_class.is_empty() && identifier.value.starts_with(|c: char| c.is_ascii_digit()) {
        let address = absolute("//arxiv.org/archive/".to_owned());
        out.push_str(&format!(" &#91;[{address}{0} {0}]&#93;", text::safe_address(&c.arxiv_class)));
    }
    if identifier.fault.is_some()
        && let Some(problem) =
            c.problems.iter().find(|p| p.parameter.eq_ignore_ascii_case(super::super::parameters::preferred(identifier.key)))
    {
        out.push(' ');
        out.push_str(&words::complaint(problem, language));
    }
    if identifier.key == Key::Doi && !c.doi_broken.is_empty() {
        out.push_str(&match language {
            Language::Chinese => format!(" (不活跃 {})", c.doi_broken),
            Language::English => format!(" (inactive {})", c.doi_broken),
        });
    }
    out
}

/// The picture of a lock with its words.
pub(super) fn lock_picture(file: &str, alt: &str) -> String {
    format!("&#8239;[[File:{file}|9px|link=|alt={alt}|{alt}]]")
}
