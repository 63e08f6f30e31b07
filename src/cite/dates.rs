//! Dates as citations write them: reading, checking, and the year that names a citation.
//!
//! Dates are printed as given.  They are read for the check, for metadata and for the exports.  Accepted are
//! the forms of Wikipedia's manuals of style: `2012年9月21日`, `2012-09-21`, `2012-09`, `18 July 2011`,
//! `July 18, 2011`, `Summer 1998`, `August–September 1988`, `2001–2005`, `c. 1900`, `n.d.`, and a letter
//! after the year (`2009b`) that tells works of one year apart.  Years of the Republic (`民國101年`) and numbers in Han
//! characters (`二〇一二年九月`) are read too.

/// A day, a month, a season or a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day of the month.
    pub day: Option<u8>,
    /// 1 spring, 2 summer, 3 autumn, 4 winter.
    pub season: Option<u8>,
}

/// A date, or a span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Date {
    /// When, or from when.
    pub start: Point,
    /// Until when, for a span.
    pub end: Option<Point>,
    /// Whether it is a guess (`c.`).
    pub circa: bool,
}

impl Date {
    /// The start as ISO 8601 writes it, as far as it is known: `2012-09-21`, `2012-09`, `2012`.
    #[must_use]
    pub fn iso(&self) -> String {
        let Point { year, month, day, .. } = self.start;
        match (month, day) {
            (Some(m), Some(d)) => format!("{year:04}-{m:02}-{d:02}"),
            (Some(m), None) => format!("{year:04}-{m:02}"),
            _ => format!("{year:04}"),
        }
    }
}

/// What a date parameter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A date in an accepted form.
    Date(Date),
    /// "No date".
    Undated,
    /// A date, but in a form that the manuals of style do not accept.
    Odd(Date),
    /// Not a date.
    Unreadable,
}

impl Reading {
    /// The date, however it was written.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        match self {
            Self::Date(date) | Self::Odd(date) => Some(date),
            Self::Undated | Self::Unreadable => None,
        }
    }
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The longest text that can be a date; longer ones are not looked at.
const LONGEST: usize = 100;

/// Reads a date; `text` is plain text.
#[must_use]
pub fn read(text: &str) -> Reading {
    let text = text.trim();
    if text.len() > LONGEST {
        return Reading::Unreadable;
    }
    let lower = text.to_lowercase();
    if ["n.d.", "nd", "n. d.", "无日期", "無日期", "不详", "不詳", "日期不详", "日期不詳"].contains(&lower.as_str()) {
        return Reading::Undated;
    }
    let (rest, circa) = ["circa ", "c. ", "ca. ", "约", "約"]
        .iter()
        .find_map(|p| lower.strip_prefix(p))
        .map_or((lower.as_str(), false), |rest| (rest.trim_start(), true));
    let finish = |start, end| Date { start, end, circa };
    if let Some(point) = iso(rest, &['-']).or_else(|| chinese(rest)) {
        return Reading::Date(finish(point, None));
    }
    if let Some(point) = iso(rest, &['/', '.']) {
        return Reading::Odd(finish(point, None));
    }
    let dashed = rest.replace(['–', '—', '~', '～', '至'], "-").replace("&ndash;", "-");
    if let Some((a, b)) = split_span(&dashed) {
        if let Some(a) = iso(a, &['-']).or_else(|| chinese(a))
            && let Some(b) = iso(b, &['-']).or_else(|| chinese_end(a, b))
        {
            return Reading::Date(finish(a, Some(b)));
        }
        return match (words(a), words(b)) {
            (Some(a), Some(b)) => match span(a, b) {
                Some((start, end)) => Reading::Date(finish(start, Some(end))),
                None => Reading::Unreadable,
            },
            _ => Reading::Unreadable,
        };
    }
    match words(&dashed).and_then(Partial::point) {
        Some(point) => Reading::Date(finish(point, None)),
        None => Reading::Unreadable,
    }
}

/// The day (UTC) of a moment in seconds since 1970: year, month and day (the civil calendar of proleptic Gregorian days).
#[must_use]
pub fn day_of(seconds: i64) -> (i32, u8, u8) {
    // Days are counted from 1 March of the year 0, so that the leap day is the last of its year.
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (i32::try_from(year).unwrap_or_default(), u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

/// The year that names a citation, with its letter: `2009b`.
#[must_use]
pub fn anchor_year(text: &str) -> String {
    let chars: Vec<char> = text.chars().take(LONGEST).collect();
    let mut i = 0;
    while i < chars.len() {
        let digits = chars[i..].iter().take_while(|c| c.is_ascii_digit()).count();
        if digits == 3 || digits == 4 {
            let mut year: String = chars[i..i + digits].iter().collect();
            let letter = chars.get(i + digits).filter(|c| c.is_ascii_lowercase());
            if !chars.get(i + digits + 1).is_some_and(|c| c.is_alphanumeric()) {
                year.extend(letter);
            }
            return year;
        }
        i += digits.max(1);
    }
    String::new()
}

/// The day and month of an English or ISO date kept on one line, as the module keeps them.
#[must_use]
pub fn keep_together(text: &str) -> String {
    let wrap = |s: &str| format!("<span class=\"nowrap\">{s}</span>");
    if text.contains('<') || text.len() > LONGEST {
        return text.to_owned();
    }
    if iso(text, &['-']).is_some_and(|p| p.day.is_some()) {
        return wrap(text);
    }
    let Some((head, year)) = text.rsplit_once(' ') else { return text.to_owned() };
    let mut head_words = head.split(' ');
    let (Some(a), Some(b), None) = (head_words.next(), head_words.next(), head_words.next()) else { return text.to_owned() };
    let number = |s: &str| s.len() <= 2 && !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let word = |s: &str| s.len() >= 3 && s.chars().all(char::is_alphabetic);
    let day_first = number(a) && word(b);
    let month_first = word(a) && b.strip_suffix(',').is_some_and(number);
    if (day_first || month_first) && year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) {
        format!("{} {year}", wrap(head))
    } else {
        text.to_owned()
    }
}

/// A date of digits: `2012-09-21`, `2012-09`.
fn iso(text: &str, marks: &[char]) -> Option<Point> {
    let mut parts = text.split(|c| marks.contains(&c));
    let year = parts.next().filter(|y| y.len() == 4).and_then(digits)?;
    let month = parts.next().filter(|m| m.len() <= 2).and_then(digits)?;
    let day = match parts.next() {
        Some(day) => Some(digits(day).filter(|_| day.len() <= 2)?),
        None => None,
    };
    if parts.next().is_some() {
        return None;
    }
    checked(i32::try_from(year).ok()?, Some(month), day, None)
}

/// `2012年9月21日`, `2012年9月`, `2012年春季`, `2012年`.
fn chinese(text: &str) -> Option<Point> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let compact = arabic(&compact);
    let (year, rest) = compact.split_once('年')?;
    let year = match year.strip_prefix("民国").or_else(|| year.strip_prefix("民國")) {
        // The Republic's first year is 1912.
        Some("元") => 1912,
        Some(year) => i32::try_from(digits(year)?).ok()? + 1911,
        None => i32::try_from(digits(year)?).ok()?,
    };
    let season = ["春", "夏", "秋", "冬"].iter().position(|s| rest.starts_with(s));
    if let Some(season) = season {
        let tail = rest.trim_start_matches(['春', '夏', '秋', '冬']);
        return ["", "季", "天"].contains(&tail).then_some(()).and_then(|()| checked(year, None, None, u8::try_from(season + 1).ok()));
    }
    let Some((month, rest)) = rest.split_once('月') else {
        return if rest.is_empty() { checked(year, None, None, None) } else { None };
    };
    let day = match rest.strip_suffix(['日', '号', '號']) {
        Some(day) => Some(digits(day)?),
        None if rest.is_empty() => None,
        None => return None,
    };
    checked(year, Some(digits(month)?), day, None)
}

/// Numbers in Han characters as digits: `二〇一二年九月二十一日`, `民國十二年`.
fn arabic(text: &str) -> String {
    const DIGITS: &str = "〇一二三四五六七八九";
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    let value = |c: char| DIGITS.chars().chain("零".chars()).position(|d| d == c).map(|n| n % 10);
    for (i, &c) in chars.iter().enumerate() {
        match value(c) {
            Some(n) => out.push_str(&n.to_string()),
            // Ten stands for a one before a digit or nothing, and for a nought behind a digit or nothing.
            None if c == '十' => {
                let before = i.checked_sub(1).and_then(|i| chars.get(i)).copied().and_then(value).is_some();
                let after = chars.get(i + 1).copied().and_then(value).is_some();
                out.push_str(match (before, after) {
                    (true, true) => "",
                    (true, false) => "0",
                    (false, true) => "1",
                    (false, false) => "10",
                });
            }
            None => out.push(c),
        }
    }
    out
}

/// The end of a span: `1988年8月—9月`, `2010年3月1日—5日`; what it leaves out is that of its start.
fn chinese_end(start: Point, text: &str) -> Option<Point> {
    let year = start.year;
    match (text.contains('年'), text.contains('月'), start.month) {
        (true, ..) => chinese(text),
        (false, true, _) => chinese(&format!("{year}年{text}")),
        (false, false, Some(month)) if text.ends_with(['日', '号', '號']) => chinese(&format!("{year}年{month}月{text}")),
        _ => None,
    }
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn checked(year: i32, month: Option<u32>, day: Option<u32>, season: Option<u8>) -> Option<Point> {
    let month = match month {
        Some(m @ 1..=12) => Some(u8::try_from(m).ok()?),
        Some(_) => return None,
        None => None,
    };
    let day = match (day, month) {
        (Some(d), Some(m)) if d >= 1 && d <= days(year, m) => Some(u8::try_from(d).ok()?),
        (Some(_), _) => return None,
        (None, _) => None,
    };
    (0..=2200).contains(&year).then_some(Point { year, month, day, season })
}

fn days(year: i32, month: u8) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What one side of an English date says.
#[derive(Clone, Copy, Debug, Default)]
struct Partial {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    season: Option<u8>,
}

impl Partial {
    fn point(self) -> Option<Point> {
        checked(self.year?, self.month, self.day, self.season)
    }
}

/// Reads `18 July 2011`, `July 18, 2011`, `July 2011`, `2011b`, or a side of a span of such.
fn words(text: &str) -> Option<Partial> {
    let mut found = Partial::default();
    for word in text.split([' ', '\u{a0}', ',']).filter(|w| !w.is_empty()) {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let number = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
            let letters = word.len() - number.len();
            let value = digits(number)?;
            if number.len() >= 3 && letters <= 1 && found.year.is_none() {
                found.year = i32::try_from(value).ok();
            } else if number.len() <= 2 && letters == 0 && found.day.is_none() && found.year.is_none() {
                found.day = Some(value);
            } else {
                return None;
            }
        } else {
            if found.month.is_some() || found.season.is_some() || found.year.is_some() {
                return None;
            }
            let bare = word.trim_end_matches('.');
            if let Some(month) =
                MONTHS.iter().position(|m| *m == bare || (bare.len() == 3 && m.starts_with(bare)) || (bare == "sept" && *m == "september"))
            {
                found.month = u32::try_from(month + 1).ok();
            } else {
                found.season = Some(match bare {
                    "spring" | "easter" => 1,
                    "summer" => 2,
                    "autumn" | "fall" => 3,
                    "winter" | "christmas" => 4,
                    _ => return None,
                });
            }
        }
    }
    (found.year.is_some() || found.month.is_some() || found.day.is_some() || found.season.is_some()).then_some(found)
}

/// Cuts a span at its dash: the middle one if there are several, as in `2011-01-02-2011-01-05`.
fn split_span(text: &str) -> Option<(&str, &str)> {
    let dashes: Vec<usize> = text.match_indices('-').map(|(i, _)| i).collect();
    if dashes.len().is_multiple_of(2) {
        return None;
    }
    let at = dashes[dashes.len() / 2];
    let (a, b) = (text[..at].trim(), text[at + 1..].trim());
    (!a.is_empty() && !b.is_empty()).then_some((a, b))
}

/// Completes the two sides of a span from each other.
fn span(mut a: Partial, mut b: Partial) -> Option<(Point, Point)> {
    // `2001–05`: two digits after a bare year are a year of the same century.
    if let (Some(year), None, None, None, Some(short)) = (a.year, a.month, b.month, b.year, b.day) {
        b = Partial { year: Some(year / 100 * 100 + i32::try_from(short).ok()?), ..Partial::default() };
    }
    a.year = a.year.or(b.year);
    b.year = b.year.or(a.year);
    if a.season.is_none() && b.season.is_none() {
        a.month = a.month.or(b.month);
        b.month = b.month.or(a.month);
    }
    let (start, end) = (a.point()?, b.point()?);
    let order = |p: Point| (p.year, p.month, p.day);
    (order(start) <= order(end)).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso_of(text: &str) -> String {
        match read(text) {
            Reading::Date(d) => d.end.map_or(d.iso(), |end| format!("{}/{}", d.iso(), Date { start: end, ..Date::default() }.iso())),
            Reading::Odd(d) => format!("odd {}", d.iso()),
            Reading::Undated => "undated".to_owned(),
            Reading::Unreadable => "unreadable".to_owned(),
        }
    }

    #[test]
    fn accepted_forms_are_read() {
        for (text, want) in [
            ("2012年9月21日", "2012-09-21"),
            ("2012 年 9 月", "2012-09"),
            ("1999年", "1999"),
            ("二〇一二年九月二十一日", "2012-09-21"),
            ("二零零三年十月", "2003-10"),
            ("民國101年9月21日", "2012-09-21"),
            ("民国十二年", "1923"),
            ("民國元年", "1912"),
            ("2012年春季", "2012"),
            ("2012-09-21", "2012-09-21"),
            ("2015-06", "2015-06"),
            ("18 July 2011", "2011-07-18"),
            ("July 18, 2011", "2011-07-18"),
            ("Sept 2011", "2011-09"),
            ("Summer 1998", "1998"),
            ("2009b", "2009"),
            ("c. 1900", "1900"),
            ("August–September 1988", "1988-08/1988-09"),
            ("1–3 May 2010", "2010-05-01/2010-05-03"),
            ("May 30 – June 2, 2010", "2010-05-30/2010-06-02"),
            ("2001–2005", "2001/2005"),
            ("1970–80", "1970/1980"),
            ("2011-01-02 – 2011-01-05", "2011-01-02/2011-01-05"),
            ("n.d.", "undated"),
            ("2011/7/18", "odd 2011-07-18"),
            ("31 June 2011", "unreadable"),
            ("29 February 2011", "unreadable"),
            ("2011 July 18", "unreadable"),
            ("yesterday", "unreadable"),
            ("2011年13月", "unreadable"),
            ("18th July 2011", "unreadable"),
            ("", "unreadable"),
        ] {
            assert_eq!(iso_of(text), want, "{text}");
        }
    }

    #[test]
    fn days_are_counted() {
        assert_eq!(day_of(0), (1970, 1, 1));
        assert_eq!(day_of(951_782_400), (2000, 2, 29));
        assert_eq!(day_of(-1), (1969, 12, 31));
    }

    #[test]
    fn the_year_names_the_citation() {
        assert_eq!(anchor_year("5 May 2009b"), "2009b");
        assert_eq!(anchor_year("2012年9月"), "2012");
        assert_eq!(anchor_year("c. 900"), "900");
        assert_eq!(anchor_year("n.d."), "");
    }

    #[test]
    fn day_and_month_stay_together() {
        assert_eq!(keep_together("29 March 2017"), "<span class=\"nowrap\">29 March</span> 2017");
        assert_eq!(keep_together("March 9, 2017"), "<span class=\"nowrap\">March 9,</span> 2017");
        assert_eq!(keep_together("2017-03-09"), "<span class=\"nowrap\">2017-03-09</span>");
        assert_eq!(keep_together("2017年3月9日"), "2017年3月9日");
    }
}
