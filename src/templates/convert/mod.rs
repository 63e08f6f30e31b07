//! `{{convert}}`: a quantity in the unit that it was given in, and in others.
//!
//! 1. [`call`]: what a call asks for: values, units, options;
//! 2. [`number`] and [`units`]: numbers as they are read, rounded and written; the table of units;
//! 3. [`show`]: both quantities as wikitext.
//!
//! The behaviour is that of Module:Convert of the English Wikipedia; on a Chinese wiki the units have their Chinese
//! names, as on the Chinese one.

mod call;
mod number;
mod show;
mod units;

use super::arguments::Arguments;
use crate::diag::Diagnostic;

use call::{Call, Range, Target};
use number::{Given, Rounding, magnitude};
use units::{Size, Unit};

/// How many arguments of a call that cannot be read are shown.
const MOST_SHOWN: usize = 40;

/// What a call of `{{convert}}` gives, and what is wrong with it.
///
/// `short` is `{{cvt}}`, which shows symbols.
pub(super) fn convert(arguments: Arguments<'_>, short: bool) -> (String, Vec<Diagnostic>) {
    match Call::read(arguments, short).and_then(possible) {
        Ok(call) => (show::show(&call), Vec::new()),
        Err(problem) => {
            // What was given is shown: a range whole, else the value and its unit.
            let all = arguments.numbered(MOST_SHOWN);
            let is_range = all.get(1).is_some_and(|word| Range::of(word).is_some());
            let given = if is_range { all.as_slice() } else { &all[..all.len().min(2)] }.join("&nbsp;");
            (given, vec![Diagnostic::warning("convert", problem).hint("write {{convert|value|unit|unit}}")])
        }
    }
}

/// A call whose results are all numbers.
fn possible(call: Call) -> Result<Call, String> {
    let finite = |to: &Unit| call.values.iter().all(|given| result(&call, given, to).is_finite());
    let all = call.to.iter().all(|target| match target {
        Target::One(to) => finite(to),
        Target::Two(units, _) => units.iter().all(finite),
    });
    if all { Ok(call) } else { Err("the result is no number".to_owned()) }
}

/// The power of ten that a result is rounded to where nothing is said: about as exact as what was given, and at least
/// two digits that count.
///
/// Behaviour: Module:Convert's `default_precision`.
fn default_places(call: &Call, given: &Given, result: f64, to: &Unit) -> i32 {
    let from = &call.from;
    let (adjust, least) = if let (Size::Offset(size, offset), Size::Offset(..)) = (from.size, to.size) {
        // Three digits that count in kelvins.
        let kelvins = ((given.value - offset) * size).abs();
        (0.0, if kelvins < 1e-8 { 2 } else { 2 - magnitude(kelvins) })
    } else {
        if given.value == 0.0 || result == 0.0 {
            return 0;
        }
        let adjust = match call.composite {
            Some(ref composite) if composite.is_inches => to.size.factor().log10() + 2.0,
            _ => (given.value / result).abs().log10(),
        };
        (adjust + 2f64.log10(), 1 - magnitude(result.abs()))
    };
    // "2 st 10 lb" is exact to the pound.
    let precision = if call.composite.is_some() { given.precision.max(0.0) } else { given.precision };
    ((precision + adjust).floor() as i32).max(least)
}

/// What a value is in another unit.
fn result(call: &Call, given: &Given, to: &Unit) -> f64 {
    to.size.of_base(call.from.size.to_base(given.value))
}

/// How the results in a unit are rounded: all values of a range alike, as the one that needs most digits.
fn rounding(call: &Call, to: &Unit) -> Rounding {
    if let Some(rounding) = call.rounding {
        return rounding;
    }
    let places = call.values.iter().map(|given| default_places(call, given, result(call, given, to), to));
    Rounding::Places(places.max().unwrap_or_default())
}
