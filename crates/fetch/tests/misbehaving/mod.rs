//! A server on loopback that misbehaves as told, and keeps a log of who asked for what and when.
//!
//! Sites are told apart by the `Host` header, as on any shared server; what a site does is a
//! function from the request to steps, so that every test says itself what it is up against.

#![allow(dead_code, unreachable_pub, missing_docs, reason = "each test uses a part")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "this is test code, also where an example uses it"
)]

pub mod world;

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use throughline_fetch::{Allowed, Clock, Fetcher, Resolver, Resolving, Settings, VirtualClock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub at: Timestamp,
    pub host: String,
    pub path: String,
    pub head: String,
    /// How many requests this site had before.
    pub count: usize,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// What a site does next.
#[derive(Debug, Clone)]
pub enum Step {
    Send(Vec<u8>),
    /// In real time.
    Wait(u64),
    /// Sends this again and again, with a wait in milliseconds, until the other side has enough.
    Forever(Vec<u8>, u64),
    /// Keeps the connection open and says nothing.
    Hold,
}

pub type Site = Arc<dyn Fn(&Seen) -> Vec<Step> + Send + Sync>;

pub fn site(does: impl Fn(&Seen) -> Vec<Step> + Send + Sync + 'static) -> Site {
    Arc::new(does)
}

/// An answer as it should be.
pub fn answer(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<Step> {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len()).into_bytes();
    for (name, value) in headers {
        write!(bytes, "{name}: {value}\r\n").unwrap();
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    vec![Step::Send(bytes)]
}

pub fn page(text: &str) -> Vec<Step> {
    answer(
        "200 OK",
        &[("Content-Type", "text/html; charset=utf-8")],
        format!("<html><main>{text}</main></html>"),
    )
}

pub fn raw(bytes: impl AsRef<[u8]>) -> Vec<Step> {
    vec![Step::Send(bytes.as_ref().to_vec())]
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut coded = Vec::new();
    let parameters = ::brotli::enc::BrotliEncoderParams { quality: 3, ..Default::default() };
    ::brotli::BrotliCompress(&mut &*bytes, &mut coded, &parameters).unwrap();
    coded
}

/// `site` with a robots.txt of its own, for sites whose pages are the matter.
pub fn with_robots(robots: &'static str, does: impl Fn(&Seen) -> Vec<Step> + Send + Sync + 'static) -> Site {
    site(move |seen| match seen.path.as_str() {
        "/robots.txt" => answer("200 OK", &[("Content-Type", "text/plain")], robots),
        _ => does(seen),
    })
}

pub struct Server {
    pub port: u16,
    pub address: SocketAddr,
    log: Arc<Mutex<Vec<Seen>>>,
    at_once: Arc<Mutex<BTreeMap<String, Concurrency>>>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Debug, Default, Clone, Copy)]
pub struct Concurrency {
    pub count: usize,
    pub now: usize,
    pub most: usize,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Serves `sites` by host name; what has no name gets the site `""`. `kept` bounds the log.
    pub async fn start(sites: impl IntoIterator<Item = (&'static str, Site)>, clock: Arc<dyn Clock>) -> Self {
        let sites: BTreeMap<String, Site> =
            sites.into_iter().map(|(name, site)| (name.to_owned(), site)).collect();
        let chosen = site(move |seen| match sites.get(&seen.host).or_else(|| sites.get("")) {
            Some(site) => site(seen),
            None => answer("500 No such site", &[], ""),
        });
        Self::start_on((Ipv4Addr::LOCALHOST, 0).into(), chosen, clock, usize::MAX).await
    }

    pub async fn start_on(address: SocketAddr, site: Site, clock: Arc<dyn Clock>, kept: usize) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let at_once: Arc<Mutex<BTreeMap<String, Concurrency>>> = Arc::default();
        let open = Arc::new(AtomicUsize::new(0));
        let (kept_log, concurrency) = (Arc::clone(&log), Arc::clone(&at_once));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (site, clock) = (Arc::clone(&site), Arc::clone(&clock));
                let (log, concurrency, open) =
                    (Arc::clone(&kept_log), Arc::clone(&concurrency), Arc::clone(&open));
                open.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(async move {
                    // No connection of a test lasts longer, whatever the other side does.
                    let serving = serve(stream, site, clock, log, concurrency, kept);
                    let _ = tokio::time::timeout(Duration::from_secs(30), serving).await;
                    open.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        Self { port: address.port(), address, log, at_once, task }
    }

    pub fn log(&self) -> Vec<Seen> {
        self.log.lock().unwrap().clone()
    }

    /// Paths asked of a site, in order.
    pub fn paths(&self, host: &str) -> Vec<String> {
        self.log().into_iter().filter(|seen| seen.host == host).map(|seen| seen.path).collect()
    }

    pub fn most_at_once(&self, host: &str) -> usize {
        self.at_once.lock().unwrap().get(host).map_or(0, |concurrency| concurrency.most)
    }

    pub fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }
}

/// The name under which requests to all sites are counted.
pub const ALL_SITES: &str = "*";

struct InFlight(Arc<Mutex<BTreeMap<String, Concurrency>>>, String);

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut all = self.0.lock().unwrap();
        for name in [self.1.as_str(), ALL_SITES] {
            all.get_mut(name).unwrap().now -= 1;
        }
    }
}

async fn serve(
    mut stream: TcpStream,
    site: Site,
    clock: Arc<dyn Clock>,
    log: Arc<Mutex<Vec<Seen>>>,
    concurrency: Arc<Mutex<BTreeMap<String, Concurrency>>>,
    kept: usize,
) {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(count) => head.extend_from_slice(&buffer[..count]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut seen = Seen { at: clock.now(), host: String::new(), path, head, count: 0 };
    let host = seen.header("host").unwrap_or_default();
    seen.host = host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned();
    {
        let mut all = concurrency.lock().unwrap();
        for name in [ALL_SITES, seen.host.as_str()] {
            let count = all.entry(name.to_owned()).or_default();
            seen.count = count.count;
            count.count += 1;
            count.now += 1;
            count.most = count.most.max(count.now);
        }
    }
    let in_flight = InFlight(concurrency, seen.host.clone());
    {
        let mut log = log.lock().unwrap();
        if log.len() < kept {
            log.push(seen.clone());
        }
    }
    let steps = site(&seen);
    for step in steps {
        match step {
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::Wait(milliseconds) => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
            Step::Forever(bytes, milliseconds) => {
                while stream.write_all(&bytes).await.is_ok() {
                    match milliseconds {
                        0 => tokio::task::yield_now().await,
                        wait => tokio::time::sleep(Duration::from_millis(wait)).await,
                    }
                }
                return;
            }
            Step::Hold => while !matches!(stream.read(&mut buffer).await, Ok(0) | Err(_)) {},
        }
    }
    // The answer is out: what the client does from here on is no longer this request.
    drop(in_flight);
    let _ = stream.shutdown().await;
    // Reading to the end keeps the system from resetting the connection under the answer.
    let _ = tokio::time::timeout(Duration::from_millis(500), async {
        while !matches!(stream.read(&mut buffer).await, Ok(0) | Err(_)) {}
    })
    .await;
}

/// Every name is this machine, except those that tests give other addresses; an address list is
/// used up from the front, so that a name can change its address from one look-up to the next.
#[derive(Default, Clone)]
pub struct Names {
    pub special: Arc<Mutex<BTreeMap<String, Vec<Vec<IpAddr>>>>>,
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl Resolver for Names {
    fn resolve<'a>(&'a self, host: &'a str) -> Resolving<'a> {
        Box::pin(async move {
            let mut asked = self.asked.lock().unwrap();
            if asked.len() < 10_000 {
                asked.push(host.to_owned());
            }
            match self.special.lock().unwrap().get_mut(host) {
                Some(answers) if answers.len() > 1 => Ok(answers.remove(0)),
                Some(answers) if answers.is_empty() => Err(std::io::Error::other("no such name")),
                Some(answers) => Ok(answers[0].clone()),
                None => Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]),
            }
        })
    }
}

/// Settings under which loopback may be asked, with limits short enough for tests.
pub fn test_settings() -> Settings {
    let mut settings = Settings::default();
    settings.allowed = Allowed::default().network("127.0.0.0/8".parse().unwrap()).any_port();
    settings.contact = Some("https://observatory.example/about".to_owned());
    settings.connect_limit = Duration::from_secs(2);
    settings.head_limit = Duration::from_millis(700);
    settings.whole_limit = Duration::from_secs(3);
    settings.slow_grace = Duration::from_millis(400);
    settings.attempts = 1;
    settings
}

pub fn start_of_time() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

/// A clock, a server and a fetcher that know of one another.
pub struct Setup {
    pub clock: VirtualClock,
    pub server: Server,
    pub names: Names,
    pub fetcher: Fetcher,
}

impl Setup {
    pub async fn new(sites: impl IntoIterator<Item = (&'static str, Site)>) -> Self {
        Self::with(sites, test_settings()).await
    }

    pub async fn with(sites: impl IntoIterator<Item = (&'static str, Site)>, settings: Settings) -> Self {
        let clock = VirtualClock::new(start_of_time());
        let server = Server::start(sites, Arc::new(clock.clone())).await;
        let names = Names::default();
        let fetcher = Fetcher::with(settings, Arc::new(clock.clone()), Arc::new(names.clone()));
        Self { clock, server, names, fetcher }
    }

    pub async fn get(
        &self,
        host: &str,
        path: &str,
    ) -> Result<throughline_fetch::Response, throughline_fetch::FetchError> {
        let request = throughline_fetch::Request::new(self.server.url(host, path));
        self.clock.run(self.fetcher.get(&request)).await
    }
}
