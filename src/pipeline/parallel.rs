//! The parallel view: what two views of a page have in common is cut at the same places.

use crate::model::document::Event;
use crate::model::html::{Attrs, Name};

/// Cuts a view into its blocks: what stands at the top, and the items of lists there.
pub(super) fn blocks<'e, 'a>(events: &'e [Event<'a>]) -> Vec<&'e [Event<'a>]> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    for (i, event) in events.iter().enumerate() {
        match event {
            Event::Open(name, _) if !name.is_void() => depth += 1,
            Event::OpenLink(_) => depth += 1,
            Event::Close(_) => depth = depth.saturating_sub(1),
            Event::Text(text) if depth == 0 && text.trim().is_empty() => {
                start = i + 1;
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            out.push(&events[start..=i]);
            start = i + 1;
        }
    }
    if start < events.len() {
        out.push(&events[start..]);
    }
    out
}

/// Events without ids: in the second column, since an id can stand on a page once.
pub(super) fn without_ids<'a>(events: &[Event<'a>]) -> Vec<Event<'a>> {
    events
        .iter()
        .map(|event| match event {
            Event::Open(name, attrs) if attrs.get("id").is_some() => {
                let mut attrs: Attrs<'a> = attrs.clone();
                attrs.remove("id");
                Event::Open(*name, attrs)
            }
            other => other.clone(),
        })
        .collect()
}

/// Cuts a list into one list an item, so that items stand beside items; anything else stays whole.
pub(super) fn items<'e, 'a>(block: &'e [Event<'a>]) -> Option<(Name, Attrs<'a>, Vec<&'e [Event<'a>]>)> {
    let Event::Open(name @ (Name::Ul | Name::Ol), attrs) = block.first()? else { return None };
    let inner = blocks(&block[1..block.len().saturating_sub(1).max(1)]);
    let only_items = inner.iter().all(|i| matches!(i.first(), Some(Event::Open(Name::Li, _))));
    (only_items && inner.len() > 1).then(|| (*name, attrs.clone(), inner))
}
