//! Builds that are killed, and disks that are full: the site is the old one or the new one, and the next build succeeds.

#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "the tests run the program, kill it and look at files")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::book::{Random, assert_same, files_of};
use common::folder;
use taben::config::Config;
use taben::emit::Memory;
use taben::pipeline::{self, Purpose};
use taben::source::SourceDir;

/// How often a build is killed.
const KILLS: usize = 50;

/// Builds the book in `dir`; `more` are arguments.
fn taben(dir: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taben"));
    command
        .args(["build", "-q", "--jobs", "2"])
        .args(more)
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

fn write(dir: &Path, name: &str, text: &str) {
    folder::write(&dir.join("content"), name, text);
}

/// The site that a build from nothing makes.
fn expected(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let config = Config::parse(&fs::read_to_string(dir.join("book.toml")).unwrap()).unwrap();
    let source = SourceDir::open(dir, &config.book.src, &config.site()).unwrap();
    let memory = Memory::new();
    pipeline::build(&config, &source, &memory, Purpose::Publish, &|_, _| {}).unwrap();
    memory.into_files().into_iter().map(|(path, bytes)| (path.as_str().to_owned(), bytes)).collect()
}

/// What stands beside the site and was left there by a build.
fn leftovers(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(".site.tmp-")).collect()
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    fs::write(dir.join("book.toml"), "[variants]\nviews = [\"zh-cn\", \"zh-tw\"]\n").unwrap();
    for n in 0..12 {
        write(dir, &format!("页{n}.wiki"), &format!("第{n}页。[[页{}]]\n[[Category:类{}]]\n", n * 7 % 12, n % 3));
    }
    let started = Instant::now();
    assert!(taben(dir, &[]).status().unwrap().success());
    let long = started.elapsed();
    let mut random = Random::new(42);
    let mut old = files_of(&dir.join("site"));
    let (mut killed, mut begun, mut mixed) = (0, 0, 0);
    for n in 0..KILLS {
        // Pages change, come and go.
        for _ in 0..3 {
            let page = format!("页{}.wiki", random.below(16));
            if random.below(5) == 0 {
                let _ = fs::remove_file(dir.join("content").join(&page));
            } else {
                write(dir, &page, &format!("第{n}次：{page}。[[页1]]\n[[Category:类{}]]\n", random.below(4)));
            }
        }
        let new = expected(dir);
        let more: &[&str] = if n % 3 == 0 { &["--clean"] } else { &[] };
        let mut child = taben(dir, more).spawn().unwrap();
        // A build of changes is shorter than one of everything.
        let most = if n % 3 == 0 { long } else { long / 2 };
        std::thread::sleep(Duration::from_micros(random.below(most.as_micros() as usize) as u64));
        if child.try_wait().unwrap().is_none() {
            killed += 1;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let rest = leftovers(dir);
        begun += usize::from(!rest.is_empty());
        if dir.join("site").exists() {
            let now = files_of(&dir.join("site"));
            // Every file is whole; and they are of one site, unless a journal says what is still to be done.
            for (path, bytes) in &now {
                assert!(old.get(path) == Some(bytes) || new.get(path) == Some(bytes), "{n}: {path} is neither old nor new");
            }
            if now != old && now != new {
                mixed += 1;
                assert!(rest.iter().any(|name| dir.join(name).join("journal").is_file()), "{n}: nobody knows what is still to be done");
            }
        } else {
            assert!(rest.iter().any(|name| name.ends_with(".old")), "{n}: the site is gone");
        }
        let output = taben(dir, &[]).output().unwrap();
        assert!(output.status.success(), "{n}: {}", String::from_utf8_lossy(&output.stderr));
        assert_same(&new, &files_of(&dir.join("site")), &format!("after kill {n}"));
        assert_eq!(leftovers(dir), [""; 0], "{n}");
        old = new;
    }
    eprintln!("{killed} of {KILLS} builds were killed before their end, {begun} of them while they wrote, {mixed} between two files");
    assert!(killed > KILLS / 4, "the builds are too fast to be killed");
}

/// A small disk at `dir`; `None` where none can be made.
fn small_disk(dir: &Path) -> Option<Mounted<'_>> {
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(dir).stderr(Stdio::null()).status();
    mount.is_ok_and(|status| status.success()).then_some(Mounted(dir))
}

/// Unmounted at the end.
struct Mounted<'m>(&'m Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let place = tempfile::tempdir().unwrap();
    let Some(disk) = small_disk(place.path()) else {
        eprintln!("skipped: no file system can be mounted here, so no disk can be made full");
        return;
    };
    let book = tempfile::tempdir().unwrap();
    let dir = book.path();
    fs::write(dir.join("book.toml"), "[variants]\nviews = [\"zh-cn\", \"zh-tw\"]\n").unwrap();
    write(dir, "首页.wiki", "首页。\n");
    write(dir, "甲.wiki", "甲。\n");
    let out = disk.0.join("site");
    let to = out.to_str().unwrap();
    let first = taben(dir, &["-d", to]).output().unwrap();
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let old = files_of(&out);
    // A page that the disk has no room for, made in part and made anew.
    write(dir, "甲.wiki", &"很长的一页。\n\n".repeat(40_000));
    for more in [&["-d", to][..], &["-d", to, "--clean"]] {
        let output = taben(dir, more).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(told.contains("No space left") && told.contains("the site that was there before is untouched"), "{told}");
        assert_same(&old, &files_of(&out), "the disk is full");
        let beside = fs::read_dir(disk.0).unwrap().count();
        assert_eq!(beside, 1, "what was begun is taken away");
    }
    write(dir, "甲.wiki", "甲，短了。\n");
    assert!(taben(dir, &["-d", to]).status().unwrap().success());
    assert_same(&expected(dir), &files_of(&out), "there is room again");
    // The book's own disk is full: what is to be remembered has no room, and the site stays.
    let full = tempfile::tempdir().unwrap();
    let Some(disk) = small_disk(full.path()) else { return };
    let dir = disk.0;
    fs::write(dir.join("book.toml"), "[variants]\nviews = [\"zh-cn\", \"zh-tw\"]\n").unwrap();
    for n in 0..20 {
        write(dir, &format!("页{n}.wiki"), &format!("第{n}页。\n").repeat(30));
    }
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    let to = site.to_str().unwrap();
    assert!(taben(dir, &["-d", to]).status().unwrap().success());
    let old = files_of(&site);
    write(dir, "页3.wiki", "另一页。\n");
    // All that is left is taken.
    let mut filler = fs::File::create(dir.join("filler")).unwrap();
    while std::io::Write::write_all(&mut filler, &[0; 512]).is_ok() {}
    let output = taben(dir, &["-d", to]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert_same(&old, &files_of(&site), "the book's disk is full");
    drop(filler);
    fs::remove_file(dir.join("filler")).unwrap();
    assert!(taben(dir, &["-d", to]).status().unwrap().success());
    assert_same(&expected(dir), &files_of(&site), "the book's disk has room again");
}
