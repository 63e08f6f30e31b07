//! The table of units, `units.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    pub(super) kind: &'static str,
    pub(super) size: Size,
    pub(super) symbol: &'static str,
    /// Its English name, of one and of several.
    pub(super) name: [&'static str; 2],
    pub(super) zh: &'static str,
    /// What it is converted to where nothing is said.
    default: &'static str,
    /// A power of ten that its values are counted in: 6 in `e6acre`.
    pub(super) thousands: u8,
}

/// What a value of a unit is in the base unit of its kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Size {
    /// So many times the value.
    Times(f64),
    /// So many times the value, which is first made less by an offset: temperatures.
    Offset(f64, f64),
    /// One through so many times the value: how far a volume of fuel carries.
    Inverse(f64),
}

impl Size {
    fn parse(text: &str) -> Option<Self> {
        if let Some(inverse) = text.strip_prefix('^') {
            return Some(Self::Inverse(inverse.parse().ok()?));
        }
        match text.split_once(' ') {
            Some((size, offset)) => Some(Self::Offset(size.parse().ok()?, offset.parse().ok()?)),
            None => Some(Self::Times(text.parse().ok()?)),
        }
    }

    pub(super) fn to_base(self, value: f64) -> f64 {
        match self {
            Self::Times(size) => value * size,
            Self::Offset(size, offset) => (value - offset) * size,
            Self::Inverse(size) => 1.0 / (value * size),
        }
    }

    pub(super) fn of_base(self, base: f64) -> f64 {
        match self {
            Self::Times(size) => base / size,
            Self::Offset(size, offset) => base / size + offset,
            Self::Inverse(size) => 1.0 / (base * size),
        }
    }

    /// The factor alone.
    pub(super) fn factor(self) -> f64 {
        match self {
            Self::Times(size) | Self::Offset(size, _) | Self::Inverse(size) => size,
        }
    }
}

static BY_CODE: LazyLock<FxHashMap<&'static str, Unit>> = LazyLock::new(|| {
    let mut all = FxHashMap::default();
    for line in include_str!("units.txt").lines() {
        if let Some((codes, unit)) = read(line) {
            all.extend(codes.split(' ').map(|code| (code, unit.clone())));
        }
    }
    all
});

/// The codes and the unit of a line.
fn read(line: &'static str) -> Option<(&'static str, Unit)> {
    if line.starts_with('#') {
        return None;
    }
    let mut cells = line.split(" | ");
    let mut cell = || cells.next().map(str::trim);
    let codes = cell()?;
    let unit = Unit {
        kind: cell()?,
        size: Size::parse(cell()?)?,
        symbol: cell()?,
        name: [cell()?, cell()?],
        zh: cell()?,
        default: cell()?,
        thousands: 0,
    };
    Some((codes, unit))
}

/// The unit of a code, which may count in powers of a thousand (`e6acre`).
pub(super) fn unit(code: &str) -> Option<Unit> {
    if let Some(unit) = BY_CODE.get(code) {
        return Some(unit.clone());
    }
    let rest = code.strip_prefix('e')?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let thousands: u8 = rest[..digits].parse().ok().filter(|n| [3, 6, 9, 12, 15].contains(n))?;
    let mut unit = BY_CODE.get(&rest[digits..])?.clone();
    unit.size = Size::Times(unit.size.factor() * 10f64.powi(i32::from(thousands)));
    unit.thousands = thousands;
    Some(unit)
}

impl Unit {
    /// Whether a temperature, or a difference of two: those show their symbol where others show their name.
    pub(super) fn is_shown_as_symbol(&self) -> bool {
        matches!(self.kind, "temperature" | "change")
    }

    /// Whether its name stands for a symbol too.
    pub(super) fn has_no_symbol(&self) -> bool {
        self.symbol == self.name[0] && self.symbol != "bar"
    }

    /// The codes of the units that a value of it is converted to where nothing is said.
    pub(super) fn default_for(&self, value: f64) -> Vec<String> {
        let mut codes = self.default.split(' ');
        let first = codes.next().unwrap_or_default();
        if let Ok(limit) = first.parse::<f64>() {
            let below = codes.next().unwrap_or_default();
            return vec![if value > 0.0 && value < limit { below } else { codes.next().unwrap_or_default() }.to_owned()];
        }
        let prefix = if self.thousands > 0 { format!("e{}", self.thousands) } else { String::new() };
        self.default.split(' ').map(|code| format!("{prefix}{code}")).collect()
    }

    /// The Chinese name as wikitext: with a rule where regions have different ones.
    pub(super) fn chinese(&self) -> String {
        let mut names = self.zh.split(' ');
        let china = names.next().unwrap_or_default();
        let region = |code: &str| self.zh.split(' ').find_map(|name| name.strip_prefix(code)?.strip_prefix(':'));
        match region("tw") {
            None => china.to_owned(),
            Some(taiwan) => format!("-{{zh-hans:{china};zh-hk:{};zh-tw:{taiwan}}}-", region("hk").unwrap_or(china)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_read_and_each_default_is_there() {
        let lines = include_str!("units.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut codes = 0;
        for line in lines {
            let (of_line, unit) = read(line).unwrap_or_else(|| panic!("{line}"));
            codes += of_line.split(' ').count();
            for value in [1.0, 100.0] {
                for code in unit.default_for(value) {
                    let to = super::unit(if code == "ftin" { "ft" } else { &code });
                    assert_eq!(to.map(|to| to.kind), Some(unit.kind), "{line}");
                }
            }
        }
        assert_eq!(codes, BY_CODE.len(), "a code stands twice");
    }

    #[test]
    fn values_go_to_the_base_unit_and_back() {
        for (code, value, base) in
            [("mi", 2.0, 3218.688), ("F", 212.0, 373.15), ("mpgus", 23.521_458_33, 0.1), ("e6acre", 1.0, 4_046_856_422.4)]
        {
            let size = unit(code).expect(code).size;
            assert!((size.to_base(value) / base - 1.0).abs() < 1e-8, "{code}: {}", size.to_base(value));
            assert!((size.of_base(size.to_base(value)) / value - 1.0).abs() < 1e-12, "{code}");
        }
        assert!(unit("e7acre").is_none() && unit("e").is_none() && unit("parsnip").is_none());
    }
}
