//! Both quantities of a conversion as wikitext.

use super::call::{Abbreviated, Call, Joined, Range, Target};
use super::number::{Rounding, Written, power, write};
use super::units::Unit;
use super::{result, rounding};

/// How a unit is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Symbol,
    Name,
    Nothing,
}

/// The whole: what was given and what it is, in the order that was asked for.
pub(super) fn show(call: &Call) -> String {
    let [first, second] = styles(call);
    let out = |style| {
        let between = if call.chinese { "；" } else { "; " };
        call.to.iter().map(|target| converted(call, target, style)).collect::<Vec<_>>().join(between)
    };
    let (left, right) = match call.options.joined {
        Joined::OutputOnly => return out(if call.options.abbreviated == Abbreviated::Out { Style::Symbol } else { first }),
        Joined::OutputNumber => return out(Style::Nothing),
        Joined::InputOnly => return given(call, first),
        _ if call.options.flipped => (out(first), given(call, second)),
        _ => (given(call, first), out(second)),
    };
    match (call.options.joined, call.chinese) {
        (Joined::SquareBrackets, _) => format!("{left} [{right}]"),
        (Joined::Or, true) => format!("{left}或{right}"),
        (Joined::Or, false) => format!("{left} or {right}"),
        (Joined::Comma, true) => format!("{left}，{right}"),
        (Joined::Comma, false) => format!("{left}, {right}"),
        (Joined::Slash, _) => format!("{left}&nbsp;/ {right}"),
        (Joined::Break, true) => format!("{left}<br>（{right}）"),
        (Joined::Break, false) => format!("{left}<br>({right})"),
        (Joined::Cell(align), _) => format!("style=\"text-align:{align};\"|{left}\n|style=\"text-align:{align};\"|{right}"),
        (_, true) => format!("{left}（{right}）"),
        (_, false) => format!("{left} ({right})"),
    }
}

/// How the quantity that stands first is written, and the second.
fn styles(call: &Call) -> [Style; 2] {
    match call.options.abbreviated {
        Abbreviated::Both => [Style::Symbol; 2],
        Abbreviated::Neither => [Style::Name; 2],
        Abbreviated::In => [Style::Symbol, Style::Name],
        Abbreviated::Values => [Style::Nothing; 2],
        // Chinese has names alone: a symbol beside them would be another language.
        Abbreviated::Out if call.chinese => [Style::Name; 2],
        Abbreviated::Out => [Style::Name, Style::Symbol],
    }
}

/// The quantity that was given.
fn given(call: &Call, style: Style) -> String {
    if let Some(composite) = &call.composite {
        let parts = composite.parts.iter().map(|(number, unit)| {
            let written = Written { shown: number.shown.clone(), is_one: number.is_one() };
            with_unit(call, &written, unit, style_of(call, unit, style))
        });
        let between = if call.options.adjective && style == Style::Name && !call.chinese { "-" } else { " " };
        return parts.collect::<Vec<_>>().join(if call.chinese && style == Style::Name { "" } else { between });
    }
    let values: Vec<_> = call.values.iter().map(|number| Written { shown: number.shown.clone(), is_one: number.is_one() }).collect();
    quantity(call, &values, &call.from, style, true)
}

/// The quantity in another unit.
fn converted(call: &Call, target: &Target, style: Style) -> String {
    match target {
        Target::One(to) => {
            let rounding = rounding(call, to);
            let values: Vec<_> = call.values.iter().map(|given| write(result(call, given, to), rounding, call.options.separator)).collect();
            quantity(call, &values, to, style, false)
        }
        Target::Two(units, many) => {
            let all = call.values.iter().map(|given| in_two(call, result(call, given, &units[1]), (units, *many), style));
            joined(call, all.collect(), false, style)
        }
    }
}

/// `5 ft 11 in`: the small unit is rounded to a whole, if no more is asked for.
fn in_two(call: &Call, value: f64, (units, many): (&[Unit; 2], u32), style: Style) -> String {
    let rounding = match call.rounding {
        Some(asked @ (Rounding::Places(1..) | Rounding::Fraction(_))) => asked,
        _ => Rounding::Places(0),
    };
    let step = match rounding {
        Rounding::Places(places) => 10f64.powi(-places.min(8)),
        Rounding::Fraction(parts) => 1.0 / f64::from(parts.max(1)),
        _ => 1.0,
    };
    // Rounded before it is divided, so that 11.9 in is no `12 in`.
    let rounded = (value.abs() / step).round() * step;
    let large = (rounded / f64::from(many) + 1e-9).floor();
    let small = (rounded - large * f64::from(many)).max(0.0);
    let large = write(large * value.signum(), Rounding::Places(0), call.options.separator);
    let small = write(small, rounding, call.options.separator);
    let between = if call.chinese && style == Style::Name { "" } else { " " };
    let parts = [(&large, &units[0]), (&small, &units[1])].map(|(number, unit)| with_unit(call, number, unit, style));
    parts.join(between)
}

/// Values with their unit behind the last, or behind each.
fn quantity(call: &Call, values: &[Written], unit: &Unit, style: Style, is_given: bool) -> String {
    let style = style_of(call, unit, style);
    if call.ranges.is_empty() {
        return values.first().map(|value| with_unit(call, value, unit, style)).unwrap_or_default();
    }
    let each = style == Style::Symbol && call.ranges.contains(&Range::Times);
    let last = values.len() - 1;
    let shown = values.iter().enumerate().map(|(i, value)| {
        if each || i == last {
            // Several are meant, even if the last is one.
            with_unit(call, &Written { is_one: false, ..value.clone() }, unit, style)
        } else {
            value.shown.clone()
        }
    });
    joined(call, shown.collect(), is_given, style)
}

/// Values of a range with what stands between them.
fn joined(call: &Call, shown: Vec<String>, is_given: bool, style: Style) -> String {
    let mut out = String::new();
    for (i, value) in shown.iter().enumerate() {
        if let Some(range) = i.checked_sub(1).and_then(|i| call.ranges.get(i)) {
            out.push_str(&between(call, *range, is_given, style));
        }
        out.push_str(value);
    }
    out
}

/// What stands between two values.
fn between(call: &Call, range: Range, is_given: bool, style: Style) -> String {
    let [zh, en] = match range {
        Range::Dash => ["–", "–"],
        Range::AndDash | Range::ToDash if !is_given => ["–", "–"],
        Range::To | Range::ToDash => ["至", " to "],
        Range::And | Range::AndDash => ["和", " and "],
        Range::Or => ["或", " or "],
        Range::Times if style == Style::Symbol => ["&nbsp;×&nbsp;", "&nbsp;×&nbsp;"],
        Range::By | Range::Times => ["×", " by "],
        Range::PlusMinus => ["±", "&nbsp;±&nbsp;"],
    };
    if call.chinese {
        return zh.to_owned();
    }
    if call.options.adjective && is_given && style == Style::Name && en.len() > 3 && en.starts_with(' ') {
        return en.replace(' ', "-");
    }
    en.to_owned()
}

/// Temperatures show their symbol, if names are not asked for.
fn style_of(call: &Call, unit: &Unit, style: Style) -> Style {
    if style == Style::Name && unit.is_shown_as_symbol() && !call.options.all_names { Style::Symbol } else { style }
}

/// A number and its unit.
fn with_unit(call: &Call, number: &Written, unit: &Unit, style: Style) -> String {
    let shown = &number.shown;
    match style {
        Style::Nothing if unit.thousands > 0 => format!("{shown}{}", power(unit.thousands.into())),
        Style::Nothing => shown.clone(),
        // A word that stands for a symbol has a plural: `2.2 short tons`.
        Style::Symbol if unit.has_no_symbol() && unit.thousands == 0 => {
            format!("{shown}&nbsp;{}", unit.name[usize::from(!number.is_one)])
        }
        Style::Symbol => {
            let power = if unit.thousands > 0 { power(unit.thousands.into()) } else { String::new() };
            let space = if unit.symbol.starts_with('/') { "" } else { "&nbsp;" };
            format!("{shown}{power}{space}{}", unit.symbol)
        }
        Style::Name if call.chinese => format!("{shown}{}{}", thousands(unit.thousands, true), unit.chinese()),
        Style::Name => {
            let name = unit.name[usize::from(!number.is_one && !call.options.adjective)];
            let name = if call.options.american { american(name) } else { name.to_owned() };
            let name = match thousands(unit.thousands, false) {
                "" => name,
                thousands => format!("{thousands} {name}"),
            };
            if call.options.adjective { format!("{shown}-{}", name.replace(' ', "-")) } else { format!("{shown} {name}") }
        }
    }
}

/// The name of a power of a thousand.
fn thousands(power: u8, chinese: bool) -> &'static str {
    let [zh, en] = match power {
        3 => ["千", "thousand"],
        6 => ["百万", "million"],
        9 => ["十亿", "billion"],
        12 => ["万亿", "trillion"],
        15 => ["千万亿", "quadrillion"],
        _ => ["", ""],
    };
    if chinese { zh } else { en }
}

/// A name as it is spelled in the United States.
fn american(name: &str) -> String {
    let name = name.replace("metre", "meter").replace("litre", "liter");
    if name.contains("hecto") { name } else { name.replace("tonne", "metric ton") }
}
