//! Bytes as wikitext: each is a construct, and constructs close in the order they opened, more often than not.
//!
//! A fuzzer that changes single bytes of a page seldom finds a whole table in a template in a note.  Here a byte is one step
//! of writing a page, so a small change is a page that is almost the same.

/// What a step writes, and what closes it later; nothing closes a leaf.
const STEPS: &[(&str, &str)] = &[
    ("a", ""),
    ("中文 ", ""),
    (" ", ""),
    ("\n", ""),
    ("\n\n", ""),
    ("1", ""),
    ("=", ""),
    ("|", ""),
    (":", ""),
    ("''", ""),
    ("'''", ""),
    ("''", "''"),
    ("'''", "'''"),
    ("[[", "]]"),
    ("[[A|", "]]"),
    ("[[A#b|", "]]"),
    ("[[../x|", "]]"),
    ("[[:en:A|", "]]"),
    ("[[Category:", "]]"),
    ("[[File:A.png|", "]]"),
    ("[[File:A.png|thumb|", "]]"),
    ("|upright=0.5|右|替代=", ""),
    ("[http://a.b ", "]"),
    ("http://a.b/?c=d&e", ""),
    ("ISBN 0306406152", ""),
    ("{{", "}}"),
    ("{{1x|", "}}"),
    ("{{two|", "}}"),
    ("{{line|", "}}"),
    ("{{table", "}}"),
    ("{{loop|", "}}"),
    ("{{{1|", "}}}"),
    ("{{{a|", "}}}"),
    ("{{#if:", "}}"),
    ("{{#if:1|", "}}"),
    ("{{#ifeq:a|", "}}"),
    ("{{#switch:a|a=", "}}"),
    ("|#default=", ""),
    ("{{#expr:", "}}"),
    ("1+2*3^", ""),
    (" round ", ""),
    ("{{#ifexpr:1|", "}}"),
    ("{{#iferror:", "}}"),
    ("{{#time:Y xjj xij xmF xrY|", "}}"),
    ("2001-09-11 +1 month", ""),
    ("{{#titleparts:A/B/C|1|", "}}"),
    ("{{#sub:", "}}"),
    ("{{#replace:", "}}"),
    ("{{#explode:", "}}"),
    ("|-1", ""),
    ("{{padleft:", "}}"),
    ("{{formatnum:", "}}"),
    ("{{plural:1|", "}}"),
    ("{{lc:", "}}"),
    ("{{ucfirst:", "}}"),
    ("{{anchorencode:", "}}"),
    ("{{urlencode:", "}}"),
    ("{{localurl:A|", "}}"),
    ("{{#tag:ref|", "}}"),
    ("{{#tag:poem|", "}}"),
    ("{{#tag:references|", "}}"),
    ("{{#tag:pre|", "}}"),
    ("{{#invoke:", "}}"),
    ("{{cite book|title=", "}}"),
    ("{{DISPLAYTITLE:", "}}"),
    ("{{!}}", ""),
    ("{{PAGENAME}}", ""),
    ("-{", "}-"),
    ("-{zh-cn:", "}-"),
    ("-{A|zh-cn:甲;zh-tw:", "}-"),
    ("-{H|甲=>zh-cn:", "}-"),
    (";zh-tw:", ""),
    ("\n{|\n|-\n|", "\n|}"),
    ("\n{| class=\"a\"\n|+", "\n|}\n"),
    ("\n|-\n", ""),
    ("\n| ", ""),
    ("\n! ", ""),
    (" || ", ""),
    (" !! ", ""),
    ("\n* ", ""),
    ("\n# ", ""),
    ("\n: ", ""),
    ("\n; ", ""),
    ("\n*# ", ""),
    ("\n:::; ", ""),
    ("\n ", ""),
    ("\n== ", " ==\n"),
    ("\n----", ""),
    ("<!--", "-->"),
    ("<nowiki>", "</nowiki>"),
    ("<nowiki/>", ""),
    ("<pre>", "</pre>"),
    ("<poem>", "</poem>"),
    ("<ref>", "</ref>"),
    ("<ref name=a>", "</ref>"),
    ("<ref name=a/>", ""),
    ("<ref group=g follow=a>", "</ref>"),
    ("<references>", "</references>"),
    ("<references/>", ""),
    ("<gallery caption=\"", "\">\nA.png|b\n</gallery>"),
    ("<gallery>\nA.png|", "\n</gallery>"),
    ("<imagemap>\nFile:A.png|b\nrect 0 0 1 1 ", "\n</imagemap>"),
    ("<math>", "</math>"),
    ("<syntaxhighlight lang=c>", "</syntaxhighlight>"),
    ("<section begin=a/>", ""),
    ("<indicator name=a>", "</indicator>"),
    ("<langconvert from=zh-cn to=zh-tw>", "</langconvert>"),
    ("<includeonly>", "</includeonly>"),
    ("<noinclude>", "</noinclude>"),
    ("<onlyinclude>", "</onlyinclude>"),
    ("<b>", "</b>"),
    ("<i>", "</i>"),
    ("<s>", "</s>"),
    ("<small>", "</small>"),
    ("<code>", "</code>"),
    ("<span style=\"color:red;", "\">"),
    ("<span>", "</span>"),
    ("<div class=x>", "</div>"),
    ("<div>", "</div>"),
    ("<p>", "</p>"),
    ("<center>", "</center>"),
    ("<blockquote>", "</blockquote>"),
    ("<ul><li>", "</li></ul>"),
    ("<dl><dt>", "</dl>"),
    ("<table><tr><td>", "</td></tr></table>"),
    ("<table>", "</table>"),
    ("<tr>", "</tr>"),
    ("<td>", "</td>"),
    ("<caption>", "</caption>"),
    ("<h2>", "</h2>"),
    ("<ruby>甲<rt>", "</rt></ruby>"),
    ("<br>", ""),
    ("<hr>", ""),
    ("<li/>", ""),
    ("&lt;", ""),
    ("&#x", ";"),
    ("&#983041;", ""),
    ("\u{f0001}", ""),
    ("__TOC__", ""),
    ("~~~~", ""),
    ("]]", ""),
    ("}}", ""),
    ("|}", ""),
    ("-->", ""),
];

/// The templates that the steps name.
const TEMPLATES: &str = "\n%% 1x\n{{{1}}}\n%% two\n{{{1|}}}{{{2|''}}}{{{1|}}}\n%% line\n\n* {{{1}}}\n* b\n%% table\n{|\n| {{{1}}}\n\
    %% loop\n<b>{{loop|{{{1}}}x}}";

/// A page, and its templates behind it.
#[must_use]
pub fn page(data: &[u8]) -> String {
    let mut out = String::new();
    let mut open: Vec<&str> = Vec::new();
    for byte in data {
        let step = usize::from(*byte);
        match STEPS.get(step) {
            Some((text, close)) => {
                out.push_str(text);
                if !close.is_empty() {
                    open.push(close);
                }
            }
            // The rest of the bytes close what is open, one in eight of them the wrong one.
            None if step % 8 == 0 && open.len() > 1 => {
                let wrong = open.remove(open.len() - 2);
                out.push_str(wrong);
            }
            None => out.push_str(open.pop().unwrap_or("\n")),
        }
    }
    // What is left open stays open on every second page.
    if data.len().is_multiple_of(2) {
        for close in open.into_iter().rev() {
            out.push_str(close);
        }
    }
    out
}

/// The page with its templates, as [`super::parse`] reads them.
#[must_use]
pub fn book(data: &[u8]) -> String {
    page(data) + TEMPLATES
}
