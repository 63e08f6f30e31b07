//! Style sheets of authors' own (`<templatestyles>`): rules for a page's content and for nothing else.
//!
//! Facts: the extension TemplateStyles and its `StylesheetSanitizer`; CSS Syntax 3, which `cssparser` reads.  What stays
//! is on lists: properties, functions in values, at-rules.  Every selector is put behind the class of the page's
//! content, so that no rule reaches the theme; nothing is loaded, and nothing stays put while the page scrolls.

use cssparser::{AtRuleParser, CowRcStr, Parser, ParserState, QualifiedRuleParser, RuleBodyParser, StyleSheetParser, Token};

use super::value::{Declarations, Failure, MAX_DEPTH, Place, Written, next, refuse};

/// The longest style sheet, in bytes; MediaWiki's own limit is 100 kB.
pub const MAX_BYTES: usize = 256 << 10;

/// What every selector stands behind.
pub(super) const SCOPE: &str = ".content ";

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

/// Reads a style sheet of a page and keeps what may stay.
#[must_use]
pub fn clean(css: &str) -> Sheet {
    read(css, Place::Sheet)
}

/// The same for what stands in a drawing, where it reaches the drawing alone.
pub(super) fn clean_drawing(css: &str) -> Sheet {
    read(css, Place::Drawing)
}

fn read(css: &str, place: Place) -> Sheet {
    let mut sheet = Sheet::default();
    if css.len() > MAX_BYTES {
        sheet.refused.push(format!("all of it: it is longer than {MAX_BYTES} bytes"));
        return sheet;
    }
    let mut parser = Parser::new(css);
    let mut rules = Rules { place, in_media: false, refused: Vec::new() };
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
    place: Place,
    in_media: bool,
    refused: Vec<String>,
}

impl<'i> QualifiedRuleParser<'i> for Rules {
    type Prelude = String;
    type QualifiedRule = String;
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<String, Failure> {
        let mut selectors = Vec::new();
        let mut text = Written::default();
        selector(input, 0, &mut text, Some(&mut selectors))?;
        selectors.push(text.take());
        if self.place == Place::Drawing {
            return if selectors.iter().any(String::is_empty) { refuse() } else { Ok(selectors.join(",")) };
        }
        let scoped: Option<Vec<String>> = selectors.iter().map(|s| scope(s)).collect();
        scoped.map_or_else(refuse, |all| Ok(all.join(",")))
    }

    fn parse_block(&mut self, selectors: String, _: &ParserState, input: &mut Parser<'i>) -> Result<String, Failure> {
        let mut out = format!("{selectors}{{");
        let mut declarations = Declarations { place: self.place };
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
        let mut out = Written::default();
        media(input, 0, &mut out)?;
        Ok(format!("@media {} ", out.take()))
    }

    fn parse_block(&mut self, prelude: String, _: &ParserState, input: &mut Parser<'i>) -> Result<String, Failure> {
        let mut out = format!("{prelude}{{");
        let mut inner = Self { place: self.place, in_media: true, refused: Vec::new() };
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
    while let Some((token, source)) = next(input) {
        match &token {
            Token::Comma if list.is_some() => list.iter_mut().for_each(|list| list.push(out.take())),
            Token::Function(name) => {
                let lower = name.to_ascii_lowercase();
                if !SELECTOR_FUNCTIONS.contains(&lower.as_str()) {
                    return refuse();
                }
                out.open(&Token::Function(lower.into()))?;
                input.parse_nested_block(|input| selector(input, depth + 1, out, None))?;
                out.close(')');
            }
            Token::SquareBracketBlock => {
                out.open(&token)?;
                input.parse_nested_block(|input| selector(input, depth + 1, out, None))?;
                out.close(']');
            }
            Token::Delim(c) if !matches!(c, '.' | '*' | '>' | '+' | '~' | '=' | '^' | '$' | '|' | '-') => return refuse(),
            Token::Ident(_)
            | Token::Hash(_)
            | Token::IDHash(_)
            | Token::QuotedString(_)
            | Token::Colon
            | Token::Comma
            | Token::WhiteSpace(_)
            | Token::Delim(_)
            | Token::Number { .. }
            | Token::Dimension { .. }
            | Token::IncludeMatch
            | Token::DashMatch
            | Token::PrefixMatch
            | Token::SuffixMatch
            | Token::SubstringMatch => out.push(&token, source)?,
            _ => return refuse(),
        }
    }
    Ok(())
}

/// A selector behind the content's class; `None` for one that means something outside of it.
fn scope(selector: &str) -> Option<String> {
    let own = selector.strip_prefix(".mw-parser-output").filter(|rest| rest.starts_with([' ', '>', '+', '~', '.', '#', ':', '[']));
    let selector = own.map_or(selector, str::trim_start);
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
    while let Some((token, source)) = next(input) {
        match &token {
            Token::ParenthesisBlock => {
                out.open(&token)?;
                input.parse_nested_block(|input| media(input, depth + 1, out))?;
                out.close(')');
            }
            Token::Ident(_) | Token::Colon | Token::Comma | Token::WhiteSpace(_) | Token::Number { .. } | Token::Dimension { .. } => {
                out.push(&token, source)?;
            }
            // `</style` would end the element that the sheet may come to stand in.
            Token::Delim('/') => out.push_apart('/'),
            Token::Delim('<' | '>' | '=') => out.push(&token, source)?,
            _ => return refuse(),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a sheet names an address, read token by token.
    fn has_address(css: &str) -> bool {
        fn any(input: &mut Parser<'_>) -> bool {
            let mut found = false;
            while let Ok(token) = input.next_including_whitespace_and_comments().cloned() {
                match token {
                    Token::UnquotedUrl(_) | Token::BadUrl(_) => found = true,
                    Token::Function(name) => {
                        found |= ["url", "src", "image", "image-set", "-webkit-image-set"].contains(&&*name.to_ascii_lowercase());
                        found |= input.parse_nested_block(|input| Ok::<_, Failure>(any(input))).unwrap_or(false);
                    }
                    Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                        found |= input.parse_nested_block(|input| Ok::<_, Failure>(any(input))).unwrap_or(false);
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
        assert_eq!(sheet.css, ".content .a{color:red;}\n", "two names without anything between them are no selector");
        let sheet = clean(".d::after{content:\"</STYLE><meta http-equiv=refresh>\"}@media (width</**/style){.a{color:red}}");
        assert!(!sheet.css.contains("</"), "{}", sheet.css);
    }

    #[test]
    fn ranges_of_widths_stay() {
        let sheet = clean("@media (400px<=width<600px) and (aspect-ratio>16/9) { .a { width: 33.3% } }");
        assert_eq!(sheet.css, "@media (400px<=width<600px) and (aspect-ratio>16 / 9) {.content .a{width:33.3%;}\n}\n");
    }

    #[test]
    fn rules_reach_the_content_only() {
        let sheet =
            clean("/* x */ .a, #b > td:not(.c) { color: RED; margin: 0 auto !important }\n.mw-parser-output .d::before { content: \"→\" }");
        assert_eq!(sheet.refused, Vec::<String>::new());
        assert_eq!(
            sheet.css,
            ".content .a,.content #b > td:not(.c){color:RED;margin:0 auto !important;}\n.content .d::before{content:\"→\";}\n"
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
        assert_eq!(sheet.css, "@media screen and (max-width: 40em) {.content .a{float:none;}\n}\n");
        assert_eq!(sheet.refused.len(), 1);
    }

    #[test]
    fn broken_sheets_end() {
        for opener in ["{", "(", ".a{", "@media(", "[", "/*", "\"", ".a{b:(", ":not("] {
            let _ = clean(&opener.repeat(10_000));
        }
    }
}
