//! The grammar of conversion marks: flags before the bar, rules in the body, and which flags count.
//!
//! Everything here works on ranges of the text, so that whoever calls can parse each part as wikitext.
//! Facts: MediaWiki's `ConverterRule::parseFlags` and `parseRules`, and the separator of
//! `LanguageConverter::getVarSeparatorPattern`.  MediaWiki looks at finished HTML, in which links and nested
//! marks are settled; here they are still wikitext, so bars, colons and semicolons inside them are stepped over.

use std::ops::Range;

use memchr::memchr;

use super::document::Flags;
use crate::lang::Variant;

/// One rule of a mark's body, as ranges of the body's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleText {
    /// The text a one-way rule starts from, trimmed and never empty; `None` for a two-way rule.
    pub from: Option<Range<usize>>,
    /// The variant the rule is for.
    pub variant: Variant,
    /// The variant's text, trimmed; only a one-way rule's may be empty (it deletes the word).
    pub to: Range<usize>,
}

/// Splits what stands between `-{` and `}-` into flags, variants named among the flags, and the place where
/// the body begins.
///
/// The flags are those that were written; [`Flags::effective`] says which of them count.  Unknown flags are
/// skipped, and so are `S` and `+`, which MediaWiki keeps to itself.  Without a bar there are no flags and the body is all of `text`.
#[must_use]
pub fn split_flags(text: &str) -> (Flags, Vec<Variant>, usize) {
    let mut flags = Flags::default();
    let mut variants = Vec::new();
    let Some(bar) = first_bar(text) else {
        return (flags, variants, 0);
    };
    for word in text[..bar].split(';') {
        let word = word.trim_matches(is_space);
        match word {
            "A" => flags = flags.with(Flags::ADD),
            "H" => flags = flags.with(Flags::HIDE),
            "R" => flags = flags.with(Flags::RAW),
            "D" => flags = flags.with(Flags::DESCRIBE),
            "N" => flags = flags.with(Flags::NAME),
            "-" => flags = flags.with(Flags::REMOVE),
            "T" => flags = flags.with(Flags::TITLE),
            _ => {
                if let Some(variant) = Variant::from_code(word)
                    && !variants.contains(&variant)
                {
                    variants.push(variant);
                }
            }
        }
    }
    (flags, variants, bar + 1)
}

impl Flags {
    /// The flags that count, of those that were written, as `ConverterRule::parseFlags` reduces them.
    ///
    /// `filtered` says that variants stood among the flags; they count as flags of their own.  The result is
    /// never empty unless only the filter is left.
    #[must_use]
    pub fn effective(self, filtered: bool) -> Self {
        if self == Self::default() {
            return if filtered { self } else { Self::SHOW };
        }
        for alone in [Self::RAW, Self::NAME, Self::REMOVE] {
            if self.has(alone) {
                return alone;
            }
        }
        if self == Self::TITLE && !filtered {
            return Self::TITLE.with(Self::HIDE);
        }
        if self.has(Self::HIDE) {
            let kept = Self(self.0 & Self::TITLE.with(Self::DESCRIBE).0);
            return kept.with(Self::HIDE).with(Self::PLUS);
        }
        if filtered {
            return Self::default();
        }
        let mut flags = self;
        if flags.has(Self::ADD) {
            flags = flags.with(Self::PLUS).with(Self::SHOW);
        }
        if flags.has(Self::DESCRIBE) {
            flags = flags.without(Self::SHOW);
        }
        flags
    }
}

/// Splits a mark's body into its rules, in the order they were written.
///
/// `None` if there is no rule, or if one of the pieces names an unknown variant, which voids the whole set.
/// Two-way rules without text and one-way rules without a source are left out, as MediaWiki ignores them; a
/// variant may occur more than once (the last two-way text wins, one-way rules add up).
#[must_use]
pub fn split_rules(text: &str) -> Option<Vec<RuleText>> {
    let mut rules = Vec::new();
    for piece in pieces(text) {
        let Some(colon) = find_open(text, &piece, ':') else {
            continue;
        };
        let to = trim(text, colon + 1..piece.end);
        let head = trim(text, piece.start..colon);
        match find_arrow(text, &head) {
            None => {
                let variant = Variant::from_code(&text[head])?;
                if !to.is_empty() {
                    rules.push(RuleText { from: None, variant, to });
                }
            }
            Some(arrow) => {
                let variant = Variant::from_code(&text[trim(text, arrow.end..head.end)])?;
                let from = trim(text, head.start..arrow.start);
                if !from.is_empty() {
                    rules.push(RuleText { from: Some(from), variant, to });
                }
            }
        }
    }
    (!rules.is_empty()).then_some(rules)
}

/// What PHP's `trim` takes away.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\0' | '\x0b')
}

/// The range without white space at its ends.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start_matches(is_space).len());
    let end = start + text[start..range.end].trim_end_matches(is_space).len();
    start..end
}

/// Walks over text, giving the ASCII characters that stand outside links, nested marks and tags.
///
/// An opener that is never closed is an ordinary character.  Closers are looked for once for the whole text,
/// so that ten thousand unclosed openers cost one pass.
struct Open<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    /// Matching ends of the outermost `[[…]]` and `-{…}-`, by ascending start.
    nested: std::vec::IntoIter<Range<usize>>,
    next: Option<Range<usize>>,
    /// No `>` is left ahead.
    no_tags: bool,
}

impl<'t> Open<'t> {
    fn new(text: &'t str, range: Range<usize>) -> Self {
        let mut nested = nested(text, &range).into_iter();
        let next = nested.next();
        Self { text, at: range.start, end: range.end, nested, next, no_tags: false }
    }
}

impl Iterator for Open<'_> {
    type Item = (usize, u8);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        while self.at < self.end {
            let at = self.at;
            if let Some(range) = &self.next
                && range.start <= at
            {
                self.at = at.max(range.end);
                self.next = self.nested.next();
                continue;
            }
            self.at += 1;
            let byte = bytes[at];
            if byte == b'<' && !self.no_tags {
                let tag = bytes.get(at + 1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/');
                if tag {
                    match memchr(b'>', &bytes[at..self.end]) {
                        Some(len) => {
                            self.at = at + len + 1;
                            continue;
                        }
                        None => self.no_tags = true,
                    }
                }
            }
            if byte.is_ascii() {
                return Some((at, byte));
            }
        }
        None
    }
}

/// The outermost closed `[[…]]` and `-{…}-` of the range.
fn nested(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let bytes = &text.as_bytes()[..range.end];
    let mut stack: Vec<(u8, usize)> = Vec::new();
    // How many of each kind are open, so that a closer without an opener does not search the stack.
    let mut open = [0usize; 2];
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = range.start;
    while at + 1 < bytes.len() {
        let (opens, kind) = match (bytes[at], bytes[at + 1]) {
            (b'[', b'[') => (true, b'['),
            (b'-', b'{') => (true, b'{'),
            (b']', b']') => (false, b'['),
            (b'}', b'-') => (false, b'{'),
            _ => {
                at += 1;
                continue;
            }
        };
        let count = |kind: u8| usize::from(kind == b'{');
        if opens {
            open[count(kind)] += 1;
            stack.push((kind, at));
        } else if open[count(kind)] > 0 {
            // Whatever was opened inside and not closed is ordinary text.
            while let Some((inner, start)) = stack.pop() {
                open[count(inner)] -= 1;
                if inner == kind {
                    while found.last().is_some_and(|r| r.start > start) {
                        found.pop();
                    }
                    found.push(start..at + 2);
                    break;
                }
            }
        }
        at += 2;
    }
    found
}

/// The place of the bar after the flags.
fn first_bar(text: &str) -> Option<usize> {
    memchr(b'|', text.as_bytes())?;
    let bar = Open::new(text, 0..text.len()).find(|(_, b)| *b == b'|')?.0;
    // A table's `{|` is none: in MediaWiki tables are HTML by then.
    (!text[..bar].ends_with('{')).then_some(bar)
}

/// The first such character of the range that stands outside links, nested marks and tags.
fn find_open(text: &str, range: &Range<usize>, wanted: char) -> Option<usize> {
    Open::new(text, range.clone()).find(|(_, b)| char::from(*b) == wanted).map(|(at, _)| at)
}

/// The length of the arrow at the start of `text`: `=>`, or `=&gt;` as it is spelt in HTML.
fn arrow_len(text: &str) -> Option<usize> {
    ["=>", "=&gt;"].into_iter().find(|a| text.starts_with(a)).map(str::len)
}

/// The first arrow of the range that stands outside links, nested marks and tags.
fn find_arrow(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let mut signs = Open::new(text, range.clone()).filter(|(_, b)| *b == b'=');
    signs.find_map(|(at, _)| arrow_len(&text[at..range.end]).map(|n| at..at + n))
}

/// Whether `text` begins with a variant's code and a colon, white space allowed around the code.
fn begins_with_variant(text: &str) -> bool {
    let text = text.trim_start_matches(is_space);
    let len = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    text[len..].trim_start_matches(is_space).starts_with(':') && Variant::from_code(&text[..len]).is_some()
}

/// Whether the `;` at that place ends an HTML entity (`&amp;`, `&#x6c14;`).
fn ends_entity(text: &str, at: usize) -> bool {
    let word = text.as_bytes()[..at].iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
    word > 0 && at > word && text.as_bytes()[at - word - 1] == b'&'
}

/// Cuts a body at the semicolons that separate rules.
fn pieces(text: &str) -> Vec<Range<usize>> {
    // The semicolons that might separate, and the arrows that tell whether they do; each is looked at once.
    let mut cuts = Vec::new();
    let mut arrows = Vec::new();
    for (at, byte) in Open::new(text, 0..text.len()) {
        match byte {
            b';' if !ends_entity(text, at) => cuts.push(at),
            b'=' => arrows.extend(arrow_len(&text[at..]).map(|n| at + n)),
            _ => {}
        }
    }
    let mut arrows = arrows.into_iter().peekable();
    let mut pieces = Vec::new();
    let mut start = 0;
    for (i, &cut) in cuts.iter().enumerate() {
        let end = cuts.get(i + 1).copied().unwrap_or(text.len());
        let mut separates = begins_with_variant(&text[cut + 1..end]);
        while let Some(arrow) = arrows.next_if(|arrow| *arrow <= end) {
            separates |= arrow > cut && begins_with_variant(&text[arrow..end]);
        }
        separates |= i + 1 == cuts.len() && text[cut + 1..].trim_matches(is_space).is_empty();
        if separates {
            pieces.push(start..cut);
            start = cut + 1;
        }
    }
    pieces.push(start..text.len());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Option<String> {
        let rules = split_rules(text)?;
        let one = |r: &RuleText| {
            let from = r.from.clone().map(|f| format!("{}⇒", &text[f])).unwrap_or_default();
            format!("{from}{}:{}", r.variant, &text[r.to.clone()])
        };
        Some(rules.iter().map(one).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn rules_are_split() {
        let cases = [
            ("zh-cn:馬;zh-tw:气", "zh-cn:馬|zh-tw:气"),
            (" zh-cn : 馬 ; zh-Hant-TW:气 ; ", "zh-cn:馬|zh-tw:气"),
            ("馬=>zh-cn:气;電=&gt;zh-cn:", "馬⇒zh-cn:气|電⇒zh-cn:"),
            ("zh-cn:a&nbsp;zh-tw:b;zh-tw:c", "zh-cn:a&nbsp;zh-tw:b|zh-tw:c"),
            ("zh-cn:;zh-tw:x;=>zh-cn:y", "zh-tw:x"),
            ("zh-hans:一 -{zh-cn:二;zh-sg:三;}-;zh-hant:四;", "zh-hans:一 -{zh-cn:二;zh-sg:三;}-|zh-hant:四"),
            ("zh-cn:<b style=\"x;zh-tw:y\">a</b>;zh-tw:b", "zh-cn:<b style=\"x;zh-tw:y\">a</b>|zh-tw:b"),
            ("zh-cn:a;b;zh-tw:c;d", "zh-cn:a;b|zh-tw:c;d"),
            ("junk;zh-cn:a", "zh-cn:a"),
            ("zh-cn:[[x|y;zh-tw:z]]", "zh-cn:[[x|y;zh-tw:z]]"),
            ("zh-cn:a;b:-{H|x=>zh-tw:y}-;zh-tw:c", "zh-cn:a;b:-{H|x=>zh-tw:y}-|zh-tw:c"),
            ("-{H|x=>zh-tw:y}-=>zh-cn:a", "-{H|x=>zh-tw:y}-⇒zh-cn:a"),
            ("a &gt; b=&gt;zh-cn:c;d=>zh-tw:e", "a &gt; b⇒zh-cn:c|d⇒zh-tw:e"),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "馬", "馬;气", "zh-cn:", "zh-xx:a", "zh-cn:a;b=>zh-xx:c;zh-tw:d", "http://a"] {
            assert_eq!(show(text), (text.contains("zh-cn:a")).then(|| "zh-cn:a;b=>zh-xx:c|zh-tw:d".to_owned()), "{text}");
        }
    }

    #[test]
    fn flags_are_split() {
        let cases = [
            ("H|x", Flags::HIDE, 2),
            (" A ; D |x", Flags::ADD.with(Flags::DESCRIBE), 8),
            ("x", Flags::default(), 0),
            ("foo|x", Flags::default(), 4),
            ("[[a|b]]", Flags::default(), 0),
            ("[[a|b]]|c", Flags::default(), 8),
            ("-{R|x}-", Flags::default(), 0),
            ("[[a|b", Flags::default(), 4),
        ];
        for (text, flags, body) in cases {
            let (f, v, b) = split_flags(text);
            assert_eq!((f, b), (flags, body), "{text}");
            assert!(v.is_empty());
        }
        assert_eq!(split_flags("zh-Hant-TW;zh-cn;zh-tw|x").1, [Variant::ZhTw, Variant::ZhCn]);
    }

    #[test]
    fn flags_that_count() {
        let (a, d, h, r) = (Flags::ADD, Flags::DESCRIBE, Flags::HIDE, Flags::RAW);
        assert_eq!(Flags::default().effective(false), Flags::SHOW);
        assert_eq!(h.with(r).effective(false), r);
        assert_eq!(Flags::TITLE.effective(false), Flags::TITLE.with(h));
        assert_eq!(a.effective(false), a.with(Flags::PLUS).with(Flags::SHOW));
        assert_eq!(a.with(d).effective(false), a.with(d).with(Flags::PLUS));
        assert_eq!(a.with(d).with(h).effective(false), d.with(h).with(Flags::PLUS));
        assert_eq!(a.effective(true), Flags::default());
    }

    #[test]
    fn hostile_bodies_take_one_pass() {
        for opener in ["-{", "[[", "<a", ";", "=>", ";zh-cn:", "&", "|", "=>zh-cn:"] {
            let text = opener.repeat(20_000);
            let _ = split_flags(&text);
            let _ = split_rules(&text);
        }
    }
}
