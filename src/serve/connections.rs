//! Connections: how many there may be, and how long one may take to say what it wants.
//!
//! Attack: a program, or a page in the reader's own browser, opens connections by the thousand and never ends its first request.
//! Each holds a descriptor, and a process has as few as 256; then nobody is answered any more.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use super::Live;
use super::answer::answer;

/// How many connections there may be.  A browser keeps six to a host, and one more for each tab that hears of changes.
const MAX_CONNECTIONS: usize = 128;

/// How long a request's head may take to arrive, and how long a connection may wait for its next request.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// How long to wait when the system gives no connection: it is out of descriptors, and some end soon.
const PAUSE: Duration = Duration::from_millis(50);

/// A connection that is open, or was when it was last looked at.
struct Open {
    task: AbortHandle,
    /// Whether it has asked for anything.
    has_asked: Arc<AtomicBool>,
}

/// Answers whoever connects, for as long as it is asked to.
pub(super) async fn accept(listener: TcpListener, live: Arc<Live>) -> Infallible {
    let mut open: VecDeque<Open> = VecDeque::new();
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) if is_of_one(&error) => continue,
            // As axum does: descriptors come free when connections end.
            Err(_) => {
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        make_room(&mut open);
        let has_asked = Arc::new(AtomicBool::new(false));
        let (asked, live) = (Arc::clone(&has_asked), Arc::clone(&live));
        let service = service_fn(move |request: Request<Incoming>| {
            asked.store(true, Ordering::Relaxed);
            let live = Arc::clone(&live);
            async move { Ok::<_, Infallible>(answer(State(live), request.map(Body::new)).await) }
        });
        let task = tokio::spawn(async move {
            let mut http = hyper::server::conn::http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
            // Whoever goes away in the middle is nobody's fault.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
        open.push_back(Open { task: task.abort_handle(), has_asked });
    }
}

/// Ends a connection if there are too many: the oldest that has not asked for anything, or the oldest of all.  A page that hears
/// of changes connects again.
fn make_room(open: &mut VecDeque<Open>) {
    open.retain(|connection| !connection.task.is_finished());
    if open.len() < MAX_CONNECTIONS {
        return;
    }
    let silent = open.iter().position(|connection| !connection.has_asked.load(Ordering::Relaxed));
    if let Some(connection) = open.remove(silent.unwrap_or_default()) {
        connection.task.abort();
    }
}

/// Whether an error is of one connection and says nothing of the next.
fn is_of_one(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
}
