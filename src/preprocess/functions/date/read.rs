//! Reading dates as PHP's `strtotime` does.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::names::{DAYS_EN, MONTHS_EN};
use super::resolve::{Reading, resolve};

/// The longest date that is read; real ones have thirty characters.
const MAX_DATE_LENGTH: usize = 200;

/// The month of that name, in full or by its first three letters.
pub(in crate::preprocess::functions) fn month_number(word: &str) -> Option<i8> {
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

/// Reads a date; seconds since 1970, `None` if it cannot be read.
///
/// Understands what pages write: ISO dates and times, `1 January 2020`, `January 1, 2020`, `2020年1月1日`,
/// `1/31/2020`, `31.1.2020`, stamps of 8 and 14 digits, `@seconds`, names of zones, and what is relative
/// to `now` (`+1 day`, `next monday`, `last day of next month`).
pub(in crate::preprocess::functions) fn parse(text: &str, now: i64) -> Option<i64> {
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
