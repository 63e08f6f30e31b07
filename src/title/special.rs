//! Special pages, which MediaWiki makes.

use super::{Namespace, Title};

/// Their names, lower case, in English and Chinese.
const SPECIAL_PAGES: &[&str] = &[
    "allpages",
    "blankpage",
    "booksources",
    "categories",
    "contributions",
    "diff",
    "filepath",
    "log",
    "mypage",
    "mytalk",
    "newpages",
    "permanentlink",
    "prefixindex",
    "random",
    "recentchanges",
    "search",
    "specialpages",
    "upload",
    "userlogin",
    "version",
    "watchlist",
    "whatlinkshere",
    "上传文件",
    "分类",
    "搜索",
    "所有页面",
    "最近更改",
    "特殊页面",
    "用户贡献",
    "监视列表",
    "网络书源",
    "链入页面",
    "随机页面",
];

impl Title {
    /// Whether MediaWiki has a special page of this name; what stands behind a slash is for the page to read.
    #[must_use]
    pub fn is_special_page(&self) -> bool {
        self.namespace() == Namespace::SPECIAL && SPECIAL_PAGES.contains(&self.root().to_lowercase().as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Site;

    #[test]
    fn special_pages_are_known() {
        let site = Site::new("zh");
        for (text, known) in [("Special:Version", true), ("特殊:搜索/x", true), ("Special:Nothing", false), ("Version", false)] {
            assert_eq!(Title::parse(text, Namespace::MAIN, &site).is_some_and(|t| t.is_special_page()), known, "{text}");
        }
    }
}
