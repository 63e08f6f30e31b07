//! A page as it is served: with a script that reloads it, which no built site has, and a policy that lets it run.

use std::borrow::Cow;

use html_escape::encode_double_quoted_attribute;

/// The folder of what the server has beside the site.  No page can be there: names in a site never begin with a dot.
pub(super) const OWN: &str = ".taben";

/// What a policy must allow to the page's own origin for the script, its styles and its events.
const NEEDED: &[&str] = &["script-src", "style-src", "connect-src"];
/// How far into a page its policy and the end of its head are looked for, in bytes: a page may be large.
const HEAD_BYTES: usize = 256 << 10;

/// The page with the script; `path` and `version` are what the script asks about.
pub(super) fn with_script(html: &[u8], path: &str, version: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(html) else { return html.to_vec() };
    let mut end = text.len().min(HEAD_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let script = format!(
        "<script src=\"/{OWN}/live.js\" data-page=\"{}\" data-version=\"{}\" defer></script>\n",
        encode_double_quoted_attribute(path),
        encode_double_quoted_attribute(version)
    );
    // A template of the book's own may have no head.
    let at = head.find("</head>").unwrap_or(0);
    let mut out = String::with_capacity(html.len() + script.len() + 64);
    out.push_str(&with_policy(&text[..at]));
    out.push_str(&script);
    out.push_str(&text[at..]);
    out.into_bytes()
}

/// The head of a page with its policy (Content Security Policy 3, §3.3) opened for what the server adds.
fn with_policy(head: &str) -> Cow<'_, str> {
    let Some(start) = head.find("http-equiv=\"Content-Security-Policy\" content=\"") else { return Cow::Borrowed(head) };
    let Some(start) = head[start..].find("content=\"").map(|at| start + at + "content=\"".len()) else { return Cow::Borrowed(head) };
    let Some(end) = head[start..].find('"').map(|at| start + at) else { return Cow::Borrowed(head) };
    Cow::Owned([&head[..start], &opened(&head[start..end]), &head[end..]].concat())
}

/// A policy that allows the page's own origin what is needed, and is otherwise the same.
fn opened(policy: &str) -> String {
    let mut directives: Vec<String> = policy.split(';').map(|d| d.trim().to_owned()).filter(|d| !d.is_empty()).collect();
    for needed in NEEDED {
        let at = directives.iter().position(|d| d.split_whitespace().next() == Some(needed));
        match at.map(|at| &mut directives[at]) {
            None => directives.push(format!("{needed} 'self'")),
            Some(directive) if directive.split_whitespace().any(|source| source == "'self'") => {}
            // `'none'` stands alone.
            Some(directive) => *directive = format!("{} 'self'", directive.replace(" 'none'", "")),
        }
    }
    directives.join("; ")
}

/// A page of the server's own: a title and what stands below it, as HTML.
pub(super) fn own(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'self'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{0}</title>\n<link rel=\"stylesheet\" href=\"/{OWN}/live.css\">\n\
         </head>\n<body class=\"own\">\n<h1>{0}</h1>\n{body}\n</body>\n</html>\n",
        html_escape::encode_text(title)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_let_in() {
        let page = "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; \
                    style-src https://a.example; connect-src 'none'\"></head><body></head></body></html>";
        let served = String::from_utf8(with_script(page.as_bytes(), "a\"b.html", "1")).unwrap();
        assert!(
            served.contains("content=\"default-src 'none'; script-src 'self'; style-src https://a.example 'self'; connect-src 'self'\"")
        );
        assert!(served.contains("data-page=\"a&quot;b.html\" data-version=\"1\" defer></script>\n</head><body></head>"), "{served}");
        assert_eq!(opened("default-src 'none'"), "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
        let bare = String::from_utf8(with_script(b"<p>x", "x.html", "1")).unwrap();
        assert!(bare.ends_with("defer></script>\n<p>x"), "{bare}");
        assert_eq!(with_script(b"\xff", "x", "1"), b"\xff");
    }
}
