//! Names of languages.
//!
//! Facts: the short names of Pygments' lexers, which MediaWiki uses, and those of GeSHi, which it used before.

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// Names that the grammars do not have, and the grammar's name or ending; sorted.
const ALIASES: &[(&str, &str)] = &[
    ("ada", "plain"),
    ("apache", "htaccess"),
    ("apacheconf", "htaccess"),
    ("asm", "asm"),
    ("bat", "bat"),
    ("batch", "bat"),
    ("c#", "cs"),
    ("c++", "cpp"),
    ("cl", "lisp"),
    ("common-lisp", "lisp"),
    ("console", "sh"),
    ("csharp", "cs"),
    ("delphi", "pas"),
    ("docker", "Dockerfile"),
    ("dockerfile", "Dockerfile"),
    ("dosbatch", "bat"),
    ("elisp", "lisp"),
    ("emacs-lisp", "lisp"),
    ("f#", "fs"),
    ("fortran", "Fortran (Modern)"),
    ("fortranfixed", "Fortran (Fixed Form)"),
    ("fsharp", "fs"),
    ("golang", "go"),
    ("html+php", "php"),
    ("html4strict", "html"),
    ("html5", "html"),
    ("java5", "java"),
    ("jinja", "Jinja2"),
    ("jquery", "js"),
    ("jsx", "js"),
    ("kotlin", "kt"),
    ("lua5", "lua"),
    ("mariadb", "sql"),
    ("mediawiki", "plain"),
    ("mysql", "sql"),
    ("nasm", "asm"),
    ("node", "js"),
    ("objc", "m"),
    ("objective-c", "m"),
    ("objectivec", "m"),
    ("ocaml", "ml"),
    ("octave", "matlab"),
    ("oracle11", "sql"),
    ("oracle8", "sql"),
    ("patch", "diff"),
    ("perl6", "pl"),
    ("php5", "php"),
    ("plpgsql", "sql"),
    ("plsql", "sql"),
    ("posh", "plain"),
    ("postgresql", "sql"),
    ("powershell", "plain"),
    ("ps1", "plain"),
    ("pwsh", "plain"),
    ("py2", "py"),
    ("py3", "py"),
    ("pycon", "py"),
    ("python2", "py"),
    ("python3", "py"),
    ("reg", "ini"),
    ("rest", "rst"),
    ("restructuredtext", "rst"),
    ("rsplus", "r"),
    ("ruby", "rb"),
    ("scheme", "scm"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("splus", "r"),
    ("sqlite3", "sql"),
    ("tcsh", "sh"),
    ("tsql", "sql"),
    ("typescript", "ts"),
    ("vb", "plain"),
    ("vb.net", "plain"),
    ("vba", "plain"),
    ("vbnet", "plain"),
    ("vim", "VimL"),
    ("visualbasic", "plain"),
    ("wikitext", "plain"),
    ("x86asm", "asm"),
    ("zsh", "sh"),
];

/// Names that ask for no colours.
const PLAIN: &[&str] = &["", "text", "plain", "plaintext", "txt", "none", "nohighlight", "output"];

/// What a name means.
pub(super) enum Found<'s> {
    /// A language with a grammar.
    Grammar(&'s SyntaxReference),
    /// Text without colours, as was asked for; or a language that is known to have no grammar here.
    Plain,
    /// Nothing.
    Unknown,
}

/// The grammar of a language.
pub(super) fn find<'s>(grammars: &'s SyntaxSet, name: &str) -> Found<'s> {
    // Other writers of Markdown put more behind the name: `rust,ignore`, `js{1,3}`.
    let name = name.split([',', '{']).next().unwrap_or_default().to_ascii_lowercase();
    if PLAIN.contains(&name.as_str()) {
        return Found::Plain;
    }
    let alias = ALIASES.binary_search_by_key(&name.as_str(), |(known, _)| known).ok().map(|at| ALIASES[at].1);
    if alias == Some("plain") {
        return Found::Plain;
    }
    let found = alias.and_then(|alias| grammars.find_syntax_by_token(alias)).or_else(|| grammars.find_syntax_by_token(&name));
    found.map_or(Found::Unknown, Found::Grammar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(ALIASES.is_sorted_by_key(|(name, _)| *name));
    }

    #[test]
    fn names_of_mediawiki_are_known() {
        let grammars = two_face::syntax::extra_newlines();
        let names = "python py bash sh c cpp c++ csharp c# java javascript js ts typescript php html html5 html4strict xml css sql mysql \
            postgresql ruby perl lua go golang rust kotlin swift r matlab octave tex latex haskell scala json yaml toml ini diff make makefile \
            docker dockerfile nginx apache powershell ps1 bat batch console shell-session pascal delphi fortran lisp scheme clojure erlang \
            elixir ocaml groovy objc objective-c asm nasm vim cmake graphql markdown rst vue svelte scss sass less jsx tsx d dart zig nix jinja \
            python2 pycon vb.net vbnet tcl awk fsharp julia ada wikitext mediawiki text";
        for name in names.split_ascii_whitespace() {
            assert!(!matches!(find(&grammars, name), Found::Unknown), "{name}");
        }
        assert!(matches!(find(&grammars, "nonesuch"), Found::Unknown));
    }
}
