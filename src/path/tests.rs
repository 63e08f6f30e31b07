//! Titles to paths and links between them.

use proptest::prelude::*;

use super::*;

fn page(title: &str) -> String {
    let site = Site::new("zh");
    let title = Title::parse(title, Namespace::MAIN, &site).unwrap_or_else(|| panic!("`{title}` is a title"));
    SitePath::page(&title, "html", &site).as_str().to_owned()
}

#[test]
fn titles_become_names() {
    let cases = [
        ("恐怖分子", "恐怖分子.html"),
        ("Foo bar", "Foo_bar.html"),
        ("分类:甲", "Category/甲.html"),
        ("Template:Cite web/doc", "Template/Cite_web/doc.html"),
        ("User talk:X", "User_talk/X.html"),
        ("A/B", "A/B.html"),
        ("A//B", "A/=/B.html"),
        ("/A", "=/A.html"),
        ("AC/DC?", "AC/DC=3F.html"),
        ("C;:\\x", "C;=3A=5Cx.html"),
        ("A=B", "A=3DB.html"),
        ("A~B", "A=7EB.html"),
        ("...", "=2E.=2E.html"),
        (".htaccess", "=2Ehtaccess.html"),
        ("Dr.", "Dr=2E.html"),
        ("Con", "=43on.html"),
        ("Con.x", "=43on.x.html"),
        ("Console", "Console.html"),
        ("COM7", "=43OM7.html"),
        ("Lpt¹/x", "=4Cpt¹/x.html"),
        ("Index", "=49ndex.html"),
        ("Foo/index", "Foo/=69ndex.html"),
        ("404", "=3404.html"),
        ("Search", "=53earch.html"),
        ("S/x", "=53/x.html"),
        ("Zh-cn/x", "=5Ah-cn/x.html"),
        ("Category/x", "=43ategory/x.html"),
        ("模板/x", "=E6=A8=A1板/x.html"),
        ("A.html/x", "A=2Ehtml/x.html"),
        ("A.html", "A.html.html"),
        ("A/ b", "A/=20b.html"),
    ];
    for (title, path) in cases {
        assert_eq!(page(title), path, "{title}");
    }
}

#[test]
fn long_names_are_cut_and_stay_different() {
    let (a, b) = (page(&format!("{}a", "漢".repeat(80))), page(&format!("{}b", "漢".repeat(80))));
    assert!(a.len() <= MAX_NAME_BYTES + 5 && b.len() <= MAX_NAME_BYTES + 5);
    assert_ne!(a, b);
    let escaped = page(&format!("A{}", "?".repeat(200)));
    assert!(escaped.len() <= MAX_NAME_BYTES + 5);
    assert!(escaped.contains("=3F~"), "{escaped}");
}

#[test]
fn own_paths_are_checked() {
    for good in ["index.html", ".nojekyll", "assets/book.css", "zh-cn/圖.png"] {
        assert!(SitePath::new(good).is_ok(), "{good}");
    }
    for bad in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "./a", "a\\b", "c:x", "a\nb", "nul", "aux.txt/x", "x.", "x ", "a?b"] {
        assert!(SitePath::new(bad).is_err(), "{bad:?}");
    }
    assert!(SitePath::new(&"x".repeat(256)).is_err());
}

#[test]
fn links_are_relative() {
    let link = |to: &str, from: &str| SitePath::new(to).unwrap().link_from(&SitePath::new(from).unwrap());
    assert_eq!(link("zh-cn/B.html", "zh-cn/A.html"), "B.html");
    assert_eq!(link("zh-tw/A.html", "zh-cn/A.html"), "../zh-tw/A.html");
    assert_eq!(link("zh-cn/A/B.html", "zh-cn/A.html"), "A/B.html");
    assert_eq!(link("zh-cn/A.html", "zh-cn/A/B.html"), "../A.html");
    assert_eq!(link("assets/x.css", "zh-cn/A/B.html"), "../../assets/x.css");
    assert_eq!(link("index.html", "index.html"), "index.html");
    assert_eq!(link("A/B.html", "AB/C.html"), "../A/B.html");
    assert_eq!(link("zh-cn/100%#漢 &.html", "index.html"), "zh-cn/100%25%23%E6%BC%A2%20%26.html");
}

#[test]
fn names_that_some_file_system_confuses_share_a_key() {
    let key = |p: &str| SitePath::new(p).unwrap().collision_key();
    assert_eq!(key("Foo.html"), key("FOO.html"));
    assert_eq!(key("Straße.html"), key("STRASSE.html"));
    assert_eq!(key("e\u{301}.html"), key("\u{e9}.html"));
    assert_eq!(key("Σας.html"), key("ΣΑΣ.html"));
    assert_ne!(key("甲.html"), key("乙.html"));
    let path = SitePath::new("zh-cn/FOO.html").unwrap();
    assert_ne!(path.distinct("FOO").collision_key(), path.collision_key());
    assert!(path.distinct("FOO").as_str().starts_with("zh-cn/FOO~"));
}

#[test]
fn pages_never_share_a_path() {
    let site = Site::new("en");
    let titles: Vec<Title> =
        ["Foo", "FOO", "FoO", "Straße", "STRASSE", "A/b", "a/B"].iter().map(|t| Title::parse(t, Namespace::MAIN, &site).unwrap()).collect();
    let paths = PagePaths::new(&titles, &site, Names::Unicode);
    let backwards = PagePaths::new(titles.iter().rev(), &site, Names::Unicode);
    let mut keys: Vec<String> = titles.iter().map(|t| paths.get(t).unwrap().collision_key()).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), titles.len());
    assert!(titles.iter().all(|t| paths.get(t) == backwards.get(t)));
    assert_eq!(paths.get(&titles[1]).unwrap().as_str(), "FOO.html");
    assert!(paths.get(&titles[0]).unwrap().as_str().starts_with("Foo~"));
    assert!(paths.get(&titles[0]).unwrap().with_extension("md").as_str().ends_with(".md"));
}

#[test]
fn uploaded_files_keep_their_extension() {
    assert_eq!(SitePath::media("甲 乙.png").as_str(), "assets/media/甲_乙.png");
    assert_eq!(SitePath::media("a?.svg").as_str(), "assets/media/a=3F.svg");
    assert_eq!(SitePath::media("../x.png").as_str(), "assets/media/=2E.\u{2215}x.png");
    assert!(SitePath::media(&format!("{}.jpeg", "漢".repeat(80))).as_str().ends_with(".jpeg"));
}

/// The title part that a name came from, if it was not cut.
fn read_back(name: &str) -> Option<String> {
    if name == "=" {
        return Some(String::new());
    }
    if name.contains('~') {
        return None;
    }
    let mut bytes = Vec::new();
    let mut rest = name.as_bytes();
    while let Some((&b, more)) = rest.split_first() {
        match b {
            b'=' => {
                bytes.push(u8::from_str_radix(std::str::from_utf8(more.get(..2)?).ok()?, 16).ok()?);
                rest = &more[2..];
            }
            b'_' => {
                bytes.push(b' ');
                rest = more;
            }
            _ => {
                bytes.push(b);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

proptest! {
    #[test]
    fn any_title_becomes_a_fit_path(text in "(Template:|分类:)?[^#]{1,90}|[a-z./ =~_:?*\\\\A-Z]{1,40}|(con|nul|index|404|com1)([./].{0,9})?") {
        let site = Site::new("zh");
        if let Some(title) = Title::parse(&text, Namespace::MAIN, &site) {
            let path = SitePath::page(&title, "html", &site);
            prop_assert_eq!(SitePath::new(path.as_str()), Ok(path.clone()));
            for part in path.as_str().split('/') {
                prop_assert!(part.len() <= MAX_NAME_BYTES + ".html".len());
                prop_assert!(!part.starts_with(['.', '_']), "{}", part);
            }
            // Back to the title.
            let stem = path.as_str().strip_suffix(".html").unwrap();
            let parts: Option<Vec<String>> = stem.split('/').map(read_back).collect();
            if let Some(mut parts) = parts {
                if title.namespace() != Namespace::MAIN {
                    prop_assert_eq!(parts.remove(0), title.prefix());
                }
                prop_assert_eq!(parts.join("/"), title.name());
            }
        }
    }

    #[test]
    fn any_link_leads_there(to in "[a-z]{1,2}(/[a-z]{1,2}){0,4}", from in "[a-z]{1,2}(/[a-z]{1,2}){0,4}") {
        let (to, from) = (SitePath::new(&to), SitePath::new(&from));
        if let (Ok(to), Ok(from)) = (to, from) {
            let mut at: Vec<&str> = from.folder().split('/').filter(|p| !p.is_empty()).collect();
            let link = to.link_from(&from);
            for part in link.split('/') {
                if part == ".." {
                    prop_assert!(at.pop().is_some());
                } else {
                    at.push(part);
                }
            }
            prop_assert_eq!(at.join("/"), to.as_str());
        }
    }

    #[test]
    fn own_paths_never_panic(text in ".{0,60}") {
        let _ = SitePath::new(&text).map(|p| (p.href(), p.collision_key(), p.distinct("x"), p.to_root()));
    }
}

#[test]
fn plain_names_are_short_and_never_the_same() {
    let site = Site::new("zh");
    let titles: Vec<Title> = ["漢字", "漢", "Café", "CAFÉ", "Plain", "con", "a/漢/b", "Template:漢"]
        .into_iter()
        .chain([&*"長".repeat(80), &*"長".repeat(81), &*"x".repeat(200)])
        .map(|t| Title::parse(t, Namespace::MAIN, &site).unwrap())
        .collect();
    let paths = PagePaths::new(&titles, &site, Names::Ascii);
    let mut seen = std::collections::BTreeSet::new();
    for title in &titles {
        let path = paths.get(title).unwrap();
        assert!(path.as_str().is_ascii() && path.as_str().ends_with(".html"), "{path}");
        assert!(path.as_str().split('/').all(|part| part.len() <= 60), "{path}");
        assert!(SitePath::new(path.as_str()).is_ok(), "{path}");
        assert!(seen.insert(path.collision_key()), "{path}");
    }
    assert_eq!(paths.get(&titles[4]).unwrap().as_str(), "Plain.html");
    assert_eq!(paths.get(&titles[0]).unwrap().as_str(), "=E6=BC=A2=E5=AD=97.html");
    assert_eq!(SitePath::media("圖 1.png").to_ascii().as_str(), "assets/media/=E5=9C=96_1.png");
}
