//! Brackets, tags and comments, as the scanner reads them.

use std::ops::Range;

use super::*;

fn show(text: &str) -> String {
    let source: Arc<str> = text.into();
    let tree = scan(&source, (0, to32(text.len())), Mode::Page, true);
    let mut out = String::new();
    range(&tree, tree.all(), &mut out);
    out
}

fn range(tree: &Tree, range_: Range<u32>, out: &mut String) {
    let mut i = range_.start;
    while i < range_.end {
        match tree.tape[i as usize] {
            Node::Nothing => {}
            Node::Text(a, b) => out.push_str(tree.slice((a, b))),
            Node::Tag(t) => {
                out.push('(');
                out.push_str(tree.slice(tree.tags[t as usize].name));
                out.push(')');
            }
            Node::Call(c) => {
                let call = tree.calls[c as usize];
                out.push(if call.kind == Kind::Template { '⟨' } else { '⟪' });
                for (n, part) in tree.parts[call.parts.0 as usize..call.parts.1 as usize].iter().enumerate() {
                    if n > 0 {
                        out.push('¦');
                    }
                    if let Some(name) = part.name() {
                        range(tree, name, out);
                        out.push('≔');
                    }
                    range(tree, part.value(), out);
                }
                out.push(if call.kind == Kind::Template { '⟩' } else { '⟫' });
                i = call.end;
                continue;
            }
        }
        i += 1;
    }
}

#[test]
fn braces_find_their_partners() {
    for (text, want) in [
        ("{{a|b|c=d=e}}", "⟨a¦b¦c≔d=e⟩"),
        ("{{{a|b}}}", "⟪a¦b⟫"),
        ("{{{{1}}}}", "{⟪1⟫}"),
        ("{{{{{1}}}}}", "⟨⟪1⟫⟩"),
        ("{{{{{{1}}}}}}", "⟪⟪1⟫⟫"),
        ("{{{{a}}}}", "{⟪a⟫}"),
        ("{{{{a}} }}", "⟨⟨a⟩ ⟩"),
        ("{{[[a|b}}]]", "{{[[a|b}}]]"),
        ("{{a|[[b|c]]|d}}", "⟨a¦[[b|c]]¦d⟩"),
        ("-{{{1x|foo}}bar}-", "-{⟨1x¦foo⟩bar}-"),
        ("-{{a|b}-}}-", "-⟨a¦b}-⟩-"),
        ("{{a|-{b|c}-}}", "⟨a¦-{b|c}-⟩"),
        ("{{a|\n==b|c==\n|d}}", "⟨a¦\n==b|c==\n¦d⟩"),
        ("{{a|\n= b}}", "⟨a¦\n≔ b⟩"),
        ("{{a|{{b", "{{a|{{b"),
        ("{{a|{{b}}", "{{a|⟨b⟩"),
        ("{{{a}}", "{⟨a⟩"),
        ("{{a}}}", "⟨a⟩}"),
        ("{{[[a}}", "{{[[a}}"),
        ("-{{", "-{{"),
    ] {
        assert_eq!(show(text), want, "{text}");
    }
}

#[test]
fn tags_and_comments() {
    for (text, want) in [
        ("a<!-- x -->b", "ab"),
        ("a\n <!-- x --> <!-- y -->\nb", "a\nb"),
        ("a<!-- x", "a"),
        ("<nowiki>{{a}}</nowiki>b", "(nowiki)b"),
        ("<ref name=a/>b", "(ref)b"),
        ("<ref>b", "<ref>b"),
        ("<REF>b</rEf >c", "(REF)c"),
        ("<refx>b</refx>", "<refx>b</refx>"),
        ("<noinclude>a</noinclude><includeonly>b</includeonly>c", "ac"),
        ("<includeonly>b", ""),
        ("a<noinclude />b", "ab"),
    ] {
        assert_eq!(show(text), want, "{text}");
    }
}

#[test]
fn table_of_tags_is_sorted() {
    assert!(EXTENSIONS.is_sorted());
}
