//! Text in elements of raw text: `<style>` and `<script>`, which end at `</` and their name in any casing, whatever is around it.
//!
//! Facts: HTML, §13.2.5 (RAWTEXT and script data states) and §4.12.1.3: a script with `<!--` and `<script` in it does not end
//! where one thinks.

/// A style sheet as it can stand in `<style>`; it means the same.
///
/// `</` and `<!--` can only be in strings and comments of a sheet that means anything, and there a backslash before `/` or `!`
/// changes nothing (CSS Syntax 3, §4.3.7).
pub(super) fn style(css: &str) -> String {
    css.replace("</", "<\\/").replace("<!--", "<\\!--")
}

/// A script as it can stand in `<script>`; it means the same, for scripts of taben's own: there, both are in strings only.
pub(super) fn script(js: &str) -> String {
    js.replace("</", "<\\/").replace("<!--", "<\\!--")
}

/// Whether a text ends the element of that name, or changes how it is read.  What does not come from the two functions above
/// is left out rather than written.
pub(super) fn breaks(text: &str, name: &str) -> bool {
    let closes = |rest: &str| rest.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name));
    text.match_indices("</").any(|(at, _)| closes(&text[at + 2..])) || text.contains("<!--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_casing_ends_the_element() {
        for end in ["</style>", "</STYLE>", "</sTyLe x", "<!-- <style>", "</style\n>"] {
            let text = format!(".a::after{{content:\"{end}\"}}");
            assert!(breaks(&text, "style"));
            assert!(!breaks(&style(&text), "style"), "{}", style(&text));
            assert!(!breaks(&script(&text.replace("style", "script")), "script"));
        }
    }
}
