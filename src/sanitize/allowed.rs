//! What an author's styles may hold, in an attribute or in a sheet: the one list of properties and the one of functions.

/// Properties, lower case and in order; what goes on with a dash belongs to one (`border`, `border-top-width`).
///
/// Not here: `behavior` and the like, which bring code; animations and transitions, which use the theme's; custom
/// properties, which change the theme's colours; `pointer-events`, `resize` and what else only makes controls.
const PROPERTIES: &[&str] = &[
    "align",
    "aspect-ratio",
    "background",
    "block-size",
    "border",
    "bottom",
    "box-align",
    "box-decoration-break",
    "box-flex",
    "box-orient",
    "box-shadow",
    "box-sizing",
    "break",
    "caption-side",
    "clear",
    "clip",
    "color",
    "column",
    "columns",
    "counter-increment",
    "counter-reset",
    "counter-set",
    "cursor",
    "direction",
    "display",
    "empty-cells",
    "flex",
    "float",
    "font",
    "forced-color-adjust",
    "gap",
    "grid",
    "hanging-punctuation",
    "height",
    "hyphens",
    "inline-size",
    "inset",
    "justify",
    "layout-grid",
    "left",
    "letter-spacing",
    "line-break",
    "line-height",
    "list-style",
    "margin",
    "max",
    "min",
    "object-fit",
    "object-position",
    "opacity",
    "order",
    "orphans",
    "outline",
    "overflow",
    "padding",
    "page-break",
    "place",
    "position",
    "print-color-adjust",
    "quotes",
    "right",
    "rotate",
    "row-gap",
    "ruby",
    "scale",
    "speak",
    "tab-size",
    "table-layout",
    "text",
    "top",
    "transform",
    "translate",
    "unicode-bidi",
    "user-select",
    "vertical-align",
    "visibility",
    "white-space",
    "widows",
    "width",
    "word",
    "writing-mode",
    "z-index",
    "zoom",
];

/// Functions that may stand in a value, lower case and in order: sizes, colours, gradients, shapes, turns.  None loads anything, and
/// none reads an attribute; `var` reads what only the theme can set.
const FUNCTIONS: &[&str] = &[
    "calc",
    "circle",
    "clamp",
    "color",
    "color-mix",
    "conic-gradient",
    "counter",
    "counters",
    "ellipse",
    "fit-content",
    "hsl",
    "hsla",
    "hwb",
    "inset",
    "lab",
    "lch",
    "light-dark",
    "linear-gradient",
    "matrix",
    "max",
    "min",
    "minmax",
    "oklab",
    "oklch",
    "polygon",
    "radial-gradient",
    "rect",
    "repeat",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
    "rgb",
    "rgba",
    "rotate",
    "rotatex",
    "rotatey",
    "rotatez",
    "scale",
    "scalex",
    "scaley",
    "skew",
    "skewx",
    "skewy",
    "translate",
    "translatex",
    "translatey",
    "var",
];

/// Without the prefix of a browser's maker.
fn plain(name: &str) -> &str {
    ["-webkit-", "-moz-", "-ms-", "-o-", "-khtml-"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

/// Whether a property is on the list; `name` in lower case.
pub(super) fn is_property(name: &str) -> bool {
    // What goes on with a dash belongs to a family, so nothing but letters may: `border-a\;position\:fixed` is a name too.
    if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return false;
    }
    let mut name = plain(name);
    loop {
        if PROPERTIES.binary_search(&name).is_ok() {
            return true;
        }
        match name.rsplit_once('-') {
            Some((family, _)) if !family.is_empty() => name = family,
            _ => return false,
        }
    }
}

/// Whether a function is on the list; `name` in lower case.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.binary_search(&plain(name)).is_ok()
}

/// Whether what the property makes stays where the page's text is; `name` and `value` in lower case.
///
/// A box may stand beside or over its own place, never over the reader's window: that could hide the page's own controls, or
/// look like them.
pub(super) fn stays_in_place(name: &str, value: &str) -> bool {
    let value = value.split('!').next().unwrap_or_default().trim();
    match plain(name) {
        "position" => ["static", "relative", "absolute"].contains(&value),
        // Behind the page it would hide, and far above it could hide what is not its own.
        "z-index" => value == "auto" || value.parse::<i32>().is_ok_and(|z| (0..=100).contains(&z)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order() {
        assert!(PROPERTIES.is_sorted());
        assert!(FUNCTIONS.is_sorted());
    }

    #[test]
    fn families_are_listed_by_their_first_words() {
        for name in ["border", "border-top-left-radius", "-moz-column-count", "text-emphasis", "z-index"] {
            assert!(is_property(name), "{name}");
        }
        for name in [
            "",
            "-",
            "--accent",
            "animation",
            "behavior",
            "content",
            "pointer-events",
            "borderline",
            "transition",
            "border-a;b:c",
            "border-é",
        ] {
            assert!(!is_property(name), "{name}");
        }
    }
}
