//! What a page itself says in its own language: messages of footnotes, of missing files, of errors shown in place.
//!
//! The occasions and arguments are MediaWiki's; Chinese messages are Simplified and converted with the page.

use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// A message about footnotes, after the Cite extension's (`cite_error_…`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CiteError {
    /// `<ref name="1">`.
    NumericName,
    /// `<ref/>`.
    NoName,
    /// `<ref></ref>`.
    NoContent,
    /// An attribute that Cite does not know, and the known one that is nearest.
    UnknownAttribute(String, Option<&'static str>),
    /// `follow` together with `name` or `details`.
    FollowConflict,
    /// `dir` is neither `ltr`, `rtl` nor `auto`.
    InvalidDir(String),
    /// Two tags of one name disagree about `dir`.
    ConflictingDir(String),
    /// `<ref` inside a `<ref>`.
    NestedRef,
    /// `<references` inside `<references>`.
    NestedReferences,
    /// One name, two contents.
    Duplicate(String),
    /// Used and never defined.
    Undefined(String),
    /// An attribute that `<references>` does not know.
    UnknownListAttribute(String, Option<&'static str>),
    /// A note in a list of another group.
    GroupMismatch(String),
    /// Defined in a list and never used.
    Unused(String),
    /// Defined on a Markdown page and never used.
    Idle(String),
    /// Defined in a list, without a name.
    ListNoName,
    /// Defined in a list, without content: name and group.
    ListNoContent(String, String),
    /// A group without a list.
    GroupWithoutList(String),
    /// A part of a note that the page does not have.
    DetailsMissingParent(String),
    /// `details` where no note can have parts: in a list.
    DetailsInList,
    /// `details` without `name`.
    DetailsNoName,
}

impl CiteError {
    /// The message in Chinese or English; `` ` `` encloses code.
    fn text(&self, chinese: bool) -> String {
        let pick = |zh: &str, en: &str| if chinese { zh.to_owned() } else { en.to_owned() };
        match self {
            Self::NumericName => pick(
                "无效`<ref>`标签；name不能是单纯整数。请使用描述性的名称",
                "Invalid `<ref>` tag; name cannot be a simple integer. Use a descriptive title.",
            ),
            Self::NoName => {
                pick("开放式`<ref>`标签格式错误或有错误的name（名称）", "The opening `<ref>` tag is malformed or has a bad name.")
            }
            Self::NoContent => {
                pick("`<ref>`标签无效；没有name的ref必须有内容", "Invalid `<ref>` tag; refs with no name must have content.")
            }
            Self::UnknownAttribute(name, Some(near)) => {
                pick("`<ref>`标签的参数“$1”无效；您指的是“$2”吗？", "Invalid parameter \"$1\" in `<ref>` tag. Did you mean \"$2\"?")
                    .replace("$1", name)
                    .replace("$2", near)
            }
            Self::UnknownAttribute(name, None) => pick(
                "`<ref>`标签的参数“$1”无效；支持的参数有：dir、follow、group、name",
                "Invalid parameter \"$1\" in `<ref>` tag. Supported parameters are: dir, follow, group, name.",
            )
            .replace("$1", name),
            Self::FollowConflict => pick(
                "接续前一条的`<ref follow=\"…\">`标签不能另外命名或带有details",
                "A `<ref follow=\"…\">` tag that is the continuation of a previous one cannot be named individually or have details.",
            ),
            Self::InvalidDir(dir) => {
                pick("`dir=\"$1\"`无效，必须为“ltr”、“rtl”或“auto”", "Invalid `dir=\"$1\"`, must be \"ltr\", \"rtl\" or \"auto\".")
                    .replace("$1", dir)
            }
            Self::ConflictingDir(name) => pick(
                "名称为“$1”的`<ref>`标签中有一个的dir属性与其他的冲突",
                "One of the `<ref>` tags with the name \"$1\" does have a conflicting dir attribute.",
            )
            .replace("$1", name),
            Self::NestedRef => pick("`<ref>`标签缺少关闭标签`</ref>`", "Closing tag missing for `<ref>`."),
            Self::NestedReferences => pick("`<references>`标签缺少关闭标签", "Closing tag missing for `<references>`."),
            Self::Duplicate(name) => pick(
                "`<ref>`标签无效；同一name（名称）“$1”以不同内容定义了多次",
                "Invalid `<ref>` tag; name \"$1\" defined multiple times with different content.",
            )
            .replace("$1", name),
            Self::Undefined(name) => pick(
                "`<ref>`标签无效；未给name（名称）为`$1`的ref（参考）提供文本",
                "Invalid `<ref>` tag; no text was provided for refs named \"$1\".",
            )
            .replace("$1", name),
            Self::UnknownListAttribute(name, Some(near)) => pick(
                "`<references>`标签的参数“$1”无效；您指的是“$2”吗？",
                "Invalid parameter \"$1\" in `<references>` tag. Did you mean \"$2\"?",
            )
            .replace("$1", name)
            .replace("$2", near),
            Self::UnknownListAttribute(name, None) => pick(
                "`<references>`标签的参数“$1”无效；支持的参数有：group、responsive",
                "Invalid parameter \"$1\" in `<references>` tag. Supported parameters are: group, responsive.",
            )
            .replace("$1", name),
            Self::GroupMismatch(group) => pick(
                "`<references>`中的`<ref>`标签有冲突的group属性“$1”",
                "`<ref>` tag in `<references>` has conflicting group attribute \"$1\".",
            )
            .replace("$1", group),
            Self::Unused(name) => pick(
                "在`<references>`标签中name属性为“$1”的参考文献没有在文中使用",
                "`<ref>` tag with name \"$1\" defined in `<references>` is not used in prior text.",
            )
            .replace("$1", name),
            Self::Idle(name) => pick("脚注“$1”没有在文中使用", "The note \"$1\" is not used in the text.").replace("$1", name),
            Self::ListNoName => {
                pick("在`<references>`标签中定义的参考文献缺少name属性", "`<ref>` tag defined in `<references>` has no name attribute.")
            }
            Self::ListNoContent(name, group) => pick(
                "在`<references>`标签（组“$2”）中name属性为“$1”的参考文献没有内容",
                "`<ref>` tag with name \"$1\" defined in `<references>` group \"$2\" has no content.",
            )
            .replace("$1", name)
            .replace("$2", group),
            Self::GroupWithoutList(group) => pick(
                "存在组“$1”的`<ref>`标签，但没有对应的`<references group=\"$1\"/>`标签",
                "`<ref>` tags exist for a group named \"$1\", but no corresponding `<references group=\"$1\"/>` tag was found.",
            )
            .replace("$1", group),
            Self::DetailsMissingParent(name) => pick(
                "带有details的`<ref>`标签所指的参考文献“$1”没有定义",
                "A `<ref>` tag with details refers to \"$1\", which is not defined.",
            )
            .replace("$1", name),
            Self::DetailsInList => {
                pick("在`<references>`标签中定义的参考文献不能带有details", "A `<ref>` tag defined in `<references>` cannot have details.")
            }
            Self::DetailsNoName => pick("带有details的`<ref>`标签必须有name（名称）", "A `<ref>` tag with details must have a name."),
        }
    }

    /// The message as plain text in English, for diagnostics.
    #[must_use]
    pub fn plain(&self) -> String {
        let text = self.text(false);
        let text = text.strip_suffix('.').unwrap_or(&text);
        let mut chars = text.chars();
        chars.next().map(|c| c.to_lowercase().collect::<String>() + chars.as_str()).unwrap_or_default()
    }

    /// The diagnostic's stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NumericName => "note-numeric-name",
            Self::NoName => "note-no-name",
            Self::NoContent => "note-no-content",
            Self::UnknownAttribute(..) => "note-unknown-attribute",
            Self::FollowConflict => "note-follow-conflict",
            Self::InvalidDir(_) | Self::ConflictingDir(_) => "note-dir",
            Self::NestedRef => "note-unclosed",
            Self::NestedReferences => "note-list-unclosed",
            Self::Duplicate(_) => "note-defined-twice",
            Self::Undefined(_) => "note-undefined",
            Self::UnknownListAttribute(..) => "note-list-attribute",
            Self::GroupMismatch(_) => "note-group-mismatch",
            Self::Unused(_) | Self::Idle(_) => "note-unused",
            Self::ListNoName => "note-list-no-name",
            Self::ListNoContent(..) => "note-list-no-content",
            Self::GroupWithoutList(_) => "note-group-without-list",
            Self::DetailsMissingParent(_) => "note-details-missing",
            Self::DetailsInList => "note-details-in-list",
            Self::DetailsNoName => "note-details-no-name",
        }
    }

    /// The message as it stands in the page: `<span class="error mw-ext-cite-error">`.
    #[must_use]
    pub fn events(&self, chinese: bool) -> Vec<Event<'static>> {
        let class: Attrs<'static> = [("class".into(), "error mw-ext-cite-error".into())].into_iter().collect();
        let mut out = vec![Event::Open(Name::Span, class)];
        out.push(Event::Text(if chinese { "引用错误：" } else { "Cite error: " }.into()));
        for (i, part) in self.text(chinese).split('`').enumerate() {
            if i % 2 == 1 {
                out.push(Event::Open(Name::Code, Attrs::new()));
            }
            if !part.is_empty() {
                out.push(Event::Text(part.to_owned().into()));
            }
            if i % 2 == 1 {
                out.push(Event::Close(Name::Code));
            }
        }
        out.push(Event::Close(Name::Span));
        out
    }
}
