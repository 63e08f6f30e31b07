//! Drawings of strangers, and what is left of them.

use super::*;

fn svg(inner: &str) -> Drawing {
    clean(format!("<svg xmlns='{NAMESPACE}' xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:i='http://inkscape'>{inner}</svg>").as_bytes())
        .unwrap()
}

fn inner(svg: &str) -> String {
    let (_, rest) = svg.split_once("/xlink\">").unwrap();
    rest.strip_suffix("</svg>").unwrap().to_owned()
}

#[test]
fn what_is_drawn_stays() {
    for same in [
        "<defs><linearGradient id=\"a\" gradientUnits=\"userSpaceOnUse\"><stop offset=\"0\" stop-color=\"#fff\"/></linearGradient></defs>",
        "<path d=\"M0 0L10,10z\" fill=\"url(#a)\" style=\"stroke:#000;fill:url(&quot;#a&quot;);\"/>",
        "<use xlink:href=\"#a\" x=\"1\"/><use xlink:href=\"#b\"/>",
        "<text x=\"1\" font-family=\"Noto Sans, &quot;A B&quot;\">甲 &lt; 乙<tspan dy=\"1em\">x</tspan></text>",
        "<image xlink:href=\"data:image/png;base64,AAAA+/==\" width=\"1\"/>",
        "<rect width=\"1\"><animate attributeName=\"opacity\" values=\"0;1\" dur=\"1s\" repeatCount=\"indefinite\"/></rect>",
        "<g transform=\"rotate(45 1,2)\" clip-path=\"url(#a)\" filter=\"url(#b)\" opacity=\".5\"/>",
    ] {
        let drawing = svg(same);
        assert_eq!((inner(&drawing.svg).as_str(), drawing.refused), (same, vec![]));
    }
    // What editors leave goes without a word, and so does where a link led.
    let quiet =
        "<i:namedview a='1'><x/></i:namedview><metadata><i:a>x</i:a></metadata><a href='https://a.invalid/'><path d='M0'/></a><!-- x -->";
    assert_eq!((inner(&svg(quiet).svg).as_str(), svg(quiet).refused), ("<g><path d=\"M0\"/></g>", vec![]));
    let css = svg("<style>.a{fill:red;stroke:url(#b)}@media print{.a{fill:none}}</style>");
    assert_eq!(inner(&css.svg), "<style type=\"text/css\">.a{fill:red;stroke:url(#b);}\n@media print {.a{fill:none;}\n}\n</style>");
}

#[test]
fn nothing_runs_and_nothing_is_asked_for() {
    for bad in [
        "<script>alert(1)</script>",
        "<script href='x.js'/>",
        "<g onload='alert(1)'/>",
        "<g ONLOAD='alert(1)'/>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body></foreignObject>",
        "<image href='https://a.invalid/x.png'/>",
        "<image xlink:href='//a.invalid/x.png'/>",
        "<image href='data:image/svg+xml;base64,PHN2Zz4='/>",
        "<image href='data:text/html,x'/>",
        "<use href='https://a.invalid/x.svg#a'/>",
        "<use xlink:href='other.svg#a'/>",
        "<use href='data:image/svg+xml,x#a'/>",
        "<feImage href='https://a.invalid/'/>",
        "<path fill='url(https://a.invalid/x#a)'/>",
        "<path fill='u\\72l(https://a.invalid/x#a)'/>",
        "<path fill='url(\"//a.invalid/x\")'/>",
        "<path style='fill:url(//a.invalid/x)'/>",
        "<path style='background:image-set(\"//a.invalid/x\" 1x)'/>",
        "<path style=\"font-family:'a&#10;;fill:url(//a.invalid/x);b'\"/>",
        "<style>@import 'https://a.invalid/x';</style>",
        "<style><![CDATA[@font-face{font-family:a;src:url(https://a.invalid/x)}]]></style>",
        "<style>.a{fill:url(https://a.invalid/x)}</style>",
        "<style>.a{fill:u&#114;l(https://a.invalid/x)}</style>",
        "<set attributeName='href' to='javascript:alert(1)'/>",
        "<a><animate attributeName='xlink:href' values='javascript:alert(1)'/></a>",
        "<set attributeName='onload' to='alert(1)'/>",
        "<animate attributeName='fill' to='url(https://a.invalid/x)'/>",
        "<iframe src='https://a.invalid/'/>",
        "<handler type='text/javascript'>alert(1)</handler>",
    ] {
        let drawing = svg(bad);
        let lower = drawing.svg.to_ascii_lowercase();
        assert!(
            !["a.invalid", "alert", "script", "other.svg", "data:", "@import"].iter().any(|word| lower.contains(word)),
            "{bad}: {}",
            drawing.svg
        );
        assert!(!drawing.refused.is_empty(), "{bad}: nobody is told");
        assert_eq!(clean(drawing.svg.as_bytes()).map(|d| (d.svg, d.refused)), Ok((drawing.svg, vec![])), "{bad}: cleaned again");
    }
}

#[test]
fn tricks_with_the_document_do_not_pass() {
    // A sheet that is named, entities, a prefix for the namespace, an element of another language that is called the same.
    let drawing = clean(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><?xml-stylesheet href=\"https://a.invalid/x.css\"?>\
         <!DOCTYPE svg [<!ENTITY a \"<script>alert(1)</script>\"><!ENTITY ns \"http://www.w3.org/2000/svg\">]>\
         <s:svg xmlns:s=\"http://www.w3.org/2000/svg\" xmlns=\"&ns;\" s:onload=\"x\" viewBox=\"0 0 1 1\"><s:g>&a;&amp;&#x4e;</s:g><s:script>alert(1)</s:script></s:svg>"
            .as_bytes(),
    )
    .unwrap();
    assert_eq!(
        drawing.svg,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"{NAMESPACE}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 1 1\"><g>&amp;N</g></svg>"
        )
    );
    assert_eq!(drawing.refused, ["<?xml-stylesheet?>", "<script>"]);
    // A name with a quote in it, an attribute that comes twice, a comment that ends oddly.
    for odd in [
        "<svg><g fill-\"onload=\"alert(1)\"/></svg>",
        "<svg><g fill='red' fill='url(//a.invalid/)'/></svg>",
        "<svg><g fill-<script>='x'/></svg>",
    ] {
        let drawing = clean(odd.as_bytes()).unwrap_or_default();
        assert!(!["alert", "a.invalid", "script"].iter().any(|word| drawing.svg.contains(word)), "{}", drawing.svg);
    }
}

#[test]
fn what_is_no_drawing_is_refused() {
    for bad in ["", "x", "<html xmlns='http://www.w3.org/1999/xhtml'/>", "<svg>", "<svg></svg", "<svg><g></svg></g>", "<g/>", "<x:svg/>"] {
        assert!(clean(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(clean(b"<svg>\xff</svg>").is_err());
    assert!(clean(b"\xff\xfe<\0s\0v\0g\0/\0>\0").is_err());
    // What stands after the drawing is not written.
    assert!(!clean(b"<svg></svg><script>alert(1)</script>").is_ok_and(|d| d.svg.contains("script")));
}

#[test]
fn depth_and_many_attributes_end() {
    let deep = format!("<svg>{}{}</svg>", "<g>".repeat(100_000), "</g>".repeat(100_000));
    assert!(clean(deep.as_bytes()).is_ok());
    let wide: String = (0..100_000).map(|i| format!(" a{i}='x'")).collect();
    assert!(clean(format!("<svg><g{wide}/></svg>").as_bytes()).is_ok());
    for opener in ["<", "<g ", "<g a='", "<![CDATA[", "<!--", "<!DOCTYPE [", "&", "<?"] {
        let _ = clean(format!("<svg>{}", opener.repeat(50_000)).as_bytes());
    }
}
