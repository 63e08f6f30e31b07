//! Variables: `{{PAGENAME}}`, `{{CURRENTYEAR}}` and the like, and the same with a title (`{{PAGENAME:x}}`).
//!
//! Behaviour: MediaWiki's `CoreMagicVariables` and `CoreParserFunctions`; dates come from the site's
//! moment, never from a clock.

use std::fmt::Write as _;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::model::piece::is_mark;
use crate::title::{Namespace, Target, Title};

use super::frame::{Context, Frame};
use super::functions::date;
use super::text::{decode, url_wiki};

/// What a variable names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variable {
    /// A fixed text.
    Text(&'static str),
    /// Part of a title, and whether it is encoded for an address.
    Page(Part, bool),
    /// A date, in the codes of `#time`.
    Date(&'static str),
    /// Something of the site.
    Site(Fact),
    /// A count that a static book does not keep.
    Count,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Name,
    Full,
    Root,
    Base,
    Sub,
    Talk,
    Subject,
    Namespace,
    NamespaceNumber,
    TalkSpace,
    SubjectSpace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
    Name,
    Server,
    ServerName,
    ScriptPath,
    StylePath,
    ArticlePath,
    Language,
    Version,
}

use Part::{Base, Full, Name, Namespace as Space, NamespaceNumber, Root, Sub, Subject, SubjectSpace, Talk, TalkSpace};
use Variable::{Count, Date, Page, Text};

/// Variables whose case matters.
const CASED: &[(&[&str], Variable)] = &[
    (&["!"], Text("|")),
    (&["="], Text("=")),
    (&["PAGENAME", "页名", "页面名", "页面名称", "頁面名稱"], Page(Name, false)),
    (&["PAGENAMEE", "页面名等同", "页面名称等同"], Page(Name, true)),
    (&["FULLPAGENAME", "页面全称", "完整页面名称"], Page(Full, false)),
    (&["FULLPAGENAMEE", "完整页面名称等同"], Page(Full, true)),
    (&["ROOTPAGENAME", "根页面名称", "根頁面名稱"], Page(Root, false)),
    (&["ROOTPAGENAMEE", "根页面名称等同", "根頁面名稱E"], Page(Root, true)),
    (&["BASEPAGENAME", "基础页面名称"], Page(Base, false)),
    (&["BASEPAGENAMEE", "基础页面名称等同"], Page(Base, true)),
    (&["SUBPAGENAME", "子页面名称"], Page(Sub, false)),
    (&["SUBPAGENAMEE", "子页面名称等同"], Page(Sub, true)),
    (&["TALKPAGENAME", "讨论页面名称", "对话页面名称"], Page(Talk, false)),
    (&["TALKPAGENAMEE", "讨论页面名称等同", "对话页面名称等同"], Page(Talk, true)),
    (&["SUBJECTPAGENAME", "ARTICLEPAGENAME", "主名字空间页面名称", "条目页面名称"], Page(Subject, false)),
    (&["SUBJECTPAGENAMEE", "ARTICLEPAGENAMEE", "主名字空间页面名称等同", "条目页面名称等同"], Page(Subject, true)),
    (&["NAMESPACE", "名字空间", "命名空間"], Page(Space, false)),
    (&["NAMESPACEE", "名字空间等同"], Page(Space, true)),
    (&["NAMESPACENUMBER", "名字空间编号", "命名空間數"], Page(NamespaceNumber, false)),
    (&["TALKSPACE", "讨论空间", "讨论名字空间", "對話空間"], Page(TalkSpace, false)),
    (&["TALKSPACEE", "讨论空间等同", "讨论名字空间等同"], Page(TalkSpace, true)),
    (&["SUBJECTSPACE", "ARTICLESPACE", "主名字空间", "条目名字空间"], Page(SubjectSpace, false)),
    (&["SUBJECTSPACEE", "ARTICLESPACEE", "主名字空间等同", "条目名字空间等同"], Page(SubjectSpace, true)),
    (&["CURRENTYEAR", "LOCALYEAR", "今年", "本地年"], Date("Y")),
    (&["CURRENTMONTH", "CURRENTMONTH2", "LOCALMONTH", "LOCALMONTH2", "本月", "本月2", "本地月", "本地月2"], Date("m")),
    (&["CURRENTMONTH1", "LOCALMONTH1", "本月1", "本地月1"], Date("n")),
    (&["CURRENTMONTHNAME", "LOCALMONTHNAME", "本月名", "本月名称", "本地月份名"], Date("F")),
    (&["CURRENTMONTHNAMEGEN", "LOCALMONTHNAMEGEN", "本月名属格", "本月名称属格", "本地月历"], Date("xg")),
    (&["CURRENTMONTHABBREV", "LOCALMONTHABBREV", "本月简称", "本月縮寫", "本地月缩写"], Date("M")),
    (&["CURRENTDAY", "LOCALDAY", "今天", "本地日"], Date("j")),
    (&["CURRENTDAY2", "LOCALDAY2", "今天2", "本地日2"], Date("d")),
    (&["CURRENTDAYNAME", "LOCALDAYNAME", "星期", "今天名", "今天名称", "本地日名"], Date("l")),
    (&["CURRENTDOW", "LOCALDOW", "当前DOW", "本地DOW"], Date("w")),
    (&["CURRENTWEEK", "LOCALWEEK", "本周", "本地周"], Date("~W")),
    (&["CURRENTHOUR", "LOCALHOUR", "当前小时", "本地小时"], Date("H")),
    (&["CURRENTTIME", "LOCALTIME", "当前时间", "此时", "目前時間", "本地时间"], Date("H:i")),
    (&["CURRENTTIMESTAMP", "LOCALTIMESTAMP", "REVISIONTIMESTAMP", "当前时间戳", "本地时间戳", "修订时间戳"], Date("YmdHis")),
    (&["REVISIONYEAR", "修订年"], Date("Y")),
    (&["REVISIONMONTH", "修订月"], Date("m")),
    (&["REVISIONMONTH1", "修订月1"], Date("n")),
    (&["REVISIONDAY", "修订日"], Date("j")),
    (&["REVISIONDAY2", "修订日2"], Date("d")),
    (&["REVISIONID", "REVISIONUSER", "修订ID", "修订用户", "修訂使用者"], Text("")),
    (&["REVISIONSIZE", "修订大小"], Text("")),
    (&["SITENAME", "站点名称", "網站名稱"], Variable::Site(Fact::Name)),
    (&["CONTENTLANGUAGE", "CONTENTLANG", "PAGELANGUAGE", "USERLANGUAGE", "内容语言", "內容語言"], Variable::Site(Fact::Language)),
    (&["CURRENTVERSION", "当前版本", "目前版本"], Variable::Site(Fact::Version)),
    (&["DIRECTIONMARK", "DIRMARK", "方向标记"], Text("\u{200e}")),
    (&["NUMBEROFPAGES", "页面数", "頁面數"], Count),
    (&["NUMBEROFARTICLES", "条目数", "文章數"], Count),
    (&["NUMBEROFFILES", "文件数", "檔案數"], Count),
    (&["NUMBEROFEDITS", "编辑数"], Count),
    (&["NUMBEROFVIEWS"], Count),
    (&["NUMBEROFUSERS", "用户数", "使用者人數量"], Count),
    (&["NUMBEROFADMINS", "管理员数", "管理員數"], Count),
    (&["NUMBEROFACTIVEUSERS", "活跃用户数", "活躍使用者人數"], Count),
    (&["CASCADINGSOURCES"], Text("")),
];

/// Variables in any case; written lower case here.
const UNCASED: &[(&[&str], Variable)] = &[
    (&["server", "服务器", "伺服器"], Variable::Site(Fact::Server)),
    (&["servername", "服务器名", "伺服器名稱"], Variable::Site(Fact::ServerName)),
    (&["scriptpath", "脚本路径"], Variable::Site(Fact::ScriptPath)),
    (&["stylepath", "样式路径"], Variable::Site(Fact::StylePath)),
    (&["articlepath", "条目路径"], Variable::Site(Fact::ArticlePath)),
    (&["pageid", "页面id", "頁面id"], Text("")),
    (&["noexternallanglinks"], Text("")),
];

fn find(name: &str) -> Option<Variable> {
    static TABLES: OnceLock<[FxHashMap<&'static str, Variable>; 2]> = OnceLock::new();
    let [cased, uncased] =
        TABLES.get_or_init(|| [CASED, UNCASED].map(|t| t.iter().flat_map(|(names, v)| names.iter().map(|n| (*n, *v))).collect()));
    // The longest name has forty bytes or so.
    if name.len() > 64 {
        return None;
    }
    cased.get(name).or_else(|| uncased.get(name.to_lowercase().as_str())).copied()
}

/// The value of `{{name}}`; `None` if it is no variable.
pub(super) fn variable(context: &mut Context<'_>, _frame: &Frame<'_>, name: &str) -> Option<String> {
    // `{{#contentmodel}}` is a function that may go without its colon.
    let found = match find(name) {
        Some(found) => found,
        None if name == "#contentmodel" => {
            return Some("wikitext".to_owned()).filter(|_| context.page.namespace() != Namespace::MEDIAWIKI).or_else(|| {
                Some(match context.page.name().rsplit_once('.') {
                    Some((_, "css")) => "CSS".to_owned(),
                    Some((_, "js")) => "JavaScript".to_owned(),
                    _ => "wikitext".to_owned(),
                })
            });
        }
        None => return None,
    };
    Some(match found {
        Text(text) => text.to_owned(),
        Page(part, encoded) => page(context, context.page, part, encoded),
        Date("~W") => date::format(context.site, "W", context.site.now).trim_start_matches('0').to_owned(),
        Date(codes) => date::format(context.site, codes, context.site.now),
        Variable::Site(fact) => of_site(context, fact),
        Count => "0".to_owned(),
    })
}

/// The value of `{{name:argument}}`; `None` if no variable takes arguments under that name.
pub(super) fn variable_of(context: &mut Context<'_>, _frame: &Frame<'_>, name: &str, argument: &str) -> Option<String> {
    Some(match find(name)? {
        Page(part, encoded) => {
            if argument.chars().any(is_mark) {
                return Some(String::new());
            }
            match Target::parse(&decode(argument), Namespace::MAIN, context.site) {
                Some(Target::Page { title, .. }) => page(context, &title, part, encoded),
                // Of a page of another wiki only the name is known.
                Some(Target::Interwiki { name, .. }) if matches!(part, Part::Name | Part::Base) => {
                    escape(&if encoded { url_wiki(&name) } else { name })
                }
                _ => String::new(),
            }
        }
        Count => "0".to_owned(),
        Variable::Site(_) | Text(_) | Date(_) => return None,
    })
}

fn of_site(context: &Context<'_>, fact: Fact) -> String {
    let site = context.site;
    match fact {
        Fact::Name => site.name.clone(),
        Fact::Server => site.server.clone(),
        Fact::ServerName => {
            let host = site.server.split_once("//").map_or(site.server.as_str(), |(_, h)| h);
            host.split(['/', ':']).next().unwrap_or_default().to_owned()
        }
        Fact::ScriptPath => site.script_path.trim_end_matches('/').to_owned(),
        Fact::StylePath => format!("{}/skins", site.script_path.trim_end_matches('/')),
        Fact::ArticlePath => site.article_path.clone(),
        Fact::Language => site.language.clone(),
        Fact::Version => "1.39.17".to_owned(),
    }
}

/// Whether pages of the namespace have subpages by default.
fn has_subpages(namespace: Namespace) -> bool {
    namespace.is_talk()
        || matches!(namespace, Namespace::USER | Namespace::PROJECT | Namespace::MEDIAWIKI | Namespace::TEMPLATE | Namespace::HELP)
}

fn page(context: &Context<'_>, title: &Title, part: Part, encoded: bool) -> String {
    let site = context.site;
    let in_namespace = |namespace: Namespace| title.with_namespace(namespace, site).full();
    let text = match part {
        Part::Name => title.name().to_owned(),
        Part::Full => title.full(),
        // A slash in an article's name means nothing, as MediaWiki is set up by default.
        Part::Root | Part::Base | Part::Sub if !has_subpages(title.namespace()) => title.name().to_owned(),
        Part::Root => title.root().to_owned(),
        Part::Base => title.base().to_owned(),
        Part::Sub => title.subpage().to_owned(),
        Part::Talk => title.namespace().talk().map(in_namespace).unwrap_or_default(),
        Part::Subject => in_namespace(title.namespace().subject()),
        Part::Namespace => title.prefix().to_owned(),
        Part::NamespaceNumber => title.namespace().0.to_string(),
        Part::TalkSpace => title.namespace().talk().map(|n| site.namespaces.name(n).to_owned()).unwrap_or_default(),
        Part::SubjectSpace => site.namespaces.name(title.namespace().subject()).to_owned(),
    };
    escape(&if encoded { url_wiki(&text) } else { text })
}

/// A title as text that is no markup: MediaWiki escapes what would be read as such.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, c) in text.char_indices() {
        let special = match c {
            '"' | '&' | '\'' | '=' | '<' | '>' | '[' | ']' | '{' | '}' | '|' => true,
            '*' | '#' | ';' | ':' => i == 0,
            _ => false,
        };
        if special || (c == ':' && text[i..].starts_with("://")) {
            let _ = write!(out, "&#{};", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}
