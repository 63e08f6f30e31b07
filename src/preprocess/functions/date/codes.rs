//! Writing a moment in the codes of `#time`: PHP's, and MediaWiki's that begin with `x`.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::calendars::{Calendar, japanese_year, thai_year};
use super::civil;
use super::names::{day_name, month_name, nominative};
use crate::numerals;
use crate::site::Site;

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
    let mut digits = Digits::default();
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
            'F' => out.push_str(&nominative(language, month)),
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
                Some('n') => digits.plain_once = true,
                Some('N') => digits.plain = !digits.plain,
                Some('r') => digits.roman = !digits.roman,
                Some('h') => digits.hebrew = !digits.hebrew,
                Some(c @ ('i' | 'j' | 'm')) => {
                    let calendar = match c {
                        'i' => Calendar::Iranian,
                        'j' => Calendar::Hebrew,
                        _ => Calendar::Hijri,
                    };
                    match chars.next() {
                        Some(code) => match of_calendar(calendar, code, date, language) {
                            Some(Shown::Number(value, width)) => number = Some((value, width)),
                            Some(Shown::Name(name)) => out.push_str(name),
                            None => out.push(code),
                        },
                        None => out.push(c),
                    }
                }
                Some('k') if chars.next_if_eq(&'Y').is_some() => number = Some((thai_year(date), 1)),
                Some('o') if chars.next_if_eq(&'Y').is_some() => number = Some((i64::from(t.year()) - 1911, 1)),
                Some('t') if chars.next_if_eq(&'Y').is_some() => out.push_str(&japanese_year(date)),
                // An unknown code of two or three letters shows its last one.
                Some(other) => {
                    let calendar = matches!(other, 'k' | 'o' | 't');
                    out.push(if calendar { chars.next().unwrap_or(other) } else { other });
                }
                None => out.push('x'),
            },
            '\\' => out.push(chars.next().unwrap_or('\\')),
            '"' => {
                // Quoted text stands for itself; a quote that nothing closes, too.
                match chars.clone().position(|c| c == '"') {
                    Some(length) => {
                        out.extend(chars.by_ref().take(length));
                        chars.next();
                    }
                    None => out.push('"'),
                }
            }
            c => out.push(c),
        }
        if let Some((value, width)) = number {
            match digits.letters(value) {
                Some(letters) => out.push_str(&letters),
                None => {
                    let _ = write!(out, "{value:0width$}");
                }
            }
        }
    }
    out
}

/// How the next number is written.  Codes turn the letters on and off, and a number turns those that it was written in off.
#[derive(Default)]
struct Digits {
    plain_once: bool,
    plain: bool,
    roman: bool,
    hebrew: bool,
}

impl Digits {
    /// The number in letters, if it is to be written so.
    fn letters(&mut self, value: i64) -> Option<String> {
        if self.plain || self.plain_once {
            self.plain_once = false;
            None
        } else if std::mem::take(&mut self.roman) {
            numerals::roman(value)
        } else if std::mem::take(&mut self.hebrew) {
            numerals::hebrew(value)
        } else {
            None
        }
    }
}

/// What a code of another calendar shows.
enum Shown {
    /// A number, and how many digits it has at least.
    Number(i64, usize),
    Name(&'static str),
}

/// The code of a calendar after its two letters; `None` if the calendar has no such code.
fn of_calendar(calendar: Calendar, code: char, date: Date, language: &str) -> Option<Shown> {
    let day = calendar.day(date);
    let chinese = language == "zh" || language.starts_with("zh-");
    Some(match (code, calendar) {
        ('j', _) => Shown::Number(day.day, 1),
        ('n', _) => Shown::Number(day.month, 1),
        ('Y', _) => Shown::Number(day.year, 1),
        ('F', _) => Shown::Name(calendar.month(day.month, chinese)),
        // The genitive, which Chinese has not.
        ('x', Calendar::Hebrew) => Shown::Name(calendar.month(day.month, false)),
        ('t', Calendar::Hebrew | Calendar::Iranian) => Shown::Number(day.length, 1),
        ('y', Calendar::Iranian) => Shown::Number(day.year.rem_euclid(100), 2),
        ('z', Calendar::Iranian) => Shown::Number(day.of_year, 1),
        _ => return None,
    })
}
