//! The index read back as its script reads it, against a plain look at the text.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::model::html::{Attrs, Name};

/// Single characters and what they become in the second view.
const CHARACTERS: [(char, char); 6] = [('软', '軟'), ('头', '頭'), ('发', '發'), ('车', '車'), ('体', '體'), ('计', '計')];
/// Words of the second view's region.
const WORDS: [(&str, &str); 3] = [("软件", "軟體"), ("头发", "頭髮"), ("出租车", "計程車")];

fn index() -> Index {
    let view = |code: &str, characters: &[(char, char)]| ViewSetting {
        code: code.to_owned(),
        characters: characters.to_vec(),
        ..ViewSetting::default()
    };
    Index::new(vec![view("zh-cn", &[]), view("zh-tw", &CHARACTERS)], CHARACTERS.into_iter().chain([('髮', '发')]))
}

/// The second view of a text.
fn converted(text: &str) -> String {
    let words = WORDS.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    words.chars().map(|c| CHARACTERS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)).collect()
}

/// A page of paragraphs, every third one a heading, with a bold character in each.
fn events(text: &str) -> Vec<Event<'static>> {
    let mut out = Vec::new();
    for (i, line) in text.split('\n').enumerate() {
        let name = if i % 3 == 1 { Name::H2 } else { Name::P };
        let mut attrs = Attrs::new();
        if name == Name::H2 {
            attrs.set("id", format!("s{i}"));
        }
        out.push(Event::Open(name, attrs));
        let mut chars = line.chars();
        if let Some(first) = chars.next() {
            out.push(Event::Open(Name::B, Attrs::new()));
            out.push(Event::Text(Cow::Owned(first.to_string())));
            out.push(Event::Close(Name::B));
        }
        out.push(Event::Text(Cow::Owned(chars.collect())));
        out.push(Event::Close(name));
    }
    out
}

/// The files of a book, pages added in the order of `order`.
fn build(pages: &[(String, String)], order: impl Iterator<Item = usize>) -> BTreeMap<String, String> {
    build_more(pages, order).0
}

/// The same, and what is to be known to change a page: what the index knows of each, and of all.
fn build_more(pages: &[(String, String)], order: impl Iterator<Item = usize>) -> (BTreeMap<String, String>, BTreeMap<usize, Terms>, Shape) {
    let index = index();
    let mut files = BTreeMap::new();
    let mut known = BTreeMap::new();
    for number in order {
        let (title, text) = &pages[number];
        let (title2, text2) = (converted(title), converted(text));
        let (events, events2) = (events(text), events(&text2));
        let views = [PageView { title, events: &events }, PageView { title: &title2, events: &events2 }];
        let (own, terms) = index.page(number, &format!("{number}.html"), &views).unwrap();
        // What is kept of a page does as well as what was found.
        index.add(number, &Terms::unpack(&terms.pack()).unwrap());
        known.insert(number, terms);
        files.extend(own);
    }
    let shape = index.finish(&mut |file| {
        files.insert(file.0, file.1);
    });
    (files, known, shape)
}

/// Whether an index that is patched is the one that is made anew.
fn patches_well(old: &[(String, String)], new: &[(String, String)]) {
    let (mut files, old_terms, old_shape) = build_more(old, 0..old.len());
    let (expected, new_terms, new_shape) = build_more(new, 0..new.len());
    let texts: BTreeMap<String, String> = files.clone();
    let differ: Vec<Differs> = (0..old.len())
        .filter(|n| old_terms[n] != new_terms[n] || old[*n] != new[*n])
        .map(|number| Differs { number, old: old_terms[&number].clone(), new: new_terms[&number].clone() })
        .collect();
    let patched = index().patch(&old_shape, &differ, &|path| texts.get(path).cloned(), &mut |(path, text)| {
        files.insert(path, text);
    });
    let Some(patched) = patched else {
        assert_ne!(old_shape.shards(), new_shape.shards(), "an index of as many shards can be patched");
        return;
    };
    assert_eq!(patched.shape, new_shape);
    for path in &patched.untouched {
        assert_eq!(files[path], expected[path], "{path}");
    }
    for (path, text) in expected.iter().filter(|(path, _)| path.contains("/g/") || path.ends_with("index.js")) {
        assert_eq!(&files[path], text, "{path}");
    }
}

#[test]
fn an_index_is_patched_as_if_it_were_made_anew() {
    let page = |n: usize| (format!("题{n}"), format!("第{n}页的软件和头发\n节{}\n出租车 word{n} 计算机{}", n % 3, "长".repeat(n % 7)));
    let pages: Vec<(String, String)> = (0..60).map(page).collect();
    patches_well(&pages, &pages);
    let changed = |at: usize, text: &str| {
        let mut new = pages.clone();
        new[at].1 = text.to_owned();
        new
    };
    patches_well(&pages, &changed(7, "第7页的软件"));
    patches_well(&pages, &changed(0, ""));
    patches_well(&pages, &changed(59, "第一\n字\n𠀀𠀀"));
    // A page that has more parts moves the places of those behind it.
    patches_well(&pages, &changed(3, &"又长又长的一页。\n".repeat(900)));
    let mut titles = pages.clone();
    titles[4].0 = "另題".to_owned();
    titles[5].0 = "题5软件".to_owned();
    patches_well(&pages, &titles);
    // A shard that is damaged, or of another index, is not believed.
    let (files, terms, shape) = build_more(&pages, 0..pages.len());
    let differ = [Differs { number: 1, old: terms[&1].clone(), new: terms[&2].clone() }];
    for damage in ["", "tabenSearch(", "tabenSearch(\"g\",\"0\",\"~~~~\");\n", "tabenSearch(\"g\",\"0\",\"~~~~~~~~~~~~~~~~~~\");\n"] {
        let read = |path: &str| files.get(path).map(|_| damage.to_owned());
        assert!(index().patch(&shape, &differ, &read, &mut |_| {}).is_none(), "{damage}");
    }
    let other = Shape { parts: vec![1; 3], ..shape };
    assert!(index().patch(&other, &differ, &|path| files.get(path).cloned(), &mut |_| {}).is_none());
}

/// The gram's parts, titles and headings, read from its shard.
fn look_up(files: &BTreeMap<String, String>, total: u32, gram: u32) -> (Vec<u32>, Vec<(u32, u32)>, Vec<u32>) {
    let shards = files.keys().filter(|name| name.starts_with("assets/search/g/")).count() as u64;
    let number = (u64::from(gram) * shards) >> 32;
    let text = files[&format!("assets/search/g/{number}.js")].as_bytes();
    // `tabenSearch("g","7","…");`
    let mut quotes = text.iter().enumerate().filter(|(_, c)| **c == b'"').map(|(i, _)| i);
    let (start, end) = (quotes.nth(4).expect("a string") + 1, quotes.next().expect("its end"));
    let text = &text[start..end];
    let mut at = 0;
    let mut key = number * (1 << 32) / shards;
    let list = |count: u32, at: &mut usize| {
        if count * 6 > total {
            let mut set = Vec::new();
            code::read_bits(text, at, total, &mut set).unwrap();
            return set;
        }
        let mut last = 0;
        (0..count)
            .map(|_| {
                last += code::read(text, at).unwrap();
                last
            })
            .collect()
    };
    while at < text.len() {
        key += u64::from(code::read(text, &mut at).unwrap());
        let head = code::read(text, &mut at).unwrap();
        let parts = list(head >> 1, &mut at);
        let (mut titles, mut headings) = (Vec::new(), Vec::new());
        if head & 1 == 1 {
            let mut page = 0;
            for _ in 0..code::read(text, &mut at).unwrap() {
                let title = code::read(text, &mut at).unwrap();
                page += title >> 2;
                titles.push((page, title & 3));
            }
            let count = code::read(text, &mut at).unwrap();
            headings = list(count, &mut at);
        }
        if key == u64::from(gram) {
            return (parts, titles, headings);
        }
    }
    (Vec::new(), Vec::new(), Vec::new())
}

/// How many parts each page has.
fn parts(files: &BTreeMap<String, String>, pages: usize) -> Vec<u32> {
    let count = |n: usize| {
        let prefix = format!("assets/search/t{}/{n}-", n / 500);
        files.keys().filter(|name| name.starts_with(&prefix)).count() as u32
    };
    (0..pages).map(count).collect()
}

/// The pages that the index names for a query.
fn candidates(files: &BTreeMap<String, String>, pages: usize, query: &str) -> BTreeSet<usize> {
    let counts = parts(files, pages);
    let total = counts.iter().sum();
    let page_of: Vec<usize> = counts.iter().enumerate().flat_map(|(page, n)| std::iter::repeat_n(page, *n as usize)).collect();
    let mut found: Option<BTreeSet<u32>> = None;
    grams::Grams::default().scan(&index().fold, query, |gram, _| {
        let own: BTreeSet<u32> = look_up(files, total, gram).0.into_iter().collect();
        found = Some(found.take().map_or_else(|| own.clone(), |found| &found & &own));
    });
    found.unwrap_or_default().into_iter().map(|part| page_of[part as usize]).collect()
}

fn folded(text: &str) -> String {
    let fold = index().fold;
    let mut out = String::new();
    text.chars().for_each(|c| fold.each(c, |c| out.push(c)));
    out
}

#[test]
fn a_word_is_found_in_the_script_and_the_words_of_either_view() {
    let pages = [("软件".to_owned(), "我的软件很好。\n节\n头发".to_owned()), ("车".to_owned(), "出租车 AbC".to_owned())];
    let files = build(&pages, 0..2);
    for (query, page) in
        [("软件", 0), ("軟體", 0), ("軟件", 0), ("头髮", 0), ("計程車", 1), ("出租車", 1), ("abc", 1), ("ab", 1), ("c", 1), ("程", 1)]
    {
        assert_eq!(candidates(&files, 2, query), BTreeSet::from([page]), "{query}");
    }
    assert!(candidates(&files, 2, "件我").is_empty(), "lines are not joined");
    let fold = index().fold;
    let mut gram = None;
    grams::Grams::default().scan(&fold, "軟體", |hash, edge| gram = (edge == grams::STARTS | grams::ENDS).then_some(hash).or(gram));
    let (_, titles, headings) = look_up(&files, 2, gram.expect("a gram"));
    assert_eq!((titles, headings), (vec![(0, 3)], vec![]), "the whole title, though it is the other view's");
}

#[test]
fn a_text_file_holds_both_views_and_the_headings() {
    let files = build(&[("标题".to_owned(), "软件\"\\\n节\n头发".to_owned())], 0..1);
    assert_eq!(
        files["assets/search/t0/0-0.js"],
        "tabenSearch(\"t\",\"0-0\",[\"0.html\",\"标题\\n软件\\\"\\\\\\n节\\n头发\",[2,\"s1\"],[[4,1,\"體\",6,1,\"髮\"]]]);\n"
    );
    assert!(files["assets/search/index.js"].contains("[\"zh-tw\",\"软軟头頭发發体體\",{}]"));
}

#[test]
fn a_long_page_lies_in_parts_that_say_what_they_are_below() {
    let text = "一二三四五六七八九十\n".repeat(400);
    let files = build(&[("很长".to_owned(), text)], 0..1);
    let counts = parts(&files, 1);
    assert!(counts[0] > 2, "{counts:?}");
    let second = &files["assets/search/t0/0-1.js"];
    assert!(second.contains("[-1,\"s"), "the heading above");
    assert!(second.ends_with("[\"很长\\n一二三四五六七八九十\",[]]]);\n"), "{second}");
}

#[test]
fn the_order_of_pages_makes_no_difference() {
    let pages: Vec<(String, String)> = (0..40).map(|i| (format!("页{i}"), format!("软件{i}的头发\n{i}节\n{}", "计".repeat(i)))).collect();
    assert_eq!(build(&pages, 0..40), build(&pages, (0..40).rev()));
}

#[test]
fn nothing_but_a_hostile_page_takes_long() {
    // No line break, no view like the other, thousands of patches.
    let text = "a软b".repeat(30_000);
    let other = "软a".repeat(45_000);
    let index = index();
    let (one, two) = (events(&text), events(&other));
    let (_, terms) = index.page(0, "x.html", &[PageView { title: "x", events: &one }, PageView { title: "y", events: &two }]).unwrap();
    index.add(0, &terms);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_change_patches_as_if_it_were_made_anew(
        old in prop::collection::vec(("[软头发车a-c]{0,3}", "[软件头发出租车 a-d\\n]{0,60}"), 1..12),
        change in prop::collection::vec((0usize..12, "[软件头发体计x-z\\n]{0,200}"), 0..4),
    ) {
        let mut new = old.clone();
        for (at, text) in change {
            let at = at % new.len();
            new[at].1 = text;
        }
        patches_well(&old, &new);
    }

    #[test]
    fn whatever_a_view_shows_is_found(
        texts in prop::collection::vec("([软件头发出租车计体的]{1,9}|[a-cA-C1]{1,5}|[𠀀𪛖ＡéÉ，。 -]{1,3}|\n){1,30}", 1..5),
        from in 0usize..200, length in 1usize..7, second: bool,
    ) {
        let pages: Vec<(String, String)> = texts.iter().enumerate().map(|(i, text)| (format!("页{i}"), text.clone())).collect();
        let files = build(&pages, 0..pages.len());
        let shown = |text: &str| blocks::text("", &events(&if second { converted(text) } else { text.to_owned() })).text;
        let line: Vec<char> = shown(&texts[0]).split('\n').flat_map(|line| line.chars().chain(['\n'])).collect();
        let query: String = line.iter().skip(from % line.len().max(1)).take(length).take_while(|c| **c != '\n').collect();
        let query = query.trim();
        if !folded(query).trim().is_empty() {
            let found = candidates(&files, pages.len(), query);
            for (page, text) in texts.iter().enumerate() {
                if shown(text).split('\n').any(|line| line.contains(query)) {
                    prop_assert!(found.contains(&page), "{query} on page {page}: {found:?}");
                }
            }
        }
    }
}
