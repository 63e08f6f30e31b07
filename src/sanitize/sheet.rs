//! Style sheets of authors' own (`<templatestyles>`): rules for a page's content and for nothing else.
//!
//! Facts: the extension TemplateStyles and its `StylesheetSanitizer`; CSS Syntax 3, which `cssparser` reads.  What stays
//! is on lists: properties, functions in values, at-rules.  Every selector is put behind the class of the page's
//! content, so that no rule reaches the theme; nothing is loaded, and nothing stays put while the page scrolls.

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState, QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser,
    StyleSheetParser, Token,
};

use super::allowed;
use super::tokens::Written;

/// The longest style sheet, in bytes; MediaWiki's own limit is 100 kB.
pub const MAX_BYTES: usize = 256 << 10;

/// How deep brackets may nest in a selector or a value.
const MAX_DEPTH: u8 = 8;

/// What every selector stands behind.
const SCOPE: &str = ".content ";

/// Functions that may stand in selectors.
const SELECTOR_FUNCTIONS: &[&str] =
    &["dir", "has", "is", "lang", "not", "nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type", "where"];

/// A style sheet that may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its text.
    pub css: String,
    /// What was left out: the first words of each rule or declaration.
    pub refused: Vec<String>,
}

/// Reads a style sheet and keeps what may stay.
#[must_use]
pub fn clean(css: &str) -> Sheet {
    let mut sheet = Sheet::default();
    if css.len() > MAX_BYTES {
        sheet.refused.push(format!("all of it: it is longer than {MAX_BYTES} bytes"));
        return sheet;
    }
    let mut parser = Parser::new(css);
    let mut rules = Rules { in_media: false, refused: Vec::new() };
    for rule in StyleSheetParser::new(&mut parser, &mut rules) {
        match rule {
            Ok(rule) => sheet.css.push_str(&rule),
            Err((_, source, _)) => sheet.refused.push(beginning(source)),
        }
    }
    sheet.refused.extend(rules.refused);
    sheet
}

/// The first words of what was refused, for a message.
fn beginning(source: &str) -> String {
    let line = source.trim().split(['{', '\n']).next().unwrap_or_default().trim();
    line.chars().take(60).collect()
}

/// Reads rules, at the top or inside `@media`.
struct Rules {
    in_media: bool,
    refused: Vec<String>,
}

type Failure = ParseError<()>;

fn refuse<T>() -> Result<T, Failure> {
    Err(ParseError::custom(()))
}

impl<'i> QualifiedRuleParser<'i> for Rules {
    type Prelude = String;
    type QualifiedRule = String;
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<String, Failure> {
        let mut selectors = Vec::new();
        // A space would be a combinator.
        let mut text = Written::new("/**/");
        selector(input, 0, &mut text, Some(&mut selectors))?;
        selectors.push(text.take());
        // As with declarations, what was written must read back as it is.
        let same = |text: &str| {
            let mut again = Written::new("/**/");
            selector(&mut Parser::new(text), 0, &mut again, None).is_ok() && again.take() == text
        };
        let scoped: Option<Vec<String>> = selectors.iter().map(|s| scope(s.trim()).filter(|_| same(s.trim()))).collect();
        scoped.map_or_else(refuse, |all| Ok(all.join(",")))
    }

    fn parse_block(&mut self, selectors: String, _: &ParserState, input: &mut Parser<'i>) -> Result<String, Failure> {
        let mut out = format!("{selectors}{{");
        let mut declarations = Declarations::default();
        for declaration in RuleBodyParser::new(input, &mut declarations) {
            match declaration {
                Ok(text) => out.push_str(&text),
                Err((_, source, _)) => self.refused.push(beginning(source)),
            }
        }
        out.push_str("}\n");
        Ok(out)
    }
}

impl<'i> AtRuleParser<'i> for Rules {
    type Prelude = String;
    type AtRule = String;
    type Error = ();

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Result<String, Failure> {
        if self.in_media || !name.eq_ignore_ascii_case("media") {
            return refuse();
        }
        let mut out = Written::new(" ");
        media(input, 0, &mut out)?;
        Ok(format!("@media {} ", out.take().trim()))
    }

    fn parse_block(&mut self, prelude: String, _: &ParserState, input: &mut Parser<'i>) -> Result<String, Failure> {
        let mut out = format!("{prelude}{{");
        let mut inner = Self { in_media: true, refused: Vec::new() };
        for rule in StyleSheetParser::new(input, &mut inner) {
            match rule {
                Ok(rule) => out.push_str(&rule),
                Err((_, source, _)) => self.refused.push(beginning(source)),
            }
        }
        self.refused.append(&mut inner.refused);
        out.push_str("}\n");
        Ok(out)
    }
}

/// Writes a selector; commas at the top part the list.
fn selector(input: &mut Parser<'_>, depth: u8, out: &mut Written, mut list: Option<&mut Vec<String>>) -> Result<(), Failure> {
    if depth > MAX_DEPTH {
        return refuse();
    }
    while let Ok(token) = input.next_including_whitespace().cloned() {
        match &token {
            Token::Comma => match &mut list {
                Some(list) => list.push(out.take()),
                None => out.token(&token),
            },
            Token::Function(name) => {
                let lower = name.to_ascii_lowercase();
                if !SELECTOR_FUNCTIONS.contains(&lower.as_str()) {
                    return refuse();
                }
                out.token(&Token::Function(lower.into()));
                input.parse_nested_block(|input| selector(input, depth + 1, out, None))?;
                out.close(')');
            }
            Token::SquareBracketBlock => {
                out.token(&token);
                input.parse_nested_block(|input| selector(input, depth + 1, out, None))?;
                out.close(']');
            }
            Token::Delim(c) if !matches!(c, '.' | '*' | '>' | '+' | '~' | '=' | '^' | '$' | '|' | '-') => return refuse(),
            Token::Ident(_)
            | Token::Hash(_)
            | Token::IDHash(_)
            | Token::QuotedString(_)
            | Token::Colon
            | Token::WhiteSpace(_)
            | Token::Delim(_)
            | Token::Number { .. }
            | Token::Dimension { .. }
            | Token::IncludeMatch
            | Token::DashMatch
            | Token::PrefixMatch
            | Token::SuffixMatch
            | Token::SubstringMatch => out.token(&token),
            _ => return refuse(),
        }
    }
    Ok(())
}

/// A selector behind the content's class; `None` for one that means something outside of it.
fn scope(selector: &str) -> Option<String> {
    let selector = selector.trim();
    let selector = selector.strip_prefix(".mw-parser-output").map_or(selector, str::trim);
    let first = selector.split([' ', '>', '+', '~', '.', '#', ':', '[']).next()?.to_ascii_lowercase();
    let outside = matches!(first.as_str(), "html" | "body")
        || selector.starts_with([':', '>', '+', '~']) && !selector.starts_with("::") && selector.to_ascii_lowercase().starts_with(":root");
    if selector.is_empty() || outside || selector.starts_with(['>', '+', '~']) {
        return None;
    }
    Some(format!("{SCOPE}{selector}"))
}

/// Writes what stands behind `@media`.
fn media(input: &mut Parser<'_>, depth: u8, out: &mut Written) -> Result<(), Failure> {
    if depth > MAX_DEPTH {
        return refuse();
    }
    while let Ok(token) = input.next_including_whitespace().cloned() {
        match &token {
            Token::ParenthesisBlock => {
                out.token(&token);
                input.parse_nested_block(|input| media(input, depth + 1, out))?;
                out.close(')');
            }
            Token::Ident(_) | Token::Colon | Token::Comma | Token::WhiteSpace(_) | Token::Number { .. } | Token::Dimension { .. } => {
                out.token(&token)
            }
            Token::Delim('<' | '>' | '=' | '/') => out.token(&token),
            _ => return refuse(),
        }
    }
    Ok(())
}

/// Reads declarations.
#[derive(Default)]
struct Declarations {
    /// What is read was written by this reader before.
    is_second: bool,
}

impl<'i> DeclarationParser<'i> for Declarations {
    type Declaration = String;
    type Error = ();

    fn parse_value(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>, _: &ParserState) -> Result<String, Failure> {
        let name = name.to_ascii_lowercase();
        // A sheet may write beside what it styles (`::before`).
        if !allowed::is_property(&name) && name != "content" {
            return refuse();
        }
        let mut out = Written::new(" ");
        value(input, 0, &mut out)?;
        let value = out.take();
        let value = value.trim_end();
        if !allowed::stays_in_place(&name, &value.to_ascii_lowercase()) {
            return refuse();
        }
        // What was written is what a browser reads: it must pass again as it is.
        if !self.is_second {
            let mut parser = Parser::new(value);
            let state = parser.state();
            let again = Self { is_second: true }.parse_value(name.as_str().into(), &mut parser, &state);
            if !again.is_ok_and(|again| again == format!("{name}:{value};")) {
                return refuse();
            }
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

/// Whether a text is one declaration of that name, as a browser reads it.
///
/// A line break within a string ends the string for a browser, and a closing bracket the declaration; what stands behind it is
/// then a declaration of its own.
pub(super) fn is_declaration(text: &str, name: &str) -> bool {
    let mut declarations = Declarations::default();
    let mut parser = Parser::new(text);
    let mut found = RuleBodyParser::new(&mut parser, &mut declarations);
    let is_it = |read: &String| read.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'));
    found.next().is_some_and(|first| first.is_ok_and(|read| is_it(&read))) && found.next().is_none()
}

/// Writes a value.
pub(super) fn value(input: &mut Parser<'_>, depth: u8, out: &mut Written) -> Result<(), Failure> {
    if depth > MAX_DEPTH {
        return refuse();
    }
    while let Ok(token) = input.next_including_whitespace().cloned() {
        match &token {
            Token::Function(name) => {
                let lower = name.to_ascii_lowercase();
                if !allowed::is_function(&lower) {
                    return refuse();
                }
                out.token(&Token::Function(lower.into()));
                input.parse_nested_block(|input| value(input, depth + 1, out))?;
                out.close(')');
            }
            Token::ParenthesisBlock => {
                out.token(&token);
                input.parse_nested_block(|input| value(input, depth + 1, out))?;
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
            | Token::Delim('+' | '-' | '*' | '/' | '!' | '.') => out.token(&token),
            _ => return refuse(),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Pieces of which hostile sheets are made: names, functions, comments, escapes, strings, brackets.
    fn piece() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "url",
            "(",
            ")",
            "\"x\"",
            "'",
            "\"",
            "/**/",
            "/*",
            "*/",
            " ",
            "\n",
            "\\",
            "\\75 rl",
            "\\a ",
            "src",
            "image-set",
            "calc(",
            "rgb(",
            "1",
            "-",
            "--",
            "+",
            "1em",
            "%",
            "#",
            "#a",
            "a",
            "e3",
            "u",
            "U+1",
            ",",
            ".",
            "/",
            "!",
            "important",
            "var(",
            "<",
            "</style>",
            "<!--",
            "-->",
            "@",
            ";",
            ":",
            "{",
            "}",
            "[",
            "]",
            "position",
            "fixed",
            "red",
            "\u{80}",
            "中",
            "\\000029",
            "\\\n",
            "attr(",
            "\0",
        ])
    }

    proptest! {
        #[test]
        fn what_is_written_is_accepted_again(pieces in prop::collection::vec(piece(), 0..14), name in prop::sample::select(vec!["background", "width", "font-family", "content"])) {
            let once = clean(&format!(".a{{{name}:{}}}", pieces.concat()));
            let again = clean(&once.css);
            prop_assert_eq!(again.css.replace(".content .content ", ".content "), once.css.clone());
            // As a browser sees it: no address, and nothing that ends the element it stands in.
            prop_assert!(!once.css.contains("</") && !once.css.contains("<!--"), "{}", once.css);
            prop_assert!(!has_address(&once.css), "{}", once.css);
        }

        #[test]
        fn selectors_that_are_written_are_accepted_again(pieces in prop::collection::vec(piece(), 0..10)) {
            let once = clean(&format!(".a{}{{color:red}}", pieces.concat()));
            let again = clean(&once.css);
            prop_assert_eq!(again.css.replace(".content .content ", ".content "), once.css);
        }
    }

    /// Whether a sheet names an address, read token by token.
    fn has_address(css: &str) -> bool {
        fn any(input: &mut Parser<'_>) -> bool {
            let mut found = false;
            while let Ok(token) = input.next_including_whitespace_and_comments().cloned() {
                match token {
                    Token::UnquotedUrl(_) | Token::BadUrl(_) => found = true,
                    Token::Function(name) => {
                        found |= ["url", "src", "image", "image-set", "-webkit-image-set"].contains(&&*name.to_ascii_lowercase());
                        found |= input.parse_nested_block(|input| Ok::<_, ParseError<()>>(any(input))).unwrap_or(false);
                    }
                    Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                        found |= input.parse_nested_block(|input| Ok::<_, ParseError<()>>(any(input))).unwrap_or(false);
                    }
                    _ => {}
                }
            }
            found
        }
        any(&mut Parser::new(css))
    }

    #[test]
    fn tokens_do_not_join_where_a_comment_was() {
        let sheet = clean(".a{background:url/**/(\"https://example.org/x\");width:1/**/em;color:red}.b/**/c{color:red}");
        assert!(!has_address(&sheet.css), "{}", sheet.css);
        assert!(sheet.css.contains(".content .b/**/c{color:red;}"), "{}", sheet.css);
        let sheet = clean(".d::after{content:\"</STYLE><meta http-equiv=refresh>\"}@media (width</**/style){.a{color:red}}");
        assert!(!sheet.css.contains("</"), "{}", sheet.css);
    }

    #[test]
    fn rules_reach_the_content_only() {
        let sheet =
            clean("/* x */ .a, #b > td:not(.c) { color: RED; margin: 0 auto !important }\n.mw-parser-output .d::before { content: \"→\" }");
        assert_eq!(sheet.refused, Vec::<String>::new());
        assert_eq!(
            sheet.css,
            ".content .a,.content #b > td:not(.c){color: RED;margin: 0 auto !important;}\n.content .d::before{content: \"→\";}\n"
        );
        for outside in ["html .a{color:red}", "body{color:red}", ":root .a{color:red}", "> p{color:red}", "~ p{color:red}"] {
            let sheet = clean(outside);
            assert_eq!((sheet.css.as_str(), sheet.refused.len()), ("", 1), "{outside}");
        }
    }

    #[test]
    fn nothing_is_loaded_and_nothing_lies_over_the_page() {
        for bad in [
            "background: url(x)",
            "background: u\\72l(x)",
            "background: URL(\"javascript:x\")",
            "background-image: image-set(\"x\")",
            "position: fixed",
            "position: \\66ixed",
            "position: var(--x)",
            "width: expression(alert(1))",
            "behavior: x",
            "-moz-binding: x",
            "--x: 1",
            "content: attr(onclick)",
            "filter: blur(1px)",
            "pointer-events: none",
        ] {
            let sheet = clean(&format!(".a{{{bad};color:red}}"));
            assert_eq!(sheet.css, ".content .a{color:red;}\n", "{bad}");
            assert_eq!(sheet.refused.len(), 1, "{bad}");
        }
        for bad in
            ["@import 'x';", "@font-face{src:url(x)}", "@charset 'x';", "@supports (color:red){.a{color:red}}", "@keyframes x{from{top:0}}"]
        {
            assert_eq!(clean(bad).css, "", "{bad}");
        }
    }

    #[test]
    fn media_rules_stay_one_deep() {
        let sheet = clean("@media screen and (max-width: 40em) { .a { float: none } @media print { .b { color: red } } }");
        assert_eq!(sheet.css, "@media screen and (max-width: 40em) {.content .a{float: none;}\n}\n");
        assert_eq!(sheet.refused.len(), 1);
    }

    #[test]
    fn broken_sheets_end() {
        for opener in ["{", "(", ".a{", "@media(", "[", "/*", "\"", ".a{b:(", ":not("] {
            let _ = clean(&opener.repeat(10_000));
        }
    }
}
