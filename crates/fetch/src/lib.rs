//! Asks the web for pages, only when told, and politely.
//!
//! [`Fetcher::get`] fetches one page and gives it as it passed over the connection: the heads of
//! request and answer byte for byte, every redirect, the body as sent and decoded, and why it is not
//! whole where it is not. The caller turns that into WARC records; this crate writes nothing.
//! [`watch::Watch`] says which feed or page is to be visited next, and what a visit showed: first
//! seen, edited, removed, returned.
//!
//! ```no_run
//! use throughline_fetch::{Fetcher, Request, Settings};
//!
//! # async fn example() -> Result<(), throughline_fetch::FetchError> {
//! let mut settings = Settings::default();
//! settings.contact = Some("https://observatory.example/about".to_owned());
//! let fetcher = Fetcher::new(settings);
//! let page = fetcher.get(&Request::new("https://velpress.example/news/1")).await?;
//! println!("{} {} bytes", page.status(), page.body().len());
//! # Ok(())
//! # }
//! ```
//!
//! # What it refuses to do
//!
//! - Fetch what robots.txt forbids (RFC 9309), or anything from a site whose robots.txt fails.
//!   There is no setting for it.
//! - Ask a host for two things at once, or sooner than its delay after the last request has ended
//!   ([`Settings::delay`], or `Crawl-delay` if that is longer), or before the moment that a
//!   `Retry-After` names.
//! - Connect to this machine, private networks, link-local and metadata addresses, or addresses
//!   that stand for one (mapped, NAT64, 6to4), unless [`Settings::allowed`] names them. The address
//!   connected to is judged, for each redirect anew.
//! - Ask ports other than 80 and 443 unless allowed, follow schemes other than `http` and `https`,
//!   send a user name or password, keep or send cookies, run scripts, fill in forms.
//! - Go through a proxy, for then the proxy and not this crate would choose the address; the
//!   variables that name proxies are not read.
//! - Take more than its limits: bytes of head and body, as sent and decoded; time to connect, to the
//!   head, of the whole; a least rate; a number of redirects.
//! - Speak HTTP/2: a page's head would not be a text that can be kept. Servers that serve pages all
//!   speak HTTP/1.1.
//!
//! # Time and chance
//!
//! Politeness and schedules use a [`Clock`] that is a parameter; [`VirtualClock`] lets weeks pass
//! in seconds in tests. The jitter of waits depends on [`Settings::seed`], the host and a count
//! alone. The limits on a single request are of real time.
//!
//! # Crates chosen
//!
//! | job | choice | turned down |
//! |---|---|---|
//! | HTTP | hyper 1, one connection a request, on a stream that records heads ([`Exchange::response_head`]) | reqwest (in the tree for object stores): gives headers as parsed, in no order, follows redirects and resolves names in ways that need unmaking; ureq and isahc: a second HTTP stack |
//! | TLS | tokio-rustls with aws-lc-rs and the platform verifier, as the object stores have | another stack |
//! | robots.txt | robotxt 0.7: 24 of 25 cases right, the other mended here | texting_robots 0.2: 21, and regular expressions built from the file; robotstxt 0.3: 22, no crawl delay |
//! | OPML, hints in feeds | quick-xml 0.39, in the tree | opml: strict where lists in the wild are not |
//! | codings | flate2, brotli-decompressor, zstd, in the tree | async-compression: bodies are bounded and in memory, so nothing is won |
//!
//! # Measured
//!
//! `cargo run -p throughline-fetch --example soak -- --hours 1` watches 48 sites that misbehave in
//! 24 ways, with kills every five days of simulated time. 55 days and 40,905 requests: no request
//! against the rules, all 1,836 planned edits, removals and returns recorded and nothing else; 296
//! days of 24 sites: resident memory 13,060 KiB in the second week and in the last
//! (`bench/runs/2026-11-26-fetch-soak`).

mod address;
mod clock;
mod coding;
mod error;
mod exchange;
mod fetcher;
mod pace;
mod recorded;
mod resolve;
mod response;
mod retry_after;
mod robots;
mod settings;
mod target;
pub mod watch;

pub use address::{Allowed, is_local_name, why_private};
pub use clock::{Clock, Sleep, SystemClock, VirtualClock};
pub use coding::ContentCoding;
pub use error::{FetchError, Phase};
pub use fetcher::Fetcher;
pub use resolve::{Resolver, Resolving, SystemResolver};
pub use response::{Exchange, Request, Response, Truncated, Validators};
pub use retry_after::{http_date, retry_after};
pub use settings::{PRODUCT_TOKEN, Settings};
pub use target::LONGEST_URL;
