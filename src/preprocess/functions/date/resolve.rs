//! What was read of a date becomes a moment.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use super::civil;

/// What has been read of a date so far.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    pub(super) time: Option<(i8, i8, i8)>,
    pub(super) zone: Option<TimeZone>,
    pub(super) moment: Option<i64>,
    pub(super) months: i64,
    pub(super) days: i64,
    pub(super) seconds: i64,
    pub(super) weekday: Option<(Weekday, i64)>,
    /// `first day of` is false, `last day of` true.
    pub(super) edge: Option<bool>,
}

/// The moment, in seconds since 1970; `None` if no calendar has it.
pub(super) fn resolve(r: &Reading, now: i64) -> Option<i64> {
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
