//! The calculator behind `#expr`: shunting-yard, with MediaWiki's operators, precedence and messages.

use crate::site::Site;

/// How many operands or operators may wait (MediaWiki's limit).
const MAX_STACK: usize = 100;

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Error {
    StackExhausted,
    UnexpectedNumber,
    UnknownWord(String),
    UnexpectedOperator(&'static str),
    MissingOperand(&'static str),
    UnexpectedClosing,
    UnknownPunctuation(char),
    Unclosed,
    DivisionByZero,
    InvalidArgument(&'static str),
    InvalidLogarithm,
    NotANumber(&'static str),
}

impl Error {
    /// The message that MediaWiki shows.
    pub(super) fn text(&self, site: &Site) -> String {
        let zh = site.is_chinese();
        match self {
            Self::StackExhausted if zh => "表达式错误：堆栈耗尽。".into(),
            Self::StackExhausted => "Expression error: Stack exhausted.".into(),
            Self::UnexpectedNumber if zh => "表达式错误：预期外的数字。".into(),
            Self::UnexpectedNumber => "Expression error: Unexpected number.".into(),
            Self::UnknownWord(word) if zh => format!("表达式错误：无法识别词语“{word}”。"),
            Self::UnknownWord(word) => format!("Expression error: Unrecognized word \"{word}\"."),
            Self::UnexpectedOperator(name) if zh => format!("表达式错误：预期外的{name}运算符。"),
            Self::UnexpectedOperator(name) => format!("Expression error: Unexpected {name} operator."),
            Self::MissingOperand(name) if zh => format!("表达式错误：缺少{name}的操作数。"),
            Self::MissingOperand(name) => format!("Expression error: Missing operand for {name}."),
            Self::UnexpectedClosing if zh => "表达式错误：预期外的反括号。".into(),
            Self::UnexpectedClosing => "Expression error: Unexpected closing bracket.".into(),
            Self::UnknownPunctuation(c) if zh => format!("表达式错误：无法识别标点符号“{}”。", shown(*c)),
            Self::UnknownPunctuation(c) => format!("Expression error: Unrecognized punctuation character \"{}\".", shown(*c)),
            Self::Unclosed if zh => "表达式错误：未封闭的括号。".into(),
            Self::Unclosed => "Expression error: Unclosed bracket.".into(),
            Self::DivisionByZero if zh => "除以零。".into(),
            Self::DivisionByZero => "Division by zero.".into(),
            Self::InvalidArgument(name) if zh => format!("{name}的参数无效：&lt; -1或&gt; 1。"),
            Self::InvalidArgument(name) => format!("Invalid argument for {name}: &lt; -1 or &gt; 1."),
            Self::InvalidLogarithm if zh => "ln的参数无效：&lt;= 0。".into(),
            Self::InvalidLogarithm => "Invalid argument for ln: &lt;= 0.".into(),
            Self::NotANumber(name) if zh => format!("{name}内：结果不是数字。"),
            Self::NotANumber(name) => format!("In {name}: Result is not a number."),
        }
    }
}

/// A character as a message may show it: no markup comes of it.
fn shown(c: char) -> String {
    let mut out = String::new();
    if !crate::model::piece::is_mark(c) {
        crate::model::html::escape_text(c.encode_utf8(&mut [0; 4]), &mut out);
    }
    out
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Op {
    Positive,
    Negative,
    Plus,
    Minus,
    Times,
    Divide,
    IntDivide,
    Mod,
    FMod,
    Open,
    And,
    Or,
    Not,
    Eq,
    Less,
    Greater,
    LessEq,
    GreaterEq,
    NotEq,
    Round,
    Exponent,
    Sine,
    Cosine,
    Tangent,
    ArcSine,
    ArcCos,
    ArcTan,
    Exp,
    Ln,
    Abs,
    Floor,
    Trunc,
    Ceil,
    Pow,
    Sqrt,
}

impl Op {
    fn precedence(self) -> i8 {
        match self {
            Self::Negative | Self::Positive | Self::Exponent => 10,
            Self::Sine
            | Self::Cosine
            | Self::Tangent
            | Self::ArcSine
            | Self::ArcCos
            | Self::ArcTan
            | Self::Exp
            | Self::Ln
            | Self::Abs
            | Self::Floor
            | Self::Trunc
            | Self::Ceil
            | Self::Not
            | Self::Sqrt => 9,
            Self::Pow => 8,
            Self::Times | Self::Divide | Self::IntDivide | Self::Mod | Self::FMod => 7,
            Self::Plus | Self::Minus => 6,
            Self::Round => 5,
            Self::Eq | Self::Less | Self::Greater | Self::LessEq | Self::GreaterEq | Self::NotEq => 4,
            Self::And => 3,
            Self::Or => 2,
            Self::Open => -1,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Negative | Self::Minus => "-",
            Self::Positive | Self::Plus => "+",
            Self::Not => "not",
            Self::Times => "*",
            Self::Divide => "/",
            Self::IntDivide => "div",
            Self::Mod => "mod",
            Self::FMod => "fmod",
            Self::Open => "(",
            Self::And => "and",
            Self::Or => "or",
            Self::Eq => "=",
            Self::Less => "&lt;",
            Self::Greater => "&gt;",
            Self::LessEq => "&lt;=",
            Self::GreaterEq => "&gt;=",
            Self::NotEq => "&lt;&gt;",
            Self::Round => "round",
            Self::Exponent => "e",
            Self::Sine => "sin",
            Self::Cosine => "cos",
            Self::Tangent => "tan",
            Self::ArcSine => "asin",
            Self::ArcCos => "acos",
            Self::ArcTan => "atan",
            Self::Exp => "exp",
            Self::Ln => "ln",
            Self::Abs => "abs",
            Self::Floor => "floor",
            Self::Trunc => "trunc",
            Self::Ceil => "ceil",
            Self::Pow => "^",
            Self::Sqrt => "sqrt",
        }
    }

    fn is_unary(self) -> bool {
        matches!(self, Self::Negative | Self::Positive) || self.precedence() == 9
    }
}

/// What a word means.
enum Word {
    Binary(Op),
    Unary(Op),
    Number(f64),
}

fn word(text: &str) -> Option<Word> {
    Some(match text {
        "mod" => Word::Binary(Op::Mod),
        "fmod" => Word::Binary(Op::FMod),
        "and" => Word::Binary(Op::And),
        "or" => Word::Binary(Op::Or),
        "round" => Word::Binary(Op::Round),
        "div" => Word::Binary(Op::IntDivide),
        "e" => Word::Binary(Op::Exponent),
        "not" => Word::Unary(Op::Not),
        "sin" => Word::Unary(Op::Sine),
        "cos" => Word::Unary(Op::Cosine),
        "tan" => Word::Unary(Op::Tangent),
        "asin" => Word::Unary(Op::ArcSine),
        "acos" => Word::Unary(Op::ArcCos),
        "atan" => Word::Unary(Op::ArcTan),
        "exp" => Word::Unary(Op::Exp),
        "ln" => Word::Unary(Op::Ln),
        "abs" => Word::Unary(Op::Abs),
        "trunc" => Word::Unary(Op::Trunc),
        "floor" => Word::Unary(Op::Floor),
        "ceil" => Word::Unary(Op::Ceil),
        "sqrt" => Word::Unary(Op::Sqrt),
        "pi" => Word::Number(std::f64::consts::PI),
        _ => return None,
    })
}

/// The value of an expression; `None` for an empty one.
pub(super) fn evaluate(text: &str) -> Result<Option<f64>, Error> {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&minus;", "-").replace('−', "-");
    let mut operands: Vec<f64> = Vec::new();
    let mut operators: Vec<Op> = Vec::new();
    let mut want_operator = false;
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if operands.len() > MAX_STACK || operators.len() > MAX_STACK {
            return Err(Error::StackExhausted);
        }
        if matches!(c, ' ' | '\t' | '\r' | '\n') {
            rest = &rest[1..];
            continue;
        }
        if c.is_ascii_digit() || c == '.' {
            if want_operator {
                return Err(Error::UnexpectedNumber);
            }
            let length = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
            operands.push(number(&rest[..length]));
            rest = &rest[length..];
            want_operator = true;
            continue;
        }
        if c.is_ascii_alphabetic() {
            let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let name = rest[..length].to_ascii_lowercase();
            rest = &rest[length..];
            match word(&name) {
                None => return Err(Error::UnknownWord(name)),
                Some(Word::Number(value)) => {
                    if want_operator {
                        return Err(Error::UnexpectedNumber);
                    }
                    operands.push(value);
                    want_operator = true;
                }
                // `e` where a number is wanted is the constant.
                Some(Word::Binary(Op::Exponent)) if !want_operator => {
                    operands.push(std::f64::consts::E);
                    want_operator = true;
                }
                Some(Word::Unary(op)) => {
                    if want_operator {
                        return Err(Error::UnexpectedOperator(op.name()));
                    }
                    operators.push(op);
                }
                Some(Word::Binary(op)) => {
                    binary(op, want_operator, &mut operators, &mut operands)?;
                    want_operator = false;
                }
            }
            continue;
        }
        let (op, length) = match (c, rest.as_bytes().get(1)) {
            ('<', Some(b'=')) => (Op::LessEq, 2),
            ('>', Some(b'=')) => (Op::GreaterEq, 2),
            ('<', Some(b'>')) | ('!', Some(b'=')) => (Op::NotEq, 2),
            ('<', _) => (Op::Less, 1),
            ('>', _) => (Op::Greater, 1),
            ('=', _) => (Op::Eq, 1),
            ('*', _) => (Op::Times, 1),
            ('/', _) => (Op::Divide, 1),
            ('^', _) => (Op::Pow, 1),
            ('+', _) => (if want_operator { Op::Plus } else { Op::Positive }, 1),
            ('-', _) => (if want_operator { Op::Minus } else { Op::Negative }, 1),
            ('(', _) => {
                if want_operator {
                    return Err(Error::UnexpectedOperator("("));
                }
                operators.push(Op::Open);
                rest = &rest[1..];
                continue;
            }
            (')', _) => {
                loop {
                    match operators.pop() {
                        None => return Err(Error::UnexpectedClosing),
                        Some(Op::Open) => break,
                        Some(op) => apply(op, &mut operands)?,
                    }
                }
                want_operator = true;
                rest = &rest[1..];
                continue;
            }
            _ => return Err(Error::UnknownPunctuation(c)),
        };
        rest = &rest[length..];
        if op.is_unary() {
            operators.push(op);
        } else {
            binary(op, want_operator, &mut operators, &mut operands)?;
            want_operator = false;
        }
    }
    while let Some(op) = operators.pop() {
        if op == Op::Open {
            return Err(Error::Unclosed);
        }
        apply(op, &mut operands)?;
    }
    Ok(operands.last().copied())
}

fn binary(op: Op, want_operator: bool, operators: &mut Vec<Op>, operands: &mut Vec<f64>) -> Result<(), Error> {
    if !want_operator {
        return Err(Error::UnexpectedOperator(op.name()));
    }
    while let Some(last) = operators.last().filter(|last| op.precedence() <= last.precedence()) {
        apply(*last, operands)?;
        operators.pop();
    }
    operators.push(op);
    Ok(())
}

/// PHP's conversion of digits and dots: the longest start that is a number.
fn number(text: &str) -> f64 {
    let mut dots = 0;
    let length = text
        .bytes()
        .take_while(|b| {
            dots += usize::from(*b == b'.');
            dots < 2
        })
        .count();
    let text = text[..length].trim_end_matches('.');
    format!("0{text}").parse().unwrap_or(0.0)
}

fn apply(op: Op, operands: &mut Vec<f64>) -> Result<(), Error> {
    let missing = Error::MissingOperand(op.name());
    let right = operands.pop().ok_or(missing.clone())?;
    if op.is_unary() {
        operands.push(unary(op, right)?);
        return Ok(());
    }
    let left = operands.pop().ok_or(missing)?;
    let truth = |b: bool| f64::from(u8::from(b));
    let value = match op {
        Op::Times => left * right,
        // `div` is another spelling of `/`, whatever its name says.
        Op::Divide | Op::IntDivide if right == 0.0 => return Err(Error::DivisionByZero),
        Op::Divide | Op::IntDivide => left / right,
        Op::Mod => {
            if right.trunc() == 0.0 {
                return Err(Error::DivisionByZero);
            }
            left.trunc() % right.trunc()
        }
        Op::FMod if right == 0.0 => return Err(Error::DivisionByZero),
        Op::FMod => left % right,
        Op::Plus => left + right,
        Op::Minus => left - right,
        Op::And => truth(left != 0.0 && right != 0.0),
        Op::Or => truth(left != 0.0 || right != 0.0),
        Op::Eq => truth(left == right),
        Op::NotEq => truth(left != right),
        Op::Less => truth(left < right),
        Op::Greater => truth(left > right),
        Op::LessEq => truth(left <= right),
        Op::GreaterEq => truth(left >= right),
        Op::Round => round(left, right.trunc()),
        Op::Exponent => left * 10f64.powf(right),
        Op::Pow => left.powf(right),
        _ => return Err(missing_of(op)),
    };
    operands.push(value);
    Ok(())
}

fn missing_of(op: Op) -> Error {
    Error::MissingOperand(op.name())
}

fn unary(op: Op, value: f64) -> Result<f64, Error> {
    Ok(match op {
        Op::Negative => -value,
        Op::Not => f64::from(u8::from(value == 0.0)),
        Op::Sine => value.sin(),
        Op::Cosine => value.cos(),
        Op::Tangent => value.tan(),
        Op::ArcSine | Op::ArcCos if !(-1.0..=1.0).contains(&value) => return Err(Error::InvalidArgument(op.name())),
        Op::ArcSine => value.asin(),
        Op::ArcCos => value.acos(),
        Op::ArcTan => value.atan(),
        Op::Exp => value.exp(),
        Op::Ln if value <= 0.0 => return Err(Error::InvalidLogarithm),
        Op::Ln => value.ln(),
        Op::Abs => value.abs(),
        Op::Floor => value.floor(),
        Op::Trunc => value.trunc(),
        Op::Ceil => value.ceil(),
        Op::Sqrt if value < 0.0 => return Err(Error::NotANumber("sqrt")),
        Op::Sqrt => value.sqrt(),
        _ => value,
    })
}

/// PHP's `round`: half away from zero, looking at the digits as printed.
fn round(value: f64, digits: f64) -> f64 {
    let digits = digits.clamp(-308.0, 308.0);
    let factor = 10f64.powi(digits.abs() as i32);
    let scaled = if digits >= 0.0 { value * factor } else { value / factor };
    if !scaled.is_finite() || scaled.abs() >= 1e15 {
        return value;
    }
    // What the last bits of the product say is noise: 1.005 is meant to be rounded up.
    let near = format!("{scaled:.14e}").parse::<f64>().unwrap_or(scaled);
    let rounded = near.round();
    let result = if digits >= 0.0 { rounded / factor } else { rounded * factor };
    if result.is_finite() { result } else { value }
}

/// A number as PHP prints it with fourteen significant digits.
pub(super) fn print(value: f64) -> String {
    if value.is_nan() {
        return "NAN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "INF".into() } else { "-INF".into() };
    }
    if value == 0.0 {
        return if value.is_sign_negative() { "-0".into() } else { "0".into() };
    }
    // Integers are integers in PHP, up to 64 bits.
    let shown = format!("{value:.13e}");
    let (mantissa, exponent) = shown.split_once('e').unwrap_or((&shown, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |m| ("-", m));
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let digits = digits.trim_end_matches('0');
    if !(-4..14).contains(&exponent) {
        let (first, rest) = digits.split_at(1.min(digits.len()));
        let rest = if rest.is_empty() { "0" } else { rest };
        let mark = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}.{rest}E{mark}{}", exponent.abs());
    }
    if exponent < 0 {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        return format!("{sign}0.{}{digits}", "0".repeat(zeros));
    }
    let whole = usize::try_from(exponent).unwrap_or(0) + 1;
    if digits.len() <= whole {
        format!("{sign}{digits}{}", "0".repeat(whole - digits.len()))
    } else {
        format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> String {
        match evaluate(text) {
            Ok(Some(v)) => print(v),
            Ok(None) => String::new(),
            Err(e) => e.text(&Site::default()),
        }
    }

    #[test]
    fn calculates() {
        for (text, want) in [
            ("1 + 2 * 3", "7"),
            ("(1+2)*3", "9"),
            ("-2^2", "4"),
            ("2^-1", "0.5"),
            ("7 mod 4", "3"),
            ("-7 mod 4", "-3"),
            ("1/3", "0.33333333333333"),
            ("10/4", "2.5"),
            ("1e3", "1000"),
            ("1.5 round 0", "2"),
            ("1.005 round 2", "1.01"),
            ("1234 round -2", "1200"),
            ("not 0 and 1", "1"),
            ("3 <> 4", "1"),
            ("2 >= 2", "1"),
            ("pi", "3.1415926535898"),
            ("1e20", "1.0E+20"),
            ("1 +", "Expression error: Missing operand for +."),
            ("1 2", "Expression error: Unexpected number."),
            ("foo", "Expression error: Unrecognized word \"foo\"."),
            ("1/0", "Division by zero."),
            ("(1", "Expression error: Unclosed bracket."),
            ("1)", "Expression error: Unexpected closing bracket."),
            ("", ""),
            ("0.1+0.2", "0.3"),
            ("100000000000000", "1.0E+14"),
            ("0.0001", "0.0001"),
            ("0.00001", "1.0E-5"),
            ("9 div 2", "4.5"),
            ("2^3^2", "64"),
        ] {
            assert_eq!(value(text), want, "{text}");
        }
    }
}
