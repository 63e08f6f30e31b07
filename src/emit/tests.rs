//! Sinks: whole or not at all, and never over what is not ours.

use std::fs;
use std::path::Path;

use super::*;

fn path(text: &str) -> SitePath {
    SitePath::new(text).unwrap()
}

/// What lies in a folder, hidden files too.
fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_site_replaces_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    for text in ["one", "two"] {
        let folder = Folder::create(&out).unwrap();
        folder.put(&path("zh-cn/甲/乙.html"), text.as_bytes()).unwrap();
        folder.put(&path(&format!("{text}.html")), b"").unwrap();
        let entries = folder.finish().unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(fs::read_to_string(out.join("zh-cn/甲/乙.html")).unwrap(), text);
        assert_eq!(names(&out), [".taben-site", &format!("{text}.html"), "zh-cn"]);
        assert_eq!(names(dir.path()), ["site"]);
    }
}

#[test]
fn a_failed_build_leaves_the_old_site() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    let folder = Folder::create(&out).unwrap();
    folder.put(&path("a.html"), b"old").unwrap();
    folder.finish().unwrap();
    let folder = Folder::create(&out).unwrap();
    folder.put(&path("a.html"), b"new").unwrap();
    drop(folder);
    assert_eq!(fs::read(out.join("a.html")).unwrap(), b"old");
    assert_eq!(names(dir.path()), ["site"]);
}

#[test]
fn what_is_not_ours_stays() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("thesis.txt"), "years of work").unwrap();
    assert!(matches!(Folder::create(&out), Err(EmitError::NotOurs { .. })));
    fs::write(dir.path().join("file"), "").unwrap();
    assert!(matches!(Folder::create(&dir.path().join("file")), Err(EmitError::NotAFolder { .. })));
    assert_eq!(names(dir.path()), ["file", "site"]);

    // Filled while the site was made.
    let out = dir.path().join("later");
    let folder = Folder::create(&out).unwrap();
    fs::create_dir(&out).unwrap();
    fs::write(out.join("x"), "").unwrap();
    assert!(folder.finish().is_err());
    assert_eq!(names(&out), ["x"]);
    assert_eq!(names(dir.path()), ["file", "later", "site"]);
}

#[test]
fn an_empty_folder_may_be_used() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::create(dir.path().join("deep/er/site").as_path()).unwrap();
    folder.put(&path("a.html"), b"").unwrap();
    folder.finish().unwrap();
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    Folder::create(&empty).unwrap().finish().unwrap();
    assert_eq!(names(&empty), [".taben-site"]);
}

#[test]
fn a_repository_in_the_site_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    Folder::create(&out).unwrap().finish().unwrap();
    fs::create_dir(out.join(".git")).unwrap();
    fs::write(out.join(".git/HEAD"), "x").unwrap();
    Folder::create(&out).unwrap().finish().unwrap();
    assert_eq!(fs::read_to_string(out.join(".git/HEAD")).unwrap(), "x");
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_killed_build_left_is_cleared() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("site");
    // No process has the number 0.  One folder is not ours, one is a half-written site, one the old site.
    for (name, text) in [(".site.tmp-0", Some("half")), (".site.tmp-0.1", None), (".site.tmp-0.old", Some("old"))] {
        fs::create_dir(dir.path().join(name)).unwrap();
        fs::write(dir.path().join(name).join("x"), text.unwrap_or_default()).unwrap();
        if text.is_some() {
            fs::write(dir.path().join(name).join(MARKER), "").unwrap();
        }
    }
    drop(Folder::create(&out).unwrap());
    assert_eq!(names(dir.path()), [".site.tmp-0.1", "site"]);
    assert_eq!(fs::read_to_string(out.join("x")).unwrap(), "old");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_site_stays_a_link() {
    let dir = tempfile::tempdir().unwrap();
    let (real, link) = (dir.path().join("real"), dir.path().join("link"));
    Folder::create(&real).unwrap().finish().unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let folder = Folder::create(&link).unwrap();
    folder.put(&path("a.html"), b"").unwrap();
    folder.finish().unwrap();
    assert!(link.is_symlink());
    assert!(real.join("a.html").exists());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let error = Folder::create(Path::new("/proc/nowhere/site")).unwrap_err();
    assert!(error.to_string().contains("/proc/nowhere"), "{error}");
}

#[test]
fn collisions_name_both_files() {
    for sink in [&Memory::new() as &dyn Sink, &Nowhere::new()] {
        sink.put(&path("Foo.html"), b"").unwrap();
        let error = sink.put(&path("FOO.html"), b"").unwrap_err();
        assert!(error.to_string().ends_with("Foo.html and FOO.html"), "{error}");
    }
}

#[test]
fn many_threads_may_write() {
    use rayon::prelude::*;
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::create(&dir.path().join("site")).unwrap();
    (0..2000).into_par_iter().for_each(|i| {
        folder.put(&path(&format!("d{}/e/{i}.html", i % 7)), b"x").unwrap();
    });
    let entries = folder.finish().unwrap();
    assert_eq!(entries.len(), 2000);
    assert!(entries.is_sorted());
}
