//! Whether the addresses that a book links to still answer: the one part of taben that asks the network, and only when
//! its user says so (`taben check --external`).
//!
//! 1. `cache`: what was found lately is not asked again.
//! 2. `guard`: only `http` and `https`, and no address inside a private network, whatever a page or a redirect says.
//! 3. `request`: one address after the other at each host, with a pause between; `HEAD`, then `GET`; a few more attempts.
//!
//! No content is read or kept, no script runs, no cookie is sent.

#![expect(clippy::disallowed_methods, reason = "links are asked for on the network, with a clock and a file of answers")]

mod cache;
mod guard;
mod request;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use cache::Cache;

/// How the network is asked.
#[derive(Clone, Debug)]
pub struct LinkOptions {
    /// The pause between two requests to one host.
    pub pause: Duration,
    /// How long one request may take, all in all.
    pub timeout: Duration,
    /// How often a request is made again that failed for a reason that may pass.
    pub retries: u32,
    /// The first wait before such a request; it doubles each time.
    pub backoff: Duration,
    /// How many hosts are asked at once.
    pub hosts: usize,
    /// Where answers are kept; `None` for nowhere.
    pub cache: Option<PathBuf>,
    /// How old an answer may be before it is asked for again.
    pub max_age: Duration,
    /// Whether hosts of private networks may be asked: for tests, never for a book.
    pub private: bool,
}

impl Default for LinkOptions {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(1),
            timeout: Duration::from_secs(20),
            retries: 2,
            backoff: Duration::from_secs(2),
            hosts: 8,
            cache: None,
            max_age: Duration::from_secs(7 * 24 * 3600),
            private: false,
        }
    }
}

/// What became of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It answers.
    Fine,
    /// It answers under another address, for good.
    Moved(String),
    /// The server says that there is nothing (404, 410).
    Gone(u16),
    /// The server does not let programs in (401, 403, 429 and the like), so nothing is known.
    Refused(u16),
    /// Something else went wrong: no such host, no answer in time, an error of the server.
    Failed(String),
    /// It leads into a private network, or is no web address; it was not asked.
    Private,
}

/// Asks for addresses; gives what became of each, by address.
///
/// Hosts are asked at the same time, the addresses of one host one after the other.  `progress` is told how many of how
/// many are done.  An address that is no `http` or `https` address is left out.
#[must_use]
pub fn check(addresses: &[String], options: &LinkOptions, progress: &(dyn Fn(usize, usize) + Sync)) -> BTreeMap<String, Verdict> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let mut cache = Cache::open(options.cache.as_deref());
    let mut known = BTreeMap::new();
    let mut by_host: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for address in addresses {
        let Some(host) = guard::host(address) else { continue };
        match cache.get(address, now, options.max_age) {
            Some(verdict) => drop(known.insert(address.clone(), verdict)),
            None => by_host.entry(host).or_default().push(address),
        }
    }
    for addresses in by_host.values_mut() {
        addresses.sort_unstable();
        addresses.dedup();
    }
    let total = by_host.values().map(Vec::len).sum();
    let done = AtomicUsize::new(0);
    progress(0, total);
    let waiting = Mutex::new(by_host.into_iter().collect::<Vec<_>>());
    let found = Mutex::new(Vec::new());
    let work = || {
        let client = request::Client::new(options);
        loop {
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some((_, addresses)) = next else { break };
            for (i, address) in addresses.into_iter().enumerate() {
                if i > 0 {
                    std::thread::sleep(options.pause);
                }
                let verdict = client.ask(address);
                found.lock().unwrap_or_else(PoisonError::into_inner).push((address.to_owned(), verdict));
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..options.hosts.clamp(1, 64) {
            scope.spawn(work);
        }
    });
    for (address, verdict) in found.into_inner().unwrap_or_else(PoisonError::into_inner) {
        cache.put(&address, now, &verdict);
        known.insert(address, verdict);
    }
    cache.close(options.cache.as_deref());
    known
}
