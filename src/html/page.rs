//! What a page in a browser has and a fragment has not: tables that scroll by themselves, headings with a link to
//! themselves, header cells that say what they head.
//!
//! Facts: HTML Living Standard §4.9.10 (`th`, `scope`); WCAG 2.2, 1.4.10 (no scrolling sideways but inside tables),
//! 2.1.1 (what scrolls can be reached with a keyboard), 1.3.1 (headings in their order).

use super::han;
use super::write::{attribute, encode_fragment, open};
use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// The words and the place that the elements of a page depend on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'s> {
    /// What a heading's link to itself is called.
    pub heading_link: &'s str,
    /// What a table without a caption is called.
    pub table: &'s str,
    /// What the link from a note back to the text is called; empty keeps the note's own words.
    pub back: &'s str,
    /// What a list of notes is called; empty where lists are cut into rows, which are no landmarks.
    pub notes: &'s str,
    /// What the box of a picture says that the book does not have.
    pub missing_file: &'s str,
    /// What the link that edits a section is called.
    pub edit: &'s str,
    /// Where sections are edited: ids of headings, and addresses.
    pub edits: &'s [(&'s str, String)],
    /// Whether all headings go one level deeper: the page's title is its only `<h1>`.
    pub deeper: bool,
}

/// Whether a page's own headings begin at the level of its title.
#[must_use]
pub fn has_first_level(events: &[Event<'_>]) -> bool {
    events.iter().any(|e| matches!(e, Event::Open(Name::H1, _)))
}

/// Classes of tables that stand beside the text or span it: the theme lays them out, and a box would break that.
const LAID_OUT: [&str; 9] = ["infobox", "sidebar", "navbox", "ambox", "tmbox", "cmbox", "ombox", "fmbox", "mbox-small"];

/// What the header cells of a row head.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    /// Every cell is one: the columns.
    Heads,
    /// The first is one, and it heads the row.
    Headed,
    /// What is known is not enough.
    Other,
}

/// Writes what belongs to a page only.
pub(super) struct Dress<'s> {
    setting: &'s Setting<'s>,
    /// For each open table, whether it stands in a box.
    tables: Vec<bool>,
    /// For each open numbered list, whether it is one of notes.
    lists: Vec<bool>,
    /// How many lists of notes there were.
    notes: usize,
    /// How many links to edit a section were written.
    edits: usize,
    /// The id of the open heading.
    heading: Option<String>,
    row: Row,
    /// Whether a cell of the row was written.
    in_row: bool,
}

impl<'s> Dress<'s> {
    pub(super) fn new(setting: &'s Setting<'s>) -> Self {
        Self { setting, tables: Vec::new(), lists: Vec::new(), notes: 0, edits: 0, heading: None, row: Row::Other, in_row: false }
    }

    /// The element that stands for `name`.
    fn shown(&self, name: Name) -> Name {
        match name.heading_level() {
            Some(level @ 1..=5) if self.setting.deeper => Name::heading(level + 1),
            _ => name,
        }
    }

    /// Writes the start tag of `events[at]`, which opens `name`.
    pub(super) fn open(&mut self, name: Name, attrs: &Attrs<'_>, events: &[Event<'_>], at: usize, out: &mut String) {
        match name {
            Name::Table => self.table(attrs, events, at, out),
            Name::Ol => self.list(attrs, out),
            Name::Tr if self.tables.len() == 1 => {
                // Only outermost tables: a row is looked through once, however deep tables lie in tables.
                self.row = row(&events[at + 1..]);
                self.in_row = false;
            }
            _ => {}
        }
        if name.heading_level().is_some() {
            self.heading = attrs.get("id").map(str::to_owned);
        }
        let mut own = None;
        if self.tables.len() == 1 && matches!(name, Name::Th | Name::Td) {
            let scope = match self.row {
                Row::Heads => Some("col"),
                Row::Headed if !self.in_row => Some("row"),
                _ => None,
            };
            self.in_row = true;
            if let Some(scope) = scope.filter(|_| name == Name::Th && attrs.get("scope").is_none()) {
                let mut attrs: Attrs<'_> = attrs.clone();
                attrs.set("scope", scope);
                own = Some(attrs);
            }
        }
        if let Some(class) = han::class(name, &events[at + 1..]) {
            own = Some(han::with_class(attrs, class));
        }
        if name == Name::A && !self.setting.back.is_empty() && attrs.get("role") == Some("doc-backlink") {
            // The name holds what is seen, so that who speaks to the computer can say it (WCAG 2.5.3).
            let seen = match events.get(at + 1) {
                Some(Event::Text(text)) if text != "^" => format!(" {text}"),
                _ => String::new(),
            };
            let mut attrs: Attrs<'_> = attrs.clone();
            attrs.set("aria-label", format!("{}{seen}", self.setting.back));
            own = Some(attrs);
        }
        open(self.shown(name), own.as_ref().unwrap_or(attrs), out);
    }

    /// Opens the box that a table scrolls in.
    ///
    /// It is a group and no region: regions are landmarks, and a page of forty tables has no forty landmarks.
    fn table(&mut self, attrs: &Attrs<'_>, events: &[Event<'_>], at: usize, out: &mut String) {
        let style = attrs.get("style").unwrap_or_default().to_ascii_lowercase();
        let placed = LAID_OUT.iter().any(|class| attrs.has_class(class)) || style.contains("float") || attrs.get("align").is_some();
        let boxed = self.tables.is_empty() && !placed;
        self.tables.push(boxed);
        if boxed {
            out.push_str("<div class=\"table-scroll\" tabindex=\"0\" role=\"group\"");
            let caption = caption(&events[at + 1..]);
            attribute("aria-label", if caption.is_empty() { self.setting.table } else { &caption }, out);
            out.push('>');
        }
    }

    /// Opens the section that a list of notes stands in (DPUB-ARIA 1.1, `doc-endnotes`): a landmark, so each has a name of
    /// its own.
    fn list(&mut self, attrs: &Attrs<'_>, out: &mut String) {
        let is_notes = attrs.has_class("references") && !self.setting.notes.is_empty();
        self.lists.push(is_notes);
        if !is_notes {
            return;
        }
        self.notes += 1;
        let mut name = self.setting.notes.to_owned();
        if let Some(group) = attrs.get("data-group") {
            name.push(' ');
            name.push_str(group);
        }
        if self.notes > 1 {
            name.push(' ');
            name.push_str(&self.notes.to_string());
        }
        out.push_str("<section role=\"doc-endnotes\"");
        attribute("aria-label", name.trim(), out);
        out.push('>');
    }

    /// What comes before the end tag of `name`; gives the element to close.
    pub(super) fn closing(&mut self, name: Name, out: &mut String) -> Name {
        if name.heading_level().is_some()
            && let Some(id) = self.heading.take()
        {
            // The sign itself is the style sheet's: it is not a part of the heading's text.
            out.push_str("<a class=\"headerlink\"");
            attribute("href", &format!("#{}", encode_fragment(&id)), out);
            attribute("aria-label", self.setting.heading_link, out);
            out.push_str("></a>");
            // The addresses stand in the order of the headings, so the next one is the one or there is none.
            if let Some((_, href)) = self.setting.edits.get(self.edits).filter(|(at, _)| *at == id) {
                self.edits += 1;
                out.push_str("<a class=\"editlink\" rel=\"nofollow\"");
                attribute("href", href, out);
                attribute("aria-label", self.setting.edit, out);
                out.push_str("></a>");
            }
        }
        self.shown(name)
    }

    /// What comes after the end tag of `name`.
    pub(super) fn closed(&mut self, name: Name, out: &mut String) {
        if name == Name::Table && self.tables.pop() == Some(true) {
            out.push_str("</div>");
        }
        if name == Name::Ol && self.lists.pop() == Some(true) {
            out.push_str("</section>");
        }
    }
}

/// What the cells of a row are.
fn row(events: &[Event<'_>]) -> Row {
    let mut depth = 0usize;
    let (mut heads, mut others, mut first) = (0usize, 0usize, None);
    for event in events {
        match event {
            Event::Open(Name::Table, _) => depth += 1,
            Event::Close(Name::Table) if depth == 0 => break,
            Event::Close(Name::Table) => depth -= 1,
            Event::Close(Name::Tr) if depth == 0 => break,
            Event::Open(name @ (Name::Th | Name::Td), _) if depth == 0 => {
                first.get_or_insert(*name);
                if *name == Name::Th { heads += 1 } else { others += 1 }
            }
            _ => {}
        }
    }
    match (heads, others, first) {
        (1.., 0, _) => Row::Heads,
        (_, 1.., Some(Name::Th)) => Row::Headed,
        _ => Row::Other,
    }
}

/// The text of a table's caption, which comes first in it.
fn caption(events: &[Event<'_>]) -> String {
    let mut out = String::new();
    let mut inside = false;
    for event in events {
        match event {
            Event::Open(Name::Caption, _) => inside = true,
            Event::Text(text) if inside => out.push_str(text),
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Open(..) | Event::OpenLink(_) | Event::Close(_) if inside && *event != Event::Close(Name::Caption) => {}
            _ => break,
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(name: Name) -> Event<'static> {
        Event::Open(name, Attrs::new())
    }

    fn dressed(events: &[Event<'_>], setting: &Setting<'_>) -> String {
        let mut dress = Dress::new(setting);
        let mut out = String::new();
        for (i, event) in events.iter().enumerate() {
            match event {
                Event::Open(name, attrs) => dress.open(*name, attrs, events, i, &mut out),
                Event::Close(name) => {
                    let shown = dress.closing(*name, &mut out);
                    out.push_str(&format!("</{}>", shown.as_str()));
                    dress.closed(*name, &mut out);
                }
                Event::Text(text) => out.push_str(text),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn a_heading_links_to_itself_and_goes_deeper() {
        let mut attrs = Attrs::new();
        attrs.set("id", "100%");
        let events = [Event::Open(Name::H1, attrs), Event::Text("x".into()), Event::Close(Name::H1)];
        let setting = Setting { heading_link: "link", deeper: has_first_level(&events), ..Setting::default() };
        assert_eq!(dressed(&events, &setting), "<h2 id=\"100%\">x<a class=\"headerlink\" href=\"#100%25\" aria-label=\"link\"></a></h2>");
    }

    #[test]
    fn a_table_scrolls_in_a_box_named_after_its_caption() {
        let events = [
            opened(Name::Table),
            opened(Name::Caption),
            Event::Text("Years".into()),
            Event::Close(Name::Caption),
            opened(Name::Tr),
            opened(Name::Th),
            Event::Close(Name::Th),
            opened(Name::Td),
            opened(Name::Table),
            Event::Close(Name::Table),
            Event::Close(Name::Td),
            Event::Close(Name::Tr),
            Event::Close(Name::Table),
        ];
        let html = dressed(&events, &Setting::default());
        assert!(
            html.starts_with("<div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Years\"><table><caption>"),
            "{html}"
        );
        assert!(html.contains("<th scope=\"row\"></th><td><table></table></td>"), "{html}");
        assert!(html.ends_with("</table></div>"), "{html}");
    }

    #[test]
    fn a_box_beside_the_text_stays_as_it_is() {
        let mut attrs = Attrs::new();
        attrs.set("class", "infobox vcard");
        assert_eq!(
            dressed(&[Event::Open(Name::Table, attrs), Event::Close(Name::Table)], &Setting::default()),
            "<table class=\"infobox vcard\"></table>"
        );
    }
}
