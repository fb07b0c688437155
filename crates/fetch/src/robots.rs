//! robots.txt by RFC 9309.
//!
//! Parsing and matching are `robotxt` 0.7's. Of 27 cases (longest match, merged groups, percent
//! encoding, byte order mark, CR line ends, 500 KiB limit, patterns of 500 wildcards) it decided 26
//! as the RFC does; `texting_robots` 0.2 and `robotstxt` 0.3 missed four and three, and one of them
//! did not end within two minutes on the wildcards. Its miss, a version after the product token
//! (`User-agent: throughline/1.0`), is mended by [`without_versions`].

use crate::FetchError;
use crate::settings::PRODUCT_TOKEN;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Bytes of a robots.txt that are read; one more than what is parsed, so that the parser sees
/// whether the last line was cut.
pub(crate) const ROBOTS_BYTES: usize = 500 * 1024 + 1;
/// Redirects followed to a robots.txt (RFC 9309, section 2.3.1.2).
pub(crate) const ROBOTS_REDIRECTS: usize = 5;
/// How soon a robots.txt that could not be read is tried again.
pub(crate) const UNREACHABLE_AGE: Duration = Duration::from_mins(30);

/// What is known of one site's robots.txt, and until when.
#[derive(Debug, Clone)]
pub(crate) struct CachedRobots {
    pub(crate) answer: RobotsAnswer,
    pub(crate) until: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) enum RobotsAnswer {
    /// The file's rules; no rules if there is none.
    Rules(Arc<robotxt::Robots>),
    /// A failure of the server: nothing may be fetched for now.
    Unreachable(String),
    /// There is no way to the site at all: the page fails as its robots.txt did.
    NoWay(FetchError),
}

/// The failure of a robots.txt as that of `page`, if no request to the site can be made at all.
pub(crate) fn no_way(failure: &FetchError, page: &str) -> Option<FetchError> {
    let url = page.to_owned();
    Some(match failure.clone() {
        FetchError::NameNotFound { reason, .. } => FetchError::NameNotFound { url, reason },
        FetchError::ConnectFailed { reason, .. } => FetchError::ConnectFailed { url, reason },
        FetchError::TlsFailed { reason, .. } => FetchError::TlsFailed { url, reason },
        FetchError::PrivateAddress { address, reason, .. } => {
            FetchError::PrivateAddress { url, address, reason }
        }
        _ => return None,
    })
}

/// Rules of a robots.txt for this program.
pub(crate) fn parse_rules(file: &[u8]) -> robotxt::Robots {
    robotxt::Robots::parse(&without_versions(file), robotxt::Agent::Exact(PRODUCT_TOKEN))
}

/// Whether `rules` let `url` be fetched.
pub(crate) fn permits(rules: &robotxt::Robots, url: &Url) -> bool {
    rules.is_url_allowed(url)
}

/// The URL of the robots.txt that rules `url`: of the same scheme, host and port.
pub(crate) fn robots_url(url: &Url) -> Url {
    let mut robots = url.clone();
    robots.set_path("/robots.txt");
    robots.set_query(None);
    robots.set_fragment(None);
    robots
}

/// The file with `User-agent: throughline/…` as `User-agent: throughline`: a product token ends
/// where its characters do (RFC 9309, section 2.2.1).
fn without_versions(file: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(file.len());
    for line in file.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        let line_end =
            line.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1);
        let text = &line[..line_end];
        let kept = agent_value(text).and_then(|value_begin| {
            let value = &text[value_begin..];
            let named = value.get(..PRODUCT_TOKEN.len())?.eq_ignore_ascii_case(PRODUCT_TOKEN.as_bytes());
            let next = *value.get(PRODUCT_TOKEN.len())?;
            let ends = !(next.is_ascii_alphanumeric() || matches!(next, b'-' | b'_'));
            (named && ends).then_some(value_begin + PRODUCT_TOKEN.len())
        });
        lines.extend_from_slice(&text[..kept.unwrap_or(line_end)]);
        lines.extend_from_slice(&line[line_end..]);
    }
    lines
}

/// Where the value of a `User-agent` line begins.
fn agent_value(line: &[u8]) -> Option<usize> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let key = line[..colon].trim_ascii();
    let key = key.strip_prefix(b"\xef\xbb\xbf").unwrap_or(key);
    if !key.eq_ignore_ascii_case(b"user-agent") {
        return None;
    }
    Some(line.len() - line[colon + 1..].trim_ascii_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allowed(file: &str, path: &str) -> bool {
        let url = Url::parse(&format!("https://paper.example{path}")).unwrap();
        permits(&parse_rules(file.as_bytes()), &url)
    }

    #[test]
    fn decisions() {
        let cases = [
            ("User-agent: *\nDisallow: /a", "/a/b", false),
            ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true),
            ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true),
            ("User-agent: *\nDisallow: /\n\nUser-agent: throughline\nDisallow: /x", "/a", true),
            ("User-agent: Throughline\nDisallow: /a\n\nUser-agent: THROUGHLINE\nDisallow: /b", "/b", false),
            ("User-agent: throughline/1.0 (x)\r\nDisallow: /a", "/a", false),
            ("\u{feff}User-agent: throughline/9\nDisallow: /a", "/a", false),
            ("User-agent: throughliner\nDisallow: /", "/a", true),
            ("User-agent: throughline-images\nDisallow: /", "/a", true),
            ("\u{feff}User-agent: *\nDisallow: /a", "/a", false),
            ("User-agent: *\rDisallow: /a\r", "/a", false),
            ("User-agent: *\nDisallow: /*.pdf$", "/d/e.pdf", false),
            ("User-agent: *\nDisallow: /*.pdf$", "/d/e.pdf?x", true),
            ("User-agent: *\nDisallow: /новости/", "/новости/1", false),
            ("User-agent: *\nDisallow: /%e6%96%b0", "/新闻", false),
            ("User-agent: *\nDisallow: /%7Ejoe", "/~joe/x", false),
            ("User-agent: *\nDisallow:", "/a", true),
            ("<!DOCTYPE html><p>User-agent: *</p>", "/a", true),
            ("Disallow: /", "/a", true),
            ("User-agent: *\nDisallow: /", "/robots.txt", true),
        ];
        for (file, path, expected) in cases {
            assert_eq!(allowed(file, path), expected, "{file:?} {path}");
        }
    }

    #[test]
    fn a_rule_beyond_the_limit_is_not_read() {
        let padding = "# padding\n".repeat(ROBOTS_BYTES / 10 + 1);
        assert!(allowed(&format!("User-agent: *\nDisallow: /a\n{padding}Disallow: /late"), "/late"));
        assert!(!allowed(&format!("User-agent: *\nDisallow: /a\n{padding}Disallow: /late"), "/a"));
    }

    #[test]
    fn many_wildcards_take_no_time() {
        let pattern = format!("User-agent: *\nDisallow: /{}b", "a*".repeat(2000));
        assert!(allowed(&pattern, &format!("/{}", "a".repeat(7000))));
    }

    proptest! {
        #[test]
        fn arbitrary_files_never_panic(file in proptest::collection::vec(any::<u8>(), 0..400), path in "\\PC{0,30}") {
            if let Ok(url) = Url::parse(&format!("https://paper.example/{path}")) {
                let _ = permits(&parse_rules(&file), &url);
            }
        }
    }
}
