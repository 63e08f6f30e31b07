//! A whole page, wikitext or Markdown, in a view: nothing panics, and no tag of the author's is on no list.

#![no_main]

use libfuzzer_sys::fuzz_target;
use taben::lang::Variant;
use taben::model::html::Name;
use taben::pipeline::{self, ConvertRequest, Format};
use taben::report::SourceFile;
use taben::site::Site;
use taben::source::PageKind;
use taben::title::{Namespace, Title};

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let site = Site::new(if first & 1 == 0 { "zh" } else { "en" });
    let Some(title) = Title::in_namespace("Page", Namespace::MAIN, &site) else { return };
    let request = ConvertRequest {
        file: SourceFile::new("page", &*text),
        kind: if first & 2 == 0 { PageKind::Wikitext } else { PageKind::Markdown },
        title,
        site,
        to: Format::Html,
        variant: [None, Some(Variant::ZhCn), Some(Variant::ZhTw), Some(Variant::ZhHk)][usize::from(first >> 2 & 3)],
        pages: None,
        builtin_templates: true,
    };
    let html = pipeline::convert(&request).text;
    for (at, _) in html.match_indices('<') {
        let word = html[at + 1..].trim_start_matches('/');
        let word = &word[..word.find([' ', '>']).unwrap_or(word.len())];
        assert!(Name::from_lower(word).is_some(), "<{word}>");
    }
});
