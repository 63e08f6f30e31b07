//! What languages call themselves, for `-{N|code}-`.
//!
//! Facts: MediaWiki's language codes (`Names.php`) and the names that the languages' speakers use; the variants of
//! Chinese are named as its converter names them.

use crate::lang::Variant;

/// The name of a language or of a variant of Chinese; codes are those of MediaWiki, in lower case.
pub(super) fn name(code: &str) -> Option<&'static str> {
    if let Some(variant) = Variant::from_code(code) {
        return Some(variant.name());
    }
    NAMES.binary_search_by_key(&code, |(code, _)| code).ok().map(|at| NAMES[at].1)
}

/// Codes and names, in order of the codes.
#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("ab", "аԥсшәа"), ("ace", "Acèh"), ("af", "Afrikaans"), ("ak", "Akan"), ("als", "Alemannisch"),
    ("am", "አማርኛ"), ("an", "aragonés"), ("ang", "Ænglisc"), ("ar", "العربية"), ("arc", "ܐܪܡܝܐ"),
    ("arz", "مصرى"), ("as", "অসমীয়া"), ("ast", "asturianu"), ("av", "авар"), ("ay", "Aymar aru"),
    ("az", "azərbaycanca"), ("azb", "تۆرکجه"), ("ba", "башҡортса"), ("bar", "Boarisch"), ("bcl", "Bikol Central"),
    ("be", "беларуская"), ("be-tarask", "беларуская (тарашкевіца)"), ("bg", "български"), ("bh", "भोजपुरी"), ("bi", "Bislama"),
    ("bm", "bamanankan"), ("bn", "বাংলা"), ("bo", "བོད་ཡིག"), ("bpy", "বিষ্ণুপ্রিয়া মণিপুরী"), ("br", "brezhoneg"),
    ("bs", "bosanski"), ("bug", "ᨅᨔ ᨕᨘᨁᨗ"), ("bxr", "буряад"), ("ca", "català"), ("cdo", "閩東語 / Mìng-dĕ̤ng-ngṳ̄"),
    ("ce", "нохчийн"), ("ceb", "Cebuano"), ("ch", "Chamoru"), ("chr", "ᏣᎳᎩ"), ("chy", "Tsetsêhestâhese"),
    ("ckb", "کوردی"), ("co", "corsu"), ("cr", "Nēhiyawēwin / ᓀᐦᐃᔭᐍᐏᐣ"), ("crh", "qırımtatarca"), ("cs", "čeština"),
    ("csb", "kaszëbsczi"), ("cu", "словѣньскъ / ⰔⰎⰑⰂⰡⰐⰠⰔⰍⰟ"), ("cv", "чӑвашла"), ("cy", "Cymraeg"), ("da", "dansk"),
    ("de", "Deutsch"), ("de-at", "Österreichisches Deutsch"), ("de-ch", "Schweizer Hochdeutsch"), ("diq", "Zazaki"), ("dsb", "dolnoserbski"),
    ("dv", "ދިވެހިބަސް"), ("dz", "ཇོང་ཁ"), ("ee", "eʋegbe"), ("el", "Ελληνικά"), ("eml", "emiliàn e rumagnòl"),
    ("en", "English"), ("en-ca", "Canadian English"), ("en-gb", "British English"), ("eo", "Esperanto"), ("es", "español"),
    ("et", "eesti"), ("eu", "euskara"), ("ext", "estremeñu"), ("fa", "فارسی"), ("ff", "Fulfulde"),
    ("fi", "suomi"), ("fj", "Na Vosa Vakaviti"), ("fo", "føroyskt"), ("fr", "français"), ("frp", "arpetan"),
    ("frr", "Nordfriisk"), ("fur", "furlan"), ("fy", "Frysk"), ("ga", "Gaeilge"), ("gag", "Gagauz"),
    ("gan", "贛語"), ("gan-hans", "赣语（简体）"), ("gan-hant", "贛語（繁體）"), ("gd", "Gàidhlig"), ("gl", "galego"),
    ("glk", "گیلکی"), ("gn", "Avañe'ẽ"), ("gom", "गोंयची कोंकणी / Gõychi Konknni"), ("got", "𐌲𐌿𐍄𐌹𐍃𐌺"), ("gu", "ગુજરાતી"),
    ("gv", "Gaelg"), ("ha", "Hausa"), ("hak", "客家語 / Hak-kâ-ngî"), ("haw", "Hawaiʻi"), ("he", "עברית"),
    ("hi", "हिन्दी"), ("hif", "Fiji Hindi"), ("hr", "hrvatski"), ("hsb", "hornjoserbsce"), ("hsn", "湘語"),
    ("ht", "Kreyòl ayisyen"), ("hu", "magyar"), ("hy", "հայերեն"), ("ia", "interlingua"), ("id", "Bahasa Indonesia"),
    ("ie", "Interlingue"), ("ig", "Igbo"), ("ii", "ꆇꉙ"), ("ik", "Iñupiatun"), ("ilo", "Ilokano"),
    ("inh", "гӀалгӀай"), ("io", "Ido"), ("is", "íslenska"), ("it", "italiano"), ("iu", "ᐃᓄᒃᑎᑐᑦ / inuktitut"),
    ("ja", "日本語"), ("jam", "Patois"), ("jbo", "la .lojban."), ("jv", "Jawa"), ("ka", "ქართული"),
    ("kaa", "Qaraqalpaqsha"), ("kab", "Taqbaylit"), ("kbd", "адыгэбзэ"), ("kg", "Kongo"), ("ki", "Gĩkũyũ"),
    ("kk", "қазақша"), ("kl", "kalaallisut"), ("km", "ភាសាខ្មែរ"), ("kn", "ಕನ್ನಡ"), ("ko", "한국어"),
    ("koi", "перем коми"), ("krc", "къарачай-малкъар"), ("ks", "कॉशुर / کٲشُر"), ("ksh", "Ripoarisch"), ("ku", "kurdî"),
    ("kv", "коми"), ("kw", "kernowek"), ("ky", "кыргызча"), ("la", "Latina"), ("lad", "Ladino"),
    ("lb", "Lëtzebuergesch"), ("lbe", "лакку"), ("lez", "лезги"), ("lg", "Luganda"), ("li", "Limburgs"),
    ("lij", "Ligure"), ("lmo", "lombard"), ("ln", "lingála"), ("lo", "ລາວ"), ("lt", "lietuvių"),
    ("ltg", "latgaļu"), ("lv", "latviešu"), ("lzh", "文言"), ("mai", "मैथिली"), ("mdf", "мокшень"),
    ("mg", "Malagasy"), ("mhr", "олык марий"), ("mi", "Māori"), ("min", "Minangkabau"), ("mk", "македонски"),
    ("ml", "മലയാളം"), ("mn", "монгол"), ("mr", "मराठी"), ("mrj", "кырык мары"), ("ms", "Bahasa Melayu"),
    ("mt", "Malti"), ("mwl", "Mirandés"), ("my", "မြန်မာဘာသာ"), ("myv", "эрзянь"), ("mzn", "مازِرونی"),
    ("na", "Dorerin Naoero"), ("nah", "Nāhuatl"), ("nan", "閩南語 / Bân-lâm-gú"), ("nap", "Napulitano"), ("nb", "norsk bokmål"),
    ("nds", "Plattdüütsch"), ("nds-nl", "Nedersaksies"), ("ne", "नेपाली"), ("new", "नेपाल भाषा"), ("nl", "Nederlands"),
    ("nn", "norsk nynorsk"), ("no", "norsk"), ("nrm", "Nouormand"), ("nv", "Diné bizaad"), ("ny", "Chi-Chewa"),
    ("oc", "occitan"), ("olo", "livvinkarjala"), ("om", "Oromoo"), ("or", "ଓଡ଼ିଆ"), ("os", "ирон"),
    ("pa", "ਪੰਜਾਬੀ"), ("pag", "Pangasinan"), ("pam", "Kapampangan"), ("pap", "Papiamentu"), ("pcd", "Picard"),
    ("pdc", "Deitsch"), ("pi", "पालि"), ("pl", "polski"), ("pms", "Piemontèis"), ("pnb", "پنجابی"),
    ("ps", "پښتو"), ("pt", "português"), ("pt-br", "português do Brasil"), ("qu", "Runa Simi"), ("rm", "rumantsch"),
    ("ro", "română"), ("roa-tara", "tarandíne"), ("ru", "русский"), ("rue", "русиньскый"), ("rup", "armãneashti"),
    ("rw", "Ikinyarwanda"), ("sa", "संस्कृतम्"), ("sah", "саха тыла"), ("sc", "sardu"), ("scn", "sicilianu"),
    ("sco", "Scots"), ("sd", "سنڌي"), ("se", "davvisámegiella"), ("sg", "Sängö"), ("sh", "srpskohrvatski / српскохрватски"),
    ("si", "සිංහල"), ("simple", "Simple English"), ("sk", "slovenčina"), ("sl", "slovenščina"), ("sm", "Gagana Samoa"),
    ("sn", "chiShona"), ("so", "Soomaaliga"), ("sq", "shqip"), ("sr", "српски / srpski"), ("sr-ec", "српски (ћирилица)"),
    ("sr-el", "srpski (latinica)"), ("ss", "SiSwati"), ("st", "Sesotho"), ("stq", "Seeltersk"), ("su", "Sunda"),
    ("sv", "svenska"), ("sw", "Kiswahili"), ("szl", "ślůnski"), ("ta", "தமிழ்"), ("te", "తెలుగు"),
    ("tet", "tetun"), ("tg", "тоҷикӣ"), ("th", "ไทย"), ("ti", "ትግርኛ"), ("tk", "Türkmençe"),
    ("tl", "Tagalog"), ("tn", "Setswana"), ("to", "lea faka-Tonga"), ("tpi", "Tok Pisin"), ("tr", "Türkçe"),
    ("ts", "Xitsonga"), ("tt", "татарча / tatarça"), ("tum", "chiTumbuka"), ("tw", "Twi"), ("ty", "reo tahiti"),
    ("tyv", "тыва дыл"), ("udm", "удмурт"), ("ug", "ئۇيغۇرچە / Uyghurche"), ("uk", "українська"), ("ur", "اردو"),
    ("uz", "oʻzbekcha / ўзбекча"), ("ve", "Tshivenda"), ("vec", "vèneto"), ("vep", "vepsän kel’"), ("vi", "Tiếng Việt"),
    ("vls", "West-Vlams"), ("vo", "Volapük"), ("wa", "walon"), ("war", "Winaray"), ("wo", "Wolof"),
    ("wuu", "吴语"), ("xal", "хальмг"), ("xh", "isiXhosa"), ("xmf", "მარგალური"), ("yi", "ייִדיש"),
    ("yo", "Yorùbá"), ("yue", "粵語"), ("za", "Vahcuengh"), ("zea", "Zeêuws"), ("zh-classical", "文言"),
    ("zh-min-nan", "閩南語 / Bân-lâm-gú"), ("zh-yue", "粵語"), ("zu", "isiZulu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_found() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(name("sr-ec"), Some("српски (ћирилица)"));
        assert_eq!(name("en"), Some("English"));
        assert_eq!(name("zh-cn"), Some("大陆"));
        assert_eq!(name("xx"), None);
    }
}
