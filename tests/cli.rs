//! The program as its users meet it: exit codes, messages, and what it leaves on disk.

#![expect(clippy::disallowed_methods, reason = "the tests run the program and look at files")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program in `dir`.
fn taben(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_taben")).args(args).current_dir(dir).env_remove("NO_COLOR").stdin(Stdio::null()).output().unwrap()
}

/// Runs the program with a text on standard input.
fn taben_reading(dir: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_taben"))
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end without reading everything.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with a book whose `book.toml` is `config`, with one page.
fn book(config: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("book.toml"), config).unwrap();
    fs::create_dir(dir.path().join("content")).unwrap();
    fs::write(dir.path().join("content/首页.wiki"), "文字").unwrap();
    dir
}

#[test]
fn references_lie_beside_the_site() {
    let dir = book("[output.citations]\nenabled = true\n");
    fs::write(dir.path().join("content/甲.wiki"), "文<ref>{{cite book|title=书|author=王明|date=2011}}</ref>").unwrap();
    let output = taben(dir.path(), &["build"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let site = dir.path().join("site");
    let read = |file: &str| fs::read_to_string(site.join(file)).unwrap();
    assert!(read("assets/cite/甲.bib").contains("title = {书}"));
    assert!(read("assets/cite/甲.json").contains("\"title\": \"书\""));
    assert!(read("assets/cite/甲.ris").contains("TI  - 书\r\n"));
    let linked = |file: &str| read(file).contains("assets/cite/");
    assert!(linked("zh-cn/甲.html") && linked("zh-tw/甲.html") && !linked("zh-cn/首页.html"));
    assert!(!site.join("assets/cite/首页.bib").exists());
}

#[test]
fn usage_errors_are_2_and_help_is_0() {
    let dir = tempfile::tempdir().unwrap();
    for args in [&["frobnicate"][..], &["build", "--jobs", "0"], &["convert", "--variant", "fr"], &[], &["build", "-q", "-v"]] {
        let output = taben(dir.path(), args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
    }
    for args in [&["--help"][..], &["build", "--help"], &["--version"]] {
        let output = taben(dir.path(), args);
        assert_eq!(code(&output), 0, "{args:?}");
        assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{args:?}");
    }
    let help = String::from_utf8(taben(dir.path(), &["--help"]).stdout).unwrap();
    assert!(help.contains("Examples:") && help.contains("Exit codes:"));
}

#[test]
fn a_folder_without_a_book_is_2() {
    let dir = tempfile::tempdir().unwrap();
    let output = taben(dir.path(), &["build"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).starts_with("error[no-book]: there is no book.toml in ."), "{}", stderr(&output));
    assert!(stderr(&output).contains("taben init"));
}

#[test]
fn a_bad_book_toml_is_2_and_drawn() {
    let cases = [
        ("[book]\ntitel = \"x\"\n", "unknown key `titel`", "./book.toml:2:1", "help: did you mean `title`?"),
        ("[variants]\nviews = [\"zh-cn\", \"zh-xx\"]\n", "unknown value `zh-xx`", "./book.toml:2:19", "help: "),
        ("[book]\ntitle = \"甲\n", "", "./book.toml:2:", ""),
        ("[build]\nbuild-dir = \"content\"\n", "may not lie in each other", "./book.toml:1:1", ""),
    ];
    for (config, message, place, hint) in cases {
        let dir = book(config);
        for command in ["build", "check"] {
            let output = taben(dir.path(), &[command]);
            let text = stderr(&output);
            assert_eq!(code(&output), 2, "{text}");
            assert!(text.contains(message) && text.contains(place) && text.contains(hint), "{text}");
            assert!(text.starts_with("error[book-toml]: ") && text.ends_with("1 error, 0 warnings\n"), "{text}");
            assert!(!dir.path().join("site").exists());
        }
    }
}

#[test]
fn programs_read_json() {
    let dir = book("[book]\ntitel = \"x\"\n");
    let output = taben(dir.path(), &["check", "--message-format", "json"]);
    assert_eq!(code(&output), 2);
    let line: serde_json::Value = serde_json::from_str(stderr(&output).trim_end()).unwrap();
    assert_eq!(line["code"], "book-toml");
    assert_eq!((&line["line"], &line["column"], &line["end_column"]), (&2.into(), &1.into(), &6.into()));
    assert_eq!(line["hint"], "did you mean `title`?");
}

#[test]
fn a_new_book_builds_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let output = taben(dir.path(), &["init", "書"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let root = dir.path().join("書");
    for file in ["book.toml", ".gitignore", ".github/workflows/pages.yml", "content/首页.wiki", "content/Template/提示.wiki"] {
        assert!(root.join(file).is_file(), "{file}");
    }
    let output = taben(dir.path(), &["build", "書", "--strict"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(root.join("site/.taben-site").is_file());

    let again = taben(dir.path(), &["init", "書"]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("書 is not empty"), "{}", stderr(&again));
    let on_file = taben(dir.path(), &["init", "書/book.toml"]);
    assert_eq!(code(&on_file), 2);
    let under_file = taben(dir.path(), &["init", "書/book.toml/x"]);
    assert_ne!(code(&under_file), 0);
}

#[test]
fn a_new_repository_may_become_a_book() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join(".git")).unwrap();
    assert_eq!(code(&taben(dir.path(), &["init", "-q"])), 0);
    assert_eq!(code(&taben(dir.path(), &["init"])), 2);
}

#[test]
fn content_errors_are_1_and_strict_counts_warnings() {
    let dir = book("");
    fs::create_dir(dir.path().join("content/more")).unwrap();
    fs::write(dir.path().join("content/more/首页.md"), "").unwrap();
    let output = taben(dir.path(), &["check"]);
    assert_eq!(code(&output), 1);
    let text = stderr(&output);
    assert!(text.starts_with("error[duplicate-title]: the page “首页” is also in "), "{text}");
    assert!(text.contains("content/more/首页.md") && text.contains("content/首页.wiki"), "{text}");
    assert!(!dir.path().join("site").exists());
}

#[cfg(unix)]
#[test]
fn strict_counts_warnings() {
    let dir = book("");
    std::os::unix::fs::symlink("首页.wiki", dir.path().join("content/x.wiki")).unwrap();
    assert_eq!(code(&taben(dir.path(), &["check"])), 0);
    assert_eq!(code(&taben(dir.path(), &["check", "--strict"])), 1);
    assert_eq!(code(&taben(dir.path(), &["check", "--strict", "-q"])), 1);
    assert_eq!(stderr(&taben(dir.path(), &["check", "-q"])), "");
}

#[test]
fn what_cannot_be_read_or_written_is_3() {
    let dir = book("");
    fs::remove_dir_all(dir.path().join("content")).unwrap();
    let output = taben(dir.path(), &["build"]);
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    assert!(stderr(&output).starts_with("error[read]: cannot read ./content: "), "{}", stderr(&output));

    let output = taben(dir.path(), &["convert", "missing.wiki"]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("missing.wiki"));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_folder_of_somebody_else_is_not_replaced() {
    let dir = book("");
    fs::create_dir(dir.path().join("site")).unwrap();
    fs::write(dir.path().join("site/thesis.txt"), "x").unwrap();
    let output = taben(dir.path(), &["build"]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("was not made by taben") && stderr(&output).contains("help: "), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(dir.path().join("site/thesis.txt")).unwrap(), "x");
    let elsewhere = taben(dir.path(), &["build", "-d", "out"]);
    assert_eq!(code(&elsewhere), 0, "{}", stderr(&elsewhere));
    assert!(dir.path().join("out/.taben-site").is_file());
}

#[test]
fn convert_reads_standard_input() {
    let dir = tempfile::tempdir().unwrap();
    for to in ["markdown", "html", "json"] {
        let output = taben_reading(dir.path(), &["convert", "--to", to, "--language", "en", "--title", "T", "-"], b"text");
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    }
    let bad = taben_reading(dir.path(), &["convert", "-"], b"ab\xff");
    assert_eq!(code(&bad), 1, "{}", stderr(&bad));
    assert!(stderr(&bad).contains("offset 2"), "{}", stderr(&bad));
    let title = taben_reading(dir.path(), &["convert", "--title", "a[b", "-"], b"");
    assert_eq!(code(&title), 2);
    let pages = taben_reading(dir.path(), &["convert", "--pages", "nowhere", "-"], b"");
    assert_eq!(code(&pages), 3);
}

#[test]
fn colours_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let with = |color: &str| stderr(&taben(dir.path(), &["build", "--color", color])).contains('\x1b');
    assert!(with("always") && !with("never") && !with("auto"));
}

#[test]
fn packages_get_completions_and_manual_pages() {
    let dir = tempfile::tempdir().unwrap();
    for (shell, sign) in [("bash", "complete -F _taben"), ("zsh", "#compdef taben"), ("fish", "complete -c taben")] {
        let output = taben(dir.path(), &["completions", shell]);
        assert_eq!(code(&output), 0);
        assert!(String::from_utf8_lossy(&output.stdout).contains(sign), "{shell}");
    }
    let page = taben(dir.path(), &["man"]);
    assert!(String::from_utf8_lossy(&page.stdout).contains(".TH taben 1"));
    assert_eq!(code(&taben(dir.path(), &["man", "--dir", "man"])), 0);
    let names: Vec<_> = fs::read_dir(dir.path().join("man")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(names.iter().any(|n| n == "taben.1") && names.iter().any(|n| n == "taben-build.1"), "{names:?}");
}

#[test]
fn titles_are_found_in_the_other_script() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("恐怖主義.wiki", "甲");
    write("Template%3A後台.wiki", "模板");
    write(
        "Module%3ACGroup%2FIT.wiki",
        "return { content = { { type = 'item', rule = 'zh-cn:网络;zh-tw:網路' }, { type = 'import', import = 'IT' } } }",
    );
    let args = ["convert", "--to", "html", "--variant", "zh-tw", "--pages", ".", "--title", "馬", "-"];
    let output = taben_reading(dir.path(), &args, "{{NoteTA|G1=IT}}{{后台}} [[恐怖主义]] [[马]] 网络".as_bytes());
    let html = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(html.contains("模板") && html.contains("data-wiki-title=\"恐怖主義\"") && html.contains("網路"), "{html}");
    assert_eq!(stderr(&output), "");

    let book = book("");
    let write = |name: &str, text: &str| fs::write(book.path().join("content").join(name), text).unwrap();
    write("恐怖主义.wiki", "[[恐怖主義]] [[Category:歷史]]");
    fs::create_dir(book.path().join("content/Category")).unwrap();
    write("Category/历史.wiki", "说明");
    assert_eq!(code(&taben(book.path(), &["build", "-q"])), 0);
    let read = |name: &str| fs::read_to_string(book.path().join("site/zh-tw").join(name)).unwrap();
    assert!(read("恐怖主义.html").contains("selflink"), "{}", read("恐怖主义.html"));
    let category = read("Category/历史.html");
    let list = category.split("category-list").nth(1).unwrap_or_default();
    assert!(list.contains(">恐怖主義</a>"), "a category lists what names it in the other script: {category}");
}

/// A program that reads what strangers write lies at an address that nobody can know before.
#[test]
#[cfg(target_os = "linux")]
fn the_program_may_lie_at_any_address() {
    let header = fs::read(env!("CARGO_BIN_EXE_taben")).unwrap();
    assert_eq!(&header[..4], b"\x7fELF");
    // `e_type`: 3 is a shared object, which a program at any address is to the linker; 2 is one at a fixed address.
    assert_eq!(u16::from_le_bytes([header[16], header[17]]), 3);
}

/// The step of a workflow that has this name, as a script.
fn script_of(workflow: &str, name: &str) -> String {
    let step = workflow.split(&format!("- name: {name}\n")).nth(1).unwrap();
    let script = step.split("run: |\n").nth(1).unwrap();
    script.lines().take_while(|line| line.starts_with("          ")).map(|line| format!("{}\n", line.trim_start())).collect()
}

#[test]
#[cfg(unix)]
fn the_workflow_of_a_new_book_installs_what_it_names() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    let book = dir.path().join("book");
    assert!(Command::new(env!("CARGO_BIN_EXE_taben")).arg("init").arg(&book).output().unwrap().status.success());
    let workflow = fs::read_to_string(book.join(".github/workflows/pages.yml")).unwrap();
    // Whoever has the name at a registry would run code in every book's build.
    for line in workflow.lines().filter(|line| line.contains("cargo install")) {
        assert!(line.contains("--locked --git \"$TABEN_REPOSITORY\" --rev \"$TABEN_COMMIT\""), "{line}");
    }
    for line in workflow.lines().filter(|line| line.contains("uses:")) {
        let commit = line.split('@').nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_default();
        assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{line}");
    }
    assert!(!workflow.contains('{') || !workflow.contains("{commit}") && !workflow.contains("{repository}"));
    // The step itself, with a `cargo` that says what it was asked.
    let bin = dir.path().join("bin");
    fs::create_dir(&bin).unwrap();
    fs::write(bin.join("cargo"), "#!/bin/sh\necho \"$@\"\n").unwrap();
    fs::set_permissions(bin.join("cargo"), fs::Permissions::from_mode(0o755)).unwrap();
    let script = script_of(&workflow, "Install taben");
    let run = |repository: &str, commit: &str| {
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        let mut bash = Command::new("bash");
        bash.args(["-e", "-c", &script]).env("PATH", path).env("TABEN_REPOSITORY", repository).env("TABEN_COMMIT", commit);
        let done = bash.output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    };
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let (code, said) = run("https://example.org/taben", commit);
    assert_eq!((code, said.trim()), (Some(0), &*format!("install --locked --git https://example.org/taben --rev {commit} taben")));
    let (code, said) = run("", commit);
    assert!(code == Some(1) && said.contains("TABEN_REPOSITORY"), "{said}");
    for bad in ["", "main", "--help"] {
        let (code, said) = run("https://example.org/taben", bad);
        assert!(code == Some(1) && said.contains("TABEN_COMMIT"), "{bad}: {said}");
    }
}
