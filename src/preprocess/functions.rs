//! Parser functions: the one table of their names, and the arguments they are given.
//!
//! Behaviour: MediaWiki's `CoreParserFunctions` and `CoreTagHooks`, and the ParserFunctions extension
//! with its string functions.  Names are those of MediaWiki in English and Chinese.

mod conditions;
pub(super) mod date;
mod expr;
mod languages;
mod numbers;
mod sections;
mod strings;
mod tags;
mod time;
pub(super) mod titles;

use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::site::Site;

use super::frame::{Context, Frame};
use super::magic;
use super::place::Place;
use super::scan::{Part, Tree};
use super::text::{trim, trimmed};

/// A function's arguments, not expanded yet but for the first, and where it was called.
pub(super) struct Args<'a, 'w, 'f> {
    pub(super) context: &'a mut Context<'w>,
    pub(super) frame: &'a Frame<'f>,
    pub(super) tree: &'a Rc<Tree>,
    pub(super) parts: &'a [Part],
    /// The function's name as written.
    pub(super) name: &'a str,
    /// The argument after the colon, trimmed.
    pub(super) first: &'a str,
    pub(super) place: Place<'a>,
}

impl Args<'_, '_, '_> {
    /// The wiki.
    fn site(&self) -> &Site {
        self.context.site
    }

    /// How many arguments there are; the one after the colon counts.
    fn len(&self) -> usize {
        self.parts.len() + 1
    }

    /// The argument of that index, expanded and trimmed; empty if there is none.
    fn get(&mut self, index: usize) -> String {
        match index.checked_sub(1) {
            None => self.first.to_owned(),
            Some(i) => match self.parts.get(i) {
                Some(part) => trimmed(self.context.expanded(self.frame, self.tree, part.whole())),
                None => String::new(),
            },
        }
    }

    /// The same; `None` if there is no such argument.
    fn try_get(&mut self, index: usize) -> Option<String> {
        (index < self.len()).then(|| self.get(index))
    }

    /// Part of an argument, expanded and trimmed.
    fn range(&mut self, range: Range<u32>) -> String {
        trimmed(self.context.expanded(self.frame, self.tree, range))
    }

    /// An argument that must be a whole number; `default` if there is none or it is something else.
    fn integer(&mut self, index: usize, default: i64) -> i64 {
        let text = self.get(index);
        if text.is_empty() { default } else { php_integer(&text) }
    }
}

/// PHP's `intval`: the number at the start of the text.
fn php_integer(text: &str) -> i64 {
    let text = trim(text);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let value = digits[..length].parse::<i64>().unwrap_or(if length == 0 { 0 } else { i64::MAX });
    if text.starts_with('-') { -value } else { value }
}

/// What a function gives; `None` if there is no such function after all.
type Function = fn(&mut Args<'_, '_, '_>) -> Option<String>;

/// All functions: their names, lower case unless the case matters, and what they do.
const FUNCTIONS: &[(&[&str], Function)] = &[
    // conditions
    (&["#if", "#若", "#如果"], conditions::if_),
    (&["#ifeq", "#若相等", "#如果相等"], conditions::ifeq),
    (&["#iferror", "#如果错误", "#如果錯誤"], conditions::iferror),
    (&["#ifexpr", "#若表达式", "#若表達式"], conditions::ifexpr),
    (&["#ifexist", "#若有", "#如有"], conditions::ifexist),
    (&["#switch", "#开关", "#转换", "#轉換"], conditions::switch),
    (&["#expr", "#表达式", "#表達式"], conditions::expr),
    // parts of pages
    (&["#lst", "#section", "#段落", "#节", "#節"], sections::include),
    (&["#lstx", "#section-x"], sections::exclude),
    (&["#lsth", "#section-h"], sections::heading),
    // time
    (&["#time", "#时间", "#時間"], time::time),
    (&["#timel", "#时间l", "#時間l"], time::time),
    (&["#timef", "#timefl"], time::timef),
    (&["#formatdate", "#dateformat", "#格式化日期", "#日期格式化"], time::formatdate),
    // titles and addresses
    (&["#rel2abs"], titles::rel2abs),
    (&["#titleparts", "#标题组成部分"], titles::titleparts),
    (&["ns", "名称空间", "名字空间", "命名空間"], titles::ns),
    (&["nse", "名称空间e", "名字空间e", "命名空間e"], titles::nse),
    (&["localurl", "本地url"], titles::localurl),
    (&["localurle", "本地urle"], titles::localurle),
    (&["fullurl", "完整url"], titles::fullurl),
    (&["fullurle", "完整url等同"], titles::fullurle),
    (&["canonicalurl", "规范url"], titles::fullurl),
    (&["canonicalurle", "规范url等同"], titles::fullurle),
    (&["filepath", "文件路径"], titles::filepath),
    (&["anchorencode", "锚编码"], titles::anchorencode),
    (&["urlencode", "url编码"], titles::urlencode),
    (&["#special", "#特殊"], titles::special),
    (&["#speciale", "#特殊等同"], titles::speciale),
    (&["int", "界面"], titles::int),
    (&["pagesize", "页面大小", "pageid", "页面id", "頁面id"], titles::zero),
    (&["#contentmodel"], titles::contentmodel),
    // strings
    (&["lc", "小写"], strings::lc),
    (&["uc", "大写"], strings::uc),
    (&["lcfirst", "小写首字"], strings::lcfirst),
    (&["ucfirst", "大写首字"], strings::ucfirst),
    (&["padleft", "左填充"], strings::padleft),
    (&["padright", "右填充"], strings::padright),
    (&["bidi"], strings::bidi),
    (&["#len", "#长度"], strings::len),
    (&["#pos", "#终端"], strings::pos),
    (&["#rpos", "#反终端"], strings::rpos),
    (&["#sub", "#pf子"], strings::sub),
    (&["#count", "#计数"], strings::count),
    (&["#replace", "#取代"], strings::replace),
    (&["#explode", "#粉碎"], strings::explode),
    (&["#urldecode", "#url解码"], strings::urldecode),
    // numbers and grammar
    (&["formatnum", "格式化数字"], numbers::formatnum),
    (&["plural", "复数"], numbers::plural),
    (&["grammar", "语法"], numbers::grammar),
    (&["gender", "性别", "性別", "性"], numbers::gender),
    (&["#language", "#语言", "#語言"], languages::language),
    (&["#dir"], languages::dir),
    (&["#bcp47"], languages::bcp47),
    // what says something to extensions that a book has no use for
    (&["#coordinates", "#related", "#seo", "#set", "#assessment"], titles::nothing),
    // tags and what says something about the page
    (&["#tag", "#标记"], tags::tag),
    (&["#invoke", "#调用", "#呼叫"], tags::invoke),
];

/// Functions whose names are upper case only.
const CASED: &[(&[&str], Function)] = &[
    (&["DISPLAYTITLE", "显示标题", "顯示標題"], tags::display_title),
    (
        &["DEFAULTSORT", "DEFAULTSORTKEY", "DEFAULTCATEGORYSORT", "默认排序", "默认排序关键字", "默认分类排序", "預設排序", "默認排序"],
        tags::default_sort,
    ),
    (&["PAGESINCATEGORY", "PAGESINCAT", "分类中页面数"], titles::zero),
    (&["PAGESINNAMESPACE", "PAGESINNS", "名字空间中页面数"], titles::zero),
    (&["NUMBERINGROUP", "NUMINGROUP", "组中用户数"], titles::zero),
    (&["PROTECTIONLEVEL", "PROTECTIONEXPIRY", "CASCADINGSOURCES"], titles::nothing),
];

fn table() -> &'static FxHashMap<&'static str, Function> {
    static TABLE: OnceLock<FxHashMap<&'static str, Function>> = OnceLock::new();
    TABLE.get_or_init(|| FUNCTIONS.iter().chain(CASED).flat_map(|(names, f)| names.iter().map(|n| (*n, *f))).collect())
}

/// Calls the function that `args` names; `None` if there is none of that name.
pub(super) fn run(mut args: Args<'_, '_, '_>) -> Option<String> {
    // The longest name in the table has nineteen bytes or so; a sentence before a colon is none.
    if args.name.len() > 64 {
        return None;
    }
    let function = table().get(args.name).or_else(|| table().get(args.name.to_lowercase().as_str()));
    if let Some(function) = function {
        return function(&mut args);
    }
    let first = args.first.to_owned();
    magic::variable_of(args.context, args.frame, args.name, &first)
}
