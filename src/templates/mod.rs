//! The templates that taben brings along: what Chinese and English Wikipedia's do, for pages that come without them.
//!
//! 1. `text`: templates of wikitext: files, other names, and families that differ by a word;
//! 2. `code`: templates that are programs there too: `convert`, `coord`,
//!    `flags`, `formulas`, `sounds`.
//!
//! All speak the language of the wiki that the page is of: Chinese (Simplified, and converted with the page) or English.
//! Values come with their templates expanded, and what they give is wikitext.

mod arguments;
mod convert;
mod coord;
mod flags;
mod formulas;
mod sounds;
mod text;

use crate::world::CodeResult;

pub use arguments::Arguments;
pub use text::{names, text};

/// A template that is a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Program {
    Convert,
    Cvt,
    Coord,
    Flag,
    FlagIcon,
    Chem,
    Chem2,
    IpaEn,
    Respell,
}

/// Names of programs, sorted.
const PROGRAMS: &[(&str, Program)] = &[
    ("Chem", Program::Chem),
    ("Chem2", Program::Chem2),
    ("Conv", Program::Convert),
    ("Convert", Program::Convert),
    ("Coord", Program::Coord),
    ("Cvt", Program::Cvt),
    ("Flag", Program::Flag),
    ("Flag icon", Program::FlagIcon),
    ("Flagcountry", Program::Flag),
    ("Flagdeco", Program::FlagIcon),
    ("Flagicon", Program::FlagIcon),
    ("Flagu", Program::Flag),
    ("IPAc-en", Program::IpaEn),
    ("Respell", Program::Respell),
    ("化学式", Program::Chem),
    ("化學式", Program::Chem),
    ("国旗", Program::Flag),
    ("国旗图标", Program::FlagIcon),
    ("國旗", Program::Flag),
    ("國旗圖示", Program::FlagIcon),
];

fn program(name: &str) -> Option<Program> {
    PROGRAMS.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|i| PROGRAMS[i].1)
}

/// Whether the template of that name is a program.
#[must_use]
pub fn is_code(name: &str) -> bool {
    program(name).is_some() || flags::is_country(name)
}

/// What the template of that name gives, if it is a program.
#[must_use]
pub fn code(name: &str, arguments: Arguments<'_>) -> Option<CodeResult> {
    let silent = |wikitext| CodeResult { wikitext, diagnostics: Vec::new() };
    let found = |(wikitext, diagnostics)| CodeResult { wikitext, diagnostics };
    Some(match program(name) {
        Some(Program::Convert) => found(convert::convert(arguments, false)),
        Some(Program::Cvt) => found(convert::convert(arguments, true)),
        Some(Program::Coord) => found(coord::coord(arguments)),
        Some(Program::Flag) => silent(flags::flag(arguments)),
        Some(Program::FlagIcon) => silent(flags::flag_icon(arguments)),
        Some(Program::Chem) => silent(formulas::chem(arguments)),
        Some(Program::Chem2) => silent(formulas::chem2(arguments)),
        Some(Program::IpaEn) => silent(sounds::ipa_en(arguments)),
        Some(Program::Respell) => silent(sounds::respell(arguments)),
        None if flags::is_country(name) => silent(flags::country(name, arguments)),
        None => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_sorted_and_no_files() {
        assert!(PROGRAMS.is_sorted_by_key(|(name, _)| name));
        assert!(PROGRAMS.iter().all(|(name, _)| text(name).is_none()));
        assert!(names().into_iter().all(|name| !is_code(name)));
    }
}
