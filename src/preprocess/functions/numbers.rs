//! Numbers, plural forms, and names and properties of languages.

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
    Some(format_number(&text))
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

/// Names of languages: code, in the language itself, in English, in Chinese.
const LANGUAGES: &[(&str, &str, &str, &str)] = &[
    ("ar", "العربية", "Arabic", "阿拉伯语"),
    ("be", "беларуская", "Belarusian", "白俄罗斯语"),
    ("bg", "български", "Bulgarian", "保加利亚语"),
    ("bo", "བོད་ཡིག", "Tibetan", "藏语"),
    ("ca", "català", "Catalan", "加泰罗尼亚语"),
    ("cs", "čeština", "Czech", "捷克语"),
    ("da", "dansk", "Danish", "丹麦语"),
    ("de", "Deutsch", "German", "德语"),
    ("el", "Ελληνικά", "Greek", "希腊语"),
    ("en", "English", "English", "英语"),
    ("eo", "Esperanto", "Esperanto", "世界语"),
    ("es", "español", "Spanish", "西班牙语"),
    ("et", "eesti", "Estonian", "爱沙尼亚语"),
    ("eu", "euskara", "Basque", "巴斯克语"),
    ("fa", "فارسی", "Persian", "波斯语"),
    ("fi", "suomi", "Finnish", "芬兰语"),
    ("fr", "français", "French", "法语"),
    ("ga", "Gaeilge", "Irish", "爱尔兰语"),
    ("he", "עברית", "Hebrew", "希伯来语"),
    ("hi", "हिन्दी", "Hindi", "印地语"),
    ("hr", "hrvatski", "Croatian", "克罗地亚语"),
    ("hu", "magyar", "Hungarian", "匈牙利语"),
    ("id", "Bahasa Indonesia", "Indonesian", "印度尼西亚语"),
    ("is", "íslenska", "Icelandic", "冰岛语"),
    ("it", "italiano", "Italian", "意大利语"),
    ("ja", "日本語", "Japanese", "日语"),
    ("kk", "қазақша", "Kazakh", "哈萨克语"),
    ("ko", "한국어", "Korean", "韩语"),
    ("ky", "кыргызча", "Kyrgyz", "柯尔克孜语"),
    ("la", "Latina", "Latin", "拉丁语"),
    ("lt", "lietuvių", "Lithuanian", "立陶宛语"),
    ("lv", "latviešu", "Latvian", "拉脱维亚语"),
    ("mn", "монгол", "Mongolian", "蒙古语"),
    ("ms", "Bahasa Melayu", "Malay", "马来语"),
    ("nl", "Nederlands", "Dutch", "荷兰语"),
    ("no", "norsk", "Norwegian", "挪威语"),
    ("pl", "polski", "Polish", "波兰语"),
    ("pt", "português", "Portuguese", "葡萄牙语"),
    ("ro", "română", "Romanian", "罗马尼亚语"),
    ("ru", "русский", "Russian", "俄语"),
    ("sa", "संस्कृतम्", "Sanskrit", "梵语"),
    ("sk", "slovenčina", "Slovak", "斯洛伐克语"),
    ("sl", "slovenščina", "Slovenian", "斯洛文尼亚语"),
    ("sr", "српски / srpski", "Serbian", "塞尔维亚语"),
    ("sv", "svenska", "Swedish", "瑞典语"),
    ("tg", "тоҷикӣ", "Tajik", "塔吉克语"),
    ("th", "ไทย", "Thai", "泰语"),
    ("tr", "Türkçe", "Turkish", "土耳其语"),
    ("ug", "ئۇيغۇرچە / Uyghurche", "Uyghur", "维吾尔语"),
    ("uk", "українська", "Ukrainian", "乌克兰语"),
    ("ur", "اردو", "Urdu", "乌尔都语"),
    ("uz", "oʻzbekcha / ўзбекча", "Uzbek", "乌兹别克语"),
    ("vi", "Tiếng Việt", "Vietnamese", "越南语"),
    ("zh", "中文", "Chinese", "中文"),
    ("zh-cn", "中文（中国大陆）", "Chinese (China)", "中文（中国大陆）"),
    ("zh-hans", "中文（简体）", "Simplified Chinese", "简体中文"),
    ("zh-hant", "中文（繁體）", "Traditional Chinese", "繁体中文"),
    ("zh-hk", "中文（香港）", "Chinese (Hong Kong)", "中文（香港）"),
    ("zh-tw", "中文（臺灣）", "Chinese (Taiwan)", "中文（台湾）"),
];

/// `{{#language:code|in}}`: the name of a language, by default in itself.
pub(super) fn language(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let code = args.first.to_lowercase();
    let wanted = args.get(1).to_lowercase();
    let found = LANGUAGES.binary_search_by(|(c, ..)| (*c).cmp(code.as_str())).ok().map(|i| LANGUAGES[i]);
    Some(match found {
        Some((_, _, english, _)) if wanted == "en" => english.to_owned(),
        Some((_, _, _, chinese)) if wanted == "zh" || wanted.starts_with("zh-") => chinese.to_owned(),
        Some((_, own, ..)) => own.to_owned(),
        None => args.first.to_owned(),
    })
}

/// Languages written from right to left.
const RIGHT_TO_LEFT: &[&str] =
    &["ar", "arc", "arz", "azb", "ckb", "dv", "fa", "glk", "he", "ks-arab", "lrc", "mzn", "pnb", "ps", "sd", "ug-arab", "ur", "yi"];

/// `{{#dir:code}}`: the direction of a language.
pub(super) fn dir(args: &mut Args<'_, '_, '_>) -> Option<String> {
    Some(if RIGHT_TO_LEFT.contains(&args.first.to_lowercase().as_str()) { "rtl" } else { "ltr" }.to_owned())
}

/// Codes of MediaWiki that BCP 47 writes otherwise.
const BCP47: &[(&str, &str)] = &[
    ("als", "gsw"),
    ("bat-smg", "sgs"),
    ("be-x-old", "be-tarask"),
    ("de-formal", "de-x-formal"),
    ("eml", "egl"),
    ("fiu-vro", "vro"),
    ("nrm", "nrf"),
    ("roa-rup", "rup"),
    ("roa-tara", "nap-x-tara"),
    ("simple", "en-simple"),
    ("sr-ec", "sr-Cyrl"),
    ("sr-el", "sr-Latn"),
    ("zh-classical", "lzh"),
    ("zh-min-nan", "nan"),
    ("zh-yue", "yue"),
];

/// `{{#bcp47:code}}`: a language's code as HTML wants it.
pub(super) fn bcp47(args: &mut Args<'_, '_, '_>) -> Option<String> {
    let code = args.first.to_lowercase();
    if let Ok(i) = BCP47.binary_search_by(|(c, _)| (*c).cmp(code.as_str())) {
        return Some(BCP47[i].1.to_owned());
    }
    let variant = crate::lang::Variant::from_code(&code).map(crate::lang::Variant::bcp47);
    Some(variant.map_or(code, str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(LANGUAGES.is_sorted_by_key(|l| l.0));
        assert!(BCP47.is_sorted_by_key(|l| l.0));
    }

    #[test]
    fn thousands() {
        assert_eq!(format_number("1234567.891"), "1,234,567.891");
        assert_eq!(format_number("-1234"), "−1,234");
        assert_eq!(format_number("abc"), "abc");
        assert_eq!(format_number("9999999999999999"), "10,000,000,000,000,000");
    }
}
