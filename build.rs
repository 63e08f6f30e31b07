//! Lays out the base tables of conversion when taben is built, so that the program finds them ready.
//!
//! This is the one user of the `zhconv` crate, which carries what MediaWiki's `ZhConversion` maps.  Making a table that
//! can be asked takes some milliseconds, which is more than a small page takes from source to HTML, and the tables change
//! with the crate only.  What is written here is read, byte for byte, by `src/variant/tables.rs`.

#![expect(clippy::disallowed_methods, reason = "a build script writes files where Cargo says")]

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use zhconv::Variant::{ZhCN, ZhHK, ZhHans, ZhHant, ZhTW};

#[path = "src/variant/layout.rs"]
mod layout;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/variant/layout.rs");
    tell_commit();
    let out = env::var_os("OUT_DIR").expect("Cargo names a folder");
    let out = Path::new(&out);
    let classes = classes();
    let mut text = String::new();
    for (c, class) in &classes {
        text.extend([*c, *class]);
    }
    fs::write(out.join("alike"), text).expect("the folder can be written to");
    for (name, variant) in [("hans", ZhHans), ("hant", ZhHant), ("cn", ZhCN), ("hk", ZhHK), ("tw", ZhTW)] {
        let table = Table::load(variant);
        for (part, bytes) in table.lay_out(&classes) {
            fs::write(out.join(format!("{name}.{part}")), bytes).expect("the folder can be written to");
        }
    }
}

/// Tells the program which commit it is built from, for the workflow that `taben init` writes; nothing where that is not known.
///
/// Only for released programs: a developer's would be compiled anew with every commit.
fn tell_commit() {
    println!("cargo::rerun-if-env-changed=PROFILE");
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        let commit = packaged_commit().or_else(git_commit).unwrap_or_default();
        println!("cargo::rustc-env=TABEN_COMMIT={commit}");
    } else {
        println!("cargo::rustc-env=TABEN_COMMIT=");
    }
}

/// The commit that Cargo wrote into a package.
fn packaged_commit() -> Option<String> {
    let text = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let at = text.find("\"sha1\"")?;
    text[at + 6..].split('"').find(|part| is_commit(part)).map(str::to_owned)
}

/// The commit that is checked out.
fn git_commit() -> Option<String> {
    let git = |args: &[&str]| {
        let done = Command::new("git").args(args).output().ok().filter(|done| done.status.success())?;
        String::from_utf8(done.stdout).ok().map(|text| text.trim().to_owned())
    };
    // Within another repository the commit would be that one's.
    if !git(&["rev-parse", "--show-prefix"])?.is_empty() {
        return None;
    }
    for path in ["HEAD", "packed-refs", &git(&["symbolic-ref", "-q", "HEAD"]).unwrap_or_default()] {
        if let Some(path) = git(&["rev-parse", "--git-path", path]).filter(|path| !path.is_empty() && Path::new(path).is_file()) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "HEAD"]).filter(|commit| is_commit(commit))
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// How many blocks of characters tables tell of: the planes 0 to 3, where Chinese characters are.
const BLOCKS: usize = 0x4_0000 / layout::BLOCK;

/// A variant's words, each once, and what they become.
#[derive(Default)]
struct Table {
    words: Vec<(String, String)>,
    known: HashMap<String, usize>,
}

impl Table {
    /// Reads the tables of the crate, the more special ones first, so that they win.
    fn load(variant: zhconv::Variant) -> Self {
        let mut table = Self::default();
        for (from, to) in zhconv::get_builtin_tables(variant).iter().rev() {
            words(from, to, |from, to| {
                let number = table.words.len();
                if !from.is_empty() && *table.known.entry(from.to_owned()).or_insert(number) == number {
                    table.words.push((from.to_owned(), to.to_owned()));
                }
            });
        }
        table
    }

    /// The parts of the table, as `src/variant/tables.rs` names them.
    fn lay_out(&self, classes: &BTreeMap<char, char>) -> [(&'static str, Vec<u8>); 7] {
        // Of words that begin with the same two characters, the longest first.
        let mut pairs: BTreeMap<(char, char), Vec<usize>> = BTreeMap::new();
        let mut firsts: BTreeMap<char, (Option<usize>, u64)> = BTreeMap::new();
        for (number, (from, _)) in self.words.iter().enumerate() {
            let mut chars = from.chars();
            let first = chars.next().expect("no word is empty");
            let known = firsts.entry(first).or_default();
            match chars.next() {
                None => known.0 = Some(number),
                Some(second) => {
                    let last = from.as_bytes()[first.len_utf8() + second.len_utf8() - 1];
                    known.1 |= layout::second_bit(last);
                    pairs.entry((first, second)).or_default().push(number);
                }
            }
        }
        let mut next = vec![0; self.words.len()];
        let mut slots = vec![0u64; (pairs.len() * 2).next_power_of_two()];
        for ((first, second), numbers) in &mut pairs {
            numbers.sort_by_key(|number| std::cmp::Reverse(self.words[*number].0.len()));
            for pair in numbers.windows(2) {
                next[pair[0]] = counted(pair[1]);
            }
            let key = layout::pair_key(*first, *second);
            let mut slot = layout::pair_slot(key, slots.len());
            while slots[slot] != 0 {
                slot = (slot + 1) % slots.len();
            }
            slots[slot] = key << 16 | u64::from(counted(numbers[0]));
        }
        // Words of one character come first and in order, so that what stands side by side in a text is near here, too.
        let mut order: Vec<usize> = (0..self.words.len()).collect();
        order.sort_by_key(|number| {
            let word = &self.words[*number].0;
            (word.chars().nth(1).is_some(), word.chars().next())
        });
        let mut text = String::new();
        let mut entries = vec![0u64; self.words.len()];
        for number in order {
            let (from, to) = &self.words[number];
            let at = u64::try_from(text.len()).expect("a length");
            let lens = [from, to].map(|word| u64::from(u8::try_from(word.len()).expect("words are short")));
            assert!(at < 1 << 24, "tables are small");
            let class = |c: char| classes.get(&c).copied().unwrap_or(c);
            let is_script = from.chars().map(class).eq(to.chars().map(class));
            let flags = u64::from(is_script) << 56 | u64::from(from == to) << 57;
            entries[number] = at | lens[0] << 24 | lens[1] << 32 | u64::from(next[number]) << 40 | flags;
            text.push_str(from);
            text.push_str(to);
        }
        let mut ascii = 0u128;
        let mut places = vec![0u16; BLOCKS];
        // The first block is that of characters that begin no word.
        let mut blocks = vec![[0u16; layout::BLOCK]];
        for (number, c) in firsts.keys().enumerate() {
            let (block, at) = layout::block(*c);
            if places[block] == 0 {
                places[block] = u16::try_from(blocks.len()).expect("fewer than 2^16 blocks");
                blocks.push([0; layout::BLOCK]);
            }
            blocks[usize::from(places[block])][at] = counted(number);
            if c.is_ascii() {
                ascii |= 1 << (*c as u32);
            }
        }
        let bytes = |numbers: &[u16]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let firsts = firsts.values().flat_map(|(single, seconds)| {
            // No word has no length, so zero stands for none.
            let single = single.map_or(0, |number| entries[number]);
            single.to_le_bytes().into_iter().chain(seconds.to_le_bytes())
        });
        [
            ("firsts", firsts.collect()),
            ("text", text.into_bytes()),
            ("entries", entries.iter().flat_map(|entry| entry.to_le_bytes()).collect()),
            ("pairs", slots.into_iter().flat_map(u64::to_le_bytes).collect()),
            ("places", bytes(&places)),
            ("blocks", bytes(blocks.as_flattened())),
            ("ascii", ascii.to_le_bytes().to_vec()),
        ]
    }
}

/// The number of a word, counted from one.
fn counted(number: usize) -> u16 {
    u16::try_from(number + 1).expect("fewer than 2^16 words")
}

/// For each character that is written differently in other scripts, the one that stands for all of these.
fn classes() -> BTreeMap<char, char> {
    let mut parents: BTreeMap<char, char> = BTreeMap::new();
    alike(|from, to| {
        let (a, b) = (root(&parents, from), root(&parents, to));
        if a != b {
            // The smaller one stands for both, so that the order of the tables does not matter.
            parents.insert(a.max(b), a.min(b));
        }
    });
    parents.keys().map(|c| (*c, root(&parents, *c))).collect()
}

/// The character that stands for all that are like `c`.
fn root(parents: &BTreeMap<char, char>, mut c: char) -> char {
    while let Some(parent) = parents.get(&c) {
        c = *parent;
    }
    c
}

/// Calls `pair` for every character and what it becomes, wherever a table changes nothing but the script: in all
/// words of the two tables of the scripts, which change no words, and in single characters of the region's tables.
fn alike(mut pair: impl FnMut(char, char)) {
    for (variant, is_script) in [(ZhHans, true), (ZhHant, true), (ZhCN, false), (ZhTW, false), (ZhHK, false)] {
        // A region's tables begin with the script's, which was read already.
        let tables = zhconv::get_builtin_tables(variant);
        for (from, to) in &tables[usize::from(!is_script).min(tables.len())..] {
            words(from, to, |from, to| {
                let (mut a, mut b) = (from.chars(), to.chars());
                let single = from.chars().nth(1).is_none();
                if (!is_script && !single) || from.chars().count() != to.chars().count() {
                    return;
                }
                while let (Some(a), Some(b)) = (a.next(), b.next()) {
                    if a != b {
                        pair(a, b);
                    }
                }
            });
        }
    }
}

/// Calls `word` for every word of one of the crate's tables.
///
/// The crate writes a word as its difference from the word before, and a replacement as its difference from the
/// word: a control character says how many characters to copy from the same place of the other.
fn words(from: &str, to: &str, mut word: impl FnMut(&str, &str)) {
    let mut last = String::new();
    let mut key = String::new();
    let mut value = String::new();
    for (from, to) in from.trim().split('|').zip(to.trim().split('|')) {
        key.clear();
        expand(from, &last, &mut key);
        value.clear();
        expand(to, &key, &mut value);
        word(&key, &value);
        std::mem::swap(&mut last, &mut key);
    }
}

/// Writes out a word of the crate's tables.
fn expand(word: &str, model: &str, out: &mut String) {
    let mut model = model.chars();
    for c in word.chars() {
        if c < ' ' {
            // The count stands for that many characters, the first of which is the control character's own.
            out.extend(model.by_ref().take(c as usize));
        } else {
            out.push(c);
            model.next();
        }
    }
}
