//! `#time`, `#timef` and `#formatdate`.

use super::super::message;
use super::{Args, date};

fn invalid(args: &Args<'_, '_, '_>) -> Option<String> {
    Some(message::strong(message::pick(args.site(), "Error: Invalid time.", "错误：时间无效。")))
}

/// The years that `#time` knows.
fn in_range(seconds: i64) -> bool {
    // 0000-01-01 and 9999-12-31T23:59:59.
    (-62_167_219_200..=253_402_207_200).contains(&seconds)
}

/// `{{#time: codes | date | language}}`; a book has no zone of its own, so `#timel` is the same.
pub(super) fn time(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let codes = args.first.to_owned();
    let text = args.get(1);
    let language = args.get(2).to_lowercase();
    let Some(moment) = date::parse(&text, args.site().now) else { return invalid(args) };
    if !in_range(moment) {
        let text = if moment > 0 {
            message::pick(args.site(), "Error: #time only supports years up to 9999.", "错误：#time只支持9999年及以下的年份。")
        } else {
            message::pick(args.site(), "Error: #time only supports years from 0.", "错误：#time只支持0年及以上的年份。")
        };
        return Some(message::strong(text));
    }
    let language = if language.is_empty() { args.site().language.clone() } else { language };
    Some(date::format_in(&language, &codes, moment))
}

/// `{{#timef: date | date, time, both or pretty | language}}`: the language's usual form.
pub(super) fn timef(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let Some(moment) = date::parse(args.first, args.site().now).filter(|m| in_range(*m)) else { return invalid(args) };
    let form = args.get(1);
    let language = args.get(2).to_lowercase();
    let language = if language.is_empty() { args.site().language.clone() } else { language };
    let chinese = language == "zh" || language.starts_with("zh-");
    let codes = match (form.as_str(), chinese) {
        ("date", false) => "j F Y",
        ("date", true) => "Y年n月j日 (D)",
        ("time", _) => "H:i",
        ("pretty", false) => "j F",
        ("pretty", true) => "n月j日",
        (_, false) => "H:i, j F Y",
        (_, true) => "Y年n月j日 (D) H:i",
    };
    Some(date::format_in(&language, codes, moment))
}

/// A date of `#formatdate`: the year as ISO counts it, if there is one.
struct Parts {
    year: Option<i32>,
    month: i8,
    day: i8,
    /// The form it was written in.
    form: &'static str,
}

/// `{{#formatdate: date | dmy, mdy, ymd or ISO 8601}}`
pub(super) fn formatdate(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let text = args.first.to_owned();
    let Some(parts) = read(&text, args.site().is_chinese()) else { return Some(text) };
    let wanted = args.get(1);
    let form = match wanted.as_str() {
        "dmy" | "mdy" | "ymd" => wanted.as_str(),
        "ISO 8601" => "iso",
        _ => parts.form,
    };
    let (month, day) = (parts.month, parts.day);
    let name = date::format(args.site(), "F", i64::from(month - 1) * 31 * 86_400 - i64::from(month > 2) * 2 * 86_400);
    let iso = match parts.year {
        Some(year) if year < 0 => format!("-{:04}-{month:02}-{day:02}", -year),
        Some(year) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{month:02}-{day:02}"),
    };
    // Year 0 of ISO is 1 BC.
    let year = parts.year.map(|y| if y <= 0 { format!("{} BC", 1 - y) } else { y.to_string() });
    let shown = match (form, year) {
        ("iso", _) => iso.clone(),
        ("mdy", Some(year)) => format!("{name} {day}, {year}"),
        ("mdy", None) => format!("{name} {day}"),
        ("ymd", Some(year)) => format!("{year} {name} {day}"),
        ("ymd", None) => format!("{name} {day}"),
        (_, Some(year)) => format!("{day} {name} {year}"),
        (_, None) => format!("{day} {name}"),
    };
    Some(format!("<span class=\"mw-formatted-date\" title=\"{iso}\">{shown}</span>"))
}

/// Reads a date; months have the names that the wiki's language gives them, so a Chinese one knows no `February`.
fn read(text: &str, chinese: bool) -> Option<Parts> {
    let text = text.trim();
    let (sign, body) = text.strip_prefix('-').map_or((1, text), |b| (-1, b));
    let fields: Vec<&str> = body.split('-').collect();
    if let [year, month, day] = fields[..]
        && year.len() == 4
        && month.len() == 2
        && day.len() == 2
    {
        return checked(Some(sign * year.parse::<i32>().ok()?), month.parse().ok()?, day.parse().ok()?, "iso");
    }
    let words: Vec<&str> = text.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let number = |w: &str| w.parse::<i32>().ok();
    let month = |w: &str| match chinese {
        true => w.strip_suffix('月').and_then(|n| n.parse().ok()).filter(|n| (1..=12).contains(n)),
        false => date::month_number(&w.to_lowercase()),
    };
    match words[..] {
        [d, m, y] if number(d).is_some() && month(m).is_some() && d.len() <= 2 => checked(Some(number(y)?), month(m)?, number(d)?, "dmy"),
        [y, m, d] if number(y).is_some() && month(m).is_some() => checked(Some(number(y)?), month(m)?, number(d)?, "ymd"),
        [m, d, y] if month(m).is_some() => checked(Some(number(y)?), month(m)?, number(d)?, "mdy"),
        [d, m] if month(m).is_some() => checked(None, month(m)?, number(d)?, "dmy"),
        [m, d] if month(m).is_some() => checked(None, month(m)?, number(d)?, "mdy"),
        _ => None,
    }
}

fn checked(year: Option<i32>, month: i8, day: i32, form: &'static str) -> Option<Parts> {
    let day = i8::try_from(day).ok().filter(|d| (1..=31).contains(d))?;
    ((1..=12).contains(&month)).then_some(Parts { year, month, day, form })
}
