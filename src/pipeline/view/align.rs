//! The parallel view: two views of a page cut into rows, each of which holds what belongs together.
//!
//! Every event of a view knows which event of the source it comes from, so that blocks are never matched by guessing:
//! those that come from the same events stand side by side.  Lists, quotes and poems are cut item by item, with the
//! elements around an item written anew in each row; where a conversion mark made the two trees differ, what it
//! touches stays whole.

use std::ops::Range;

use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// How deep lists in lists are cut; what lies deeper stays whole in its row.
const MAX_DEPTH: usize = 8;

/// Classes of boxes that only hold their content together; any other box is laid out by its author.
const PLAIN_BOXES: [&str; 8] = [
    "indent",
    "reflist",
    "refbegin",
    "references-small",
    "mw-references-wrap",
    "mw-references-columns",
    "poem",
    "responsively-nonresponsive",
];

/// Classes of lists that are no lists to the eye: their items stand in a line or on a grid.
const LAID_OUT: [&str; 5] = ["gallery", "hlist", "plainlist", "horizontal", "inline"];

/// Tables with more columns than this are too wide for half a page.
const MAX_COLUMNS: usize = 5;

/// One view: its events, and for each the event of the source it comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'e, 'a> {
    pub(super) events: &'e [Event<'a>],
    pub(super) origins: &'e [u32],
}

/// What stands side by side.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// The two cells; one of them may be empty.
    pub(super) cells: [Vec<Event<'a>>; 2],
    /// The cells need the whole width and stand below each other.
    pub(super) is_wide: bool,
}

/// Cuts two views into rows.  Ids stay in the first one alone, since an id can stand on a page once.
pub(super) fn rows<'a>(sides: [Side<'_, 'a>; 2]) -> Vec<Row<'a>> {
    let mut cutter = Cutter { sides, frames: Vec::new(), rows: Vec::new() };
    let blocks = [0, 1].map(|i| blocks(sides[i].events, 0..sides[i].events.len()));
    cutter.groups(blocks);
    cutter.rows
}

/// An element around rows, written anew in each.
struct Frame<'a> {
    name: Name,
    attrs: [Attrs<'a>; 2],
    /// For ordered lists, the number of the item that comes next.
    number: usize,
    /// A row has it already, so that this is the same element going on.
    used: bool,
}

struct Cutter<'e, 'a> {
    sides: [Side<'e, 'a>; 2],
    frames: Vec<Frame<'a>>,
    rows: Vec<Row<'a>>,
}

impl<'a> Cutter<'_, 'a> {
    /// Puts blocks of both views beside each other, by the events they come from.
    fn groups(&mut self, blocks: [Vec<Range<usize>>; 2]) {
        let mut at = [0usize; 2];
        loop {
            let origins =
                |side: usize, range: &Range<usize>| (self.sides[side].origins[range.start], self.sides[side].origins[range.end - 1]);
            let heads = [0, 1].map(|i| blocks[i].get(at[i]).map(|b| origins(i, b)));
            let Some(start) = heads.iter().flatten().map(|h| h.0).min() else { return };
            let from = at;
            let mut end = start;
            while let Some((side, last)) = (0..2).find_map(|i| {
                let (first, last) = blocks[i].get(at[i]).map(|b| origins(i, b))?;
                (first <= end).then_some((i, last))
            }) {
                end = end.max(last);
                at[side] += 1;
            }
            let group = [0, 1].map(|i| &blocks[i][from[i]..at[i]]);
            match group {
                [[a], [b]] => self.pair([a.clone(), b.clone()]),
                _ => self.row(group.map(|g| match g {
                    [] => 0..0,
                    [first, .., last] => first.start..last.end,
                    [only] => only.clone(),
                })),
            }
        }
    }

    /// Two blocks that belong together: cut, if both are the same kind of thing that can be cut.
    fn pair(&mut self, ranges: [Range<usize>; 2]) {
        let opens = [0, 1].map(|i| match &self.sides[i].events[ranges[i].start] {
            Event::Open(name, attrs) => Some((*name, attrs)),
            _ => None,
        });
        let (Some((name, left)), Some((other, right))) = (opens[0], opens[1]) else { return self.row(ranges) };
        let can = name == other && self.frames.len() < MAX_DEPTH && is_cut(name, left) && is_cut(name, right);
        if !can {
            return self.row(ranges);
        }
        let inner = ranges.clone().map(|r| r.start + 1..r.end.saturating_sub(1).max(r.start + 1));
        let parts = [0, 1].map(|i| {
            let parts = blocks(self.sides[i].events, inner[i].clone());
            if name == Name::Dl { entries(self.sides[i].events, parts) } else { parts }
        });
        if matches!(name, Name::Li | Name::Dd) && !(0..2).all(|i| parts[i].iter().any(|p| self.is_list(i, p))) {
            return self.row(ranges);
        }
        let number = left.get("start").and_then(|s| s.parse().ok()).unwrap_or(1);
        self.frames.push(Frame { name, attrs: [left.clone(), right.clone()], number, used: false });
        self.groups(parts);
        self.frames.pop();
        // An item that was cut is one item of the list around it.
        if name == Name::Li {
            self.count();
        }
    }

    /// Whether a block is a list that is cut.
    fn is_list(&self, side: usize, range: &Range<usize>) -> bool {
        matches!(&self.sides[side].events[range.start], Event::Open(name @ (Name::Ul | Name::Ol | Name::Dl), attrs) if is_cut(*name, attrs))
    }

    /// The next item of the innermost list has the next number.
    fn count(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.number += 1;
        }
    }

    /// Writes a row.
    fn row(&mut self, ranges: [Range<usize>; 2]) {
        let mut row = Row::default();
        for (side, range) in ranges.iter().enumerate() {
            let content = &self.sides[side].events[range.clone()];
            if content.is_empty() {
                continue;
            }
            let cell = &mut row.cells[side];
            for frame in &self.frames {
                let mut attrs = frame.attrs[side].clone();
                if frame.used {
                    attrs.remove("id");
                    attrs.remove("value");
                }
                if declarations(&attrs).any(is_column) {
                    let kept: Vec<&str> = declarations(&attrs).filter(|d| !is_column(d)).collect();
                    match kept.join(";") {
                        style if style.is_empty() => drop(attrs.remove("style")),
                        style => attrs.set("style", style),
                    }
                }
                match frame.name {
                    Name::Ol => attrs.set("start", frame.number.to_string()),
                    Name::Li if frame.used => {
                        let class = attrs.get("class").map_or_else(|| "going-on".to_owned(), |own| format!("{own} going-on"));
                        attrs.set("class", class);
                    }
                    _ => {}
                }
                cell.push(Event::Open(frame.name, attrs));
            }
            cell.extend(content.iter().cloned());
            cell.extend(self.frames.iter().rev().map(|frame| Event::Close(frame.name)));
            if side == 1 {
                remove_ids(cell);
            }
            row.is_wide |= columns(content) > MAX_COLUMNS;
        }
        // What hidden rules leave behind is an empty paragraph.
        if row.cells.iter().all(|cell| is_blank(cell)) {
            return;
        }
        for frame in &mut self.frames {
            frame.used = true;
        }
        if (0..2).any(|i| matches!(self.sides[i].events[ranges[i].clone()].first(), Some(Event::Open(Name::Li, _)))) {
            self.count();
        }
        self.rows.push(row);
    }
}

/// Whether an element is cut into what it holds.
fn is_cut(name: Name, attrs: &Attrs<'_>) -> bool {
    let classes = || attrs.get("class").unwrap_or_default().split_ascii_whitespace();
    let is_plain = || declarations(attrs).all(|d| is_column(d) || ["list-style", "font-size"].iter().any(|p| d.starts_with(p)));
    match name {
        Name::Ul | Name::Ol => is_plain() && !classes().any(|c| LAID_OUT.contains(&c)),
        Name::Dl | Name::Li | Name::Dd | Name::Blockquote => is_plain(),
        Name::Div => is_plain() && classes().all(|c| PLAIN_BOXES.contains(&c)),
        _ => false,
    }
}

/// The declarations of an element's style.
fn declarations<'s>(attrs: &'s Attrs<'_>) -> impl Iterator<Item = &'s str> {
    attrs.get("style").unwrap_or_default().split(';').map(str::trim).filter(|d| !d.is_empty())
}

/// Whether a declaration sets an element in columns, which a row has no use for.
fn is_column(declaration: &str) -> bool {
    ["column", "-moz-column", "-webkit-column"].iter().any(|property| declaration.starts_with(property))
}

/// What stands at the top of a part of a view: its blocks, and what stands in lines between them.
fn blocks(events: &[Event<'_>], range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut depth = 0usize;
    // Where the block or the lines that are being read began.
    let mut start = None;
    let mut in_lines = false;
    for at in range.clone() {
        let event = &events[at];
        if depth == 0 {
            let is_block = match event {
                Event::Open(name, _) => name.is_block(),
                Event::Contents => true,
                _ => false,
            };
            if is_block && in_lines {
                out.extend(start.take().map(|start| start..at));
            }
            let is_blank = matches!(event, Event::Text(text) if text.trim().is_empty());
            if start.is_none() && !is_blank {
                start = Some(at);
                in_lines = !is_block;
            }
        }
        match event {
            Event::Open(name, _) if !name.is_void() => depth += 1,
            Event::OpenLink(_) => depth += 1,
            Event::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && !in_lines {
            out.extend(start.take().map(|start| start..at + 1));
        }
    }
    out.extend(start.map(|start| start..range.end));
    out
}

/// The entries of a definition list: terms with what is said of them, so that they stay together.
fn entries(events: &[Event<'_>], parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    // What the entry that is being read holds: nothing, terms, or terms and more.
    let mut has_term = false;
    let mut has_more = false;
    for part in parts {
        let is_term = matches!(events[part.start], Event::Open(Name::Dt, _));
        match out.last_mut() {
            Some(last) if has_term && !(is_term && has_more) => last.end = part.end,
            _ => {
                has_term = is_term;
                has_more = false;
                out.push(part);
            }
        }
        has_more |= !is_term;
    }
    out
}

/// How many columns a block has, if it is a table that is not laid out beside the text.
fn columns(block: &[Event<'_>]) -> usize {
    match block.first() {
        Some(Event::Open(Name::Table, attrs)) if !attrs.has_class("infobox") && !attrs.has_class("sidebar") => {}
        _ => return 0,
    }
    let (mut most, mut here, mut tables) = (0, 0, 0usize);
    for event in block {
        match event {
            Event::Open(Name::Table, _) => tables += 1,
            Event::Close(Name::Table) => tables -= 1,
            Event::Open(Name::Tr, _) if tables == 1 => here = 0,
            Event::Open(Name::Td | Name::Th, attrs) if tables == 1 => {
                here += attrs.get("colspan").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1).clamp(1, 1000);
                most = most.max(here);
            }
            _ => {}
        }
    }
    most
}

/// Whether nothing of it is seen, and nothing leads to it.
fn is_blank(events: &[Event<'_>]) -> bool {
    events.iter().all(|event| match event {
        Event::Open(name, attrs) => (!name.is_void() || *name == Name::Br) && attrs.get("id").is_none() && attrs.get("class").is_none(),
        Event::Close(_) => true,
        Event::Text(text) => text.trim().is_empty(),
        _ => false,
    })
}

/// Takes the ids out.
fn remove_ids(events: &mut [Event<'_>]) {
    for event in events {
        if let Event::Open(_, attrs) = event {
            attrs.remove("id");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Elements and text from a notation in which every token is `<x>`, `</x>` or text; each token is one event, and
    /// `n:` before a token says which event of the source it comes from.
    fn read(text: &str) -> (Vec<Event<'static>>, Vec<u32>) {
        let mut events = Vec::new();
        let mut origins = Vec::new();
        for token in text.split_whitespace() {
            let (origin, token) = token.split_once(':').expect("an origin");
            origins.push(origin.parse().expect("a number"));
            let inner = token.strip_prefix('<').and_then(|t| t.strip_suffix('>'));
            events.push(match inner.map(|t| t.strip_prefix('/').ok_or(t)) {
                Some(Ok(name)) => Event::Close(Name::from_lower(name).expect("a name")),
                Some(Err(name)) => {
                    let (name, id) = name.split_once('#').unwrap_or((name, ""));
                    let mut attrs = Attrs::new();
                    if !id.is_empty() {
                        attrs.set("id", id.to_owned());
                    }
                    Event::Open(Name::from_lower(name).expect("a name"), attrs)
                }
                None => Event::Text(token.to_owned().into()),
            });
        }
        (events, origins)
    }

    fn print(events: &[Event<'_>]) -> String {
        let mut out = String::new();
        for event in events {
            match event {
                Event::Open(name, attrs) => {
                    out.push_str(&format!("<{}", name.as_str()));
                    attrs.iter().for_each(|(n, v)| out.push_str(&format!(" {n}={v}")));
                    out.push('>');
                }
                Event::Close(name) => out.push_str(&format!("</{}>", name.as_str())),
                Event::Text(text) => out.push_str(text),
                other => out.push_str(&format!("{other:?}")),
            }
        }
        out
    }

    fn cut(left: &str, right: &str) -> Vec<String> {
        let (left, right) = (read(left), read(right));
        let sides = [Side { events: &left.0, origins: &left.1 }, Side { events: &right.0, origins: &right.1 }];
        rows(sides).iter().map(|row| format!("{} | {}", print(&row.cells[0]), print(&row.cells[1]))).collect()
    }

    fn same(text: &str) -> Vec<String> {
        cut(text, text)
    }

    #[test]
    fn lists_are_cut_item_by_item_and_ids_stand_once() {
        let text = "0:<ol#l> 1:<li#a> 2:x 3:</li> 4:<li> 5:y 6:</li> 7:</ol> 8:<p> 9:z 10:</p>";
        assert_eq!(
            same(text),
            [
                "<ol id=l start=1><li id=a>x</li></ol> | <ol start=1><li>x</li></ol>",
                "<ol start=2><li>y</li></ol> | <ol start=2><li>y</li></ol>",
                "<p>z</p> | <p>z</p>",
            ]
        );
    }

    #[test]
    fn lists_in_lists_are_cut_too() {
        let text = "0:<ol> 1:<li#a> 2:x 3:<ul> 4:<li> 5:y 6:</li> 7:<li> 8:z 9:</li> 10:</ul> 11:</li> 12:<li> 13:w 14:</li> 15:</ol>";
        let left: Vec<String> = same(text).iter().map(|row| row.split(" | ").next().unwrap_or_default().to_owned()).collect();
        assert_eq!(
            left,
            [
                "<ol start=1><li id=a>x</li></ol>",
                "<ol start=1><li class=going-on><ul><li>y</li></ul></li></ol>",
                "<ol start=1><li class=going-on><ul><li>z</li></ul></li></ol>",
                "<ol start=2><li>w</li></ol>",
            ]
        );
    }

    #[test]
    fn terms_stay_with_what_is_said_of_them() {
        let text = "0:<dl> 1:<dt> 2:a 3:</dt> 4:<dd> 5:b 6:</dd> 7:<dd> 8:c 9:</dd> 10:<dt> 11:d 12:</dt> 13:<dd> 14:e 15:</dd> 16:</dl>";
        assert_eq!(same(text).len(), 2);
        assert_eq!(same("0:<dl> 1:<dd> 2:a 3:</dd> 4:<dd> 5:b 6:</dd> 7:</dl>").len(), 2);
    }

    #[test]
    fn a_mark_that_changes_the_tree_touches_only_its_own_rows() {
        // Event 3 is a mark that shows two paragraphs on the left and a list on the right; event 7 shows nothing left.
        let left = "0:<p> 1:a 2:</p> 3:<p> 3:m 3:</p> 3:<p> 3:n 3:</p> 4:<p> 5:b 6:</p> 8:<p> 9:c 10:</p>";
        let right = "0:<p> 1:a 2:</p> 3:<ul> 3:<li> 3:m 3:</li> 3:</ul> 4:<p> 5:b 6:</p> 7:<hr> 8:<p> 9:c 10:</p>";
        assert_eq!(
            cut(left, right),
            ["<p>a</p> | <p>a</p>", "<p>m</p><p>n</p> | <ul><li>m</li></ul>", "<p>b</p> | <p>b</p>", " | <hr>", "<p>c</p> | <p>c</p>",]
        );
    }

    #[test]
    fn lines_between_blocks_stay_together() {
        assert_eq!(same("0:a 1:<b> 2:c 3:</b> 4:<p> 5:d 6:</p> 7:e").len(), 3);
        assert!(same("").is_empty());
        assert!(same("0:<p> 1:</p>").is_empty());
        assert_eq!(same("0:<p#x> 1:</p> 2:<hr>").len(), 2);
    }

    #[test]
    fn nesting_has_an_end() {
        let opens = (0..20_000).map(|i| format!("{i}:<blockquote>"));
        let closes = (20_001..40_001).map(|i| format!("{i}:</blockquote>"));
        let deep: Vec<String> = opens.chain(["20000:x".to_owned()]).chain(closes).collect();
        assert_eq!(same(&deep.join(" ")).len(), 1);
    }
}
