//! Tokens of CSS as text that reads back as the same tokens.
//!
//! Facts: CSS Syntax 3, §9 (serialization).  Where a comment stood between two tokens, something must stand there again:
//! `url/**/(x)` is a word and a bracket, and `url(x)` an address that a browser fetches.

use cssparser::{ToCss as _, Token, TokenSerializationType};

/// A text that tokens are written to.
#[derive(Debug)]
pub(super) struct Written {
    text: String,
    last: TokenSerializationType,
    /// What parts tokens that would join.
    between: &'static str,
}

impl Written {
    /// An empty text; `between` parts tokens that would join: a space, or an empty comment where a space means something.
    pub(super) fn new(between: &'static str) -> Self {
        Self { text: String::new(), last: TokenSerializationType::Nothing, between }
    }

    /// Writes a token; of a bracket or a function, its beginning.
    pub(super) fn token(&mut self, token: &Token<'_>) {
        let kind = token.serialization_type();
        if self.last.needs_separator_when_before(kind) {
            self.text.push_str(self.between);
        }
        self.last = kind;
        match token {
            Token::WhiteSpace(_) => self.text.push(' '),
            // Before `/` or `!` it would end or begin something in HTML.
            Token::Delim('<') => self.text.push_str("< "),
            // A sheet may stand in `<style>`.
            token => self.text.push_str(&token.to_css_string().replace('<', "\\3c ")),
        }
    }

    /// Writes the end of a bracket or a function.
    pub(super) fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.last = TokenSerializationType::Nothing;
    }

    /// Takes what was written, and begins anew.
    pub(super) fn take(&mut self) -> String {
        self.last = TokenSerializationType::Nothing;
        std::mem::take(&mut self.text)
    }
}
