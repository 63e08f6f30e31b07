//! Commands of MediaWiki's Math extension that the package does not have, and what they stand for.
//!
//! Facts: the names of the extension's list, `WikiTexVC/texutil.json`.

/// Commands without arguments, and TeX that the package sets; sorted by name.
const NAMES: &[(&str, &str)] = &[
    ("C", r"\mathbb{C}"),
    ("Coppa", r"\text{Ϙ}"),
    ("Digamma", r"\text{Ϝ}"),
    ("H", r"\mathbb{H}"),
    ("Koppa", r"\text{Ϟ}"),
    ("O", r"\emptyset"),
    ("Q", r"\mathbb{Q}"),
    ("Sampi", r"\text{Ϡ}"),
    ("Stigma", r"\text{Ϛ}"),
    ("and", r"\land"),
    ("ang", r"\angle"),
    ("arccot", r"\operatorname{arccot}"),
    ("arccsc", r"\operatorname{arccsc}"),
    ("arcsec", r"\operatorname{arcsec}"),
    ("ca", r"\sim"),
    ("centerdot", r"\cdot"),
    ("coppa", r"\text{ϙ}"),
    ("dotsb", r"\cdots"),
    ("dotsc", r"\ldots"),
    ("dotsi", r"\cdots"),
    ("dotsm", r"\cdots"),
    ("dotso", r"\ldots"),
    ("euro", r"\text{€}"),
    ("geneuro", r"\text{€}"),
    ("geneuronarrow", r"\text{€}"),
    ("geneurowide", r"\text{€}"),
    ("hAar", r"\Leftrightarrow"),
    ("koppa", r"\text{ϟ}"),
    ("longLeftrightharpoons", r"\rightleftharpoons"),
    ("longRightleftharpoons", r"\rightleftharpoons"),
    ("longleftrightarrows", r"\leftrightarrows"),
    ("longrightleftharpoons", r"\rightleftharpoons"),
    ("nshortmid", r"\nmid"),
    ("nshortparallel", r"\nparallel"),
    ("officialeuro", r"\text{€}"),
    ("or", r"\lor"),
    ("overarc", r"\overparen"),
    ("part", r"\partial"),
    ("sampi", r"\text{ϡ}"),
    ("sdot", r"\cdot"),
    ("sen", r"\operatorname{sen}"),
    ("sgn", r"\operatorname{sgn}"),
    ("shortmid", r"\mid"),
    ("shortparallel", r"\parallel"),
    ("smallfrown", r"\frown"),
    ("smallsetminus", r"\setminus"),
    ("smallsmile", r"\smile"),
    ("stigma", r"\text{ϛ}"),
    ("textvisiblespace", r"\text{␣}"),
    ("thickapprox", r"\approx"),
    ("thicksim", r"\sim"),
    ("tripledash", r"\mathrel{\text{---}}"),
    ("varcoppa", r"\text{ϙ}"),
    ("varinjlim", r"\mathop{\underrightarrow{\operatorname{lim}}}"),
    ("varliminf", r"\mathop{\underline{\operatorname{lim}}}"),
    ("varlimsup", r"\mathop{\overline{\operatorname{lim}}}"),
    ("varprojlim", r"\mathop{\underleftarrow{\operatorname{lim}}}"),
    ("varpropto", r"\propto"),
    ("varstigma", r"\text{ϛ}"),
    ("vline", r"|"),
    ("xLeftrightharpoons", r"\xleftrightharpoons"),
    ("xRightleftharpoons", r"\xrightleftharpoons"),
];

/// What a command stands for, if the package does not have it under this name.
pub(super) fn meaning(name: &str) -> Option<&'static str> {
    NAMES.binary_search_by_key(&name, |(known, _)| known).ok().map(|at| NAMES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| *name));
    }
}
