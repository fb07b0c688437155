//! The rules and limits of a fetcher, with what stands behind each number.

use crate::Allowed;
use std::time::Duration;

/// The name by which robots.txt addresses this program.
pub const PRODUCT_TOKEN: &str = "throughline";

/// Rules and limits of a fetcher. The defaults suit the public web.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// How sites can reach the person who runs this: a URL or mail address, sent with every request.
    pub contact: Option<String>,
    /// Least time between the end of one request to a host and the start of the next, robots.txt
    /// included. Five seconds: one reader's pace, and twice that of what Common Crawl and Nutch do.
    pub delay: Duration,
    /// Longest `Crawl-delay` that is honored; a longer one counts as this much. One hour still
    /// reads a page a day from a site that means "hardly ever", and 10^9 means nobody.
    pub longest_crawl_delay: Duration,
    /// Hosts asked at the same time.
    pub hosts_at_once: usize,
    /// Times a page is asked for before its failure is reported.
    pub attempts: u32,
    /// Longest wait for a host that asked to come back later; beyond it, `get` gives
    /// [`BackedOff`](crate::FetchError::BackedOff) with the moment instead.
    pub longest_wait: Duration,
    /// First wait after a failure without `Retry-After`; each further failure doubles it.
    pub first_back_off: Duration,
    /// Longest wait after failures, and the most that is taken from a `Retry-After`: a site that
    /// says "in ten years" is asked again after a week.
    pub longest_back_off: Duration,
    /// Largest body kept, in bytes as sent (with its content coding). What is beyond is cut.
    pub largest_body: usize,
    /// Largest body kept after decoding. It bounds what a decompression bomb can fill.
    pub largest_decoded: usize,
    /// Largest head of an answer, interim answers included.
    pub largest_head: usize,
    /// Most redirects followed. Browsers follow 20; chains of honest sites have two or three.
    pub most_redirects: usize,
    /// Time limit for looking up a name.
    pub resolve_limit: Duration,
    /// Time limit for connecting, with TLS.
    pub connect_limit: Duration,
    /// Time limit from the request to the end of the answer's head.
    pub head_limit: Duration,
    /// Time limit for the whole request.
    pub whole_limit: Duration,
    /// A body may be slower than [`Settings::slowest`] for this long.
    pub slow_grace: Duration,
    /// Least bytes a second on average, once the grace is over.
    pub slowest: u64,
    /// How long robots.txt is believed (RFC 9309: at most a day).
    pub robots_age: Duration,
    /// Hosts kept in memory; beyond it, those asked longest ago are forgotten.
    pub hosts_kept: usize,
    /// Seed of the jitter in waits, so that many instances do not come back at one moment.
    pub seed: u64,
    /// Exceptions from the private-address guard.
    pub allowed: Allowed,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contact: None,
            delay: Duration::from_secs(5),
            longest_crawl_delay: Duration::from_hours(1),
            hosts_at_once: 16,
            attempts: 3,
            longest_wait: Duration::from_mins(2),
            first_back_off: Duration::from_secs(30),
            longest_back_off: Duration::from_hours(7 * 24),
            largest_body: 16 << 20,
            largest_decoded: 64 << 20,
            largest_head: 64 << 10,
            most_redirects: 10,
            resolve_limit: Duration::from_secs(10),
            connect_limit: Duration::from_secs(15),
            head_limit: Duration::from_secs(30),
            whole_limit: Duration::from_mins(3),
            slow_grace: Duration::from_secs(20),
            slowest: 512,
            robots_age: Duration::from_hours(24),
            hosts_kept: 10_000,
            seed: 0,
            allowed: Allowed::default(),
        }
    }
}

impl Settings {
    /// The `User-Agent` sent: product token, version, and the contact if there is one.
    pub fn user_agent(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let contact: String = self
            .contact
            .as_deref()
            .unwrap_or_default()
            .chars()
            .filter(|c| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '\\') || *c == ' ')
            .take(200)
            .collect();
        match contact.trim() {
            "" => format!("{PRODUCT_TOKEN}/{version}"),
            contact => format!("{PRODUCT_TOKEN}/{version} (+{contact})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_cannot_break_out_of_its_header() {
        let contact = Some("https://observatory.example/bot)\r\nX: y ü".to_owned());
        let agent = Settings { contact, ..Settings::default() }.user_agent();
        assert_eq!(
            agent,
            format!("throughline/{} (+https://observatory.example/botX: y)", env!("CARGO_PKG_VERSION"))
        );
    }
}
