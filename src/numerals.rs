//! Numbers written in letters.

/// A Roman numeral; `None` for numbers that have none.
///
/// 10,000 is the last: MediaWiki's dates go up to it, and it is ten letters long.
#[must_use]
pub fn roman(number: i64) -> Option<String> {
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
    if !(1..=10_000).contains(&number) {
        return None;
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, letters) in DIGITS {
        while rest >= value {
            out.push_str(letters);
            rest -= value;
        }
    }
    Some(out)
}

/// A number in Hebrew letters; `None` for numbers that have none.
///
/// Facts: MediaWiki's `Language::hebrewNumeral`: a mark behind the thousands, two marks before the last letter, one behind
/// a single letter, letters in their final form at the end; fifteen and sixteen spell no name of God.
#[must_use]
pub fn hebrew(number: i64) -> Option<String> {
    const ONES: [char; 9] = ['א', 'ב', 'ג', 'ד', 'ה', 'ו', 'ז', 'ח', 'ט'];
    const TENS: [char; 9] = ['י', 'כ', 'ל', 'מ', 'נ', 'ס', 'ע', 'פ', 'צ'];
    const HUNDREDS: [&str; 9] = ["ק", "ר", "ש", "ת", "תק", "תר", "תש", "תת", "תתק"];
    let digit = |value: i64| usize::try_from(value - 1).ok().filter(|at| *at < 9);
    if !(1..=9999).contains(&number) {
        return None;
    }
    let (thousands, rest) = (number / 1000, number % 1000);
    let thousand = digit(thousands).map(|at| ONES[at]);
    if let Some(letter) = thousand.filter(|_| rest == 0) {
        return Some(if thousands == 1 { "א' אלף".to_owned() } else { format!("{letter}' אלפים") });
    }
    let mut letters: Vec<char> = digit(rest / 100).map(|at| HUNDREDS[at].chars().collect()).unwrap_or_default();
    match rest % 100 {
        last @ (15 | 16) => letters.extend(['ט', ONES[if last == 15 { 5 } else { 6 }]]),
        last => {
            letters.extend(digit(last / 10).map(|at| TENS[at]));
            letters.extend(digit(last % 10).map(|at| ONES[at]));
        }
    }
    let mut out: String = thousand.into_iter().flat_map(|letter| [letter, '\'']).collect();
    let last = letters.pop()?;
    out.extend(&letters);
    if letters.is_empty() {
        // A single letter keeps its form only where it stands alone.
        out.push(if thousand.is_some() { final_form(last) } else { last });
        out.push('\'');
    } else {
        out.push('"');
        out.push(final_form(last));
    }
    Some(out)
}

/// The letter as it is written at the end of a word.
fn final_form(letter: char) -> char {
    match letter {
        'כ' => 'ך',
        'מ' => 'ם',
        'נ' => 'ן',
        'פ' => 'ף',
        'צ' => 'ץ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_letters() {
        assert_eq!(roman(2004).as_deref(), Some("MMIV"));
        assert_eq!(roman(0), None);
        for (number, letters) in
            [(6, "ו'"), (15, "ט\"ו"), (16, "ט\"ז"), (30, "ל'"), (120, "ק\"ך"), (5765, "ה'תשס\"ה"), (5020, "ה'ך'"), (1000, "א' אלף")]
        {
            assert_eq!(hebrew(number).as_deref(), Some(letters), "{number}");
        }
        assert_eq!(hebrew(10_000), None);
    }
}
