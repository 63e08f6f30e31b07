//! Dates: reading them as PHP's `strtotime` does, and writing them in the codes of `#time`.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use crate::site::Site;

/// The longest date that is read; real ones have thirty characters.
const MAX_DATE_LENGTH: usize = 200;

const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAYS_EN: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAYS_ZH: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// Names of months in languages that pages ask for, as within a date.
const MONTHS: &[(&str, [&str; 12])] = &[
    ("de", ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]),
    ("es", ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]),
    ("fr", ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]),
    (
        "it",
        ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"],
    ),
    ("nl", ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"]),
    ("pt", ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"]),
    ("ru", ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"]),
];

fn is_east_asian(language: &str) -> bool {
    ["zh", "ja"].iter().any(|l| language == *l || language.strip_prefix(l).is_some_and(|r| r.starts_with('-')))
}

fn month_name(language: &str, month: usize, short: bool) -> String {
    if is_east_asian(language) {
        return format!("{month}月");
    }
    if language == "ko" {
        return format!("{month}월");
    }
    let name = MONTHS.iter().find(|(l, _)| *l == language).map_or(MONTHS_EN[month - 1], |(_, names)| names[month - 1]);
    if short { name.chars().take(3).collect() } else { name.to_owned() }
}

fn day_name(language: &str, day: usize, short: bool) -> String {
    if language == "ja" {
        let name = ["日", "月", "火", "水", "木", "金", "土"][day];
        return if short { name.to_owned() } else { format!("{name}曜日") };
    }
    if is_east_asian(language) {
        return if short { DAYS_ZH[day].to_owned() } else { format!("星期{}", DAYS_ZH[day]) };
    }
    let name = DAYS_EN[day];
    if short { name[..3].to_owned() } else { name.to_owned() }
}

/// The moment as UTC's calendar shows it; moments that no calendar has show 1970.
fn civil(seconds: i64) -> DateTime {
    Timestamp::from_second(seconds).unwrap_or_default().to_zoned(TimeZone::UTC).datetime()
}

/// Writes a moment in the codes of `#time`, in the wiki's language.
pub(in crate::preprocess) fn format(site: &Site, codes: &str, seconds: i64) -> String {
    format_in(&site.language, codes, seconds)
}

/// Writes a moment in the codes of `#time` (PHP's, and MediaWiki's that begin with `x`).
pub(in crate::preprocess) fn format_in(language: &str, codes: &str, seconds: i64) -> String {
    let t = civil(seconds);
    let date = t.date();
    let mut out = String::new();
    let mut chars = codes.chars().peekable();
    let mut roman = false;
    let month = usize::try_from(t.month()).unwrap_or(1);
    let day = usize::try_from(date.weekday().to_sunday_zero_offset()).unwrap_or(0);
    while let Some(c) = chars.next() {
        let mut number: Option<(i64, usize)> = None;
        match c {
            'd' => number = Some((t.day().into(), 2)),
            'j' => number = Some((t.day().into(), 1)),
            'D' => out.push_str(&day_name(language, day, true)),
            'l' => out.push_str(&day_name(language, day, false)),
            'N' => number = Some((date.weekday().to_monday_one_offset().into(), 1)),
            'w' => number = Some((date.weekday().to_sunday_zero_offset().into(), 1)),
            'z' => number = Some((i64::from(date.day_of_year()) - 1, 1)),
            'W' => number = Some((date.iso_week_date().week().into(), 2)),
            'o' => number = Some((date.iso_week_date().year().into(), 4)),
            'F' => out.push_str(&month_name(language, month, false)),
            'M' => out.push_str(&month_name(language, month, true)),
            'm' => number = Some((t.month().into(), 2)),
            'n' => number = Some((t.month().into(), 1)),
            't' => number = Some((date.days_in_month().into(), 1)),
            'L' => number = Some((i64::from(date.in_leap_year()), 1)),
            'Y' => number = Some((t.year().into(), 4)),
            'y' => number = Some((i64::from(t.year()).rem_euclid(100), 2)),
            'a' => out.push_str(if t.hour() < 12 { "am" } else { "pm" }),
            'A' => out.push_str(if t.hour() < 12 { "AM" } else { "PM" }),
            'g' => number = Some(((i64::from(t.hour()) + 11) % 12 + 1, 1)),
            'h' => number = Some(((i64::from(t.hour()) + 11) % 12 + 1, 2)),
            'G' => number = Some((t.hour().into(), 1)),
            'H' => number = Some((t.hour().into(), 2)),
            'i' => number = Some((t.minute().into(), 2)),
            's' => number = Some((t.second().into(), 2)),
            'U' => number = Some((seconds, 1)),
            'e' | 'T' => out.push_str("UTC"),
            'I' | 'Z' => out.push('0'),
            'O' => out.push_str("+0000"),
            'P' => out.push_str("+00:00"),
            'c' => out.push_str(&format_in(language, "Y-m-d\\TH:i:sP", seconds)),
            'r' => out.push_str(&format_in("en", "D, d M Y H:i:s O", seconds)),
            'x' => match chars.next() {
                Some('x') => out.push('x'),
                Some('g') => out.push_str(&month_name(language, month, false)),
                Some('n' | 'N') => {}
                Some('r') => {
                    roman = true;
                    continue;
                }
                Some('k') if chars.next_if_eq(&'Y').is_some() => number = Some((i64::from(t.year()) + 543, 1)),
                Some('o') if chars.next_if_eq(&'Y').is_some() => number = Some((i64::from(t.year()) - 1911, 1)),
                Some('t') if chars.next_if_eq(&'Y').is_some() => out.push_str(&japanese_year(date)),
                // An unknown code of two or three letters shows its last one.
                Some(other) => {
                    let calendar = matches!(other, 'i' | 'j' | 'k' | 'm' | 'o' | 't');
                    out.push(if calendar { chars.next().unwrap_or(other) } else { other });
                }
                None => out.push('x'),
            },
            '\\' => out.push(chars.next().unwrap_or('\\')),
            '"' => {
                // Quoted text stands for itself; a quote that nothing closes, too.
                let rest: String = chars.clone().collect();
                match rest.find('"') {
                    Some(end) => {
                        out.push_str(&rest[..end]);
                        for _ in 0..=rest[..end].chars().count() {
                            chars.next();
                        }
                    }
                    None => out.push('"'),
                }
            }
            c => out.push(c),
        }
        if let Some((value, width)) = number {
            if roman {
                out.push_str(&roman_numeral(value));
                roman = false;
            } else {
                let _ = write!(out, "{value:0width$}");
            }
        }
    }
    out
}

fn japanese_year(date: Date) -> String {
    let eras = [("令和", (2019, 5, 1)), ("平成", (1989, 1, 8)), ("昭和", (1926, 12, 25)), ("大正", (1912, 7, 30)), ("明治", (1868, 1, 1))];
    let day = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    match eras.iter().find(|(_, start)| day >= *start) {
        Some((name, (year, ..))) => match day.0 - year + 1 {
            1 => format!("{name}元"),
            n => format!("{name}{n}"),
        },
        None => day.0.to_string(),
    }
}

fn roman_numeral(value: i64) -> String {
    const DIGITS: [(i64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..=10_000).contains(&value) {
        return value.to_string();
    }
    let mut rest = value;
    let mut out = String::new();
    for (n, digits) in DIGITS {
        while rest >= n {
            out.push_str(digits);
            rest -= n;
        }
    }
    out
}

/// The month of that name, in full or by its first three letters.
pub(super) fn month_number(word: &str) -> Option<i8> {
    if word.len() < 3 || word == "sept" {
        return (word == "sept").then_some(9);
    }
    let index = MONTHS_EN.iter().position(|m| {
        let m = m.to_ascii_lowercase();
        word == m || (word.len() == 3 && m.starts_with(word))
    })?;
    i8::try_from(index + 1).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    let index = DAYS_EN.iter().position(|d| {
        let d = d.to_ascii_lowercase();
        word == d || (matches!(word.len(), 3..=5) && d.starts_with(word))
    })?;
    Weekday::from_sunday_zero_offset(i8::try_from(index).ok()?).ok()
}

/// What has been read of a date so far.
#[derive(Default)]
struct Reading {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<(i8, i8, i8)>,
    zone: Option<TimeZone>,
    moment: Option<i64>,
    months: i64,
    days: i64,
    seconds: i64,
    weekday: Option<(Weekday, i64)>,
    /// `first day of` is false, `last day of` true.
    edge: Option<bool>,
}

/// Reads a date; seconds since 1970, `None` if it cannot be read.
///
/// Understands what pages write: ISO dates and times, `1 January 2020`, `January 1, 2020`, `2020年1月1日`,
/// `1/31/2020`, `31.1.2020`, stamps of 8 and 14 digits, `@seconds`, names of zones, and what is relative
/// to `now` (`+1 day`, `next monday`, `last day of next month`).
pub(super) fn parse(text: &str, now: i64) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(now);
    }
    if text.len() > MAX_DATE_LENGTH {
        return None;
    }
    let lower = text.to_lowercase().replace(['年', '月'], "-").replace('日', " ").replace("&nbsp;", " ").replace('\u{a0}', " ");
    // A year and a month alone leave a dangling dash.
    let lower = lower.trim().trim_end_matches('-');
    // Four digits are a year to `#time`, not an hour and a minute.
    let four = lower.len() == 4 && lower.bytes().all(|b| b.is_ascii_digit());
    let mut reading = Reading::default();
    if four {
        reading.year = lower.parse().ok();
        reading.time = Some((0, 0, 0));
    } else {
        read(lower, &mut reading)?;
    }
    resolve(&reading, now)
}

/// Splits the digits off the start of a text.
fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

fn word(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_alphabetic).count())
}

fn read(text: &str, r: &mut Reading) -> Option<()> {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', ',', ';']);
        let Some(c) = rest.chars().next() else { return Some(()) };
        if c == '@' {
            let (sign, after) = rest[1..].strip_prefix('-').map_or((1, &rest[1..]), |a| (-1, a));
            let (number, after) = digits(after);
            r.moment = Some(sign * number.parse::<i64>().ok()?);
            rest = after;
        } else if c.is_ascii_digit() {
            rest = read_number(rest, r)?;
        } else if c == '+' || c == '-' {
            rest = read_signed(rest, r)?;
        } else if c.is_ascii_alphabetic() {
            rest = read_word(rest, r)?;
        } else {
            return None;
        }
    }
}

fn set_date(r: &mut Reading, year: i16, month: i8, day: i8) -> Option<()> {
    if !(1..=12).contains(&month) || !(0..=31).contains(&day) {
        return None;
    }
    (r.year, r.month, r.day) = (Some(year), Some(month), Some(day));
    Some(())
}

fn read_number<'t>(text: &'t str, r: &mut Reading) -> Option<&'t str> {
    let (number, after) = digits(text);
    let value: i64 = number.parse().ok()?;
    if let Some(rest) = iso_week(number, after, r).or_else(|| day_of_year(number, after, r)) {
        return Some(rest);
    }
    match number.len() {
        14 => {
            let field = |a: usize, b: usize| number.get(a..b).and_then(|s| s.parse::<i16>().ok());
            set_date(r, field(0, 4)?, i8::try_from(field(4, 6)?).ok()?, i8::try_from(field(6, 8)?).ok()?)?;
            r.time = Some((i8::try_from(field(8, 10)?).ok()?, i8::try_from(field(10, 12)?).ok()?, i8::try_from(field(12, 14)?).ok()?));
            return Some(after);
        }
        8 => {
            set_date(r, number[..4].parse().ok()?, number[4..6].parse().ok()?, number[6..].parse().ok()?)?;
            return Some(after);
        }
        _ => {}
    }
    // With a separator: a date or a time.
    if let Some(separator) = after.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | ':'))
        && after[1..].starts_with(|c: char| c.is_ascii_digit())
    {
        let (second, after2) = digits(&after[1..]);
        let second: i64 = second.parse().ok()?;
        if separator == ':' {
            let (third, mut after3) = match after2.strip_prefix(':').map(digits) {
                Some((s, a)) if !s.is_empty() => (s.parse().ok()?, a),
                _ => (0, after2),
            };
            if let Some(fraction) = after3.strip_prefix('.') {
                after3 = digits(fraction).1;
            }
            r.time = Some((i8::try_from(value).ok()?, i8::try_from(second).ok()?, third));
            return half_day(after3, r);
        }
        let third = after2.strip_prefix(separator).map(digits).filter(|(d, _)| !d.is_empty());
        match (number.len(), third) {
            (4, Some((day, after3))) => {
                set_date(r, i16::try_from(value).ok()?, i8::try_from(second).ok()?, day.parse().ok()?)?;
                // `2020-01-05T10:00`.
                return Some(after3.strip_prefix('t').filter(|a| a.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(after3));
            }
            (4, None) if separator != '.' => {
                set_date(r, i16::try_from(value).ok()?, i8::try_from(second).ok()?, 1)?;
                return Some(after2);
            }
            (1 | 2, Some((year, after3))) => {
                let year: i16 = match year.len() {
                    2 => year.parse::<i16>().ok().map(|y| if y < 70 { 2000 + y } else { 1900 + y })?,
                    _ => year.parse().ok()?,
                };
                let (day, month) = if separator == '/' { (second, value) } else { (value, second) };
                set_date(r, year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?;
                return Some(after3);
            }
            (1 | 2, None) if separator == '/' => {
                r.month = i8::try_from(value).ok().filter(|m| (1..=12).contains(m));
                r.day = i8::try_from(second).ok();
                return r.month.map(|_| after2);
            }
            _ => return None,
        }
    }
    // A number and a word: a day and its month, a span of time, an hour.
    let spaced = after.trim_start_matches([' ', '-']);
    let (next, after_word) = word(spaced);
    if matches!(next, "st" | "nd" | "rd" | "th") && number.len() <= 2 {
        r.day = i8::try_from(value).ok();
        return Some(after_word);
    }
    if matches!(next, "am" | "pm") && number.len() <= 2 {
        r.time = Some((i8::try_from(value).ok()?, 0, 0));
        return half_day(spaced, r);
    }
    if number.len() <= 2 && month_number(next).is_some() {
        r.day = i8::try_from(value).ok().filter(|d| (1..=31).contains(d));
        r.day?;
        return Some(after.strip_prefix('-').unwrap_or(after));
    }
    if add(r, value, next) {
        return ago(after_word, r, value, next);
    }
    if number.len() <= 2 && r.month.is_some() && r.day.is_none() {
        r.day = i8::try_from(value).ok().filter(|d| (1..=31).contains(d));
        return r.day.map(|_| after);
    }
    if number.len() == 4 && r.year.is_none() {
        r.year = i16::try_from(value).ok();
        return Some(after);
    }
    None
}

/// `2001W05`, `2001-W05-6`: a week of a year as ISO 8601 counts it, and a day of the week, Monday if there is none.
fn iso_week<'t>(year: &str, after: &'t str, r: &mut Reading) -> Option<&'t str> {
    let rest = after.strip_prefix('-').unwrap_or(after).strip_prefix('w').filter(|_| year.len() == 4)?;
    let (week, rest) = rest.split_at_checked(2)?;
    let (week, year): (i64, i16) = (week.parse().ok()?, year.parse().ok()?);
    let day_at = rest.strip_prefix('-').unwrap_or(rest);
    let (day, rest) = match day_at.chars().next().and_then(|c| c.to_digit(8)) {
        Some(day) => (i64::from(day), &day_at[1..]),
        None => (1, rest),
    };
    // The fourth of January is always in the first week.
    let fourth = Date::new(year, 1, 4).ok()?;
    let before = i64::from(fourth.weekday().to_monday_one_offset()) - day;
    let date = fourth.checked_add((7 * (week - 1) - before).days()).ok()?;
    set_date(r, date.year(), date.month(), date.day())?;
    Some(rest)
}

/// `2001-034`, `2001.034`, `2001034`: a day of a year.
fn day_of_year<'t>(number: &str, after: &'t str, r: &mut Reading) -> Option<&'t str> {
    let (year, day, rest) = match number.len() {
        7 => (&number[..4], &number[4..], after),
        4 => {
            let (day, rest) = digits(after.strip_prefix(['-', '.'])?);
            (number, day, rest)
        }
        _ => return None,
    };
    let day: i64 = day.parse().ok().filter(|_| day.len() == 3)?;
    let date = Date::new(year.parse().ok()?, 1, 1).ok()?.checked_add((day - 1).days()).ok()?;
    set_date(r, date.year(), date.month(), date.day())?;
    Some(rest)
}

fn half_day<'t>(after: &'t str, r: &mut Reading) -> Option<&'t str> {
    let spaced = after.trim_start();
    let (half, rest) = word(spaced);
    if let Some((hour, ..)) = &mut r.time
        && matches!(half, "am" | "pm")
    {
        *hour = *hour % 12 + if half == "pm" { 12 } else { 0 };
        return Some(rest);
    }
    Some(after)
}

/// Adds a span of time; false if the word names none.
fn add(r: &mut Reading, count: i64, unit: &str) -> bool {
    // No page means more than a hundred thousand years.
    let count = count.clamp(-40_000_000, 40_000_000);
    match unit {
        "sec" | "secs" | "second" | "seconds" => r.seconds += count,
        "min" | "mins" | "minute" | "minutes" => r.seconds += 60 * count,
        "hour" | "hours" => r.seconds += 3600 * count,
        "day" | "days" => r.days += count,
        "weekday" | "weekdays" => r.days += count,
        "week" | "weeks" => r.days += 7 * count,
        "fortnight" | "fortnights" => r.days += 14 * count,
        "month" | "months" => r.months += count,
        "year" | "years" => r.months += 12 * count,
        _ => return false,
    }
    true
}

/// `2 days ago` turns around what was just added.
fn ago<'t>(after: &'t str, r: &mut Reading, count: i64, unit: &str) -> Option<&'t str> {
    if let Some(rest) = after.trim_start().strip_prefix("ago") {
        add(r, -2 * count, unit);
        return Some(rest);
    }
    Some(after)
}

fn read_signed<'t>(text: &'t str, r: &mut Reading) -> Option<&'t str> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (number, after) = digits(text[1..].trim_start());
    if number.is_empty() {
        return None;
    }
    let value: i64 = number.parse().ok()?;
    let (unit, rest) = word(after.trim_start());
    if add(r, sign * value, unit) {
        return ago(rest, r, sign * value, unit);
    }
    r.time?;
    // An offset of a zone: +0800, +08:00, +8.
    let (hours, minutes, rest) = match (number.len(), after.strip_prefix(':').map(digits)) {
        (1 | 2, Some((minutes, rest))) => (value, minutes.parse::<i64>().ok()?, rest),
        (1 | 2, None) => (value, 0, after),
        (3 | 4, _) => (value / 100, value % 100, after),
        _ => return None,
    };
    let seconds = i32::try_from(sign * (hours * 3600 + minutes * 60)).ok()?;
    r.zone = Some(TimeZone::fixed(jiff::tz::Offset::from_seconds(seconds).ok()?));
    Some(rest)
}

fn read_word<'t>(text: &'t str, r: &mut Reading) -> Option<&'t str> {
    let (name, rest) = word(text);
    if let Some(month) = month_number(name) {
        r.month = Some(month);
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        return Some(rest.strip_prefix('-').unwrap_or(rest));
    }
    if let Some(day) = weekday(name) {
        r.weekday = Some((day, 0));
        return Some(rest);
    }
    match name {
        "now" | "of" | "on" | "the" | "at" => {}
        "today" | "midnight" => r.time = Some((0, 0, 0)),
        "noon" => r.time = Some((12, 0, 0)),
        "tomorrow" => {
            r.days += 1;
            r.time = Some((0, 0, 0));
        }
        "yesterday" => {
            r.days -= 1;
            r.time = Some((0, 0, 0));
        }
        "t" if rest.starts_with(|c: char| c.is_ascii_digit()) => {}
        "utc" | "gmt" | "z" => r.zone = Some(TimeZone::UTC),
        // Half of a day without an hour is nothing.
        "am" | "pm" => return r.time.and_then(|_| half_day(text, r)),
        "first" | "last" if rest.trim_start().starts_with("day of") => {
            r.edge = Some(name == "last");
            return rest.trim_start().strip_prefix("day of");
        }
        "next" | "last" | "previous" | "this" | "first" | "second" | "third" => {
            let count = match name {
                "this" => 0,
                "last" | "previous" => -1,
                "second" => 2,
                "third" => 3,
                _ => 1,
            };
            let (unit, after) = word(rest.trim_start());
            if let Some(day) = weekday(unit) {
                r.weekday = Some((day, count));
                return Some(after);
            }
            return add(r, count, unit).then_some(after);
        }
        "est" => r.zone = fixed(-5),
        "edt" | "cst" => r.zone = fixed(if name == "edt" { -4 } else { -6 }),
        "pst" => r.zone = fixed(-8),
        "pdt" => r.zone = fixed(-7),
        "cet" => r.zone = fixed(1),
        "jst" => r.zone = fixed(9),
        _ => {
            // A zone of the tz database: Europe/Paris.
            let length = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-')).count();
            let name = &text[..length];
            if !name.contains('/') {
                return None;
            }
            r.zone = Some(TimeZone::get(name).ok()?);
            return Some(&text[length..]);
        }
    }
    Some(rest)
}

fn fixed(hours: i8) -> Option<TimeZone> {
    Some(TimeZone::fixed(jiff::tz::offset(hours)))
}

fn resolve(r: &Reading, now: i64) -> Option<i64> {
    if let Some(moment) = r.moment {
        return shift(civil(moment), r).and_then(|t| to_seconds(t, None));
    }
    let base = civil(now);
    let dated = r.year.is_some() || r.month.is_some() || r.day.is_some();
    let year = r.year.unwrap_or(base.year());
    let month = r.month.unwrap_or(base.month());
    // A month of a year means its first day; a month alone, or a year alone, keeps the day.
    let day = r.day.unwrap_or(if r.month.is_some() && r.year.is_some() { 1 } else { base.day() });
    let (hour, minute, second) = match r.time {
        Some(time) => time,
        None if dated || r.weekday.is_some() => (0, 0, 0),
        None => (base.hour(), base.minute(), base.second()),
    };
    if !(0..=24).contains(&hour) || !(0..60).contains(&minute) || !(0..=60).contains(&second) {
        return None;
    }
    // PHP lets the 31st of a short month run over into the next, and 24:00 into the next day.
    let first = Date::new(year, month, 1).ok()?;
    let date = first.checked_add((i64::from(day) - 1).days()).ok()?;
    let time = date.at(0, 0, 0, 0).checked_add(i64::from(hour).hours().minutes(minute).seconds(second)).ok()?;
    let time = shift(time, r)?;
    to_seconds(time, r.zone.clone())
}

/// Applies what is relative.
fn shift(time: DateTime, r: &Reading) -> Option<DateTime> {
    let mut time = time;
    if r.months != 0 || r.edge.is_some() {
        let months = i64::from(time.year()) * 12 + i64::from(time.month()) - 1 + r.months;
        let first = Date::new(i16::try_from(months.div_euclid(12)).ok()?, i8::try_from(months.rem_euclid(12) + 1).ok()?, 1).ok()?;
        let day = match r.edge {
            None => i64::from(time.day()),
            Some(false) => 1,
            Some(true) => first.days_in_month().into(),
        };
        let date = first.checked_add((day - 1).days()).ok()?;
        time = date.to_datetime(time.time());
    }
    let span = Span::new().try_days(r.days).ok()?.try_seconds(r.seconds).ok()?;
    time = time.checked_add(span).ok()?;
    if let Some((day, count)) = r.weekday {
        let ahead = i64::from(time.date().weekday().until(day));
        let days = match count {
            0 => ahead,
            n if n > 0 => (if ahead == 0 { 7 } else { ahead }) + 7 * (n - 1),
            n => (if ahead == 0 { 0 } else { ahead }) + 7 * n,
        };
        time = time.checked_add(days.days()).ok()?;
    }
    Some(time)
}

fn to_seconds(time: DateTime, zone: Option<TimeZone>) -> Option<i64> {
    let zone = zone.unwrap_or(TimeZone::UTC);
    Some(zone.to_ambiguous_zoned(time).compatible().ok()?.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ymd(text: &str) -> String {
        // 2026-11-22 12:00:00, a Sunday.
        match parse(text, 1_795_348_800) {
            Some(t) => format_in("en", "Y-m-d H:i:s", t),
            None => "?".to_owned(),
        }
    }

    #[test]
    fn reads_dates() {
        for (text, want) in [
            ("15 January 2001", "2001-01-15 00:00:00"),
            ("January 15, 2001", "2001-01-15 00:00:00"),
            ("2020-1-5", "2020-01-05 00:00:00"),
            ("2020年1月5日", "2020-01-05 00:00:00"),
            ("2020年1月", "2020-01-01 00:00:00"),
            ("20200105", "2020-01-05 00:00:00"),
            ("20200105123456", "2020-01-05 12:34:56"),
            ("@86400", "1970-01-02 00:00:00"),
            ("Jan 2020", "2020-01-01 00:00:00"),
            ("2020", "2020-11-22 00:00:00"),
            ("2020-01-31 last day of next month", "2020-02-29 00:00:00"),
            ("1 January 2020 +1 month", "2020-02-01 00:00:00"),
            ("next monday", "2026-11-23 00:00:00"),
            ("+1 day", "2026-11-23 12:00:00"),
            ("2 weeks ago", "2026-11-08 12:00:00"),
            ("2011-11-12 23:00 Europe/Paris", "2011-11-12 22:00:00"),
            ("2011-11-12 23:00 America/New_York", "2011-11-13 04:00:00"),
            ("2014-04-13T12:33:35+00:00", "2014-04-13 12:33:35"),
            ("2014-04-13T12:33:35Z", "2014-04-13 12:33:35"),
            ("2001W05", "2001-01-29 00:00:00"),
            ("2001-W05-6", "2001-02-03 00:00:00"),
            ("2005W53", "2006-01-02 00:00:00"),
            ("2001-034", "2001-02-03 00:00:00"),
            ("2001.034", "2001-02-03 00:00:00"),
            ("2004366", "2004-12-31 00:00:00"),
            ("12/31/2019", "2019-12-31 00:00:00"),
            ("31.12.2019", "2019-12-31 00:00:00"),
            ("3:04 pm 5 May 2020", "2020-05-05 15:04:00"),
            ("30 February 2019", "2019-03-02 00:00:00"),
            ("foo", "?"),
            ("pm", "?"),
            ("pm01", "?"),
            ("99999999999999999999", "?"),
        ] {
            assert_eq!(ymd(text), want, "{text}");
        }
    }

    #[test]
    fn writes_dates() {
        let t = 1_577_836_800; // 2020-01-01
        assert_eq!(format_in("zh", "Y年n月j日 (D) l F", t), "2020年1月1日 (三) 星期三 1月");
        assert_eq!(format_in("en", "c U N w z t L W o", t), "2020-01-01T00:00:00+00:00 1577836800 3 3 0 31 1 01 2020");
        assert_eq!(format_in("en", "xkY xoY xtY xrY xnY \"Y\" \\Y", t), "2563 109 令和2 MMXX 2020 Y Y");
        assert_eq!(format_in("en", "xZ xjq xg xx x", t), "Z q January x x");
        assert_eq!(format_in("en", "r", t), "Wed, 01 Jan 2020 00:00:00 +0000");
    }
}
