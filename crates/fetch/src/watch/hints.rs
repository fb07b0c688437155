//! How often a feed says it changes.

use crate::Response;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde::{Deserialize, Serialize};

/// Bytes of a feed in which hints are looked for; they stand in its head.
const HEAD: usize = 64 << 10;

/// How often a feed says it changes, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FeedHints {
    /// RSS `ttl`: may be kept for so long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u64>,
    /// `sy:updatePeriod` divided by `sy:updateFrequency`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_period: Option<u64>,
    /// `Cache-Control: max-age`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u64>,
}

impl FeedHints {
    /// The hints in a feed and its headers.
    pub fn read(response: &Response) -> Self {
        let max_age = response.header("cache-control").and_then(max_age);
        Self { max_age, ..Self::in_feed(response.body()) }
    }

    /// The hints in a feed.
    pub fn in_feed(feed: &[u8]) -> Self {
        let mut hints = Self::default();
        let mut frequency = 1.0;
        let mut reader = Reader::from_reader(&feed[..feed.len().min(HEAD)]);
        reader.config_mut().check_end_names = false;
        let mut element = Vec::new();
        // A feed that is not XML, or is cut, gives the hints before that place.
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(start) => {
                    element = start.local_name().as_ref().to_ascii_lowercase();
                    if element == b"item" || element == b"entry" {
                        break;
                    }
                }
                Event::End(_) => element.clear(),
                Event::Text(text) => {
                    let text = String::from_utf8_lossy(&text).trim().to_ascii_lowercase();
                    match element.as_slice() {
                        b"ttl" => {
                            hints.ttl = text.parse::<u64>().ok().map(|minutes| minutes.saturating_mul(60));
                        }
                        b"updateperiod" => hints.update_period = period(&text),
                        b"updatefrequency" => frequency = text.parse().unwrap_or(1.0),
                        _ => {}
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if frequency >= 1.0 {
            hints.update_period = hints.update_period.map(|period| (period as f64 / frequency) as u64);
        }
        hints
    }

    /// The least distance of visits that the hints ask for; zero if there are none. `max-age` counts
    /// up to an hour only: it is set for whole sites, by people who did not think of feeds.
    pub(super) fn least_seconds(&self) -> u64 {
        let max_age = self.max_age.map(|seconds| seconds.min(3600));
        [self.ttl, self.update_period, max_age].into_iter().flatten().max().unwrap_or(0)
    }

    pub(super) fn is_empty(hints: &Self) -> bool {
        *hints == Self::default()
    }
}

fn period(word: &str) -> Option<u64> {
    const DAY: u64 = 86_400;
    Some(match word {
        "hourly" => 3600,
        "daily" => DAY,
        "weekly" => 7 * DAY,
        "monthly" => 30 * DAY,
        "yearly" => 365 * DAY,
        _ => return None,
    })
}

fn max_age(value: &[u8]) -> Option<u64> {
    let value = String::from_utf8_lossy(value).to_ascii_lowercase();
    let directives = value.split(',').map(str::trim);
    directives
        .filter_map(|directive| directive.strip_prefix("max-age="))
        .find_map(|age| age.trim_matches('"').parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hints_of_a_feed() {
        let feed =
            br#"<?xml version="1.0"?><rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
            <title>Velpress</title><ttl>60</ttl><sy:updatePeriod> Daily </sy:updatePeriod>
            <sy:updateFrequency>4</sy:updateFrequency><item><ttl>1</ttl></item></channel></rss>"#;
        let hints = FeedHints::in_feed(feed);
        assert_eq!(hints, FeedHints { ttl: Some(3600), update_period: Some(21_600), max_age: None });
        assert_eq!(hints.least_seconds(), 21_600);
        assert_eq!(max_age(b"public, Max-Age=7200"), Some(7200));
        assert_eq!(max_age(b"no-store"), None);
    }

    proptest! {
        #[test]
        fn arbitrary_feeds_never_panic(feed in proptest::collection::vec(any::<u8>(), 0..300), text in "(<(ttl|sy:updateFrequency|/ttl|item)>|[0-9]{0,25}|&){0,20}") {
            let _ = FeedHints::in_feed(&feed);
            let _ = FeedHints::in_feed(text.as_bytes()).least_seconds();
        }
    }
}
