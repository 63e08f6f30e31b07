//! Names of templates that differ from a file of `templates/wiki` by case only.
//!
//! They are redirects on Wikipedia, but two such files cannot lie in one folder of a file system that
//! ignores case, as those of Windows and macOS do.

/// Alias and name, sorted.
const ALIASES: &[(&str, &str)] = &[
    ("Arxiv", "ArXiv"),
    ("CN", "Cn"),
    ("Citation Needed", "Citation needed"),
    ("DOI", "Doi"),
    ("EFN", "Efn"),
    ("HARV", "Harv"),
    ("HarvId", "Harvid"),
    ("Isbn", "ISBN"),
    ("Issn", "ISSN"),
    ("NPOV", "Npov"),
    ("NoteList", "Notelist"),
    ("Notefoot", "NoteFoot"),
    ("Notetag", "NoteTag"),
    ("RefImprove", "Refimprove"),
    ("RefList", "Reflist"),
    ("SFN", "Sfn"),
    ("SfnRef", "Sfnref"),
    ("Url", "URL"),
    ("WebArchive", "Webarchive"),
];

/// The name under which taben's own template of that name lies.
pub(super) fn canonical(name: &str) -> &str {
    ALIASES.binary_search_by(|(alias, _)| (*alias).cmp(name)).map_or(name, |i| ALIASES[i].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted() {
        assert!(ALIASES.is_sorted());
        assert_eq!(canonical("Notetag"), "NoteTag");
        assert_eq!(canonical("Main"), "Main");
    }
}
