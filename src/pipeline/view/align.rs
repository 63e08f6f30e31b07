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

/// A list cut into its items, so that items stand beside items.
pub(super) struct List<'e, 'a> {
    /// The box around it, if it has one: notes stand in one.
    pub(super) wrap: Option<Attrs<'a>>,
    /// `ul` or `ol`.
    pub(super) name: Name,
    pub(super) attrs: Attrs<'a>,
    pub(super) items: Vec<&'e [Event<'a>]>,
}

/// Cuts a list, or a box that holds nothing but a list; anything else stays whole.
pub(super) fn list<'e, 'a>(block: &'e [Event<'a>]) -> Option<List<'e, 'a>> {
    match block.first()? {
        Event::Open(Name::Div, attrs) => {
            let inner = blocks(inside(block));
            let [only] = inner.as_slice() else { return None };
            // One box deep: a box in a box is laid out by its author.
            matches!(only.first(), Some(Event::Open(Name::Ul | Name::Ol, _)))
                .then(|| list(only))
                .flatten()
                .map(|list| List { wrap: Some(attrs.clone()), ..list })
        }
        Event::Open(name @ (Name::Ul | Name::Ol), attrs) => {
            let items = blocks(inside(block));
            let only_items = items.iter().all(|i| matches!(i.first(), Some(Event::Open(Name::Li, _))));
            (only_items && items.len() > 1).then(|| List { wrap: None, name: *name, attrs: attrs.clone(), items })
        }
        _ => None,
    }
}

/// What stands between the first event of a block and its last.
fn inside<'e, 'a>(block: &'e [Event<'a>]) -> &'e [Event<'a>] {
    &block[1..block.len().saturating_sub(1).max(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list_of(count: usize) -> Vec<Event<'static>> {
        let mut out = vec![Event::Open(Name::Ol, Attrs::new()), Event::Text("\n".into())];
        for _ in 0..count {
            out.extend([Event::Open(Name::Li, Attrs::new()), Event::Text("x".into()), Event::Close(Name::Li), Event::Text("\n".into())]);
        }
        out.push(Event::Close(Name::Ol));
        out
    }

    #[test]
    fn lists_are_cut_and_seen_through_their_box() {
        let plain = list_of(3);
        assert!(list(&plain).is_some_and(|l| l.items.len() == 3 && l.wrap.is_none()));
        let mut boxed = vec![Event::Open(Name::Div, Attrs::new())];
        boxed.extend(plain);
        boxed.push(Event::Close(Name::Div));
        assert!(list(&boxed).is_some_and(|l| l.items.len() == 3 && l.wrap.is_some()));
        assert!(list(&list_of(1)).is_none());
    }
}
