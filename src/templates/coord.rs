//! `{{coord}}`: coordinates on Earth.
//!
//! The behaviour is that of Module:Coordinates: degrees, minutes and seconds stay what they are, decimal degrees too, if
//! `format` says nothing else.

use super::arguments::Arguments;
use crate::diag::Diagnostic;

/// An angle as it was given.
struct Angle<'a> {
    /// Degrees, minutes, seconds: as many as were given.
    parts: Vec<&'a str>,
    /// The value in degrees; negative in the south and west.
    degrees: f64,
    /// `N`, `S`, `E` or `W`.
    letter: char,
}

/// Reads numbers up to a letter of the compass, or one number with a sign.
fn angle<'a>(values: &mut &[&'a str], letters: [char; 2], limit: f64) -> Option<Angle<'a>> {
    let is_letter = |text: &str| text.len() == 1 && text.chars().all(|c| letters.contains(&c.to_ascii_uppercase()));
    let count = values.iter().take(4).position(|text| is_letter(text)).unwrap_or(1);
    let parts: Vec<&str> = values.get(..count)?.to_vec();
    let mut degrees = 0.0;
    for (part, size) in parts.iter().zip([1.0, 60.0, 3600.0]) {
        let number = part.parse::<f64>().ok().filter(|n| n.is_finite() && (size == 1.0 || (0.0..60.0).contains(n)))?;
        degrees += number / size;
    }
    let letter = values.get(count).filter(|text| is_letter(text));
    let letter = match letter {
        Some(letter) => letter.chars().next()?.to_ascii_uppercase(),
        None => letters[usize::from(degrees < 0.0)],
    };
    let signed = if letter == letters[1] { -degrees.abs() } else { degrees };
    let used = count + usize::from(values.get(count).is_some_and(|text| is_letter(text)));
    *values = &values[used..];
    (count > 0 && signed.abs() <= limit).then_some(Angle { parts, degrees: signed, letter })
}

impl Angle<'_> {
    /// As it is shown: in decimal degrees, or in degrees, minutes and seconds.
    fn shown(&self, decimal: bool) -> String {
        let letter = self.letter;
        match (decimal, self.parts.as_slice()) {
            (true, [degrees]) => format!("{}°{letter}", degrees.trim_start_matches(['-', '+'])),
            (true, parts) => format!("{:.*}°{letter}", if parts.len() == 2 { 3 } else { 5 }, self.degrees.abs()),
            (false, [degrees]) if !degrees.contains('.') => format!("{}°{letter}", degrees.trim_start_matches(['-', '+'])),
            (false, [degrees]) => {
                // As exact as the decimals are: to the minute up to two of them.
                let decimals = degrees.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                let seconds = (self.degrees.abs() * 3600.0).round();
                if decimals <= 2 {
                    let minutes = (self.degrees.abs() * 60.0).round();
                    format!("{:.0}°{:02.0}′{letter}", (minutes / 60.0).floor(), minutes % 60.0)
                } else {
                    let (whole, rest) = ((seconds / 3600.0).floor(), seconds % 3600.0);
                    format!("{whole:.0}°{:02.0}′{:02.0}″{letter}", (rest / 60.0).floor(), rest % 60.0)
                }
            }
            (false, parts) => {
                let marks = parts.iter().zip(['°', '′', '″']).map(|(part, mark)| format!("{part}{mark}"));
                format!("{}{letter}", marks.collect::<String>())
            }
        }
    }

    /// As GeoHack wants it.
    fn parameter(&self) -> String {
        let parts: Vec<_> = self.parts.iter().map(|part| part.trim_start_matches(['-', '+'])).collect();
        format!("{}_{}", parts.join("_"), self.letter)
    }
}

/// What a call of `{{coord}}` gives, and what is wrong with it.
pub(super) fn coord(arguments: Arguments<'_>) -> (String, Vec<Diagnostic>) {
    let numbered = arguments.numbered(12);
    let mut rest = numbered.as_slice();
    let read = angle(&mut rest, ['N', 'S'], 90.0).and_then(|north| Some((north, angle(&mut rest, ['E', 'W'], 360.0)?)));
    let Some((latitude, longitude)) = read else {
        let problem = Diagnostic::warning("coord", "these are no coordinates on Earth").hint("write {{coord|12|34|N|56|7|E}}");
        return (numbered.join("&nbsp;"), vec![problem]);
    };
    let decimal = match arguments.get("format") {
        Some("dec") => true,
        Some("dms") => false,
        _ => {
            latitude.parts.len() == 1 && (latitude.parts[0].contains('.') || longitude.parts[0].contains('.') || rest_is_signed(&numbered))
        }
    };
    let shown = format!("{} {}", latitude.shown(decimal), longitude.shown(decimal));
    let kind = rest.first().filter(|kind| kind.bytes().all(|b| b.is_ascii_alphanumeric() || b"_:.,()+-".contains(&b)));
    let kind = kind.filter(|kind| !kind.is_empty()).map(|kind| format!("_{kind}")).unwrap_or_default();
    let language = arguments.word("zh", "en");
    let link = format!(
        "[https://geohack.toolforge.org/geohack.php?language={language}&params={}_{}{kind} {shown}]",
        latitude.parameter(),
        longitude.parameter()
    );
    let notes = arguments.get("notes").unwrap_or_default();
    let text = format!("<span class=\"geo\">{link}</span>{notes}");
    // On Wikipedia these stand beside the page's heading.
    let display = arguments.get("display").unwrap_or("inline");
    let is_title = display.split(',').all(|part| matches!(part.trim(), "title" | "t" | "it"));
    if !is_title || display == "it" {
        return (text, Vec::new());
    }
    (format!("<span id=\"coordinates\">{}{text}</span>", arguments.word("坐标：", "Coordinates: ")), Vec::new())
}

/// Whether the coordinates are two numbers without letters.
fn rest_is_signed(numbered: &[&str]) -> bool {
    numbered.get(1).is_some_and(|second| second.parse::<f64>().is_ok())
}
