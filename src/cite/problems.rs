//! What is wrong with a citation.

/// One thing found while reading a citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A stable name, kebab-case.
    pub code: &'static str,
    /// What is so, lower case and without a final stop.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// Whether the page shows it to every reader.
    pub visible: bool,
    /// The parameter concerned, without marks; empty if none.
    pub parameter: String,
    /// What else it concerns: the other parameter, the value or the text; empty if nothing.
    pub other: String,
}

impl Problem {
    /// A problem that only the report tells.
    #[must_use]
    pub fn hidden(code: &'static str, parameter: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into(), visible: false, parameter: parameter.to_owned(), other: String::new() }
    }

    /// A problem that the page shows.
    #[must_use]
    pub fn shown(code: &'static str, parameter: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { visible: true, ..Self::hidden(code, parameter, message, hint) }
    }

    /// The same, with what else it concerns.
    #[must_use]
    pub fn with(mut self, other: &str) -> Self {
        other.clone_into(&mut self.other);
        self
    }
}
