//! Dates: reading them as PHP's `strtotime` does, and writing them in the codes of `#time`.

mod calendars;
mod codes;
mod names;
mod read;
mod resolve;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

pub(in crate::preprocess) use self::codes::{format, format_in};
pub(super) use self::read::{month_number, parse};

/// The moment as UTC's calendar shows it; moments that no calendar has show 1970.
fn civil(seconds: i64) -> DateTime {
    Timestamp::from_second(seconds).unwrap_or_default().to_zoned(TimeZone::UTC).datetime()
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
