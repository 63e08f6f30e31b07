//! Calendars other than the Gregorian one.
//!
//! Facts: Reingold and Dershowitz, "Calendrical Calculations", for the tabular Islamic calendar and the Hebrew one; MediaWiki's
//! `Language::sprintfDate` for which codes show what, and for what it takes the eras of Japan to begin with.

use jiff::civil::Date;

/// A day of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: i64,
    /// From 1; in the Hebrew calendar from Tishrei, the two months of Adar being 13 and 14.
    pub(super) month: i64,
    pub(super) day: i64,
    /// How many days the month has.
    pub(super) length: i64,
    /// The day of the year, from 0.
    pub(super) of_year: i64,
}

/// The calendars that have codes of their own for years, months and days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calendar {
    /// `xi`.
    Iranian,
    /// `xj`.
    Hebrew,
    /// `xm`.
    Hijri,
}

/// Names of a calendar's months: in Chinese and in English.
const HEBREW_ZH: [&str; 14] = [
    "提斯利月",
    "玛西班月",
    "基斯流月",
    "提别月",
    "细罢特月",
    "亚达月",
    "尼散月",
    "以珥月",
    "西弯月",
    "搭模斯月",
    "埃波月",
    "以禄月",
    "第一亚达月",
    "第二亚达月",
];
const HEBREW_EN: [&str; 14] =
    ["Tishrei", "Cheshvan", "Kislev", "Tevet", "Shevat", "Adar", "Nisan", "Iyar", "Sivan", "Tamuz", "Av", "Elul", "Adar I", "Adar II"];
const IRANIAN: [&str; 12] =
    ["Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"];
const HIJRI_ZH: [&str; 12] = [
    "穆哈兰姆月",
    "色法尔月",
    "赖比尔·敖外鲁月",
    "赖比尔·阿色尼月",
    "主马达·敖外鲁月",
    "主马达·阿色尼月",
    "赖哲卜月",
    "舍尔邦月",
    "赖买丹月",
    "闪瓦鲁月",
    "都尔喀尔德月",
    "都尔黑哲月",
];
const HIJRI_EN: [&str; 12] = [
    "Muharram",
    "Safar",
    "Rabi' al-awwal",
    "Rabi' al-thani",
    "Jumada al-awwal",
    "Jumada al-thani",
    "Rajab",
    "Sha'aban",
    "Ramadan",
    "Shawwal",
    "Dhu al-Qi'dah",
    "Dhu al-Hijjah",
];

impl Calendar {
    /// The calendar's day.
    pub(super) fn day(self, date: Date) -> Day {
        match self {
            Self::Iranian => iranian(date),
            Self::Hebrew => hebrew(date),
            Self::Hijri => hijri(date),
        }
    }

    /// The name of a month.
    pub(super) fn month(self, month: i64, chinese: bool) -> &'static str {
        let names: &[&str] = match (self, chinese) {
            (Self::Iranian, _) => &IRANIAN,
            (Self::Hebrew, true) => &HEBREW_ZH,
            (Self::Hebrew, false) => &HEBREW_EN,
            (Self::Hijri, true) => &HIJRI_ZH,
            (Self::Hijri, false) => &HIJRI_EN,
        };
        usize::try_from(month - 1).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
    }
}

/// The number of a day, counted from the first of January of year 1.
fn number(date: Date) -> i64 {
    gregorian(date.year().into(), date.month().into(), date.day().into())
}

fn gregorian(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    // Months from March on are shifted by the length of February.
    let shift = match month {
        1 | 2 => 0,
        _ if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => -1,
        _ => -2,
    };
    365 * before + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400) + (367 * month - 362).div_euclid(12) + shift + day
}

/// The solar calendar, by the cycle of 33 years with eight leap years.
fn iranian(date: Date) -> Day {
    // The first day of 979 was the 20th of March 1600.
    let days = number(date) - gregorian(1600, 3, 20);
    let mut year = 979 + 33 * days.div_euclid(12_053);
    let mut rest = days.rem_euclid(12_053);
    year += 4 * (rest / 1461);
    rest %= 1461;
    if rest >= 366 {
        year += (rest - 1) / 365;
        rest = (rest - 1) % 365;
    }
    let of_year = rest;
    // Six months of 31 days, then months of 30.
    let (month, day) = if rest < 186 { (rest / 31, rest % 31) } else { (6 + (rest - 186) / 30, (rest - 186) % 30) };
    let length = match month {
        0..=5 => 31,
        6..=10 => 30,
        _ => 29,
    };
    Day { year, month: month + 1, day: day + 1, length, of_year }
}

/// The tabular calendar: eleven leap years in thirty.
fn hijri(date: Date) -> Day {
    // The first day of the calendar, the 16th of July 622 as Julius Caesar counted.
    const EPOCH: i64 = 227_015;
    let (y, m, d) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
    // Before October 1582 MediaWiki takes a date for a Julian one.
    let days = if (y, m, d) > (1582, 10, 14) {
        number(date)
    } else {
        let before = y - 1;
        let shift = match m {
            1 | 2 => 0,
            _ if y % 4 == 0 => -1,
            _ => -2,
        };
        365 * before + before.div_euclid(4) + (367 * m - 362).div_euclid(12) + shift + d - 2
    };
    let start = |year: i64, month: i64| (29 * (month - 1) + month / 2) + (year - 1) * 354 + (3 + 11 * year).div_euclid(30) + EPOCH;
    let year = (30 * (days - EPOCH) + 10_646).div_euclid(10_631);
    let of_year = days - start(year, 1);
    let month = (1..=12).rev().find(|month| start(year, *month) <= days).unwrap_or(1);
    let next = if month == 12 { start(year + 1, 1) } else { start(year, month + 1) };
    Day { year, month, day: days - start(year, month) + 1, length: next - start(year, month), of_year }
}

/// The first day of a Hebrew year.
fn hebrew_new_year(year: i64) -> i64 {
    const EPOCH: i64 = -1_373_427;
    // Days until the new moon of Tishrei, put off where it would fall on a Sunday, a Wednesday or a Friday.
    let elapsed = |year: i64| {
        let months = (235 * year - 234).div_euclid(19);
        let parts = 12_084 + 13_753 * months;
        let day = 29 * months + parts.div_euclid(25_920);
        if (3 * (day + 1)).rem_euclid(7) < 3 { day + 1 } else { day }
    };
    let (last, this, next) = (elapsed(year - 1), elapsed(year), elapsed(year + 1));
    // And where a year would come out too long or too short.
    let more = if next - this == 356 { 2 } else { i64::from(this - last == 382) };
    EPOCH + this + more
}

fn hebrew(date: Date) -> Day {
    let days = number(date);
    let mut year = i64::from(date.year()) + 3760;
    if hebrew_new_year(year + 1) <= days {
        year += 1;
    }
    let start = hebrew_new_year(year);
    let long = hebrew_new_year(year + 1) - start;
    let leap = long > 380;
    let rest = long % 10;
    let of_year = days - start;
    let mut day = of_year;
    // Tishrei to Elul; Cheshvan and Kislev make a year complete or deficient.
    let months: [(i64, i64); 13] = [
        (1, 30),
        (2, if rest == 5 { 30 } else { 29 }),
        (3, if rest == 3 { 29 } else { 30 }),
        (4, 29),
        (5, 30),
        (if leap { 13 } else { 6 }, if leap { 30 } else { 29 }),
        (14, if leap { 29 } else { 0 }),
        (7, 30),
        (8, 29),
        (9, 30),
        (10, 29),
        (11, 30),
        (12, 29),
    ];
    for (month, length) in months {
        if day < length {
            return Day { year, month, day: day + 1, length, of_year };
        }
        day -= length;
    }
    Day { year, month: 12, day: day + 1, length: 29, of_year }
}

/// A year as it is counted from the era of Japan that it is in.
pub(super) fn japanese_year(date: Date) -> String {
    // The last day of an emperor is still his to MediaWiki.
    let eras = [("令和", (2019, 5, 1)), ("平成", (1989, 1, 8)), ("昭和", (1926, 12, 26)), ("大正", (1912, 7, 31)), ("明治", (1868, 1, 1))];
    let day = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    match eras.iter().find(|(_, start)| day >= *start) {
        Some((name, (year, ..))) => match day.0 - year + 1 {
            1 => format!("{name}元"),
            n => format!("{name}{n}"),
        },
        None => day.0.to_string(),
    }
}

/// A year as Thailand counts it: until 1940 it began in April.
pub(super) fn thai_year(date: Date) -> i64 {
    let year = i64::from(date.year());
    year + 543 - i64::from((1912..=1940).contains(&year) && date.month() <= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(calendar: Calendar, year: i16, month: i8, day: i8) -> (i64, i64, i64) {
        let day = calendar.day(Date::new(year, month, day).unwrap());
        (day.year, day.month, day.day)
    }

    #[test]
    fn days_have_their_places() {
        assert_eq!(at(Calendar::Iranian, 2004, 12, 6), (1383, 9, 16));
        assert_eq!(at(Calendar::Iranian, 2021, 3, 20), (1399, 12, 30));
        assert_eq!(at(Calendar::Iranian, 2021, 3, 21), (1400, 1, 1));
        assert_eq!(at(Calendar::Hijri, 2004, 12, 6), (1425, 10, 23));
        // A Julian date, as all before October 1582.
        assert_eq!(at(Calendar::Hijri, 622, 7, 16), (1, 1, 1));
        assert_eq!(at(Calendar::Hebrew, 2004, 12, 6), (5765, 3, 23));
        assert_eq!(at(Calendar::Hebrew, 2016, 3, 1), (5776, 13, 21));
        assert_eq!(at(Calendar::Hebrew, 2016, 3, 20), (5776, 14, 10));
        assert_eq!(at(Calendar::Hebrew, 2023, 9, 16), (5784, 1, 1));
        assert_eq!(at(Calendar::Hebrew, 2023, 9, 15), (5783, 12, 29));
    }

    #[test]
    fn every_day_follows_the_one_before() {
        for calendar in [Calendar::Iranian, Calendar::Hebrew, Calendar::Hijri] {
            let mut date = Date::new(1600, 1, 1).unwrap();
            let mut last = calendar.day(date);
            for _ in 0..20_000 {
                date = date.tomorrow().unwrap();
                let day = calendar.day(date);
                let next = day.day == last.day + 1 && day.month == last.month && day.day <= last.length + 1;
                let first = day.day == 1 && day.month != last.month && (29..=31).contains(&last.day);
                assert!(next || first, "{calendar:?} {date}: {last:?} {day:?}");
                assert!(day.of_year == last.of_year + 1 || (day.of_year == 0 && day.year == last.year + 1));
                last = day;
            }
        }
    }
}
