//! One address: asked politely, followed, asked again if it may have been bad luck.

use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::{Response, Uri, header};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::{LinkOptions, Verdict, guard};

/// How many redirects are followed.
const MAX_HOPS: usize = 8;
/// The longest that a server may make us wait before we ask again.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// Who asks, so that a server's owner can find out.
const USER_AGENT: &str = concat!("taben/", env!("CARGO_PKG_VERSION"), " (link check)");

/// Names become numbers, of which only those of the public Internet are kept.
#[derive(Debug, Default)]
struct PublicOnly(DefaultResolver);

impl Resolver for PublicOnly {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let all = self.0.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        for address in all.iter().filter(|a| !guard::is_private(a.ip())) {
            public.push(*address);
        }
        if public.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(public) }
    }
}

/// What asks.
pub(super) struct Client<'o> {
    agent: Agent,
    options: &'o LinkOptions,
}

/// One answer, or why there is none.
enum Answer {
    Status { code: u16, location: Option<String>, wait: Option<Duration> },
    Failed { why: String, may_pass: bool },
}

impl<'o> Client<'o> {
    /// A client with its own connections.
    pub(super) fn new(options: &'o LinkOptions) -> Self {
        let mut config = Agent::config_builder()
            .timeout_global(Some(options.timeout))
            .http_status_as_error(false)
            // Redirects are followed here, where each step is looked at.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(USER_AGENT);
        if options.private {
            config = config.proxy(None);
        }
        let config = config.build();
        let direct = config.proxy().is_none();
        let agent = match (options.private, direct) {
            // Behind a proxy names are the proxy's to look up.
            (true, _) | (false, false) => Agent::new_with_config(config),
            (false, true) => Agent::with_parts(config, DefaultConnector::default(), PublicOnly::default()),
        };
        Self { agent, options }
    }

    /// What became of an address.
    pub(super) fn ask(&self, address: &str) -> Verdict {
        let mut wait = self.options.backoff;
        let mut verdict = Verdict::Private;
        for attempt in 0..=self.options.retries {
            let (found, again) = self.follow(guard::without_fragment(address));
            verdict = found;
            let Some(asked_to_wait) = again else { break };
            if attempt < self.options.retries {
                std::thread::sleep(asked_to_wait.unwrap_or(wait).min(MAX_WAIT));
                wait *= 2;
            }
        }
        verdict
    }

    /// Follows an address to its end.  The second value is set if asking again may help, with the wait that was asked for.
    fn follow(&self, address: &str) -> (Verdict, Option<Option<Duration>>) {
        let mut here = address.to_owned();
        // Where the page has moved for good: only as long as every step so far was for good.
        let mut moved = None;
        let mut for_good = true;
        for _ in 0..=MAX_HOPS {
            let Some(uri) = here.parse::<Uri>().ok().filter(|_| guard::host(&here).is_some()) else {
                return (Verdict::Failed("a redirect leads to no web address".to_owned()), None);
            };
            if !self.options.private && uri.host().is_none_or(guard::is_private_name) {
                return (Verdict::Private, None);
            }
            let (code, location, wait) = match self.one(&here) {
                Answer::Status { code, location, wait } => (code, location, wait),
                Answer::Failed { why, may_pass } => return (Verdict::Failed(why), may_pass.then_some(None)),
            };
            match code {
                200..=299 => return (moved.map_or(Verdict::Fine, Verdict::Moved), None),
                301 | 302 | 303 | 307 | 308 => {
                    let Some(next) = location.and_then(|to| resolve(&uri, &to)) else {
                        return (Verdict::Failed(format!("a redirect ({code}) without a place to go")), None);
                    };
                    for_good &= matches!(code, 301 | 308);
                    if for_good {
                        moved = Some(next.clone());
                    }
                    here = guard::without_fragment(&next).to_owned();
                }
                404 | 410 => return (Verdict::Gone(code), None),
                429 => return (Verdict::Refused(code), Some(wait)),
                401 | 402 | 403 | 405 | 406 | 451 | 999 => return (Verdict::Refused(code), None),
                500..=599 => return (Verdict::Failed(format!("the server answers {code}")), Some(wait)),
                _ => return (Verdict::Failed(format!("the server answers {code}")), None),
            }
        }
        (Verdict::Failed("too many redirects".to_owned()), None)
    }

    /// `HEAD`, and `GET` where a server does not know that or answers it otherwise.
    fn one(&self, address: &str) -> Answer {
        match self.agent.head(address).call() {
            Ok(response) if response.status().as_u16() < 400 || response.status().as_u16() == 429 => answer(&response),
            // The body is never read: dropping the answer closes the connection.
            Ok(_) | Err(ureq::Error::Protocol(_)) => match self.agent.get(address).call() {
                Ok(response) => answer(&response),
                Err(error) => failed(&error),
            },
            Err(error) => failed(&error),
        }
    }
}

/// The parts of an answer that matter.
fn answer<T>(response: &Response<T>) -> Answer {
    let text = |name: header::HeaderName| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let wait = text(header::RETRY_AFTER).and_then(|v| v.trim().parse().ok()).map(Duration::from_secs);
    Answer::Status { code: response.status().as_u16(), location: text(header::LOCATION), wait }
}

/// Why there is no answer, and whether there may be one later.
fn failed(error: &ureq::Error) -> Answer {
    let why = match error {
        ureq::Error::HostNotFound => "there is no such host".to_owned(),
        ureq::Error::Timeout(_) => "no answer in time".to_owned(),
        other => other.to_string(),
    };
    let may_pass = matches!(error, ureq::Error::Timeout(_) | ureq::Error::Io(_) | ureq::Error::ConnectionFailed);
    Answer::Failed { why, may_pass }
}

/// The address that a `Location` means (RFC 3986 §5.2, as far as servers use it).
fn resolve(base: &Uri, location: &str) -> Option<String> {
    let location = location.trim();
    if location.contains("://") {
        return Some(location.to_owned());
    }
    let scheme = base.scheme_str()?;
    if let Some(rest) = location.strip_prefix("//") {
        return Some(format!("{scheme}://{rest}"));
    }
    let authority = base.authority()?;
    if location.starts_with('/') {
        return Some(format!("{scheme}://{authority}{location}"));
    }
    if location.starts_with('?') {
        return Some(format!("{scheme}://{authority}{}{location}", base.path()));
    }
    let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(format!("{scheme}://{authority}{folder}/{location}"))
}
