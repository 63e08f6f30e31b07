//! Identifiers of works: ISBN, DOI and their like; how each is checked, printed and linked.

use super::parameters::Key;
use super::text;

/// A system of identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct System {
    /// The parameter.
    pub key: Key,
    /// What is printed before the identifier; identifiers stand in the order of their labels.
    pub label: &'static str,
    /// What stands between label and identifier.
    separator: &'static str,
    /// What the address of an identifier begins with; empty if there is none.
    prefix: &'static str,
    /// What it ends with.
    suffix: &'static str,
    /// The full name in Chinese.
    pub chinese: &'static str,
    /// The full name in English.
    pub english: &'static str,
    /// The field of the metadata span: `rft.isbn`, or a namespace of `info:`.
    pub coins: &'static str,
    /// Whether everything it names can be read for free.
    free: bool,
    /// The parameter that says how the work can be read.
    pub access: Option<Key>,
}

const fn system(key: Key, label: &'static str, separator: &'static str, prefix: &'static str) -> System {
    System { key, label, separator, prefix, suffix: "", chinese: "", english: "", coins: "", free: false, access: None }
}

/// The systems, sorted by label as the module sorts them: by bytes, capitals first.
pub const SYSTEMS: &[System] = &[
    System {
        chinese: "亚马逊标准识别码",
        english: "Amazon Standard Identification Number",
        ..system(Key::Asin, "ASIN", "&nbsp;", "//www.amazon.com/dp/")
    },
    System {
        chinese: "Bibcode",
        english: "Bibcode",
        coins: "info:bibcode",
        access: Some(Key::BibcodeAccess),
        ..system(Key::Bibcode, "Bibcode", ":", "https://ui.adsabs.harvard.edu/abs/")
    },
    System {
        chinese: "国内统一刊号",
        english: "Chinese serial number",
        ..system(Key::Cn, "CN", "&nbsp;", "http://www.nppa.gov.cn/nppa/publishing/view.shtml?&pubCode=")
    },
    System {
        chinese: "统一书号",
        english: "Chinese standard book number",
        ..system(Key::Csbn, "CSBN", "&nbsp;", "http://book.douban.com/subject_search?search_text=SH")
    },
    System {
        chinese: "CiteSeerX",
        english: "CiteSeerX",
        free: true,
        ..system(Key::CiteSeerX, "CiteSeerX", "&nbsp;", "//citeseerx.ist.psu.edu/viewdoc/summary?doi=")
    },
    System {
        chinese: "国际标准书号",
        english: "International Standard Book Number",
        coins: "rft.isbn",
        ..system(Key::Isbn, "ISBN", "&nbsp;", "")
    },
    System {
        chinese: "国际标准音乐编号",
        english: "International Standard Music Number",
        coins: "info:ismn",
        ..system(Key::Ismn, "ISMN", "&nbsp;", "")
    },
    System {
        chinese: "国际标准连续出版物号",
        english: "International Standard Serial Number",
        coins: "rft.issn",
        ..system(Key::Issn, "ISSN", "&nbsp;", "//www.worldcat.org/issn/")
    },
    System {
        chinese: "数学进展年鉴",
        english: "Jahrbuch über die Fortschritte der Mathematik",
        ..system(Key::Jfm, "JFM", "&nbsp;", "//zbmath.org/?format=complete&q=an:")
    },
    System {
        chinese: "JSTOR",
        english: "JSTOR",
        access: Some(Key::JstorAccess),
        ..system(Key::Jstor, "JSTOR", "&nbsp;", "//www.jstor.org/stable/")
    },
    System {
        chinese: "美国国会图书馆控制号",
        english: "Library of Congress Control Number",
        coins: "info:lccn",
        ..system(Key::Lccn, "LCCN", "&nbsp;", "http://lccn.loc.gov/")
    },
    System {
        chinese: "数学评论",
        english: "Mathematical Reviews",
        ..system(Key::Mr, "MR", "&nbsp;", "//www.ams.org/mathscinet-getitem?mr=")
    },
    System {
        chinese: "联机计算机图书馆中心",
        english: "Online Computer Library Center",
        coins: "info:oclcnum",
        ..system(Key::Oclc, "OCLC", "&nbsp;", "//www.worldcat.org/oclc/")
    },
    System {
        chinese: "开放图书馆",
        english: "Open Library",
        access: Some(Key::OlAccess),
        ..system(Key::Ol, "OL", "&nbsp;", "//openlibrary.org/")
    },
    System {
        chinese: "科学和技术信息办公室",
        english: "Office of Scientific and Technical Information",
        coins: "info:osti",
        access: Some(Key::OstiAccess),
        ..system(Key::Osti, "OSTI", "&nbsp;", "//www.osti.gov/energycitations/product.biblio.jsp?osti_id=")
    },
    System {
        chinese: "公共医学中心",
        english: "PubMed Central",
        coins: "info:pmc",
        free: true,
        ..system(Key::Pmc, "PMC", "&nbsp;", "//www.ncbi.nlm.nih.gov/pmc/articles/PMC")
    },
    System {
        chinese: "公共医学识别码",
        english: "PubMed Identifier",
        coins: "info:pmid",
        ..system(Key::Pmid, "PMID", "&nbsp;", "//www.ncbi.nlm.nih.gov/pubmed/")
    },
    System {
        chinese: "征求修正意见书",
        english: "Request for Comments",
        free: true,
        ..system(Key::Rfc, "RFC", "&nbsp;", "//tools.ietf.org/html/rfc")
    },
    System {
        chinese: "S2CID",
        english: "Semantic Scholar corpus ID",
        access: Some(Key::S2cidAccess),
        ..system(Key::S2cid, "S2CID", "&nbsp;", "https://api.semanticscholar.org/CorpusID:")
    },
    System { chinese: "标准书号", english: "Standard Book Number", ..system(Key::Sbn, "SBN", "&nbsp;", "") },
    System {
        chinese: "社会科学研究网",
        english: "Social Science Research Network",
        free: true,
        access: Some(Key::SsrnAccess),
        ..system(Key::Ssrn, "SSRN", "&nbsp;", "//ssrn.com/abstract=")
    },
    System {
        chinese: "数学文摘",
        english: "Zentralblatt MATH",
        ..system(Key::Zbl, "Zbl", "&nbsp;", "//zbmath.org/?format=complete&q=an:")
    },
    System { chinese: "arXiv", english: "arXiv", coins: "info:arxiv", free: true, ..system(Key::Arxiv, "arXiv", ":", "//arxiv.org/abs/") },
    System {
        chinese: "bioRxiv",
        english: "bioRxiv",
        coins: "info:biorxiv",
        free: true,
        ..system(Key::Biorxiv, "bioRxiv", "&nbsp;", "//doi.org/10.1101/")
    },
    System {
        chinese: "数位物件识别号",
        english: "Digital object identifier",
        coins: "info:doi",
        access: Some(Key::DoiAccess),
        ..system(Key::Doi, "doi", ":", "//dx.doi.org/")
    },
    System {
        chinese: "电子国际标准连续出版物号",
        english: "Electronic International Standard Serial Number",
        coins: "rft.eissn",
        ..system(Key::Eissn, "eISSN", "&nbsp;", "//www.worldcat.org/issn/")
    },
    System {
        chinese: "Handle系统",
        english: "Handle System",
        coins: "info:hdl",
        access: Some(Key::HdlAccess),
        ..system(Key::Hdl, "hdl", ":", "//hdl.handle.net/")
    },
];

/// How a work can be read where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Access {
    /// Nothing is said.
    #[default]
    Unknown,
    /// By everybody.
    Free,
    /// After registering.
    Registration,
    /// In part.
    Limited,
    /// By subscribers.
    Subscription,
}

impl Access {
    /// Reads the value of an `-access` parameter.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        Some(match value.trim().to_lowercase().as_str() {
            "" => Self::Unknown,
            "free" => Self::Free,
            "registration" => Self::Registration,
            "limited" => Self::Limited,
            "subscription" => Self::Subscription,
            _ => return None,
        })
    }
}

/// An identifier of a work.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Identifier {
    /// Its system, by parameter.
    pub key: Key,
    /// The identifier, as given.
    pub value: String,
    /// How the work can be read where it leads.
    pub access: Access,
    /// Why it cannot be right, if it cannot.
    #[serde(deserialize_with = "crate::diag::lasting::maybe::deserialize")]
    pub fault: Option<crate::diag::lasting::Text>,
}

impl Identifier {
    /// An identifier with its check made.
    #[must_use]
    pub fn new(key: Key, value: &str, access: Access) -> Self {
        let value = clean(key, value);
        let value = regular(key, value);
        let access = if access == Access::Unknown && system_of(key).free { Access::Free } else { access };
        Self { key, fault: fault(key, &value), value, access }
    }

    /// The system it belongs to.
    #[must_use]
    pub fn system(&self) -> &'static System {
        system_of(self.key)
    }

    /// Where it leads, if it leads anywhere on the Web; book numbers lead to a page of the wiki.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        let system = self.system();
        if system.prefix.is_empty() {
            return None;
        }
        let value = match self.key {
            Key::Doi | Key::Hdl | Key::Cn | Key::Csbn => text::path(&self.value),
            Key::Ol => match self.value.chars().last() {
                Some('M') => format!("books/OL{}", self.value),
                Some('W') => format!("works/OL{}", self.value),
                Some('A') => format!("authors/OL{}", self.value),
                _ => format!("OL{}", self.value),
            },
            Key::Biorxiv => self.value.trim_start_matches("10.1101/").to_owned(),
            _ => text::safe_address(&self.value),
        };
        Some(format!("{}{value}{}", system.prefix, system.suffix))
    }

    /// What is printed: label and value as wikitext.
    #[must_use]
    pub fn label(&self) -> String {
        let system = self.system();
        format!("{}{}{}", system.label, system.separator, self.value)
    }
}

fn system_of(key: Key) -> &'static System {
    SYSTEMS.iter().find(|s| s.key == key).unwrap_or(&SYSTEMS[0])
}

/// Drops what people write in front of an identifier by habit.
fn clean(key: Key, value: &str) -> String {
    let value = value.trim();
    let rest = match key {
        Key::Pmc => value.strip_prefix("PMC").or_else(|| value.strip_prefix("pmc")),
        Key::Doi => ["https://doi.org/", "http://doi.org/", "http://dx.doi.org/", "https://dx.doi.org/", "doi:", "DOI:"]
            .iter()
            .find_map(|p| value.strip_prefix(p)),
        Key::Arxiv => value.strip_prefix("arXiv:").or_else(|| value.strip_prefix("arxiv:")),
        Key::Isbn => value.strip_prefix("ISBN"),
        Key::Ol => value.strip_prefix("OL"),
        Key::Ssrn => value.strip_prefix("SSRN"),
        Key::Mr => value.strip_prefix("MR").or_else(|| value.strip_prefix("mr")),
        Key::Oclc => ["(OCoLC)", "ocm", "ocn", "on"].iter().find_map(|p| value.strip_prefix(p)),
        _ => None,
    };
    rest.map_or(value, str::trim).to_owned()
}

/// The form that an identifier is printed in: an ISSN with its hyphen, a number of the Mathematical Reviews with seven digits.
fn regular(key: Key, value: String) -> String {
    match key {
        Key::Issn | Key::Eissn if issn_fault(&value).is_none() => {
            let bare: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
            format!("{}-{}", &bare[..4], &bare[4..])
        }
        Key::Mr if value.len() <= 7 && value.bytes().all(|b| b.is_ascii_digit()) => format!("{value:0>7}"),
        _ => value,
    }
}

/// Why an identifier cannot be right.
fn fault(key: Key, value: &str) -> Option<&'static str> {
    let number = |max: u64| {
        let ok = !value.is_empty() && value.len() < 19 && value.parse::<u64>().is_ok_and(|n| n > 0 && n <= max);
        (!ok).then_some("not a number of this kind")
    };
    match key {
        Key::Isbn => isbn_fault(value),
        Key::Sbn => isbn_fault(&format!("0-{value}")),
        Key::Issn | Key::Eissn => issn_fault(value),
        Key::Ismn => ismn_fault(value),
        Key::Doi => doi_fault(value),
        Key::Arxiv => arxiv_fault(value),
        Key::Bibcode => (value.chars().count() != 19).then_some("not 19 characters long"),
        Key::Pmid => number(99_999_999),
        Key::Pmc => number(99_999_999),
        Key::S2cid => number(999_999_999),
        Key::Ssrn => number(99_999_999),
        Key::Rfc => number(99_999),
        Key::Osti => number(999_999_999),
        Key::Asin => (value.len() != 10 || !value.bytes().all(|b| b.is_ascii_alphanumeric())).then_some("not ten letters and digits"),
        Key::Oclc => {
            let digits = value.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '(' || c == ')');
            (digits.is_empty() || digits.len() > 14 || !digits.bytes().all(|b| b.is_ascii_digit())).then_some("not a number of this kind")
        }
        Key::Ol => {
            let ok = value.ends_with(['A', 'M', 'W']) && value.len() > 1 && value[..value.len() - 1].bytes().all(|b| b.is_ascii_digit());
            (!ok).then_some("not a number with A, M or W at its end")
        }
        Key::Jstor => (value.contains(' ') || value.contains("jstor.org")).then_some("not an identifier but an address"),
        _ => None,
    }
}

/// Why an ISBN cannot be right: length, characters, prefix or check digit.
fn isbn_fault(value: &str) -> Option<&'static str> {
    if !value.chars().all(|c| c.is_ascii_digit() || matches!(c, 'X' | '-' | ' ')) {
        return Some("a character that no ISBN has");
    }
    let digits: Vec<u8> = value.bytes().filter(|b| b.is_ascii_alphanumeric()).map(|b| b.to_ascii_uppercase()).collect();
    let body = digits.len().saturating_sub(1);
    if digits.iter().take(body).any(|&b| b == b'X') {
        return Some("an X before the end");
    }
    match digits.len() {
        10 => (!mod11(&digits)).then_some("the check digit is wrong"),
        13 if !digits.starts_with(b"978") && !digits.starts_with(b"979") => Some("does not begin with 978 or 979"),
        13 => (!mod10(&digits)).then_some("the check digit is wrong"),
        _ => Some("neither 10 nor 13 digits long"),
    }
}

fn issn_fault(value: &str) -> Option<&'static str> {
    if value.chars().any(|c| !c.is_ascii_digit() && !matches!(c, 'X' | '-' | '–' | ' ')) {
        return Some("a character that no ISSN has");
    }
    let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_alphanumeric).collect();
    if digits.len() != 8 || digits[..7].iter().any(|b| !b.is_ascii_digit()) {
        return Some("not eight digits long");
    }
    (!mod11(&digits)).then_some("the check digit is wrong")
}

fn ismn_fault(value: &str) -> Option<&'static str> {
    let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_digit).collect();
    if digits.len() != 13 || !digits.starts_with(b"9790") {
        return Some("not 13 digits long, beginning with 9790");
    }
    (!mod10(&digits)).then_some("the check digit is wrong")
}

/// ISO 2108: weights from the length down to 1, the sum divisible by 11, X for ten at the end.
fn mod11(digits: &[u8]) -> bool {
    let mut sum = 0;
    for (i, &b) in digits.iter().enumerate() {
        let weight = digits.len() - i;
        let value = match b {
            b'X' if weight == 1 => 10,
            b'0'..=b'9' => usize::from(b - b'0'),
            _ => return false,
        };
        sum += value * weight;
    }
    sum % 11 == 0
}

/// ISO 2108 and ISO 10957: weights 1 and 3 in turn, the sum divisible by 10.
fn mod10(digits: &[u8]) -> bool {
    let mut sum = 0;
    for (i, &b) in digits.iter().enumerate() {
        if !b.is_ascii_digit() {
            return false;
        }
        sum += usize::from(b - b'0') * if i % 2 == 0 { 1 } else { 3 };
    }
    sum % 10 == 0
}

fn doi_fault(value: &str) -> Option<&'static str> {
    let registrant = value.strip_prefix("10.").and_then(|v| v.split_once('/'));
    let ok = registrant.is_some_and(|(r, suffix)| {
        r.starts_with(|c: char| c.is_ascii_digit()) && r.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !suffix.is_empty()
    });
    if !ok {
        return Some("does not begin with 10. and a number before a slash");
    }
    (value.contains(' ') || value.contains('–') || value.ends_with(['.', ','])).then_some("a character that should not be there")
}

/// Identifiers before April 2007 have a subject, `quant-ph/0306072`; later ones a dot, `1501.00001v2`.
fn arxiv_fault(value: &str) -> Option<&'static str> {
    let bare = value
        .rfind('v')
        .filter(|&i| i + 1 < value.len() && value[i + 1..].bytes().all(|b| b.is_ascii_digit()))
        .map_or(value, |i| &value[..i]);
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let ok = match (bare.split_once('/'), bare.split_once('.')) {
        (Some((subject, n)), _) => !subject.is_empty() && n.len() == 7 && digits(n),
        (None, Some((month, n))) => month.len() == 4 && digits(month) && (n.len() == 4 || n.len() == 5) && digits(n),
        (None, None) => false,
    };
    (!ok).then_some("not of the form 1501.00001 or math/0309136")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(key: Key, value: &str) -> bool {
        Identifier::new(key, value, Access::Unknown).fault.is_none()
    }

    #[test]
    fn check_digits_are_checked() {
        assert!(ok(Key::Isbn, "978-7-308-05113-2"));
        assert!(ok(Key::Isbn, "7-115-13796-X"));
        assert!(ok(Key::Isbn, "0-306-40615-2"));
        assert!(!ok(Key::Isbn, "0-306-40615-3"));
        assert!(!ok(Key::Isbn, "978-7-308-05113-1"));
        assert!(!ok(Key::Isbn, "123"));
        assert!(!ok(Key::Isbn, "X306406152"));
        assert!(!ok(Key::Isbn, "7-115-13796-X（平装）"));
        assert!(ok(Key::Issn, "0738-9663"));
        assert!(ok(Key::Issn, "2434-561X"));
        assert_eq!(Identifier::new(Key::Issn, "2434561X", Access::Unknown).value, "2434-561X");
        assert_eq!(Identifier::new(Key::Mr, "MR1234", Access::Unknown).value, "0001234");
        assert!(!ok(Key::Isbn, "7-115-13796-x"));
        assert!(!ok(Key::Issn, "0738-9664"));
        assert!(ok(Key::Ismn, "979-0-9016791-7-7"));
    }

    #[test]
    fn other_forms_are_checked() {
        assert!(ok(Key::Doi, "10.1016/S0168-1591(99)00108-2"));
        assert!(ok(Key::Doi, "https://doi.org/10.1000/182"));
        assert!(!ok(Key::Doi, "1000/182"));
        assert!(ok(Key::Arxiv, "1501.00001v2"));
        assert!(ok(Key::Arxiv, "quant-ph/0306072"));
        assert!(!ok(Key::Arxiv, "1501"));
        assert!(ok(Key::Pmc, "PMC1326979"));
        assert!(!ok(Key::Pmid, "abc"));
        assert!(ok(Key::Bibcode, "1957RvMP...29..454E"));
    }

    #[test]
    fn systems_stand_in_the_order_of_their_labels() {
        assert!(SYSTEMS.is_sorted_by_key(|s| s.label));
    }
}
