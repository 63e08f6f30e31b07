//! The arguments of a template's call.

/// Arguments as the caller's frame holds them: names, and values with their templates expanded.
#[derive(Clone, Copy)]
pub struct Arguments<'a> {
    all: &'a [(String, String)],
    /// Whether the page's wiki is Chinese; the words are English elsewhere.
    pub chinese: bool,
}

impl<'a> Arguments<'a> {
    /// The arguments of a call on a page of such a wiki.
    #[must_use]
    pub fn new(all: &'a [(String, String)], chinese: bool) -> Self {
        Self { all, chinese }
    }

    /// The value of that name, trimmed; `None` if it is empty or not given.
    ///
    /// Of two that have one name the last counts.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let value = self.all.iter().rev().find(|(known, _)| known == name)?.1.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The first of several names that has a value.
    #[must_use]
    pub fn first_of(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| self.get(name))
    }

    /// The numbered values from the first on, trimmed, empty ones too, at most `most`.
    #[must_use]
    pub fn numbered(&self, most: usize) -> Vec<&'a str> {
        let mut values = vec![None; most.min(self.all.len())];
        for (name, value) in self.all {
            if let Some(place) = name.parse().ok().and_then(|n: usize| values.get_mut(n.checked_sub(1)?)) {
                *place = Some(value.trim());
            }
        }
        values.into_iter().map_while(|value| value).collect()
    }

    /// One of two texts: the Chinese one on a Chinese wiki.
    #[must_use]
    pub fn word<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        if self.chinese { zh } else { en }
    }
}
