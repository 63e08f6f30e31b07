//! Numbers of a conversion: read as authors write them, rounded and written as Module:Convert does.

/// A number as it was given.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Given {
    pub(super) value: f64,
    /// How many digits stand behind the point; negative for zeros at the end of a whole number.  That of a
    /// fraction is its denominator's logarithm, at least 1.
    pub(super) precision: f64,
    /// What is shown, with separators.
    pub(super) shown: String,
}

impl Given {
    /// Whether it takes the name of one: 1, and fractions up to it.
    pub(super) fn is_one(&self) -> bool {
        let size = self.value.abs();
        (size - 1.0).abs() < f64::EPSILON || (size < 1.0 && self.shown.contains('⁄'))
    }
}

/// How long a number may be written.
const LONGEST: usize = 40;

/// A number: `1,234.5`, `−5`, `5e6`, `1/2`, `3+1/2`.
pub(super) fn read(text: &str, separator: Separator) -> Option<Given> {
    let clean: String = text.replace("&minus;", "-").replace('−', "-").replace(',', "");
    let clean = clean.trim();
    if clean.is_empty() || clean.len() > LONGEST || !clean.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (sign, digits) = clean.strip_prefix('-').map_or(("", clean.strip_prefix('+').unwrap_or(clean)), |rest| ("−", rest));
    let negative = if sign.is_empty() { 1.0 } else { -1.0 };
    if let Some((above, below)) = digits.split_once('/') {
        let (whole, above) = above.split_once('+').map_or(("", above), |(whole, above)| (whole.trim(), above));
        let whole_value: u32 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let (top, bottom): (u32, u32) = (above.trim().parse().ok()?, below.trim().parse().ok().filter(|&n| n > 0)?);
        let value = negative * (f64::from(whole_value) + f64::from(top) / f64::from(bottom));
        let precision = f64::from(bottom).log10().max(1.0);
        let shown = format!("{sign}{whole}<sup>{top}</sup>⁄<sub>{bottom}</sub>");
        return Some(Given { value, precision, shown });
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let value = negative * digits.parse::<f64>().ok().filter(|n| n.is_finite())?;
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, ""));
    let exponent: i32 = if exponent.is_empty() { 0 } else { exponent.parse().ok()? };
    let places = match mantissa.split_once('.') {
        Some((_, decimals)) => decimals.len(),
        None => 0,
    };
    let zeros = if mantissa.contains('.') { 0 } else { mantissa.len() - mantissa.trim_end_matches('0').len() };
    let precision = f64::from(i32::try_from(places).ok()? - i32::try_from(zeros).ok()?) - f64::from(exponent);
    let mantissa = if mantissa.starts_with('.') { format!("0{mantissa}") } else { mantissa.to_owned() };
    let shown = match exponent {
        0 => format!("{sign}{}", separated(&mantissa, separator)),
        _ => format!("{sign}{mantissa}{}", power(exponent)),
    };
    Some(Given { value, precision, shown })
}

/// `×10⁶` as wikitext.
pub(super) fn power(exponent: i32) -> String {
    format!("×10<sup>{}</sup>", exponent.to_string().replace('-', "−"))
}

/// What stands between thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Separator {
    /// A comma.
    #[default]
    Comma,
    /// A comma in numbers of five digits and more.
    CommaFromFive,
    /// A thin space.
    Gap,
    /// Nothing.
    Nothing,
}

/// A number with its thousands separated.
pub(super) fn separated(digits: &str, separator: Separator) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let between = match separator {
        Separator::Comma => ",",
        Separator::CommaFromFive if whole.len() > 4 => ",",
        Separator::Gap if whole.len() > 4 => "&#8239;",
        _ => return digits.to_owned(),
    };
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push_str(between);
        }
        out.push(digit);
    }
    out + rest
}

/// How a result is rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rounding {
    /// So many digits behind the point; negative: so many zeros before it.
    Places(i32),
    /// So many digits that count.
    Digits(i32),
    /// To a multiple.
    Multiple(f64),
    /// To a part: halves, quarters, …
    Fraction(u32),
}

/// A result as it is written, and whether it is written as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) shown: String,
    pub(super) is_one: bool,
}

/// Rounds and writes a number.
///
/// Behaviour: Module:Convert's `cvtround`, whose rounding is C's but for a nudge that mends `5.555` (held as a bit
/// less); a number that would need eleven digits and more, or four zeros behind the point, is written as a power of ten.
pub(super) fn write(value: f64, rounding: Rounding, separator: Separator) -> Written {
    let size = value.abs();
    let (digits, zeros) = match rounding {
        Rounding::Fraction(parts) => return fraction(value, parts, separator),
        Rounding::Multiple(step) if step < 1.0 => {
            let rounded = (size / step + 0.5).floor() * step;
            (if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }, 0)
        }
        Rounding::Multiple(step) => (format!("{:.0}", (size / step + 0.5).floor() * step), 0),
        Rounding::Digits(wanted) => places(size, wanted.clamp(1, 15) - 1 - magnitude(size)),
        Rounding::Places(wanted) => places(size, wanted),
    };
    let sign = if value < 0.0 && digits.contains(|c| ('1'..='9').contains(&c)) { "−" } else { "" };
    let is_one = match digits.split_once('.') {
        None => digits == "1" && zeros == 0,
        Some((whole, decimals)) => whole == "1" && decimals.bytes().all(|digit| digit == b'0'),
    };
    Written { shown: format!("{sign}{}", spread(&digits, zeros, separator)), is_one }
}

/// The power of ten that a number begins with; a bit of rounding below it counts as it.
pub(super) fn magnitude(size: f64) -> i32 {
    if size > 0.0 { (size.log10() + 1e-14).floor() as i32 } else { 0 }
}

/// A number with so many digits behind the point, or so many zeros to be written behind its digits.
fn places(size: f64, wanted: i32) -> (String, usize) {
    match usize::try_from(wanted) {
        Ok(wanted) => {
            let wanted = wanted.min(30);
            let nudge = if wanted <= 8 { 2e-14 } else { 0.0 };
            (format!("{:.*}", wanted, size + nudge), 0)
        }
        Err(_) => {
            let zeros = wanted.unsigned_abs().min(300);
            let digits = format!("{:.0}", size / 10f64.powi(zeros as i32));
            let zeros = if digits == "0" { 0 } else { zeros as usize };
            (digits, zeros)
        }
    }
}

/// Digits with the zeros behind them, or as a power of ten.
fn spread(digits: &str, zeros: usize, separator: Separator) -> String {
    let decimals = digits.strip_prefix("0.");
    if let Some(decimals) = decimals {
        let small = decimals.len() - decimals.trim_start_matches('0').len();
        if small >= 4 && small < decimals.len() {
            return scientific(&decimals[small..], -i32::try_from(small + 1).unwrap_or(i32::MAX));
        }
    }
    if zeros > 0 && digits.len() + zeros > 10 {
        return scientific(digits, i32::try_from(digits.len() + zeros - 1).unwrap_or(i32::MAX));
    }
    separated(&format!("{digits}{}", "0".repeat(zeros)), separator)
}

/// `d.dd×10ⁿ` of digits whose first stands for that power.
fn scientific(digits: &str, exponent: i32) -> String {
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    format!("{first}{point}{rest}{}", power(exponent))
}

/// A number rounded to a part.
fn fraction(value: f64, parts: u32, separator: Separator) -> Written {
    let parts = parts.clamp(2, 256);
    let steps = (value.abs() * f64::from(parts) + 0.5).floor();
    let (whole, mut top, mut bottom) = ((steps / f64::from(parts)).floor(), (steps % f64::from(parts)) as u32, parts);
    while top > 0 && top % 2 == 0 && bottom % 2 == 0 {
        (top, bottom) = (top / 2, bottom / 2);
    }
    let sign = if value < 0.0 && steps > 0.0 { "−" } else { "" };
    let shown_whole = if whole > 0.0 || top == 0 { separated(&format!("{whole:.0}"), separator) } else { String::new() };
    let shown_part = if top > 0 { format!("<sup>{top}</sup>⁄<sub>{bottom}</sub>") } else { String::new() };
    Written { shown: format!("{sign}{shown_whole}{shown_part}"), is_one: value.abs() <= 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_authors_write_them() {
        for (text, value, precision, shown) in [
            ("1,234.5", 1234.5, 1.0, "1,234.5"),
            ("−5", -5.0, 0.0, "−5"),
            ("2500", 2500.0, -2.0, "2,500"),
            ("1/2", 0.5, 1.0, "<sup>1</sup>⁄<sub>2</sub>"),
            ("3+1/16", 3.0625, 16f64.log10(), "3<sup>1</sup>⁄<sub>16</sub>"),
            ("1.23e3", 1230.0, -1.0, "1.23×10<sup>3</sup>"),
            (".5", 0.5, 1.0, "0.5"),
        ] {
            assert_eq!(read(text, Separator::Comma), Some(Given { value, precision, shown: shown.to_owned() }), "{text}");
        }
        for text in ["", "km", "1/0", "5e999", "inf", "1e", "--5", "e5", "5 6", &"9".repeat(100)] {
            assert_eq!(read(text, Separator::Comma), None, "{text}");
        }
    }

    #[test]
    fn results_are_rounded_and_written() {
        use Rounding::{Digits, Fraction, Multiple, Places};
        for (value, rounding, shown) in [
            (5.555, Places(2), "5.56"),
            (1234.5, Places(-2), "1,200"),
            (-0.3, Places(0), "0"),
            (-5.5, Places(1), "−5.5"),
            (1.9685e-7, Places(8), "2.0×10<sup>−7</sup>"),
            (6.7e11, Places(-10), "6.7×10<sup>11</sup>"),
            (160_934.4, Digits(3), "161,000"),
            (0.012_345, Digits(2), "0.012"),
            (23.0, Multiple(5.0), "25"),
            (2.3, Multiple(0.5), "2.5"),
            (3.49, Fraction(2), "3<sup>1</sup>⁄<sub>2</sub>"),
        ] {
            assert_eq!(write(value, rounding, Separator::Comma).shown, shown, "{value} {rounding:?}");
        }
    }
}
