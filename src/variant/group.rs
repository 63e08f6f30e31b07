//! Groups of rules (公共轉換組): the rules of a glossary file, of a `Module:CGroup/…` page, or of a
//! `Template:CGroup/…` page.
//!
//! Four forms are read: TOML and JSON as data, Lua as a table of literals (never run), wikitext as calls of
//! `CItem`.  Real groups are dirty, and a broken item must not cost the others.
//!
//! Facts: Chinese Wikipedia's `Module:CGroup/core`, `Template:CItem` and their documentation.

use serde_json::Value as Json;

/// A group of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// What the group calls itself.
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Its rules, in order, each as a mark's body would hold it.
    pub rules: Vec<String>,
    /// Other groups whose rules it takes over.
    pub imports: Vec<String>,
}

/// How deep tables of Lua and JSON may be nested; each level is a call.
const MAX_DEPTH: usize = 16;

impl Group {
    /// Reads a group in whatever form it is written.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let head = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if head.starts_with(['{', '['])
            && !head.starts_with("{{")
            && let Some(group) = Self::from_json(text)
        {
            return group;
        }
        if head.contains("{{") && head.to_ascii_lowercase().contains("{{citem") {
            return Self::from_template(text);
        }
        Self::from_toml(text).unwrap_or_else(|| Self::from_lua(text))
    }

    /// Reads `{"name": …, "description": …, "rules": […]}`, in which a rule is a string, or an object with `conv` or
    /// `rule`; `None` if it is no JSON.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let json: Json = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
        let string = |key: &str| json.get(key).and_then(Json::as_str).map(str::to_owned);
        let mut group = Self { name: string("name"), description: string("description"), ..Self::default() };
        let items = ["rules", "content"].into_iter().find_map(|key| json.get(key)?.as_array()).or(json.as_array());
        for item in items.into_iter().flatten() {
            let field = |key: &str| item.get(key).and_then(Json::as_str);
            match item {
                Json::String(rule) => group.add(rule),
                Json::Array(parts) => {
                    if let Some(rule) = parts.last().and_then(Json::as_str) {
                        group.add(rule);
                    }
                }
                _ => match (field("import"), field("conv").or_else(|| field("rule"))) {
                    (Some(other), _) => group.imports.push(other.to_owned()),
                    (None, Some(rule)) => group.add(rule),
                    (None, None) => {}
                },
            }
        }
        Some(group)
    }

    /// Reads `name = …`, `description = …`, `imports = […]`, and the rules as `[[rule]]` or `rules = […]`; `None` if it
    /// is no TOML with rules or imports.
    ///
    /// A rule is a string, as a mark's body holds it, or a table from variants to texts, which is two-way unless `from`
    /// says what it starts from; `protect = "…"` is a word to leave alone.
    #[must_use]
    pub fn from_toml(text: &str) -> Option<Self> {
        let table: toml::Table = text.parse().ok()?;
        let string = |key: &str| table.get(key).and_then(toml::Value::as_str).map(str::to_owned);
        let array = |key: &str| table.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        ["rule", "rules", "imports"].iter().find_map(|key| table.get(*key))?;
        let mut group = Self { name: string("name"), description: string("description"), ..Self::default() };
        for rule in array("rule").into_iter().chain(array("rules")) {
            match rule {
                toml::Value::String(rule) => group.add(&rule),
                toml::Value::Table(texts) => group.add_table(&texts),
                _ => {}
            }
        }
        group.imports = array("imports").iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
        Some(group)
    }

    /// Adds a rule that is written as a table.
    fn add_table(&mut self, texts: &toml::Table) {
        let text = |key: &str| texts.get(key).and_then(toml::Value::as_str).filter(|t| !t.is_empty());
        if let Some(word) = text("protect") {
            self.add(word);
        }
        let arrow = text("from").map(|from| format!("{from}=>")).unwrap_or_default();
        let sides = texts.iter().filter(|(key, _)| !matches!(key.as_str(), "from" | "protect" | "note"));
        let sides = sides.filter_map(|(variant, to)| Some(format!("{arrow}{variant}:{}", to.as_str()?)));
        self.add(&sides.collect::<Vec<_>>().join(";"));
    }

    /// Reads the table that a Lua data page returns.
    #[must_use]
    pub fn from_lua(text: &str) -> Self {
        let mut group = Self::default();
        let mut reader = Lua { text, at: 0 };
        while let Some(token) = reader.token() {
            if token == Token::Open {
                let Value::Table(fields) = reader.table(0) else {
                    continue;
                };
                if fields.iter().any(|(key, _)| key.as_deref() == Some("content")) {
                    group.take_lua(fields);
                }
            }
        }
        group
    }

    fn take_lua(&mut self, fields: Vec<(Option<String>, Value)>) {
        for (key, value) in fields {
            match (key.as_deref(), value) {
                (Some("name"), Value::Text(text)) => self.name = Some(text),
                (Some("description"), Value::Text(text)) => self.description = Some(text),
                (Some("content"), Value::Table(items)) => {
                    for (_, item) in items {
                        self.take_lua_item(item);
                    }
                }
                _ => {}
            }
        }
    }

    fn take_lua_item(&mut self, item: Value) {
        match item {
            Value::Text(rule) => self.add(&rule),
            Value::Other => {}
            Value::Table(fields) => {
                let field = |name: &str| {
                    fields.iter().find_map(|(key, value)| match value {
                        Value::Text(text) if key.as_deref() == Some(name) => Some(text.as_str()),
                        _ => None,
                    })
                };
                let listed = fields.iter().filter_map(|(key, value)| match value {
                    Value::Text(text) if key.is_none() => Some(text.as_str()),
                    _ => None,
                });
                match field("type") {
                    Some("text") => {}
                    Some("import") => self.imports.extend(field("import").map(str::to_owned)),
                    _ => {
                        // `{rule}` or `{original, rule}`; a call of `Item` has the same parts.
                        if let Some(rule) = field("rule").or_else(|| listed.take(2).last()) {
                            let rule = rule.to_owned();
                            self.add(&rule);
                        }
                    }
                }
            }
        }
    }

    /// Reads the calls of `CItem`, `CItemHidden` and the like of a template page.
    #[must_use]
    pub fn from_template(text: &str) -> Self {
        let mut group = Self::default();
        let mut rest = text;
        while let Some(at) = rest.find("{{") {
            rest = &rest[at + 2..];
            let name = rest.trim_start();
            if !name.get(..5).is_some_and(|n| n.eq_ignore_ascii_case("citem")) {
                continue;
            }
            let (parts, len) = arguments(rest);
            let mut plain = None;
            for part in parts.iter().skip(1) {
                let value = match part.split_once('=') {
                    // The arrow of a one-way rule is no sign of a name.
                    Some((name, value)) if !value.starts_with('>') && !name.contains(':') => {
                        if name.trim() != "1" {
                            continue;
                        }
                        value
                    }
                    _ => part,
                };
                if crate::model::rule::split_rules(value).is_some() {
                    plain = Some(value);
                    break;
                }
                plain = plain.or(Some(value));
            }
            if let Some(rule) = plain {
                group.add(rule);
            }
            rest = &rest[len..];
        }
        group
    }

    /// Adds a rule, unless it is blank.
    fn add(&mut self, rule: &str) {
        let rule = rule.trim();
        if !rule.trim_matches([';', ' ']).is_empty() {
            self.rules.push(rule.to_owned());
        }
    }
}

/// Splits a template call at its bars, outside links, calls and marks; also says where it ends.
///
/// An unclosed call ends with its line, so that the next one is read.
fn arguments(text: &str) -> (Vec<&str>, usize) {
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    let mut at = 0;
    while at < bytes.len() {
        match &bytes[at..bytes.len().min(at + 2)] {
            b"}}" if depth == 0 => {
                parts.push(&text[start..at]);
                return (parts, at + 2);
            }
            b"{{" | b"[[" | b"-{" => {
                depth += 1;
                at += 2;
                continue;
            }
            b"}}" | b"]]" | b"}-" => {
                depth = depth.saturating_sub(1);
                at += 2;
                continue;
            }
            [b'|', ..] if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            b"\n{" | b"\n*" | b"\n=" => break,
            _ => {}
        }
        at += 1;
    }
    parts.push(&text[start..at]);
    (parts, at)
}

/// A value of a Lua table, as far as groups need one.
#[derive(Debug)]
enum Value {
    Text(String),
    Table(Vec<(Option<String>, Value)>),
    Other,
}

#[derive(Debug, PartialEq)]
enum Token {
    Text(String),
    Name(String),
    Open,
    Close,
    Sign(u8),
    Concat,
}

/// A reader of Lua's literals; whatever else stands in the page is stepped over.
struct Lua<'t> {
    text: &'t str,
    at: usize,
}

impl Lua<'_> {
    fn token(&mut self) -> Option<Token> {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("--") {
                self.at += 2;
                if self.long_text().is_none() {
                    self.at += self.text[self.at..].find('\n').unwrap_or(self.text.len() - self.at);
                }
                continue;
            }
            let first = trimmed.chars().next()?;
            return Some(match first {
                '\'' | '"' => Token::Text(self.short_text(first)),
                '{' => self.step(1, Token::Open),
                '}' => self.step(1, Token::Close),
                '[' => match self.long_text() {
                    Some(text) => Token::Text(text),
                    None => self.step(1, Token::Sign(b'[')),
                },
                '.' if trimmed.starts_with("..") => self.step(2, Token::Concat),
                c if c.is_ascii_alphanumeric() || c == '_' => {
                    let len = trimmed.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
                    let name = trimmed[..len].to_owned();
                    self.step(len, Token::Name(name))
                }
                c => self.step(c.len_utf8(), Token::Sign(u8::try_from(c).unwrap_or(b'?'))),
            });
        }
    }

    fn step(&mut self, len: usize, token: Token) -> Token {
        self.at += len;
        token
    }

    fn peek(&mut self) -> Option<Token> {
        let at = self.at;
        let token = self.token();
        self.at = at;
        token
    }

    /// A string between quotes; one that is not closed ends with its line.
    fn short_text(&mut self, quote: char) -> String {
        let mut out = String::new();
        let start = self.at + 1;
        let mut chars = self.text[start..].char_indices();
        while let Some((at, c)) = chars.next() {
            if c == quote || c == '\n' {
                self.at = start + at + 1;
                return out;
            }
            if c == '\\' {
                match chars.next() {
                    Some((_, 'n')) => out.push('\n'),
                    Some((_, 't')) => out.push('\t'),
                    Some((_, other)) => out.push(other),
                    None => {}
                }
            } else {
                out.push(c);
            }
        }
        self.at = self.text.len();
        out
    }

    /// `[[…]]` or `[==[…]==]`; `None` if none begins here.
    fn long_text(&mut self) -> Option<String> {
        let rest = self.text[self.at..].strip_prefix('[')?;
        let level = rest.bytes().take_while(|b| *b == b'=').count();
        let rest = rest[level..].strip_prefix('[')?;
        let close = format!("]{}]", "=".repeat(level));
        let start = self.at + level + 2;
        let len = rest.find(&close).unwrap_or(rest.len());
        self.at = (start + len + close.len()).min(self.text.len());
        Some(rest[..len].strip_prefix('\n').unwrap_or(&rest[..len]).to_owned())
    }

    /// The rest of a table, or of a call's arguments, after the opener.
    fn table(&mut self, depth: usize) -> Value {
        let mut fields = Vec::new();
        while let Some(token) = self.token() {
            match token {
                Token::Close | Token::Sign(b')') => break,
                Token::Sign(b'[') => {
                    // `["key"] = value`
                    let key = match self.token() {
                        Some(Token::Text(key)) => Some(key),
                        _ => None,
                    };
                    while let Some(token) = self.token() {
                        if matches!(token, Token::Sign(b'=' | b',' | b';') | Token::Close) {
                            break;
                        }
                    }
                    let value = self.token().map_or(Value::Other, |t| self.value(t, depth));
                    fields.push((key, value));
                }
                Token::Name(name) if self.peek() == Some(Token::Sign(b'=')) => {
                    self.token();
                    let value = self.token().map_or(Value::Other, |t| self.value(t, depth));
                    fields.push((Some(name), value));
                }
                Token::Sign(_) | Token::Concat => {}
                token => {
                    let value = self.value(token, depth);
                    fields.push((None, value));
                }
            }
        }
        Value::Table(fields)
    }

    /// A value that begins with that token.
    fn value(&mut self, token: Token, depth: usize) -> Value {
        match token {
            Token::Text(mut text) => {
                while self.peek() == Some(Token::Concat) {
                    self.token();
                    if let Some(Token::Text(more)) = self.peek() {
                        self.token();
                        text.push_str(&more);
                    }
                }
                Value::Text(text)
            }
            Token::Open => self.inner(depth),
            Token::Name(_) => match self.peek() {
                // `Item('original', 'rule')`, `Item{…}`
                Some(Token::Sign(b'(') | Token::Open) => {
                    self.token();
                    self.inner(depth)
                }
                _ => Value::Other,
            },
            _ => Value::Other,
        }
    }

    /// A table in a table; too deep a one is stepped over.
    fn inner(&mut self, depth: usize) -> Value {
        if depth < MAX_DEPTH {
            return self.table(depth + 1);
        }
        let mut open = 1usize;
        while open > 0
            && let Some(token) = self.token()
        {
            match token {
                Token::Open | Token::Sign(b'(') => open += 1,
                Token::Close | Token::Sign(b')') => open -= 1,
                _ => {}
            }
        }
        Value::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_groups_are_read() {
        let text = r#"{"name":"N","description":"D","path":"p","rules":[{"original":"a","conv":"zh-cn:甲;zh-tw:乙;"},
            "丙","; ",{"conv":5},["x","zh-cn:丁"],{"import":"Other"}]}"#;
        let group = Group::parse(text);
        assert_eq!(group.name.as_deref(), Some("N"));
        assert_eq!(group.rules, ["zh-cn:甲;zh-tw:乙;", "丙", "zh-cn:丁"]);
        assert_eq!(group.imports, ["Other"]);
    }

    #[test]
    fn lua_groups_are_read() {
        let text = "-- a comment {\n--[[ another\n{ ]]\nlocal Item = require('Module:CGroup/core').Item\nreturn {\n\
            name = 'N', ['description'] = \"D\",\ncontent = {\n{ type = 'text', text = [=[\n== x ==\n]=] },\n\
            Item('a', 'zh-cn:甲;zh-tw:乙'),\n'丙',\n{ 'zh-cn:丁' }, { 'o', 'zh-cn:戊' },\n\
            { type = 'item', original = 'it\\'s', rule = 'zh-cn:己' .. ';zh-tw:庚' },\n{ type = 'import', import = 'Other' },\n\
            Item(nil, [[zh-cn:辛]]),\n}}";
        let group = Group::parse(text);
        assert_eq!((group.name.as_deref(), group.description.as_deref()), (Some("N"), Some("D")));
        assert_eq!(group.rules, ["zh-cn:甲;zh-tw:乙", "丙", "zh-cn:丁", "zh-cn:戊", "zh-cn:己;zh-tw:庚", "zh-cn:辛"]);
        assert_eq!(group.imports, ["Other"]);
    }

    #[test]
    fn template_groups_are_read() {
        let text = "{{CGroupHeader}}\n{{CItem|zh-cn:甲;zh-tw:乙|original=x}}\n* {{CItemHidden|1=丙=>zh-cn:丁}}\n\
            {{CItem|{{lang|en|y}}|zh-cn:戊;}}\n{{CItem|己\n{{citem|己=>zh-tw:庚|desc=z}}";
        let group = Group::parse(text);
        assert_eq!(group.rules, ["zh-cn:甲;zh-tw:乙", "丙=>zh-cn:丁", "zh-cn:戊;", "己", "己=>zh-tw:庚"]);
    }

    #[test]
    fn toml_groups_are_read() {
        let text = "name = 'N'\nrules = ['zh-cn:甲;zh-tw:乙', '丙', {zh-cn = '丁', zh-tw = '戊'}]\nimports = ['Other']";
        let group = Group::parse(text);
        assert_eq!(group.rules, ["zh-cn:甲;zh-tw:乙", "丙", "zh-cn:丁;zh-tw:戊"]);
        assert_eq!(group.imports, ["Other"]);
        let text = "[[rule]]\nzh-cn = '甲'\nzh-tw = '乙'\n[[rule]]\nfrom = '丙'\nzh-tw = '丁'\nnote = 'why'\n[[rule]]\nprotect = '戊'";
        assert_eq!(Group::parse(text).rules, ["zh-cn:甲;zh-tw:乙", "丙=>zh-tw:丁", "戊"]);
    }

    #[test]
    fn hostile_groups_are_bounded() {
        for piece in ["{", "{{CItem|", "[[", "[=[", "'", "\\", "Item(", "--[", "{content=", "}", ".."] {
            let _ = Group::parse(&piece.repeat(20_000));
            let _ = Group::from_lua(&format!("return {{content={}", piece.repeat(20_000)));
        }
    }
}
