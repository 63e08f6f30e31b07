//! Changing a site in parts: whole before, whole after, and carried to its end by whoever comes next.

use super::*;
use crate::emit::Folder;
use crate::emit::stage::Site as Beside;

fn path(text: &str) -> SitePath {
    SitePath::new(text).unwrap()
}

/// A site of these files, and what is known of them.
fn site(out: &Path, files: &[(&str, &str)]) -> Vec<Known> {
    let folder = Folder::create(out).unwrap();
    let known = files.iter().map(|(name, text)| {
        let Written { size, hash, modified } = folder.put(&path(name), text.as_bytes()).unwrap();
        Known { path: (*name).into(), size, hash, modified }
    });
    let known = known.collect();
    folder.finish().unwrap();
    known
}

/// What a folder holds: the files' names and texts, without the marker.
fn files(out: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() != MARKER {
                found.push((path.strip_prefix(out).unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn own(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

const OLD: [(&str, &str); 4] = [("a.html", "a"), ("b/c.html", "c"), ("b/d.html", "d"), ("e.html", "e")];

/// An update to the old files that has put new ones, and is not finished.
fn begun(out: &Path, known: &[Known]) -> Update {
    let update = Update::begin(out).unwrap();
    update.doubt(known.iter().map(|known| (known.clone(), known.is_in(out))));
    update.put(&path("a.html"), b"a").unwrap();
    update.put(&path("e.html"), b"another").unwrap();
    update.put(&path("f/g.html"), b"new").unwrap();
    update
}

#[test]
fn what_differs_changes_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    let known = site(&out, &OLD);
    assert!(known.iter().all(|known| known.is_in(&out)));
    let install = Install { from: dir.path().join("x.next"), to: dir.path().join("x.memory"), hash: 0 };
    fs::write(&install.from, "memory").unwrap();
    let changes = begun(&out, &known).finish(std::iter::empty(), Some(install)).unwrap();
    assert_eq!(changes.written, [path("e.html"), path("f/g.html")]);
    assert_eq!(changes.removed, [path("b/c.html"), path("b/d.html")]);
    assert_eq!(files(&out), own(&[("a.html", "a"), ("e.html", "another"), ("f/g.html", "new")]));
    assert!(!out.join("b").exists(), "an empty folder goes too");
    assert_eq!(fs::read_to_string(dir.path().join("x.memory")).unwrap(), "memory");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing is left beside it");
}

#[test]
fn what_fails_leaves_the_old_site() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    let known = site(&out, &OLD);
    drop(begun(&out, &known));
    assert_eq!(files(&out), own(&OLD));
    // A name that only some file systems tell from one that stays.
    let update = begun(&out, &known);
    update.put(&path("KEPT.html"), b"").unwrap();
    assert!(matches!(update.finish(["kept.html"].into_iter(), None), Err(EmitError::Collision { .. })));
    drop(update);
    assert_eq!(files(&out), own(&OLD));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_somebody_changed_is_written_again() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    let known = site(&out, &OLD);
    fs::write(out.join("a.html"), "scribbled").unwrap();
    let update = begun(&out, &known);
    assert_eq!(update.keep("a.html"), None);
    assert_eq!(update.read("a.html"), None);
    assert_eq!(update.read("b/c.html").unwrap(), b"c");
    assert!(update.keep("b/c.html").is_some());
    update.finish(["b/c.html"].into_iter(), None).unwrap();
    assert_eq!(files(&out), own(&[("a.html", "a"), ("b/c.html", "c"), ("e.html", "another"), ("f/g.html", "new")]));
}

/// An update that was killed when `done` of its files were in their places; gives the folder beside the site.
fn killed(dir: &Path, done: usize) -> PathBuf {
    let out = dir.join("site");
    let known = site(&out, &OLD);
    let update = begun(&out, &known);
    let stage = update.stage().unwrap().clone();
    let install = Install { from: dir.join("x.next"), to: dir.join("x.memory"), hash: digest::of(b"memory") };
    fs::write(&install.from, "memory").unwrap();
    let file = |name: &str, text: &str| (name.to_owned(), text.len() as u64, digest::of(text.as_bytes()));
    let journal = Journal {
        files: vec![file("e.html", "another"), file("f/g.html", "new")],
        removed: vec!["b/c.html".to_owned(), "b/d.html".to_owned()],
        install: Some(install),
    };
    journal.write(&stage).unwrap();
    update.is_begun.store(true, Ordering::Relaxed);
    fs::create_dir_all(out.join("f")).unwrap();
    for (name, ..) in journal.files.iter().take(done) {
        fs::rename(stage.join(NEW).join(name), out.join(name)).unwrap();
    }
    stage
}

#[test]
fn a_journal_is_carried_out_by_the_next_build() {
    for done in 0..=2 {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("site");
        killed(dir.path(), done);
        Beside::at(&out).unwrap();
        assert_eq!(files(&out), own(&[("a.html", "a"), ("e.html", "another"), ("f/g.html", "new")]), "{done}");
        assert_eq!(fs::read_to_string(dir.path().join("x.memory")).unwrap(), "memory");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }
}

#[test]
fn a_journal_that_is_not_whole_was_never_begun() {
    for size in [0, 1, 30, 60] {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("site");
        let stage = killed(dir.path(), 0);
        let journal = fs::read(stage.join("journal")).unwrap();
        fs::write(stage.join("journal"), &journal[..size]).unwrap();
        Beside::at(&out).unwrap();
        assert!(files(&out).iter().any(|(name, text)| name == "e.html" && text == "e"), "{size}");
        assert!(!dir.path().join("x.memory").exists());
    }
}

#[test]
fn files_that_a_power_cut_took_are_not_put_in_their_places() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    let stage = killed(dir.path(), 1);
    fs::write(stage.join(NEW).join("f/g.html"), "").unwrap();
    fs::write(dir.path().join("x.memory"), "of the old site").unwrap();
    Beside::at(&out).unwrap();
    assert!(!out.join("f/g.html").exists());
    assert!(!dir.path().join("x.memory").exists(), "what is remembered is no longer true");
}

#[test]
fn a_journal_leads_nowhere_else() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    let stage = killed(dir.path(), 2);
    fs::write(dir.path().join("mine"), "mine").unwrap();
    fs::write(stage.join("y.next"), "evil").unwrap();
    let install = Install { from: stage.join("y.next"), to: dir.path().join("mine"), hash: digest::of(b"evil") };
    let journal = Journal { files: Vec::new(), removed: vec!["../mine".to_owned(), "/etc/none".to_owned()], install: Some(install) };
    journal.write(&stage).unwrap();
    Beside::at(&out).unwrap();
    assert_eq!(fs::read_to_string(dir.path().join("mine")).unwrap(), "mine");
}
