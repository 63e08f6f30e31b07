//! The words and shapes of citations in each language; `$1`, `$2` are filled in.

use super::{Access, Class, Language, Problem, text};

/// The words of one language.
#[derive(Debug)]
#[allow(missing_docs, reason = "fields are named by what they say")]
pub struct Words {
    pub others: &'static str,
    /// A title that is part of a whole: an article, a chapter, a page.
    pub part_title: &'static str,
    /// The title of a whole: a book, a film.
    pub whole_title: &'static str,
    pub script_title: &'static str,
    pub trans_title: &'static str,
    pub periodical: &'static str,
    pub translated_by: &'static str,
    pub interviewed_by: &'static str,
    pub written_at: &'static str,
    pub by: &'static str,
    pub cartography_by: &'static str,
    pub season: &'static str,
    pub series_number: &'static str,
    pub episode: &'static str,
    pub inset: &'static str,
    pub section: &'static str,
    pub sections: &'static str,
    pub sheet: &'static str,
    pub sheets: &'static str,
    pub minutes: &'static str,
    pub time: &'static str,
    pub event: &'static str,
    pub newsgroup: &'static str,
    pub via: &'static str,
    pub lay: &'static str,
    pub transcript: &'static str,
    pub registration: &'static str,
    pub subscription: &'static str,
    pub archive_dead: &'static str,
    pub archive_live: &'static str,
    pub archive_missing: &'static str,
    pub archive_unfit: &'static str,
    pub original: &'static str,
    pub archived: &'static str,
    pub language: &'static str,
    pub language_separator: &'static str,
    /// Between two languages.
    pub language_pair: &'static str,
    /// Before the last of more.
    pub language_last: &'static str,
}

/// Chinese Wikipedia's: variants differ only by conversion.
const CHINESE: Words = Words {
    others: "等",
    part_title: "-{$1}-",
    whole_title: "-{$1}-",
    script_title: "<bdi$2>-{$1}-</bdi>",
    trans_title: "&#91;$1&#93;",
    periodical: "$1",
    translated_by: "由$1翻译",
    interviewed_by: "Interview with $1",
    written_at: "写于$1",
    by: "By $1",
    cartography_by: "Cartography by $1",
    season: "第$1季",
    series_number: "第$1系列",
    episode: "第$1集",
    inset: "$1 inset",
    section: "§ $1",
    sections: "§§ $1",
    sheet: "Sheet&nbsp;$1",
    sheets: "Sheets&nbsp;$1",
    minutes: "记录于$1分钟",
    time: "事件发生在",
    event: "事件发生在",
    newsgroup: "[[Usenet newsgroup|Newsgroup]]:&nbsp;$1",
    via: " –-{zh-hans:通过;zh-hant:透過;}-$1",
    lay: "[$1 简明摘要]",
    transcript: "文字稿",
    registration: "需要免费注册",
    subscription: "需要付费订阅",
    archive_dead: "（$1存档于$2）",
    archive_live: "（原始内容$1于$2）",
    archive_missing: "（原始内容$1存档于$2）",
    archive_unfit: "原始内容存档于$2",
    original: "原始内容",
    archived: "存档",
    language: "<span style=\"font-family: sans-serif; color: #555; font-size: 0.8em; font-weight: bold;\" title=\"连接到$1网页\">（$1）</span>",
    language_separator: "、",
    language_pair: "及",
    language_last: "及",
};

/// English Wikipedia's.
const ENGLISH: Words = Words {
    others: "et al.",
    part_title: "\"$1\"",
    whole_title: "''$1''",
    script_title: "<bdi$2>$1</bdi>",
    trans_title: "&#91;$1&#93;",
    periodical: "''$1''",
    translated_by: "Translated by $1",
    interviewed_by: "Interviewed by $1",
    written_at: "Written at $1",
    by: "By $1",
    cartography_by: "Cartography by $1",
    season: "Season $1",
    series_number: "Series $1",
    episode: "Episode $1",
    inset: "$1 inset",
    section: "§ $1",
    sections: "§§ $1",
    sheet: "Sheet&nbsp;$1",
    sheets: "Sheets&nbsp;$1",
    minutes: "$1 minutes in",
    time: "Event occurs at",
    event: "Event occurs at",
    newsgroup: "[[Usenet newsgroup|Newsgroup]]:&nbsp;$1",
    via: " – via $1",
    lay: "[$1 Lay summary]",
    transcript: "Transcript",
    registration: "(registration required)",
    subscription: "(subscription required)",
    archive_dead: "Archived from $1 on $2",
    archive_live: "$1 from the original on $2",
    archive_missing: "Archived from the original $1 on $2",
    archive_unfit: "Archived from the original on $2",
    original: "the original",
    archived: "Archived",
    language: "(in $1)",
    language_separator: ", ",
    language_pair: " and ",
    language_last: ", and ",
};

impl Words {
    /// The words of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Chinese => &CHINESE,
            Language::English => &ENGLISH,
        }
    }
}

/// Fills a pattern in.
#[must_use]
pub fn fill(pattern: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(pattern.len() + values.iter().map(|v| v.len()).sum::<usize>());
    let mut rest = pattern;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let index = rest[at + 1..].bytes().next().filter(u8::is_ascii_digit).map(|b| usize::from(b - b'0'));
        match index {
            Some(n) if n >= 1 => {
                out.push_str(values.get(n - 1).copied().unwrap_or_default());
                rest = &rest[at + 2..];
            }
            _ => {
                out.push('$');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What a kind of work is called beside its title, where nothing else is given.
#[must_use]
pub fn kind(class: Class, degree: &str, language: Language) -> String {
    let chinese = language == Language::Chinese;
    // Chinese Wikipedia's module has words of its own for two kinds only.
    let fixed = match class {
        Class::AudioVisualNotes => "Media notes",
        Class::Map => "Map",
        Class::MailingList if chinese => "邮件列表",
        Class::MailingList => "Mailing list",
        Class::Podcast => "Podcast",
        Class::PressRelease if chinese => "新闻稿",
        Class::PressRelease => "Press release",
        Class::Report => "Report",
        Class::TechReport => "Technical report",
        Class::Speech if !chinese => "Speech",
        Class::Interview if !chinese => "Interview",
        Class::Thesis if degree.is_empty() => "Thesis",
        Class::Thesis if chinese => return format!("{degree}论文"),
        Class::Thesis => return format!("{degree} thesis"),
        _ => "",
    };
    fixed.to_owned()
}

/// The lock that tells how a work can be read: picture and words; `None` where there is nothing to tell.
#[must_use]
pub fn lock(access: Access, language: Language) -> Option<(&'static str, &'static str)> {
    let chinese = language == Language::Chinese;
    Some(match access {
        Access::Unknown => return None,
        Access::Free => ("Lock-green.svg", if chinese { "可免费查阅" } else { "Freely accessible" }),
        Access::Registration => ("Lock-blue-alt-2.svg", if chinese { "需要免费注册" } else { "Free registration required" }),
        Access::Limited => (
            "Lock-blue-alt-2.svg",
            if chinese {
                "有限度免费查阅，超限则需付费订阅"
            } else {
                "Free access subject to limited trial, subscription normally required"
            },
        ),
        Access::Subscription => ("Lock-red-alt.svg", if chinese { "需要付费订阅" } else { "Paid subscription required" }),
    })
}

/// What the page says of a visible problem, in the words that readers of the wiki know.
#[must_use]
pub fn complaint(problem: &Problem, language: Language) -> String {
    let code = |name: &str| format!("<code>&#124;{}=</code>", text::safe_label(name).replace('<', "&lt;").replace('{', "&#123;"));
    let p = code(&problem.parameter);
    let other = code(&problem.other);
    let words = match language {
        Language::Chinese => match problem.code {
            "cite-empty" => "空引用".to_owned(),
            "cite-title-missing" => format!("缺少或{p}为空"),
            "cite-url-without-title" => format!("{p}缺少标题"),
            "cite-parameter-unknown" if problem.other.is_empty() => format!("已忽略未知参数{p}"),
            "cite-parameter-unknown" => format!("已忽略未知参数{p}（建议使用{other}）"),
            "cite-parameter-redundant" => format!("{p}和{other}只需其一"),
            "cite-text-ignored" => format!("已忽略文本“{}”", escape(&problem.other)),
            "cite-value-invalid" => format!("无效<code>&#124;{}={}</code>", problem.parameter, escape(&problem.other)),
            "cite-url-and-link" => "网址－维基内链冲突".to_owned(),
            "cite-chapter-ignored" | "cite-class-ignored" => format!("{p}被忽略"),
            "cite-preprint-without-number" => format!("需要使用{p}"),
            "cite-last-missing" | "cite-name-missing" => format!("缺少{p}"),
            _ if !problem.other.is_empty() => format!("使用{p}需要含有{other}"),
            _ => format!("请检查{p}值"),
        },
        Language::English => match problem.code {
            "cite-title-missing" | "cite-preprint-without-number" | "cite-last-missing" | "cite-name-missing" => {
                format!("Missing or empty {p}")
            }
            "cite-url-without-title" => format!("{p} missing title"),
            "cite-parameter-unknown" if problem.other.is_empty() => format!("Unknown parameter {p} ignored"),
            "cite-parameter-unknown" => format!("Unknown parameter {p} ignored ({other} suggested)"),
            "cite-parameter-redundant" => format!("More than one of {p} and {other} specified"),
            "cite-text-ignored" => format!("Text \"{}\" ignored", escape(&problem.other)),
            "cite-value-invalid" => format!("Invalid <code>&#124;{}={}</code>", problem.parameter, escape(&problem.other)),
            "cite-url-and-link" => "URL–wikilink conflict".to_owned(),
            "cite-chapter-ignored" | "cite-class-ignored" => format!("{p} ignored"),
            "cite-empty" => "Empty citation".to_owned(),
            _ if !problem.other.is_empty() => format!("{p} requires {other}"),
            _ => format!("Check {p} value"),
        },
    };
    let help = match language {
        Language::Chinese => format!(" ([[Help:引文格式1错误#{}|帮助]])", anchor(problem)),
        Language::English => format!(" ([[Help:CS1 errors#{}|help]])", anchor(problem)),
    };
    format!("<span style=\"font-size:100%\" class=\"error citation-comment\">{words}{help}</span>")
}

/// The place of the help page that explains a problem.
fn anchor(problem: &Problem) -> String {
    let name = match problem.code {
        "cite-empty" => "empty_citation",
        "cite-title-missing" => "citation_missing_title",
        "cite-url-without-title" => "bare_url_missing_title",
        "cite-parameter-unknown" => "parameter_ignored",
        "cite-parameter-redundant" => "redundant_parameters",
        "cite-text-ignored" => "text_ignored",
        "cite-value-invalid" => "invalid_param_val",
        "cite-url-and-link" => "wikilink_in_url",
        "cite-chapter-ignored" => "chapter_ignored",
        "cite-class-ignored" => "class_ignored",
        "cite-contributor-alone" => "contributor_missing_required_param",
        "cite-archive-date-missing" => "archive_missing_date",
        "cite-archive-without-url" => "archive_missing_url",
        "cite-translation-without-title" => "trans_missing_title",
        "cite-coauthors-alone" => "coauthors_missing_author",
        "cite-last-missing" => "first_missing_last",
        "cite-name-missing" => "missing_name",
        "cite-bad-url" => "bad_url",
        "cite-preprint-without-number" => return format!("{}_missing", problem.parameter),
        _ => return format!("bad_{}", problem.parameter),
    };
    name.to_owned()
}

/// Text that stands for itself.
fn escape(text: &str) -> String {
    text::safe_label(text)
        .replace('<', "&lt;")
        .replace('{', "&#123;")
        .replace("''", "&#39;&#39;")
        .replace('|', "&#124;")
        .replace("-&#123;", "&#45;&#123;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_filled_in_once() {
        assert_eq!(fill("$1于$2", &["$2", "b"]), "$2于b");
        assert_eq!(fill("a$", &[]), "a$");
    }
}
