//! What TeX sets out of its place: `\rlap`, `\llap`, `\smash`, `\raise`, `\lower`.
//!
//! The package has no command for them.  It does write the colour of a group as it is given one, so such a group goes
//! through it in a colour that no author would choose, and the element with that colour becomes the `<mpadded>` that is
//! meant: MathML Core's own element for it.

/// The first byte of the colours; the second says which shift, the third how far.
const MARK: u8 = 0xF1;

/// A group that is set out of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// To the right of its place, without width.
    Right,
    /// To the left of its place, without width.
    Left,
    /// Without height and depth.
    Smashed,
    /// Raised by so many eighteenths of an em.
    Raised(u8),
    /// Lowered by so many eighteenths of an em.
    Lowered(u8),
}

impl Moved {
    /// The shift that `\raise` or `\lower` makes by a length; `None` if that is no length.
    pub(super) fn by(length: &str, up: bool) -> Option<Self> {
        let length = length.trim();
        let unit = length.len() - length.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let amount: f32 = length[..unit].trim().parse().ok()?;
        // TeX's units in eighteenths of an em of ten points.
        let mu = match &length[unit..] {
            "mu" => 1.0,
            "em" => 18.0,
            "ex" => 7.75,
            "pt" => 1.8,
            "px" => 1.35,
            "mm" => 5.12,
            "cm" => 51.2,
            "in" => 130.1,
            "pc" => 21.6,
            _ => return None,
        } * amount;
        let by = mu.abs().min(255.0).round() as u8;
        Some(if (mu >= 0.0) == up { Self::Raised(by) } else { Self::Lowered(by) })
    }

    /// The colour in which the group goes through the package: `F10100`.
    pub(super) fn colour(self) -> String {
        let (kind, by) = match self {
            Self::Right => (1, 0),
            Self::Left => (2, 0),
            Self::Smashed => (3, 0),
            Self::Raised(by) => (4, by),
            Self::Lowered(by) => (5, by),
        };
        format!("{MARK:02X}{kind:02X}{by:02X}")
    }

    /// The shift that a colour stands for.
    pub(super) fn of_colour(colour: &str) -> Option<Self> {
        let number = u32::from_str_radix(colour, 16).ok().filter(|_| colour.len() == 6)?;
        let [_, mark, kind, by] = number.to_be_bytes();
        match (mark, kind) {
            (MARK, 1) => Some(Self::Right),
            (MARK, 2) => Some(Self::Left),
            (MARK, 3) => Some(Self::Smashed),
            (MARK, 4) => Some(Self::Raised(by)),
            (MARK, 5) => Some(Self::Lowered(by)),
            _ => None,
        }
    }

    /// The attributes of the `<mpadded>` that it is.
    pub(super) fn attributes(self) -> String {
        match self {
            Self::Right => "width=\"0\"".to_owned(),
            // MathML Core knows no negative `lspace`, but a box that is as wide as nothing and begins at its end.
            Self::Left => "width=\"0\" class=\"math-left\"".to_owned(),
            Self::Smashed => "height=\"0\" depth=\"0\"".to_owned(),
            Self::Raised(by) => format!("voffset=\"{:.3}em\"", f32::from(by) / 18.0),
            Self::Lowered(by) => format!("voffset=\"-{:.3}em\"", f32::from(by) / 18.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_says_what_is_moved() {
        for moved in [Moved::Right, Moved::Left, Moved::Smashed, Moved::Raised(9), Moved::Lowered(255)] {
            assert_eq!(Moved::of_colour(&moved.colour()), Some(moved));
        }
        assert_eq!(Moved::of_colour("FF0000"), None);
        assert_eq!(Moved::by("2mu", true), Some(Moved::Raised(2)));
        assert_eq!(Moved::by("-.5em", true), Some(Moved::Lowered(9)));
        assert_eq!(Moved::by("1e40em", false), Some(Moved::Lowered(255)));
        assert_eq!(Moved::by("far", true), None);
    }
}
