//! The fetcher: rules first, then the request, then its redirects.

use crate::clock::{Clock, SystemClock, later};
use crate::exchange::{Surroundings, exchange};
use crate::pace::Pace;
use crate::resolve::{Resolver, SystemResolver};
use crate::response::{Exchange, Request, Response, Validators};
use crate::robots::{
    CachedRobots, ROBOTS_BYTES, ROBOTS_REDIRECTS, RobotsAnswer, UNREACHABLE_AGE, no_way, parse_rules,
    permits, robots_url,
};
use crate::target::{check_target, parse_target};
use crate::{FetchError, Settings, retry_after};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use url::Url;

/// Asks for pages by the rules of its [`Settings`]. One for all pages: it knows when each host was
/// asked last. Cheap to share behind an [`Arc`].
pub struct Fetcher {
    settings: Settings,
    user_agent: String,
    clock: Arc<dyn Clock>,
    resolver: Arc<dyn Resolver>,
    tls: Result<TlsConnector, String>,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    uses: AtomicU64,
    at_once: tokio::sync::Semaphore,
}

#[derive(Default)]
struct Host {
    /// Held from the wait before a request to its end: one request at a time.
    pace: tokio::sync::Mutex<Pace>,
    /// By origin. Held while a robots.txt is fetched, so that it is fetched once; whoever holds a
    /// pace never waits for this, so that no two wait for each other.
    robots: tokio::sync::Mutex<BTreeMap<String, CachedRobots>>,
    /// When it was used last, counted in uses of any host.
    used: AtomicU64,
}

/// Marks a request under way for the clock, until dropped.
struct UnderWay<'a>(&'a dyn Clock);

impl<'a> UnderWay<'a> {
    fn new(clock: &'a dyn Clock) -> Self {
        clock.request_begins();
        Self(clock)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.request_ends();
    }
}

/// What a chain of requests is for, and how far it may go.
struct Chain<'a> {
    validators: Option<&'a Validators>,
    largest_body: usize,
    most_redirects: usize,
    asks_robots: bool,
}

impl Fetcher {
    /// A fetcher on the system's clock, resolver and certificates.
    pub fn new(settings: Settings) -> Self {
        Self::with(settings, Arc::new(SystemClock), Arc::new(SystemResolver))
    }

    /// A fetcher on another clock and resolver.
    pub fn with(settings: Settings, clock: Arc<dyn Clock>, resolver: Arc<dyn Resolver>) -> Self {
        Self {
            user_agent: settings.user_agent(),
            at_once: tokio::sync::Semaphore::new(settings.hosts_at_once.max(1)),
            clock,
            resolver,
            tls: system_certificates(),
            hosts: Mutex::default(),
            uses: AtomicU64::new(0),
            settings,
        }
    }

    /// Trusts what `config` trusts instead of the system's certificates.
    #[must_use]
    pub fn with_tls(mut self, config: Arc<ClientConfig>) -> Self {
        self.tls = Ok(TlsConnector::from(config));
        self
    }

    /// The settings it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Fetches a page: waits its turn at the host, follows redirects, and gives what came, whatever
    /// its status, except for 429 and 503, which are orders to wait.
    ///
    /// Dropping the future ends the request; the delay for its host counts all the same.
    ///
    /// # Errors
    /// The rule that forbids the request, or what went wrong before the answer's head was complete.
    pub async fn get(&self, request: &Request) -> Result<Response, FetchError> {
        let url = parse_target(&request.url, &self.settings.allowed)?;
        let requested = url.as_str().to_owned();
        let chain = Chain {
            validators: request.validators.as_ref(),
            largest_body: self.settings.largest_body,
            most_redirects: self.settings.most_redirects,
            asks_robots: true,
        };
        let (redirects, last) = self.follow(url, &chain).await?;
        if last.status == 304 && chain.validators.is_none_or(|validators| validators.url != last.url) {
            return Err(FetchError::UnaskedNotModified { url: last.url });
        }
        Ok(Response::new(requested, redirects, last, self.settings.largest_decoded))
    }

    /// Requests a page and what it redirects to; each hop is checked by all rules.
    async fn follow(&self, start: Url, chain: &Chain<'_>) -> Result<(Vec<Exchange>, Exchange), FetchError> {
        let mut redirects: Vec<Exchange> = Vec::new();
        let mut asked = BTreeSet::from([start.as_str().to_owned()]);
        let mut url = start.clone();
        let from_start = |cause: FetchError, hops: usize| match hops {
            0 => cause,
            _ => FetchError::AfterRedirect { url: start.as_str().to_owned(), cause: Box::new(cause) },
        };
        loop {
            let hops = redirects.len();
            if chain.asks_robots {
                // Boxed, for a robots.txt is itself fetched by `follow`.
                Box::pin(self.check_robots(&url)).await.map_err(|cause| from_start(cause, hops))?;
            }
            let answer = self
                .ask(&url, chain.validators, chain.largest_body)
                .await
                .map_err(|cause| from_start(cause, hops))?;
            let location = match (answer.status, answer.header("location")) {
                (301 | 302 | 303 | 307 | 308, Some(location)) => {
                    String::from_utf8_lossy(location).into_owned()
                }
                _ => return Ok((redirects, answer)),
            };
            redirects.push(answer);
            let hops = redirects.len();
            if hops > chain.most_redirects {
                let limit = chain.most_redirects;
                return Err(FetchError::TooManyRedirects { url: start.into(), limit });
            }
            let next = self.redirect_target(&url, &location).map_err(|cause| from_start(cause, hops))?;
            if !asked.insert(next.as_str().to_owned()) {
                return Err(FetchError::RedirectLoop { url: start.into() });
            }
            url = next;
        }
    }

    fn redirect_target(&self, from: &Url, location: &str) -> Result<Url, FetchError> {
        let joined = from.join(location.trim()).map_err(|error| FetchError::InvalidUrl {
            url: location.chars().take(200).collect(),
            reason: error.to_string(),
        })?;
        check_target(&joined, &self.settings.allowed)?;
        parse_target(joined.as_str(), &self.settings.allowed)
    }

    /// One request at its time; again after failures, as long as the wait is short.
    async fn ask(
        &self,
        url: &Url,
        validators: Option<&Validators>,
        largest_body: usize,
    ) -> Result<Exchange, FetchError> {
        let settings = &self.settings;
        let name = host_name(url);
        let host = self.host(&name);
        let mut pace = host.pace.lock().await;
        let mut attempt = 1;
        loop {
            let now = self.clock.now();
            if let Some((until, reason)) = pace.left_alone(now)
                && !self.is_short(now, until)
            {
                return Err(FetchError::BackedOff {
                    url: url.as_str().into(),
                    reason: reason.to_owned(),
                    until,
                });
            }
            self.clock.sleep_until(pace.earliest(settings)).await;
            let permit = self.at_once.acquire().await;
            // Counted before and after: a request that is dropped half-way keeps its distance too.
            pace.touch(self.clock.now());
            let result = {
                let _under_way = UnderWay::new(&*self.clock);
                let around = Surroundings {
                    settings,
                    user_agent: &self.user_agent,
                    clock: &*self.clock,
                    resolver: &*self.resolver,
                    tls: &self.tls,
                };
                exchange(url, validators, largest_body, &around).await
            };
            drop(permit);
            let now = self.clock.now();
            pace.touch(now);
            let may_retry = attempt < settings.attempts;
            match result {
                Ok(answer) if matches!(answer.status, 429 | 503) => {
                    let order = answer.header("retry-after").and_then(|value| retry_after(value, now));
                    let reason = format!("answered {}", answer.status);
                    let until = pace.failed(now, order, &reason, &name, settings);
                    if !(may_retry && self.is_short(now, until)) {
                        return Err(FetchError::BackedOff { url: url.as_str().into(), reason, until });
                    }
                }
                Ok(answer) => {
                    if answer.status >= 500 {
                        pace.failed(now, None, &format!("answered {}", answer.status), &name, settings);
                    } else {
                        pace.succeeded();
                    }
                    return Ok(answer);
                }
                // No request was made: the host has not failed.
                Err(error) if error.is_refusal() || matches!(error, FetchError::NameNotFound { .. }) => {
                    return Err(error);
                }
                Err(error) => {
                    let until = pace.failed(now, None, &error.to_string(), &name, settings);
                    if !(may_retry && self.is_short(now, until)) {
                        return Err(error);
                    }
                }
            }
            attempt += 1;
        }
    }

    fn is_short(&self, now: Timestamp, until: Timestamp) -> bool {
        let longest = SignedDuration::try_from(self.settings.longest_wait).unwrap_or(SignedDuration::MAX);
        until.duration_since(now) <= longest
    }

    /// Whether the site's robots.txt lets `url` be fetched; fetches the file if it is not known.
    async fn check_robots(&self, url: &Url) -> Result<(), FetchError> {
        let file_url = robots_url(url);
        let host = self.host(&host_name(url));
        let mut known = host.robots.lock().await;
        let known_now =
            known.get(file_url.as_str()).filter(|cached| cached.until > self.clock.now()).cloned();
        let cached = if let Some(cached) = known_now {
            cached
        } else {
            let fetched = self.fetch_robots(&file_url).await;
            if let RobotsAnswer::Rules(rules) = &fetched.answer {
                host.pace.lock().await.set_crawl_delay(rules.crawl_delay(), &self.settings);
            }
            // One host serves few origins; many ports are somebody's trap.
            if known.len() >= 16 {
                known.clear();
            }
            known.insert(file_url.as_str().to_owned(), fetched.clone());
            fetched
        };
        let url_text = || url.as_str().to_owned();
        match cached.answer {
            RobotsAnswer::Rules(rules) if permits(&rules, url) => Ok(()),
            RobotsAnswer::Rules(_) => Err(FetchError::RobotsDenied { url: url_text() }),
            RobotsAnswer::NoWay(failure) => Err(no_way(&failure, url.as_str()).unwrap_or(failure)),
            RobotsAnswer::Unreachable(reason) => {
                Err(FetchError::RobotsUnreachable { url: url_text(), reason, until: cached.until })
            }
        }
    }

    /// Fetches a robots.txt and takes the outcome as RFC 9309, section 2.3.1, says: 4xx and endless
    /// redirects mean no rules, failures mean that nothing may be fetched. 429 is taken as a
    /// failure, for a server that has no time is not one without rules.
    async fn fetch_robots(&self, file_url: &Url) -> CachedRobots {
        let chain = Chain {
            validators: None,
            largest_body: ROBOTS_BYTES,
            most_redirects: ROBOTS_REDIRECTS,
            asks_robots: false,
        };
        let outcome = self.follow(file_url.clone(), &chain).await;
        let now = self.clock.now();
        let believed = later(now, self.settings.robots_age);
        let soon = later(now, UNREACHABLE_AGE);
        let no_rules = || RobotsAnswer::Rules(Arc::new(robotxt::Robots::allow_all()));
        let (answer, until) = match outcome {
            Ok((redirects, last)) => {
                let response = Response::new(file_url.as_str().into(), redirects, last, ROBOTS_BYTES);
                let whole = matches!(response.truncated, None | Some(crate::Truncated::Length));
                match response.status() {
                    200..=299 if whole => {
                        (RobotsAnswer::Rules(Arc::new(parse_rules(response.body()))), believed)
                    }
                    200..=299 => (RobotsAnswer::Unreachable("it came in part".to_owned()), soon),
                    400..=499 => (no_rules(), believed),
                    status => (RobotsAnswer::Unreachable(format!("answered {status}")), soon),
                }
            }
            Err(FetchError::TooManyRedirects { .. } | FetchError::RedirectLoop { .. }) => {
                (no_rules(), believed)
            }
            Err(error) => {
                let until = error.retry_at().unwrap_or(soon);
                let answer = match no_way(&error, file_url.as_str()) {
                    Some(error) => RobotsAnswer::NoWay(error),
                    None => RobotsAnswer::Unreachable(error.to_string()),
                };
                (answer, until)
            }
        };
        CachedRobots { answer, until }
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= self.settings.hosts_kept && !hosts.contains_key(name) {
            forget_oldest(&mut hosts, &self.settings, self.clock.now());
        }
        let host = Arc::clone(hosts.entry(name.to_owned()).or_default());
        host.used.store(self.uses.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        host
    }
}

/// Forgets a quarter of the hosts: those unused for longest, but none that is in use or may not be
/// asked yet.
fn forget_oldest(hosts: &mut HashMap<String, Arc<Host>>, settings: &Settings, now: Timestamp) {
    let mut idle: Vec<(u64, String)> = hosts
        .iter()
        .filter(|(_, host)| {
            Arc::strong_count(host) == 1
                && host.pace.try_lock().is_ok_and(|pace| pace.earliest(settings) <= now)
        })
        .map(|(name, host)| (host.used.load(Ordering::Relaxed), name.clone()))
        .collect();
    idle.sort_unstable();
    for (_, name) in idle.into_iter().take(settings.hosts_kept / 4 + 1) {
        hosts.remove(&name);
    }
}

/// The host by which requests are paced: the name without port, for ports share a machine.
fn host_name(url: &Url) -> String {
    url.host_str().unwrap_or_default().trim_end_matches('.').to_owned()
}

/// TLS that trusts what the system trusts. Where the system has no certificates, the reason is kept
/// and pages by plain HTTP can still be fetched.
fn system_certificates() -> Result<TlsConnector, String> {
    use rustls_platform_verifier::BuilderVerifierExt;
    use tokio_rustls::rustls::crypto::aws_lc_rs;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| error.to_string())?;
    let mut config = config.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}
