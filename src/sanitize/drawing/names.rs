//! Which elements, attributes and properties a drawing may have: one list for each.

use super::super::allowed;

/// Elements, in order.
const ELEMENTS: &[&str] = &[
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "set",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
];

/// Elements that go, and whose author is told: they run, load, or bring another language along.
const ACTIVE: &[&str] = &[
    "audio",
    "canvas",
    "embed",
    "feImage",
    "font-face-uri",
    "foreignObject",
    "handler",
    "iframe",
    "link",
    "listener",
    "object",
    "script",
    "video",
];

/// Attributes whose value is no CSS and is no address, in order.
const PLAIN: &[&str] = &[
    "accumulate",
    "additive",
    "amplitude",
    "aria-hidden",
    "aria-label",
    "attributeType",
    "azimuth",
    "baseFrequency",
    "baseProfile",
    "begin",
    "bias",
    "calcMode",
    "class",
    "clipPathUnits",
    "d",
    "diffuseConstant",
    "divisor",
    "dur",
    "dx",
    "dy",
    "edgeMode",
    "elevation",
    "end",
    "exponent",
    "filterUnits",
    "fr",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "id",
    "in",
    "in2",
    "intercept",
    "k1",
    "k2",
    "k3",
    "k4",
    "kernelMatrix",
    "kernelUnitLength",
    "keyPoints",
    "keySplines",
    "keyTimes",
    "lang",
    "lengthAdjust",
    "limitingConeAngle",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "maskContentUnits",
    "maskUnits",
    "max",
    "media",
    "method",
    "min",
    "mode",
    "numOctaves",
    "offset",
    "operator",
    "order",
    "orient",
    "origin",
    "path",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "points",
    "pointsAtX",
    "pointsAtY",
    "pointsAtZ",
    "preserveAlpha",
    "preserveAspectRatio",
    "primitiveUnits",
    "radius",
    "refX",
    "refY",
    "repeatCount",
    "repeatDur",
    "restart",
    "result",
    "role",
    "scale",
    "seed",
    "side",
    "slope",
    "spacing",
    "specularConstant",
    "specularExponent",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stitchTiles",
    "surfaceScale",
    "systemLanguage",
    "tableValues",
    "targetX",
    "targetY",
    "textLength",
    "type",
    "version",
    "viewBox",
    "width",
    "x1",
    "x2",
    "xChannelSelector",
    "xml:lang",
    "xml:space",
    "y1",
    "y2",
    "yChannelSelector",
    "z",
    "zoomAndPan",
];

/// Attributes of animations that hold what another attribute becomes, in order.
const VALUES: &[&str] = &["by", "from", "to", "values"];

/// Properties of drawings besides those that pages may have, in order; what goes on with a dash belongs to one.
const PROPERTIES: &[&str] = &[
    "alignment-baseline",
    "baseline-shift",
    "cx",
    "cy",
    "dominant-baseline",
    "enable-background",
    "fill",
    "filter",
    "flood",
    "glyph-orientation",
    "image-rendering",
    "isolation",
    "kerning",
    "lighting-color",
    "marker",
    "mask",
    "mix-blend-mode",
    "paint-order",
    "r",
    "rx",
    "ry",
    "shape-rendering",
    "solid-color",
    "stop",
    "stroke",
    "vector-effect",
    "x",
    "y",
];

/// The name by which an element is written; a link is a group, since pictures lead nowhere.
pub(super) fn element(local: &str) -> Option<&'static str> {
    if local == "a" {
        return Some("g");
    }
    ELEMENTS.binary_search(&local).ok().map(|at| ELEMENTS[at])
}

/// Whether an element that goes is one whose author is told.
pub(super) fn is_active(local: &str) -> bool {
    ACTIVE.iter().any(|name| name.eq_ignore_ascii_case(local))
}

/// Whether an attribute stays whatever its value is.
pub(super) fn is_plain(key: &str) -> bool {
    PLAIN.binary_search(&key).is_ok()
}

/// Whether an attribute holds what another one becomes.
pub(super) fn is_value(key: &str) -> bool {
    VALUES.binary_search(&key).is_ok()
}

/// Whether an attribute, or a property in a style, is one of CSS that a drawing may have.
pub(super) fn is_property(name: &str) -> bool {
    if allowed::is_property(name) {
        return true;
    }
    // Who reads XML loosely takes a quote for a part of a name.
    if !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
        return false;
    }
    let mut name = name;
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

/// The attribute without which an element means nothing, and is no valid one.
pub(super) fn needs(element: &str) -> Option<&'static str> {
    match element {
        "image" | "mpath" | "textPath" | "use" => Some("xlink:href"),
        "animate" | "animateTransform" | "set" => Some("attributeName"),
        _ => None,
    }
}

/// Whether an animation may change an attribute: none that names anything, and none that runs.
pub(super) fn may_change(name: &str) -> bool {
    let is_shape = is_plain(name) && !matches!(name, "id" | "class" | "attributeName" | "type");
    is_shape || is_property(name) || matches!(name, "transform")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order() {
        for list in [ELEMENTS, PLAIN, VALUES, PROPERTIES] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn nothing_that_acts_is_listed() {
        for name in ["script", "foreignObject", "a:b", "handler", "iframe", "use:x", "SCRIPT"] {
            assert_eq!(element(name), None, "{name}");
        }
        for name in
            ["href", "xlink:href", "onload", "onbegin", "style", "xml:base", "src", "attributename", "fill-\"onload", "border-<script"]
        {
            assert!(!is_plain(name) && !is_property(name) && !may_change(name), "{name}");
        }
    }
}
