//! Serving a site while it is written: on one socket, to one's own browser, with the page reloaded when it changed.
//!
//! 1. `watch` tells that files of the book changed;
//! 2. the command line rebuilds, and hands the new site or the fault to [`Live`];
//! 3. `answer` gives the site's files to the browser, and only those that the build wrote ([`Site`]): a request is looked
//!    up in the list of them, so that no way of writing a path leads out of the site;
//! 4. the pages that it gives have a script more than those of the site (`page`), which hears by server-sent events
//!    (HTML, §9.2) that its page changed, reloads it and shows what was found (`status`).
//!
//! Any page of the web can make a browser ask a server on this machine, and with a name of its own that leads here even
//! read the answer (DNS rebinding).  So only requests are answered whose `Host` is an address, `localhost`, or the name
//! that the server was told to listen at (`request`).

#![expect(clippy::disallowed_methods, reason = "serving reads the files of the site")]

mod answer;
mod connections;
mod page;
mod request;
mod site;
mod status;
mod types;
mod watch;

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::watch as ticks;

pub use site::Site;
pub use status::Status;
pub use watch::{Places, Stopper, Watch, WatchError};

/// The port that is tried first, as mdBook's.
pub const PORT: u16 = 3000;
/// How many ports are tried, one after the other, if nobody asked for one.
const PORTS: u16 = 100;
/// How long connections may take to end after the server was told to.
const FAREWELL: Duration = Duration::from_millis(500);

/// What is served now; shared by the thread that builds and the one that answers.
#[derive(Debug)]
pub struct Live {
    now: RwLock<Arc<Now>>,
    /// Counts what was published, so that pages that are open hear of it.
    ticks: ticks::Sender<u64>,
    /// The name that the server listens at, if it is not an address.
    name: Option<String>,
    /// The address that opens a file in the author's editor; see [`Status`].
    editor: Option<Editor>,
}

/// The site and what was found in it.
#[derive(Debug, Default)]
struct Now {
    /// `None` until a build succeeds.
    site: Option<Arc<Site>>,
    status: Status,
}

/// How a place of a source is opened.
#[derive(Clone, Debug)]
pub struct Editor {
    /// An address with `{path}`, `{line}` and `{column}`.
    pub template: String,
    /// The folder that the names of sources begin in.
    pub book: std::path::PathBuf,
}

impl Live {
    /// Nothing yet.  `host` is what the server was told to listen at.
    #[must_use]
    pub fn new(host: &str, editor: Option<Editor>) -> Self {
        Self { now: RwLock::default(), ticks: ticks::Sender::new(0), name: request::name_of(host), editor }
    }

    /// Puts a new site in the place of the old one, and tells the pages that are open.
    pub fn publish(&self, site: Site, status: Status) {
        self.set(Now { site: Some(Arc::new(site)), status });
    }

    /// Keeps the site as it is and tells what went wrong.
    pub fn fault(&self, status: Status) {
        let site = self.now().site.clone();
        self.set(Now { site, status });
    }

    /// The site that is served, if there is one.
    #[must_use]
    pub fn site(&self) -> Option<Arc<Site>> {
        self.now().site.clone()
    }

    fn now(&self) -> Arc<Now> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, now: Now) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(now);
        self.ticks.send_modify(|n| *n += 1);
    }
}

/// Begins to listen at `host`: at `port` if one is asked for (0 for any that is free), otherwise at [`PORT`] or the next one
/// that nobody listens at.
///
/// # Errors
/// If the host is not known, or no such port is free.
pub fn listen(host: &str, port: Option<u16>) -> io::Result<TcpListener> {
    // `[::1]` is how addresses write it.
    let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let at = |port: u16| -> io::Result<TcpListener> {
        let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs()?.collect();
        TcpListener::bind(&addresses[..])
    };
    if let Some(port) = port {
        return at(port);
    }
    let mut result = at(PORT);
    for more in 1..PORTS {
        match &result {
            Err(e) if matches!(e.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => result = at(PORT + more),
            _ => break,
        }
    }
    result
}

/// Answers until the process is told to end (Ctrl-C, and `SIGTERM` where there is such a thing).
///
/// # Errors
/// If the system gives no events, or the socket breaks.
pub fn run(listener: TcpListener, live: Arc<Live>) -> io::Result<()> {
    // One thread is enough for one reader; files are read on others.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        // What is pending may be dropped: pages that are open hear events without an end.
        tokio::select! {
            never = connections::accept(listener, live) => match never {},
            result = told_to_end() => result,
        }
    });
    runtime.shutdown_timeout(FAREWELL);
    result
}

/// Waits until somebody wants the process to end.
async fn told_to_end() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut hang_up) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
            _ = hang_up.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_free_port_is_taken_unless_one_is_asked_for() {
        let taken = listen("127.0.0.1", Some(0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_eq!(listen("127.0.0.1", Some(port)).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        // Whether or not somebody else has the first one.
        let first = listen("127.0.0.1", None).unwrap();
        let second = listen("[127.0.0.1]", None).unwrap();
        assert!(second.local_addr().unwrap().port() > first.local_addr().unwrap().port());
        assert!(first.local_addr().unwrap().ip().is_loopback());
    }
}
