//! Values of CSS, for attributes and sheets alike: read token by token as a browser reads them, written so that they are read
//! again as the same tokens.
//!
//! Facts: CSS Syntax 3, §4 (tokens) and §9 (serialisation: which tokens become another one when nothing is between them).

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState, QualifiedRuleParser, RuleBodyItemParser, ToCss as _, Token,
    TokenSerializationType,
};

use super::{allowed, drawing};

/// How deep brackets may nest in a selector or a value.
pub(super) const MAX_DEPTH: u8 = 8;

/// Why something was refused: the caller names it by its source.
pub(super) type Failure = ParseError<()>;

pub(super) fn refuse<T>() -> Result<T, Failure> {
    Err(ParseError::custom(()))
}

/// CSS as it is written.
#[derive(Default)]
pub(super) struct Written {
    text: String,
    last: TokenSerializationType,
}

impl Written {
    /// Writes a token after what is there; `source` is what it was read from.
    ///
    /// # Errors
    /// If it would join with the one before: only a comment kept them apart, and no comment is written.
    pub(super) fn push(&mut self, token: &Token<'_>, source: &str) -> Result<(), Failure> {
        let kind = token.serialization_type();
        if self.last.needs_separator_when_before(kind) {
            return refuse();
        }
        match token {
            // One is as good as many; a space that ends an escape is none.
            Token::WhiteSpace(_) if self.text.is_empty() || self.last == TokenSerializationType::WhiteSpace => return Ok(()),
            Token::WhiteSpace(_) => self.text.push(' '),
            // Read as a binary fraction, so written as it was.
            Token::Number { .. } | Token::Percentage { .. } | Token::Dimension { .. } => {
                // `1\65 3` is no 1e3, and nobody measures so.
                if source.contains('\\') {
                    return refuse();
                }
                self.text.push_str(source);
            }
            // A sheet may come to stand in an element, whose end its strings must not spell.
            Token::QuotedString(_) => self.text.push_str(&token.to_css_string().replace('<', "\\3c ")),
            // With a `>` after it, it would be the end of a comment of HTML.
            Token::Ident(name) if &**name == "--" => return refuse(),
            token => self.text.push_str(&token.to_css_string()),
        }
        self.last = kind;
        Ok(())
    }

    /// Writes a sign with white space around it.
    pub(super) fn push_apart(&mut self, sign: char) {
        if self.last != TokenSerializationType::WhiteSpace {
            self.text.push(' ');
        }
        self.text.extend([sign, ' ']);
        self.last = TokenSerializationType::WhiteSpace;
    }

    /// Opens a block: a function's name with its parenthesis, or a bracket.
    ///
    /// # Errors
    /// As for [`Written::push`].
    pub(super) fn open(&mut self, token: &Token<'_>) -> Result<(), Failure> {
        self.push(token, "")?;
        self.last = TokenSerializationType::Nothing;
        Ok(())
    }

    /// Closes a block.
    pub(super) fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.last = TokenSerializationType::Other;
    }

    /// What was written, without white space around it, and an empty page after it.
    pub(super) fn take(&mut self) -> String {
        if self.last == TokenSerializationType::WhiteSpace {
            self.text.pop();
        }
        self.last = TokenSerializationType::Nothing;
        std::mem::take(&mut self.text)
    }
}

/// The next token, comments passed over, and what it was read from.
pub(super) fn next<'i>(input: &mut Parser<'i>) -> Option<(Token<'i>, &'i str)> {
    loop {
        let from = input.position();
        let token = input.next_including_whitespace_and_comments().ok()?.clone();
        if !matches!(token, Token::Comment(_)) {
            return Some((token, input.slice_from(from)));
        }
    }
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a `style` attribute of a page.
    Attribute,
    /// In a sheet of a page, where a rule may write beside what it styles (`::before`).
    Sheet,
    /// In a drawing, which may name its own parts (`url(#a)`).
    Drawing,
}

impl Place {
    /// Whether a property may stand there; `name` in lower case.
    fn has(self, name: &str) -> bool {
        match self {
            Self::Attribute => allowed::is_property(name),
            Self::Sheet => allowed::is_property(name) || name == "content",
            Self::Drawing => drawing::is_property(name),
        }
    }
}

/// Whether a text is a value that may stand there.
pub(super) fn is_value(text: &str, place: Place) -> bool {
    value(&mut Parser::new(text), 0, &mut Written::default(), place).is_ok()
}

/// Writes what names a part of the same document: what stands between the brackets of `url("#a")`.
fn part(input: &mut Parser<'_>, out: &mut Written) -> Result<(), Failure> {
    let name = input.expect_string()?.clone();
    if !name.starts_with('#') || !input.is_exhausted() {
        return refuse();
    }
    out.push(&Token::QuotedString(name), "")
}

/// Writes a value, of which every function must be on the list.
fn value(input: &mut Parser<'_>, depth: u8, out: &mut Written, place: Place) -> Result<(), Failure> {
    if depth > MAX_DEPTH {
        return refuse();
    }
    let mut after_word = false;
    while let Some((token, source)) = next(input) {
        match &token {
            Token::UnquotedUrl(name) if place == Place::Drawing && name.starts_with('#') => out.push(&token, source)?,
            Token::Function(name) if place == Place::Drawing && name.eq_ignore_ascii_case("url") => {
                out.open(&token)?;
                input.parse_nested_block(|input| part(input, out))?;
                out.close(')');
            }
            Token::Function(name) => {
                let lower = name.to_ascii_lowercase();
                if !allowed::is_function(&lower) {
                    return refuse();
                }
                out.open(&Token::Function(lower.into()))?;
                input.parse_nested_block(|input| value(input, depth + 1, out, place))?;
                out.close(')');
            }
            // A parenthesis without a name only groups; after a word it could be taken for a function's by a reader who passes over less.
            Token::ParenthesisBlock if !after_word => {
                out.open(&token)?;
                input.parse_nested_block(|input| value(input, depth + 1, out, place))?;
                out.close(')');
            }
            Token::Ident(_)
            | Token::Hash(_)
            | Token::IDHash(_)
            | Token::QuotedString(_)
            | Token::Number { .. }
            | Token::Percentage { .. }
            | Token::Dimension { .. }
            | Token::WhiteSpace(_)
            | Token::Comma
            | Token::Delim('+' | '-' | '*' | '/' | '!' | '.') => out.push(&token, source)?,
            _ => return refuse(),
        }
        if !matches!(token, Token::WhiteSpace(_)) {
            after_word = matches!(token, Token::Ident(_) | Token::Hash(_) | Token::IDHash(_));
        }
    }
    Ok(())
}

/// Reads declarations, and writes those that may stay.
pub(super) struct Declarations {
    pub(super) place: Place,
}

impl<'i> DeclarationParser<'i> for Declarations {
    type Declaration = String;
    type Error = ();

    fn parse_value(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>, _: &ParserState) -> Result<String, Failure> {
        let name = name.to_ascii_lowercase();
        if !self.place.has(&name) {
            return refuse();
        }
        let mut out = Written::default();
        value(input, 0, &mut out, self.place)?;
        let value = out.take();
        if value.is_empty() || !allowed::stays_in_place(&name, &value.to_ascii_lowercase()) {
            return refuse();
        }
        Ok(format!("{name}:{value};"))
    }
}

impl AtRuleParser<'_> for Declarations {
    type Prelude = ();
    type AtRule = String;
    type Error = ();
}

impl QualifiedRuleParser<'_> for Declarations {
    type Prelude = ();
    type QualifiedRule = String;
    type Error = ();
}

impl RuleBodyItemParser<'_, String, ()> for Declarations {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}
