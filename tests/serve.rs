//! `taben serve` as a browser meets it: through a socket, with everything that should not be answered asked for too.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the tests run the program and look at files")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use common::folder::write;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server of a book, which ends with the test.
struct Server {
    child: Child,
    port: u16,
    said: Receiver<String>,
    book: tempfile::TempDir,
    /// Where it may make temporary folders.
    temp: tempfile::TempDir,
}

impl Server {
    /// Serves a book of these files.
    fn of(files: &[(&str, &str)], args: &[&str]) -> Self {
        let (book, temp) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for (name, text) in files {
            write(book.path(), name, text);
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_taben"))
            .args(["serve", "--port", "0"])
            .args(args)
            .current_dir(book.path())
            .env("TMPDIR", temp.path())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, said) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut server = Self { child, port: 0, said, book, temp };
        let line = server.wait_for("serving ");
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
        server.port = address.rsplit(':').next().unwrap().parse().unwrap();
        server
    }

    /// Waits for a line of standard error that holds `words`.
    fn wait_for(&self, words: &str) -> String {
        let until = Instant::now() + PATIENCE;
        let mut before = String::new();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.said.recv_timeout(left) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => before.push_str(&(line + "\n")),
                Err(_) => panic!("nobody said “{words}”, but:\n{before}"),
            }
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request line and headers as they are; gives the status, the headers and the body.
    fn send(&self, request: &str) -> (u16, String, String) {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        (status, head.to_ascii_lowercase(), body.to_owned())
    }

    fn get(&self, path: &str) -> (u16, String, String) {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port))
    }

    /// Listens to the events of a page as it is now.
    fn events(&self, path: &str) -> Events {
        let page = self.get(path).2;
        let value = |name: &str| page.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (name, version) = (value("data-page"), value("data-version"));
        let name: String = name.bytes().map(|b| format!("%{b:02X}")).collect();
        let mut stream = self.connect();
        let request =
            format!("GET /.taben/events?page={name}&version={version} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        Events(BufReader::new(stream))
    }

    /// Tells it to end, and gives its exit code.
    fn end(&mut self, signal: &str) -> Option<i32> {
        Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Events of a page.
struct Events(BufReader<TcpStream>);

impl Events {
    /// The next event: its name and its data.
    fn next(&mut self) -> (String, String) {
        let mut name = String::new();
        // The server says now and then that it is still there, so a read would wait for ever.
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the server hung up");
            if let Some(event) = line.strip_prefix("event: ") {
                event.trim_end().clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data:").filter(|_| !name.is_empty()) {
                return (name, data.trim().to_owned());
            }
        }
        panic!("no event came");
    }

    /// The next status that is such, as JSON: a book that is written in several steps may be built after each of them.
    fn status(&mut self, is_such: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        loop {
            let (name, data) = self.next();
            assert_eq!(name, "status");
            let status = serde_json::from_str(&data).unwrap();
            if is_such(&status) {
                return status;
            }
        }
    }

    /// Waits until the page is told to reload.
    fn reload(&mut self) {
        while self.next().0 != "reload" {}
    }
}

const BOOK: &[(&str, &str)] = &[
    ("book.toml", "[book]\ntitle = \"书\"\n[output.html]\nsite-url = \"https://example.org/repo/\"\ncname = \"example.org\"\n"),
    ("content/首页.wiki", "欢迎，见[[别的]]。\n"),
    ("content/别的.wiki", "别的软件。\n"),
    ("content/点.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>"),
    ("secret.txt", "SECRET"),
];
/// `/zh-cn/首页.html`, as browsers ask for it.
const HOME: &str = "/zh-cn/%E9%A6%96%E9%A1%B5.html";

#[test]
fn a_site_is_served_and_nothing_else() {
    let mut server = Server::of(BOOK, &[]);
    server.wait_for("pages built");
    let (status, head, page) = server.get(HOME);
    assert_eq!(status, 200);
    assert!(
        head.contains("content-type: text/html; charset=utf-8") && head.contains("nosniff") && head.contains("cache-control: no-store")
    );
    assert!(page.contains("欢迎") && page.contains("<script src=\"/.taben/live.js\" data-page=\"zh-cn/首页.html\""));
    assert!(!page.contains("example.org/repo"), "the place where it will be published is not told");
    for (path, kind) in [
        ("/", "text/html"),
        ("/zh-cn/", "text/html"),
        ("/zh-cn/%E5%88%AB%E7%9A%84", "text/html"),
        ("/assets/taben.css", "text/css"),
        ("/assets/taben.js", "text/javascript"),
        ("/assets/media/%E7%82%B9.svg", "image/svg+xml"),
        ("/zh-cn/%E5%88%AB%E7%9A%84.md", "text/markdown"),
        ("/llms.txt", "text/plain"),
        ("/.taben/live.js", "text/javascript"),
        ("/.taben/live.css", "text/css"),
    ] {
        let (status, head, body) = server.get(path);
        assert_eq!(status, 200, "{path}");
        assert!(head.contains(&format!("content-type: {kind}")) && !body.is_empty(), "{path}: {head}");
        assert_eq!(head.contains("content-security-policy: sandbox"), kind != "text/html", "{path}: {head}");
        assert!(head.contains("x-frame-options: deny") && head.contains("x-content-type-options: nosniff"), "{path}: {head}");
        assert!(kind == "text/html" || !body.contains("live.js\" data-page"), "only pages have the script: {path}");
    }
    let (status, head, _) = server.get("/zh-cn");
    assert!(status == 302 && head.contains("location: /zh-cn/\r\n"), "{head}");
    let (status, _, body) = server.get("/zh-cn/nowhere/deep.html");
    assert!(status == 404 && body.contains("href=\"/assets/taben.css\""), "{status} {body}");

    fs::write(server.temp.path().join("secret.txt"), "SECRET").unwrap();
    for path in [
        "/../secret.txt",
        "/../../secret.txt",
        "/../../../../../../../../etc/passwd",
        "/%2e%2e/secret.txt",
        "/zh-cn/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/zh-cn/..%2f..%2f..%2fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..%5csecret.txt",
        "/zh-cn/..\\..\\secret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/etc/passwd%00.html",
        "/%00",
        "/zh-cn/%FF",
        "/.taben-site",
        "/.taben/../secret.txt",
        "/.taben/source?file=..%2Fsecret.txt",
        "/.taben/source?file=secret.txt",
        "/.taben/source?file=content%2F%E9%A6%96%E9%A1%B5.wiki",
        "/content/%E9%A6%96%E9%A1%B5.wiki",
        "/book.toml",
    ] {
        let (status, _, body) = server.get(path);
        assert!(matches!(status, 400 | 404), "{path}: {status}");
        assert!(!body.contains("SECRET") && !body.contains("root:"), "{path}");
    }
    let (status, ..) =
        server.send(&format!("GET http://evil.example/ HTTP/1.1\r\nHost: evil.example:{}\r\nConnection: close\r\n\r\n", server.port));
    assert_eq!(status, 403, "another name");
    let (status, _, body) = server.send("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert!(status == 403 && !body.contains("<html"));
    let (status, ..) = server.send("GET / HTTP/1.0\r\n\r\n");
    assert_eq!(status, 403, "no name");
    let (status, head, _) = server.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assert!(status == 405 && head.contains("allow: get, head"));
    let (status, head, body) = server.send("HEAD / HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n");
    assert!(status == 200 && body.is_empty() && !head.contains("content-length: 0"));
    let (status, ..) = server.send("nonsense\r\n\r\n");
    assert_eq!(status, 400);

    fs::remove_file(server.temp.path().join("secret.txt")).unwrap();
    let mut waiting = server.events(HOME);
    waiting.status(|_| true);
    assert_eq!(server.end("-INT"), Some(0), "a page that is open keeps nobody waiting");
    assert_eq!(fs::read_dir(server.temp.path()).unwrap().count(), 0, "nothing is left behind");
    assert!(!server.book.path().join("site").exists());
}

#[test]
fn pages_hear_of_changes_and_faults() {
    let server = Server::of(BOOK, &[]);
    server.wait_for("pages built");
    let (mut home, mut other) = (server.events(HOME), server.events("/zh-cn/%E5%88%AB%E7%9A%84.html"));
    for events in [&mut home, &mut other] {
        let status = events.status(|_| true);
        assert_eq!((&status["fault"], &status["errors"], &status["items"]), (&false.into(), &0.into(), &serde_json::json!([])));
    }
    // One page changes; the other is told of what was found, and stays.
    write(server.book.path(), "content/首页.wiki", "新的文字。{{没有这个}}<b>粗</b>\n[[File:没有.png]]\n");
    home.reload();
    let status = other.status(|status| status["warnings"] != 0);
    assert_eq!((&status["warnings"], &status["items"][0]["own"]), (&2.into(), &false.into()), "{status}");
    server.wait_for("changed");
    let mut home = server.events(HOME);
    let status = home.status(|status| status["warnings"] != 0);
    let item = status["items"].as_array().unwrap().iter().find(|i| i["code"] == "missing-file").expect("told").clone();
    assert_eq!((&item["own"], &item["file"], &item["line"]), (&true.into(), &"content/首页.wiki".into(), &2.into()));
    assert_eq!(item["around"][1], "没有.png");
    let (code, _, source) = server.get(item["href"].as_str().unwrap().split('#').next().unwrap());
    assert!(code == 200 && source.contains("{{没有这个}}&lt;b&gt;粗&lt;/b&gt;"), "{source}");
    // A fault of the book keeps the site.
    write(server.book.path(), "book.toml", "[book]\ntitel = \"书\"\n");
    let status = home.status(|status| status["fault"] == true);
    assert_eq!(
        (&status["fault"], &status["items"][0]["file"], &status["items"][0]["line"]),
        (&true.into(), &"book.toml".into(), &2.into())
    );
    server.wait_for("the last good site is served");
    assert!(server.get(HOME).2.contains("新的文字"));
    // So does a template that does not work; what is mended is built.
    write(server.book.path(), "templates/page.html", "{% extends \"base.html\" %}{% block content %}{{ nothing.at.all }");
    write(server.book.path(), "book.toml", BOOK[0].1);
    let status = home.status(|status| status["items"][0]["code"] == "theme");
    assert_eq!(status["fault"], true);
    assert!(server.get(HOME).2.contains("新的文字"));
    fs::remove_dir_all(server.book.path().join("templates")).unwrap();
    write(server.book.path(), "content/首页.wiki", "都好了。\n");
    home.reload();
    assert!(server.get(HOME).2.contains("都好了"));
    // A page that comes, where one waits for it.
    let mut missing = server.events("/zh-cn/%E6%96%B0.html");
    assert_eq!(missing.status(|_| true)["fault"], false);
    write(server.book.path(), "content/新.wiki", "新。\n");
    missing.reload();
    assert_eq!(server.get("/zh-cn/%E6%96%B0.html").0, 200);
}

#[test]
fn a_book_that_never_was_well_is_waited_for() {
    let mut server = Server::of(&[("book.toml", "x"), ("content/首页.wiki", "字")], &["--host", "localhost"]);
    server.wait_for("there is nothing to serve yet");
    let (status, _, body) = server.get("/");
    assert!(status == 503 && body.contains("The book cannot be built") && body.contains("/.taben/live.js"));
    let mut events = server.events("/");
    assert_eq!(events.status(|_| true)["fault"], true);
    write(server.book.path(), "book.toml", "");
    events.reload();
    assert_eq!(server.get("/").0, 200);
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn what_cannot_be_served_is_said() {
    let run = |dir: &Path, args: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_taben")).arg("serve").args(args).current_dir(dir).stdin(Stdio::null()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let dir = tempfile::tempdir().unwrap();
    let (code, said) = run(dir.path(), &[]);
    assert!(code == 2 && said.contains("error[no-book]"), "{said}");
    fs::write(dir.path().join("book.toml"), "").unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (code, said) = run(dir.path(), &["--port", &taken.local_addr().unwrap().port().to_string()]);
    assert!(code == 3 && said.contains("error[serve]: cannot listen at 127.0.0.1:") && said.contains("help: another program"), "{said}");
    let (code, said) = run(dir.path(), &["--host", "no-such-host.invalid"]);
    assert!(code == 3 && said.contains("no-such-host.invalid"), "{said}");
    let (code, _) = run(dir.path(), &["--editor", "javascript:{path}"]);
    assert_eq!(code, 2);
}

#[test]
fn requests_that_never_end_keep_nobody_from_being_answered() {
    let server = Server::of(&[("book.toml", "[book]\ntitle = \"书\"\n"), ("content/首页.wiki", "正文\n")], &[]);
    let mut held: Vec<TcpStream> = Vec::new();
    for _ in 0..400 {
        let mut stream = server.connect();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1").unwrap();
        held.push(stream);
    }
    let request = format!("GET /index.html HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", server.port);
    let until = Instant::now() + PATIENCE;
    // Until the first site is built, the answer says that it is not there yet.
    let status = loop {
        let (status, _, _) = server.send(&request);
        if status != 503 || Instant::now() > until {
            break status;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(status, 200);
    // The oldest are ended, and not only passed over.
    let mut buffer = [0; 16];
    assert!(matches!(held[0].read(&mut buffer), Ok(0) | Err(_)));
}
