//! A wiki's own entries for the base tables: its pages `MediaWiki:Conversiontable/zh-…`.
//!
//! Facts: MediaWiki's `LanguageConverter::parseCachedTable` (what of such a page is read) and
//! `ZhConverter::postLoadTables` (which table a region takes over).

use crate::lang::Variant;

/// What one such page says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteTable {
    /// Words and what they become, in their order; an empty replacement takes the word out of the text.
    pub words: Vec<(String, String)>,
    /// The subpages that it takes over, by what follows the variant's code in their titles; their words win.
    pub subpages: Vec<String>,
}

impl SiteTable {
    /// Reads the page of a variant.
    ///
    /// Words stand in `-{ … }-` as `a => b;`, with `//` before a comment that ends at the `;`, and lists' and quotes' marks anywhere; all else is
    /// for people.  What does not read as a word is passed over, as MediaWiki does.
    #[must_use]
    pub fn parse(text: &str, variant: Variant) -> Self {
        let mut table = Self::default();
        for link in text.split("[[").skip(1) {
            let Some((target, _)) = link.split_once("]]") else { continue };
            let target = target.split_once('|').map_or(target, |(target, _)| target).trim();
            let mut parts = target.splitn(3, '/');
            let is_table = parts.next().and_then(|page| page.split_once(':')).is_some_and(|(namespace, name)| {
                namespace.trim().eq_ignore_ascii_case("mediawiki") && name.trim().eq_ignore_ascii_case("conversiontable")
            });
            if is_table
                && parts.next() == Some(variant.code())
                && let Some(subpage) = parts.next()
            {
                table.subpages.push(subpage.to_owned());
            }
        }
        for block in text.split("-{").skip(1) {
            let block = block.split("}-").next().unwrap_or_default();
            let block: String = block.chars().filter(|c| !matches!(c, '\'' | '"' | '*' | '#')).collect();
            for entry in block.split(';') {
                let Some((from, to)) = entry.split_once("=>").filter(|(_, to)| !to.contains("=>")) else { continue };
                let to = to.split_once("//").map_or(to, |(to, _)| to);
                if !from.trim().is_empty() {
                    table.words.push((from.trim().to_owned(), to.trim().to_owned()));
                }
            }
        }
        table
    }
}

/// The variants whose tables hold the words of a variant's page: those of a script hold in its regions.
#[must_use]
pub fn heirs(variant: Variant) -> &'static [Variant] {
    match variant {
        Variant::Zh => &[],
        Variant::ZhHans => &[Variant::ZhHans, Variant::ZhCn, Variant::ZhSg, Variant::ZhMy],
        Variant::ZhHant => &[Variant::ZhHant, Variant::ZhTw, Variant::ZhHk, Variant::ZhMo],
        Variant::ZhCn => &[Variant::ZhCn],
        Variant::ZhHk => &[Variant::ZhHk],
        Variant::ZhMo => &[Variant::ZhMo],
        Variant::ZhMy => &[Variant::ZhMy],
        Variant::ZhSg => &[Variant::ZhSg],
        Variant::ZhTw => &[Variant::ZhTw],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_subpages_are_read_and_the_rest_is_for_people() {
        let text = "说明 a => b;\n-{\n* '''打印''' => 列印; // 印\n# 无箭头;\n空 => ;\n a=>b=>c; => x;\n鼠标=>滑鼠 // 末\n}- 之后 甲=>乙;\n\
                    [[MediaWiki:Conversiontable/zh-tw/地名|地名]] [[MediaWiki:Conversiontable/zh-cn/x]] [[首页]]";
        let table = SiteTable::parse(text, Variant::ZhTw);
        let words: Vec<(&str, &str)> = table.words.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(words, [("打印", "列印"), ("空", ""), ("鼠标", "滑鼠")]);
        assert_eq!(table.subpages, ["地名"]);
    }

    #[test]
    fn nothing_breaks_it() {
        for text in ["", "-{", "-{=>a", "[[", "[[MediaWiki:Conversiontable/zh-tw", "-{}-", "-{;;=>;}-"] {
            assert_eq!(SiteTable::parse(text, Variant::ZhTw), SiteTable::default(), "{text}");
        }
    }
}
