//! The words and shapes of citations in each language; `$1`, `$2` are filled in.

use super::{Access, Class, Language};

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
    pub archive_unfit: &'static str,
    pub original: &'static str,
    pub archived: &'static str,
    pub language: &'static str,
    pub language_separator: &'static str,
    pub language_last: &'static str,
    pub help: &'static str,
    pub untitled: &'static str,
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
    cartography_by: "由$1制图",
    season: "第$1季",
    series_number: "第$1系列",
    episode: "第$1集",
    inset: "$1插图",
    section: "§&nbsp;$1",
    sections: "§§&nbsp;$1",
    sheet: "第$1图幅",
    sheets: "第$1图幅",
    minutes: "记录于$1分钟",
    time: "事件发生在",
    event: "事件发生在",
    newsgroup: "[[Usenet新闻组|新闻组]]:&nbsp;$1",
    via: " –-{zh-hans:通过;zh-hant:透過;}-$1",
    lay: "[$1 简明摘要]",
    transcript: "文字稿",
    registration: "需要免费注册",
    subscription: "需要付费订阅",
    archive_dead: "（$1存档于$2）",
    archive_live: "（原始内容$1于$2）",
    archive_unfit: "原始内容存档于$2",
    original: "原始内容",
    archived: "存档",
    language: "<span style=\"font-family: sans-serif; color: #555; font-size: 0.8em; font-weight: bold;\" title=\"连接到$1网页\">（$1）</span>",
    language_separator: "、",
    language_last: "及",
    help: "帮助",
    untitled: "无标题",
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
    section: "§&nbsp;$1",
    sections: "§§&nbsp;$1",
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
    archive_unfit: "Archived from the original on $2",
    original: "the original",
    archived: "Archived",
    language: "(in $1)",
    language_separator: ", ",
    language_last: " and ",
    help: "help",
    untitled: "untitled",
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
    let fixed = match class {
        Class::AudioVisualNotes => "Media notes",
        Class::Map => {
            if chinese {
                "地图"
            } else {
                "Map"
            }
        }
        Class::MailingList => {
            if chinese {
                "邮件列表"
            } else {
                "Mailing list"
            }
        }
        Class::Podcast => {
            if chinese {
                "播客"
            } else {
                "Podcast"
            }
        }
        Class::PressRelease => {
            if chinese {
                "新闻稿"
            } else {
                "Press release"
            }
        }
        Class::Report => "Report",
        Class::TechReport => {
            if chinese {
                "技术报告"
            } else {
                "Technical report"
            }
        }
        Class::Speech => {
            if chinese {
                "演讲"
            } else {
                "Speech"
            }
        }
        Class::Interview if !chinese => "Interview",
        Class::Thesis => {
            return match (chinese, degree) {
                (true, "") => "学位论文".to_owned(),
                (true, degree) => format!("{degree}论文"),
                (false, "") => "Thesis".to_owned(),
                (false, degree) => format!("{degree} thesis"),
            };
        }
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
        Access::Registration => ("Lock-gray-alt-2.svg", if chinese { "需要免费注册" } else { "Free registration required" }),
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

/// What the page says of a visible problem; `parameter` is shown as code.
#[must_use]
pub fn complaint(code: &str, parameter: &str, message: &str, language: Language) -> String {
    let p = format!("<code>&#124;{parameter}=</code>");
    let text = match language {
        Language::Chinese => match code {
            "cite-empty" => "空引用".to_owned(),
            "cite-title-missing" => format!("缺少或{p}为空"),
            "cite-url-without-title" => format!("{p}缺少标题"),
            "cite-translation-without-title" => format!("{p}需要含有原文标题"),
            "cite-archive-date-missing" => "使用<code>&#124;archive-url=</code>需要含有<code>&#124;archive-date=</code>".to_owned(),
            "cite-archive-without-url" => "使用<code>&#124;archive-url=</code>需要含有<code>&#124;url=</code>".to_owned(),
            "cite-url-and-link" => "网址与内部链接冲突".to_owned(),
            "cite-text-ignored" => "未命名的文本被忽略".to_owned(),
            "cite-chapter-ignored" => format!("{p}被忽略"),
            "cite-coauthors-alone" => format!("{p}需要含有<code>&#124;author=</code>"),
            "cite-preprint-without-number" => format!("需要{p}"),
            _ => format!("请检查{p}值"),
        },
        Language::English => match code {
            "cite-title-missing" | "cite-preprint-without-number" => format!("Missing or empty {p}"),
            "cite-archive-date-missing" => "<code>&#124;archive-url=</code> requires <code>&#124;archive-date=</code>".to_owned(),
            "cite-archive-without-url" => "<code>&#124;archive-url=</code> requires <code>&#124;url=</code>".to_owned(),
            code if code.starts_with("cite-bad-") => format!("Check {p} value"),
            _ => super::text::safe_label(message).replace('<', "&lt;"),
        },
    };
    format!("<span class=\"error citation-comment\" style=\"font-size:100%\">{text}</span>")
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
