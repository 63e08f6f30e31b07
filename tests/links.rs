//! Links that lead out of a book, asked for on loopback: a small server answers as servers on the Internet do.

#![expect(clippy::disallowed_methods, reason = "the test keeps answers in a file and reads the clock")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use taben::net::{LinkOptions, Verdict, check};

/// What the server was asked: method and path, and when.
type Log = Arc<Mutex<Vec<(String, Instant)>>>;

/// Answers requests until the test ends; gives its address and what it was asked.
fn server() -> (String, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    let log: Log = Arc::default();
    let (seen, flaky) = (Arc::clone(&log), Arc::new(AtomicUsize::new(0)));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (seen, flaky) = (Arc::clone(&seen), Arc::clone(&flaky));
            std::thread::spawn(move || answer(stream, &seen, &flaky));
        }
    });
    (root, log)
}

fn answer(stream: TcpStream, log: &Log, flaky: &AtomicUsize) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    if reader.read_line(&mut first).is_err() || first.is_empty() {
        return;
    }
    let mut agent = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) <= 2 {
            break;
        }
        if line.to_ascii_lowercase().starts_with("user-agent:") {
            agent = line.trim().to_owned();
        }
    }
    assert!(agent.contains("taben/"), "a server can find out who asks: {agent}");
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    log.lock().unwrap().push((format!("{method} {path}"), Instant::now()));
    let (status, extra) = match (path.as_str(), method.as_str()) {
        ("/fine" | "/fine?x=1", _) => ("200 OK", String::new()),
        ("/no-head", "HEAD") => ("405 Method Not Allowed", String::new()),
        ("/no-head", _) => ("200 OK", String::new()),
        ("/gone", _) => ("404 Not Found", String::new()),
        ("/moved", _) => ("301 Moved Permanently", "Location: /fine\r\n".to_owned()),
        ("/elsewhere", _) => ("302 Found", "Location: fine\r\n".to_owned()),
        ("/circle", _) => ("302 Found", "Location: /circle\r\n".to_owned()),
        ("/to-file", _) => ("302 Found", "Location: file:///etc/passwd\r\n".to_owned()),
        ("/closed", _) => ("403 Forbidden", String::new()),
        ("/broken", _) => ("500 Internal Server Error", String::new()),
        ("/flaky", _) if flaky.fetch_add(1, Ordering::Relaxed) < 2 => ("503 Service Unavailable", "Retry-After: 0\r\n".to_owned()),
        ("/flaky", _) => ("200 OK", String::new()),
        ("/slow", _) => {
            std::thread::sleep(Duration::from_secs(3));
            ("200 OK", String::new())
        }
        _ => ("410 Gone", String::new()),
    };
    let mut stream = stream;
    let _ = write!(stream, "HTTP/1.1 {status}\r\n{extra}Content-Length: 0\r\nConnection: close\r\n\r\n");
}

fn quick() -> LinkOptions {
    LinkOptions {
        pause: Duration::from_millis(30),
        timeout: Duration::from_secs(1),
        retries: 2,
        backoff: Duration::from_millis(10),
        private: true,
        ..LinkOptions::default()
    }
}

#[test]
fn every_answer_is_told_apart() {
    let (root, log) = server();
    let at = |path: &str| format!("{root}{path}");
    let paths = [
        "/fine",
        "/fine#place",
        "/no-head",
        "/gone",
        "/moved",
        "/elsewhere",
        "/circle",
        "/to-file",
        "/closed",
        "/broken",
        "/flaky",
        "/slow",
    ];
    let addresses: Vec<String> = paths.iter().map(|p| at(p)).collect();
    let found = check(&addresses, &quick(), &|_, _| {});
    let of = |path: &str| found[&at(path)].clone();
    for path in ["/fine", "/fine#place", "/no-head", "/elsewhere", "/flaky"] {
        assert_eq!(of(path), Verdict::Fine, "{path}");
    }
    assert_eq!(of("/gone"), Verdict::Gone(404));
    assert_eq!(of("/moved"), Verdict::Moved(at("/fine")));
    assert_eq!(of("/closed"), Verdict::Refused(403));
    for path in ["/circle", "/to-file", "/broken", "/slow"] {
        assert!(matches!(of(path), Verdict::Failed(_)), "{path}: {:?}", of(path));
    }
    let log = log.lock().unwrap();
    assert!(log.iter().any(|(what, _)| what == "HEAD /no-head") && log.iter().any(|(what, _)| what == "GET /no-head"));
    assert!(!log.iter().any(|(what, _)| what == "GET /fine"), "what HEAD answers is not asked again");
    assert_eq!(log.iter().filter(|(what, _)| what == "HEAD /broken").count(), 3, "a broken server is asked three times");
}

#[test]
fn one_host_is_asked_slowly() {
    let (root, log) = server();
    let addresses: Vec<String> = (0..5).map(|i| format!("{root}/x{i}")).collect();
    // Requests are seen where they arrive, so on a busy machine one may be late and the next not: half of the pause is asked for.
    let options = LinkOptions { pause: Duration::from_millis(300), ..quick() };
    let _ = check(&addresses, &options, &|_, _| {});
    let log = log.lock().unwrap();
    let heads: Vec<Instant> = log.iter().filter(|(what, _)| what.starts_with("HEAD")).map(|(_, at)| *at).collect();
    assert_eq!(heads.len(), 5);
    for pair in heads.windows(2) {
        assert!(pair[1] - pair[0] >= Duration::from_millis(150), "{:?}", pair[1] - pair[0]);
    }
}

#[test]
fn answers_are_kept() {
    let (root, log) = server();
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join(".taben/links.json");
    let addresses = vec![format!("{root}/fine"), format!("{root}/gone")];
    let options = LinkOptions { cache: Some(cache.clone()), ..quick() };
    let first = check(&addresses, &options, &|_, _| {});
    let asked = log.lock().unwrap().len();
    assert_eq!(check(&addresses, &options, &|_, _| {}), first);
    assert_eq!(log.lock().unwrap().len(), asked, "the network was asked again");
    // Answers that are too old are no answers.
    std::thread::sleep(Duration::from_millis(1100));
    let stale = LinkOptions { max_age: Duration::ZERO, ..options };
    assert_eq!(check(&addresses, &stale, &|_, _| {}), first);
    assert!(log.lock().unwrap().len() > asked);
    // A file that is no cache is none.
    std::fs::write(&cache, "{").unwrap();
    assert_eq!(check(&addresses, &stale, &|_, _| {}), first);
}

#[test]
fn private_networks_are_left_alone() {
    let (root, log) = server();
    let port = root.rsplit(':').next().unwrap();
    let addresses: Vec<String> = [
        format!("{root}/fine"),
        format!("http://localhost:{port}/fine"),
        format!("http://[::1]:{port}/fine"),
        format!("http://user@127.0.0.1:{port}/fine"),
        format!("ftp://127.0.0.1:{port}/fine"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
    ]
    .into();
    let found = check(&addresses, &LinkOptions { private: false, ..quick() }, &|_, _| {});
    assert!(found.values().all(|verdict| *verdict == Verdict::Private), "{found:?}");
    assert_eq!(found.len(), addresses.len() - 1, "only web addresses are looked at");
    assert!(log.lock().unwrap().is_empty());
}
