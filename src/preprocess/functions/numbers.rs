//! Numbers and plural forms.

use super::super::text::{numeric, trim, without_marks};
use super::Args;

/// `{{formatnum:number|R or NOSEP}}`
pub(super) fn formatnum(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let text = args.first.to_owned();
    let mut flags = Vec::new();
    for i in 1..args.len() {
        flags.push(args.get(i));
    }
    if flags.iter().any(|f| matches!(f.as_str(), "R" | "原始")) {
        return Some(text.replace(',', "").replace('−', "-"));
    }
    if flags.iter().any(|f| matches!(f.to_uppercase().as_str(), "NOSEP" | "无分隔符")) {
        // The sign is still the language's own.
        return Some(match text.strip_prefix('-') {
            Some(digits) if args.site().is_chinese() && numeric(digits).is_some() => format!("−{digits}"),
            _ => text,
        });
    }
    if flags.iter().any(|f| f.eq_ignore_ascii_case("LOSSLESS")) {
        // A number that a double cannot hold is shown as it is written.
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        return Some(if digits > 15 { text } else { group(&text) });
    }
    Some(match text.as_str() {
        "INF" => "∞".to_owned(),
        "-INF" => "−∞".to_owned(),
        _ => format_number(&text),
    })
}

/// A number with its thousands separated; other text as it is.
pub(super) fn format_number(text: &str) -> String {
    let clean = without_marks(text);
    let Some(value) = numeric(&clean) else { return group_runs(text) };
    if clean.contains(['e', 'E']) {
        return group(&format!("{value}"));
    }
    let digits = clean.bytes().filter(u8::is_ascii_digit).count();
    // Beyond fifteen digits a number is what a double can hold.
    if digits > 15 && value.abs() < 1e21 {
        let exact = format!("{value:.0}");
        let shown = if clean.contains('.') { clean.clone().into_owned() } else { round_significant(&exact, 15) };
        return group(&shown);
    }
    group(text)
}

fn round_significant(digits: &str, keep: usize) -> String {
    let (sign, body) = digits.strip_prefix('-').map_or(("", digits), |b| ("-", b));
    if body.len() <= keep {
        return digits.to_owned();
    }
    let mut head: Vec<u8> = body.as_bytes()[..keep].to_vec();
    if body.as_bytes()[keep] >= b'5' {
        let mut i = keep;
        loop {
            if i == 0 {
                head.insert(0, b'1');
                break;
            }
            i -= 1;
            if head[i] == b'9' {
                head[i] = b'0';
            } else {
                head[i] += 1;
                break;
            }
        }
    }
    let zeros = body.len() - keep;
    format!("{sign}{}{}", String::from_utf8_lossy(&head), "0".repeat(zeros))
}

/// Separates thousands in the numbers of a text that is more than a number.
fn group_runs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        let length = rest[at..].bytes().take_while(|b| b.is_ascii_digit()).count();
        let digits = &rest[at..at + length];
        // What follows a point or a comma is a fraction, or grouped already.
        let grouped = out.ends_with(['.', ',']) && out.len() > 1;
        if grouped {
            out.push_str(digits)
        } else {
            out.push_str(&group(digits))
        }
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out
}

/// Separates thousands in every run of digits before a decimal point.
fn group(text: &str) -> String {
    let text = trim(text);
    let text = text.strip_prefix('+').unwrap_or(text);
    let (sign, body) = match text.strip_prefix(['-', '−']) {
        Some(body) if body.starts_with(|c: char| c.is_ascii_digit() || c == '.') => ("−", body),
        _ => ("", text),
    };
    let whole = body.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = body.split_at(whole);
    let mut out = String::with_capacity(text.len() + text.len() / 3 + 4);
    out.push_str(sign);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (whole - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out.push_str(rest);
    out
}

/// `{{plural:number|one|other}}`
pub(super) fn plural(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let number = args.first.replace(',', "");
    // Forms for exact numbers (`0=none`) come first.
    let mut forms = Vec::new();
    for i in 1..args.len() {
        let form = args.get(i);
        match form.split_once('=') {
            Some((n, text)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => {
                if n == number {
                    return Some(text.to_owned());
                }
            }
            _ => forms.push(form),
        }
    }
    let many = numeric(&number).is_none_or(|n| n.abs() != 1.0);
    let index = usize::from(many).min(forms.len().saturating_sub(1));
    Some(forms.into_iter().nth(index).unwrap_or_default())
}

/// `{{grammar:case|word}}`: neither English nor Chinese has cases.
pub(super) fn grammar(args: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(args.get(1))
}

/// `{{gender:user|male|female|unknown}}`: nothing is known of users.
pub(super) fn gender(args: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(if args.len() > 3 { args.get(3) } else { args.get(1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands() {
        assert_eq!(format_number("1234567.891"), "1,234,567.891");
        assert_eq!(format_number("-1234"), "−1,234");
        assert_eq!(format_number("abc"), "abc");
        assert_eq!(format_number("9999999999999999"), "10,000,000,000,000,000");
    }
}
