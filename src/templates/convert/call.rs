//! What a call of `{{convert}}` asks for.

use super::super::arguments::Arguments;
use super::number::{Given, Rounding, Separator, read};
use super::units::{Unit, unit};

/// How many values a range may have.
const MOST_VALUES: usize = 8;
/// How many arguments are looked at.
const MOST_ARGUMENTS: usize = 40;

/// A call, read.
pub(super) struct Call {
    pub(super) chinese: bool,
    pub(super) values: Vec<Given>,
    /// What stands between the values: one less than those.
    pub(super) ranges: Vec<Range>,
    /// The unit of the values; the smallest one of `5 ft 11 in`.
    pub(super) from: Unit,
    pub(super) composite: Option<Composite>,
    pub(super) to: Vec<Target>,
    pub(super) rounding: Option<Rounding>,
    pub(super) options: Options,
}

/// A value in several units: `5 ft 11 in`.
pub(super) struct Composite {
    /// The numbers as they were given, each with its unit.
    pub(super) parts: Vec<(Given, Unit)>,
    /// Whether the smallest unit is the inch, whose results are given more exactly.
    pub(super) is_inches: bool,
}

/// What a value is converted to.
pub(super) enum Target {
    /// A unit.
    One(Unit),
    /// A large and a small unit, and how many of the small one make a large one.
    Two([Unit; 2], u32),
}

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    To,
    And,
    Or,
    Dash,
    /// `and(-)`: the word in what was given, a dash in the result.
    AndDash,
    /// `to(-)`.
    ToDash,
    /// `by`, or `x` where names are written out.
    By,
    /// `x`: with symbols, one behind each value.
    Times,
    PlusMinus,
}

impl Range {
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "to" | "til" | "–to" | "to-" | "至" | "到" => Self::To,
            "and" | "与" | "和" => Self::And,
            "or" | "或" => Self::Or,
            "-" | "–" | "&ndash;" | "—" | "~" => Self::Dash,
            "and(-)" => Self::AndDash,
            "to(-)" => Self::ToDash,
            "by" => Self::By,
            "x" | "×" | "*" | "xx" => Self::Times,
            "+/-" | "±" | "&plusmn;" | "+" => Self::PlusMinus,
            _ => return None,
        })
    }
}

/// Which of the two units are written as symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviated {
    /// The converted one.
    Out,
    /// The given one.
    In,
    Both,
    Neither,
    /// Numbers alone.
    Values,
}

/// Where the result stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    Brackets,
    SquareBrackets,
    Or,
    Comma,
    Slash,
    Break,
    /// In the next cell of a table, to the right or in the middle.
    Cell(&'static str),
    OutputOnly,
    OutputNumber,
    InputOnly,
}

/// The options that are given by name.
pub(super) struct Options {
    pub(super) abbreviated: Abbreviated,
    pub(super) joined: Joined,
    pub(super) flipped: bool,
    pub(super) adjective: bool,
    pub(super) american: bool,
    pub(super) separator: Separator,
    /// `abbr=off` was said: temperatures are written out too.
    pub(super) all_names: bool,
}

impl Options {
    fn read(arguments: Arguments<'_>, short: bool) -> Self {
        let get = |name| arguments.get(name).unwrap_or_default();
        let (disp, adj, abbr) = (get("disp"), get("adj"), arguments.first_of(&["abbr", "abbre"]).unwrap_or_default());
        let joined = match disp {
            "or" => Joined::Or,
            "comma" => Joined::Comma,
            "/" | "slash" | "s" => Joined::Slash,
            "br" | "br()" => Joined::Break,
            "sqbr" => Joined::SquareBrackets,
            "table" => Joined::Cell("right"),
            "tablecen" => Joined::Cell("center"),
            "output only" | "out" | "only" => Joined::OutputOnly,
            "output number only" | "number" => Joined::OutputNumber,
            "input only" | "in" => Joined::InputOnly,
            _ => Joined::Brackets,
        };
        let table = matches!(joined, Joined::Cell(_)) && abbr.is_empty();
        let abbreviated = match abbr {
            "on" | "unit" => Abbreviated::Both,
            "off" | "none" => Abbreviated::Neither,
            "in" => Abbreviated::In,
            "values" => Abbreviated::Values,
            "" if table => Abbreviated::Values,
            "" if short => Abbreviated::Both,
            _ => Abbreviated::Out,
        };
        Self {
            abbreviated,
            joined,
            flipped: get("order") == "flip" || disp == "flip" || adj == "flip",
            adjective: matches!(adj, "on" | "mid" | "1") || arguments.get("sing") == Some("on"),
            american: get("sp") == "us",
            separator: match get("comma") {
                "off" => Separator::Nothing,
                "5" => Separator::CommaFromFive,
                "gaps" | "gaps5" => Separator::Gap,
                _ => Separator::Comma,
            },
            all_names: matches!(abbr, "off" | "none"),
        }
    }
}

/// The numbered arguments, one after the other.
struct Rest<'a> {
    all: &'a [&'a str],
    separator: Separator,
}

impl<'a> Rest<'a> {
    fn peek(&self) -> &'a str {
        self.all.first().copied().unwrap_or_default()
    }

    fn next(&mut self) -> &'a str {
        let Some((first, rest)) = self.all.split_first() else { return "" };
        self.all = rest;
        first
    }

    fn range(&mut self) -> Option<Range> {
        let range = Range::of(self.peek())?;
        self.next();
        Some(range)
    }

    fn unit(&mut self) -> Option<Unit> {
        let found = unit(self.peek())?;
        self.next();
        Some(found)
    }

    /// A whole number, for rounding.
    fn whole(&mut self) -> Option<i32> {
        let number = self.peek().replace('−', "-").parse().ok()?;
        self.next();
        Some(number)
    }
}

/// Words and signs of a range that may stand in one argument with its values: `5-10`, `5 to 10`.
const INSIDE: &[&str] = &[" to ", " and ", " or ", " by ", " x ", " - ", "–", "&ndash;", "×", "±", "x", "-", "至"];

/// The values of one argument, and what stands between them.
fn inside(text: &str, separator: Separator) -> Option<(Vec<Given>, Vec<Range>)> {
    let (mut values, mut ranges, mut rest) = (Vec::new(), Vec::new(), text);
    while values.len() < MOST_VALUES {
        if let Some(number) = read(rest, separator) {
            values.push(number);
            return Some((values, ranges));
        }
        // The first sign is the number's own; `3-1/2` is no range, and no number either.
        let (at, word) = INSIDE
            .iter()
            .filter_map(|word| Some((rest.char_indices().skip(1).find(|(at, _)| rest[*at..].starts_with(word))?.0, *word)))
            .min_by_key(|(at, _)| *at)?;
        values.push(read(&rest[..at], separator)?);
        ranges.push(Range::of(word.trim())?);
        rest = rest[at + word.len()..].trim_start();
        if word == "-" && rest.contains('/') {
            return None;
        }
    }
    None
}

impl Call {
    /// Reads a call; the error says what is wrong.
    pub(super) fn read(arguments: Arguments<'_>, short: bool) -> Result<Self, String> {
        let options = Options::read(arguments, short);
        let numbered = arguments.numbered(MOST_ARGUMENTS);
        let mut rest = Rest { all: &numbered, separator: options.separator };
        let first = rest.next().replace("&nbsp;", " ");
        let (mut values, mut ranges) =
            inside(&first, options.separator).ok_or_else(|| format!("`{first}` is no number that can be converted"))?;
        while let Some(range) = rest.range() {
            let next = rest.next();
            let value = read(next, options.separator).ok_or_else(|| format!("`{next}` is no number that can be converted"))?;
            if values.len() == MOST_VALUES {
                return Err("a range has too many values".to_owned());
            }
            ranges.push(range);
            values.push(value);
        }
        let code = rest.peek();
        let mut from = rest.unit().ok_or_else(|| format!("`{code}` is no unit that can be converted"))?;
        let composite = if values.len() == 1 { composite(&mut rest, &mut values, &mut from) } else { None };
        let mut places = rest.whole();
        let to = if places.is_none() { rest.next() } else { "" };
        let to = targets(&from, to, values[0].value)?;
        places = places.or_else(|| rest.whole());
        let rounding = rounding(arguments, places);
        Ok(Self { chinese: arguments.chinese, values, ranges, from, composite, to, rounding, options })
    }
}

/// The further parts of a value in several units; then the value is in the smallest of them.
fn composite(rest: &mut Rest<'_>, values: &mut [Given], from: &mut Unit) -> Option<Composite> {
    let mut parts = vec![(values[0].clone(), from.clone())];
    while let [number, code, ..] = rest.all
        && parts.len() < 4
        && let (Some(number), Some(smaller)) = (read(number, rest.separator), unit(code))
        && smaller.kind == from.kind
        && smaller.size.factor() < from.size.factor()
    {
        rest.all = &rest.all[2..];
        let ratio = from.size.factor() / smaller.size.factor();
        let sign = if values[0].value < 0.0 { -1.0 } else { 1.0 };
        values[0] = Given { value: values[0].value * ratio + sign * number.value, ..number.clone() };
        *from = smaller.clone();
        parts.push((number, smaller));
    }
    let is_inches = from.symbol == "in";
    (parts.len() > 1).then_some(Composite { parts, is_inches })
}

/// Pairs of a large and a small unit that are one target, and how many small ones make a large one.
const PAIRS: &[(&str, [&str; 2], u32)] = &[
    ("ftin", ["ft", "in"], 12),
    ("ft in", ["ft", "in"], 12),
    ("footin", ["ft", "in"], 12),
    ("ydft", ["yd", "ft"], 3),
    ("stlb", ["st", "lb"], 14),
    ("st lb", ["st", "lb"], 14),
    ("lboz", ["lb", "oz"], 16),
    ("lb oz", ["lb", "oz"], 16),
];

/// The units that a text names, or those that the given one is converted to by default.
fn targets(from: &Unit, text: &str, value: f64) -> Result<Vec<Target>, String> {
    let text = text.replace('+', " ");
    let codes = match text.trim() {
        "" => from.default_for(value),
        pair if PAIRS.iter().any(|(name, ..)| *name == pair) => vec![pair.to_owned()],
        codes => codes.split_whitespace().take(4).map(str::to_owned).collect(),
    };
    codes.iter().map(|code| target(from, code)).collect()
}

fn target(from: &Unit, code: &str) -> Result<Target, String> {
    let wrong = || format!("`{code}` is no unit that can be converted to");
    let target = match PAIRS.iter().find(|(name, ..)| *name == code) {
        Some((_, [large, small], many)) => Target::Two([unit(large).ok_or_else(wrong)?, unit(small).ok_or_else(wrong)?], *many),
        None => Target::One(unit(code).ok_or_else(wrong)?),
    };
    let (Target::One(to) | Target::Two([to, _], _)) = &target;
    if to.kind == from.kind { Ok(target) } else { Err(format!("`{code}` is another kind of unit")) }
}

/// The rounding that a call asks for.
fn rounding(arguments: Arguments<'_>, places: Option<i32>) -> Option<Rounding> {
    let number = |name| arguments.get(name).and_then(|text| text.parse::<f64>().ok());
    if let Some(parts) = number("frac").filter(|parts| *parts >= 2.0) {
        return Some(Rounding::Fraction(parts as u32));
    }
    if let Some(places) = places {
        return Some(Rounding::Places(places.clamp(-30, 30)));
    }
    if let Some(digits) = number("sigfig").filter(|digits| *digits >= 1.0) {
        return Some(Rounding::Digits(digits as i32));
    }
    number("round").filter(|step| [0.5, 5.0, 10.0, 25.0, 50.0].contains(step)).map(Rounding::Multiple)
}
