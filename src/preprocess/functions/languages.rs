//! Names and properties of languages.

use super::Args;

/// Names of languages: code, in the language itself, in English, in Chinese.
const LANGUAGES: &[(&str, &str, &str, &str)] = &[
    ("af", "Afrikaans", "Afrikaans", "南非荷兰语"),
    ("am", "አማርኛ", "Amharic", "阿姆哈拉语"),
    ("ar", "العربية", "Arabic", "阿拉伯语"),
    ("arz", "مصرى", "Egyptian Arabic", "埃及阿拉伯语"),
    ("ast", "asturianu", "Asturian", "阿斯图里亚斯语"),
    ("az", "azərbaycanca", "Azerbaijani", "阿塞拜疆语"),
    ("be", "беларуская", "Belarusian", "白俄罗斯语"),
    ("bg", "български", "Bulgarian", "保加利亚语"),
    ("bn", "বাংলা", "Bangla", "孟加拉语"),
    ("bo", "བོད་ཡིག", "Tibetan", "藏语"),
    ("br", "brezhoneg", "Breton", "布列塔尼语"),
    ("bs", "bosanski", "Bosnian", "波斯尼亚语"),
    ("ca", "català", "Catalan", "加泰罗尼亚语"),
    ("cdo", "閩東語 / Mìng-dĕ̤ng-ngṳ̄", "Mindong", "闽东语"),
    ("ceb", "Cebuano", "Cebuano", "宿务语"),
    ("cs", "čeština", "Czech", "捷克语"),
    ("cy", "Cymraeg", "Welsh", "威尔士语"),
    ("da", "dansk", "Danish", "丹麦语"),
    ("de", "Deutsch", "German", "德语"),
    ("el", "Ελληνικά", "Greek", "希腊语"),
    ("en", "English", "English", "英语"),
    ("en-gb", "British English", "British English", "英国英语"),
    ("eo", "Esperanto", "Esperanto", "世界语"),
    ("es", "español", "Spanish", "西班牙语"),
    ("et", "eesti", "Estonian", "爱沙尼亚语"),
    ("eu", "euskara", "Basque", "巴斯克语"),
    ("fa", "فارسی", "Persian", "波斯语"),
    ("fi", "suomi", "Finnish", "芬兰语"),
    ("fr", "français", "French", "法语"),
    ("ga", "Gaeilge", "Irish", "爱尔兰语"),
    ("gan", "贛語", "Gan", "赣语"),
    ("gl", "galego", "Galician", "加利西亚语"),
    ("gsw", "Alemannisch", "Alemannic", "瑞士德语"),
    ("gu", "ગુજરાતી", "Gujarati", "古吉拉特语"),
    ("hak", "客家語 / Hak-kâ-ngî", "Hakka", "客家语"),
    ("he", "עברית", "Hebrew", "希伯来语"),
    ("hi", "हिन्दी", "Hindi", "印地语"),
    ("hr", "hrvatski", "Croatian", "克罗地亚语"),
    ("hu", "magyar", "Hungarian", "匈牙利语"),
    ("hy", "հայերեն", "Armenian", "亚美尼亚语"),
    ("ia", "interlingua", "Interlingua", "国际语"),
    ("id", "Bahasa Indonesia", "Indonesian", "印度尼西亚语"),
    ("ii", "ꆇꉙ", "Sichuan Yi", "四川彝语"),
    ("io", "Ido", "Ido", "伊多语"),
    ("is", "íslenska", "Icelandic", "冰岛语"),
    ("it", "italiano", "Italian", "意大利语"),
    ("ja", "日本語", "Japanese", "日语"),
    ("jv", "Jawa", "Javanese", "爪哇语"),
    ("ka", "ქართული", "Georgian", "格鲁吉亚语"),
    ("kk", "қазақша", "Kazakh", "哈萨克语"),
    ("km", "ភាសាខ្មែរ", "Khmer", "高棉语"),
    ("kn", "ಕನ್ನಡ", "Kannada", "卡纳达语"),
    ("ko", "한국어", "Korean", "韩语"),
    ("ku", "kurdî", "Kurdish", "库尔德语"),
    ("ky", "кыргызча", "Kyrgyz", "柯尔克孜语"),
    ("la", "Latina", "Latin", "拉丁语"),
    ("lb", "Lëtzebuergesch", "Luxembourgish", "卢森堡语"),
    ("lo", "ລາວ", "Lao", "老挝语"),
    ("lt", "lietuvių", "Lithuanian", "立陶宛语"),
    ("lv", "latviešu", "Latvian", "拉脱维亚语"),
    ("lzh", "文言", "Literary Chinese", "文言文"),
    ("mk", "македонски", "Macedonian", "马其顿语"),
    ("ml", "മലയാളം", "Malayalam", "马拉雅拉姆语"),
    ("mn", "монгол", "Mongolian", "蒙古语"),
    ("mr", "मराठी", "Marathi", "马拉地语"),
    ("ms", "Bahasa Melayu", "Malay", "马来语"),
    ("mt", "Malti", "Maltese", "马耳他语"),
    ("my", "မြန်မာဘာသာ", "Burmese", "缅甸语"),
    ("nan", "閩南語 / Bân-lâm-gí", "Minnan", "闽南语"),
    ("nb", "norsk bokmål", "Norwegian Bokmål", "书面挪威语"),
    ("nds", "Plattdüütsch", "Low German", "低地德语"),
    ("ne", "नेपाली", "Nepali", "尼泊尔语"),
    ("nl", "Nederlands", "Dutch", "荷兰语"),
    ("nn", "norsk nynorsk", "Norwegian Nynorsk", "新挪威语"),
    ("no", "norsk", "Norwegian", "挪威语"),
    ("oc", "occitan", "Occitan", "奥克语"),
    ("pa", "ਪੰਜਾਬੀ", "Punjabi", "旁遮普语"),
    ("pl", "polski", "Polish", "波兰语"),
    ("ps", "پښتو", "Pashto", "普什图语"),
    ("pt", "português", "Portuguese", "葡萄牙语"),
    ("pt-br", "português do Brasil", "Brazilian Portuguese", "巴西葡萄牙语"),
    ("ro", "română", "Romanian", "罗马尼亚语"),
    ("ru", "русский", "Russian", "俄语"),
    ("sa", "संस्कृतम्", "Sanskrit", "梵语"),
    ("scn", "sicilianu", "Sicilian", "西西里语"),
    ("sh", "srpskohrvatski / српскохрватски", "Serbo-Croatian", "塞尔维亚-克罗地亚语"),
    ("si", "සිංහල", "Sinhala", "僧伽罗语"),
    ("simple", "Simple English", "Simple English", "简单英语"),
    ("sk", "slovenčina", "Slovak", "斯洛伐克语"),
    ("sl", "slovenščina", "Slovenian", "斯洛文尼亚语"),
    ("sq", "shqip", "Albanian", "阿尔巴尼亚语"),
    ("sr", "српски / srpski", "Serbian", "塞尔维亚语"),
    ("su", "Sunda", "Sundanese", "巽他语"),
    ("sv", "svenska", "Swedish", "瑞典语"),
    ("sw", "Kiswahili", "Swahili", "斯瓦希里语"),
    ("ta", "தமிழ்", "Tamil", "泰米尔语"),
    ("te", "తెలుగు", "Telugu", "泰卢固语"),
    ("tg", "тоҷикӣ", "Tajik", "塔吉克语"),
    ("th", "ไทย", "Thai", "泰语"),
    ("tl", "Tagalog", "Tagalog", "他加禄语"),
    ("tr", "Türkçe", "Turkish", "土耳其语"),
    ("tt", "татарча / tatarça", "Tatar", "鞑靼语"),
    ("ug", "ئۇيغۇرچە / Uyghurche", "Uyghur", "维吾尔语"),
    ("uk", "українська", "Ukrainian", "乌克兰语"),
    ("ur", "اردو", "Urdu", "乌尔都语"),
    ("uz", "oʻzbekcha / ўзбекча", "Uzbek", "乌兹别克语"),
    ("vi", "Tiếng Việt", "Vietnamese", "越南语"),
    ("war", "Winaray", "Waray", "瓦瑞语"),
    ("wuu", "吴语", "Wu", "吴语"),
    ("yi", "ייִדיש", "Yiddish", "意第绪语"),
    ("yue", "粵語", "Cantonese", "粤语"),
    ("za", "Vahcuengh", "Zhuang", "壮语"),
    ("zh", "中文", "Chinese", "中文"),
    ("zh-classical", "文言", "Literary Chinese", "文言文"),
    ("zh-cn", "中文（中国大陆）", "Chinese (China)", "中文（中国大陆）"),
    ("zh-hans", "中文（简体）", "Simplified Chinese", "简体中文"),
    ("zh-hant", "中文（繁體）", "Traditional Chinese", "繁体中文"),
    ("zh-hk", "中文（香港）", "Chinese (Hong Kong)", "中文（香港）"),
    ("zh-min-nan", "閩南語 / Bân-lâm-gí", "Minnan", "闽南语"),
    ("zh-mo", "中文（澳門）", "Chinese (Macau)", "中文（澳门）"),
    ("zh-my", "中文（马来西亚）", "Chinese (Malaysia)", "中文（马来西亚）"),
    ("zh-sg", "中文（新加坡）", "Chinese (Singapore)", "中文（新加坡）"),
    ("zh-tw", "中文（臺灣）", "Chinese (Taiwan)", "中文（台湾）"),
    ("zh-yue", "粵語", "Cantonese", "粤语"),
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
}
