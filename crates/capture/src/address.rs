//! The address behind an address: what a web archive, a cache or a translator wraps.
//!
//! A page saved from a web archive gives the archive's address; who published it, and when it was
//! there at the latest, stands within. The forms are those of the services' own documentation:
//! Wayback-style paths (`/web/20210602094700id_/https://…`, used by the Internet Archive, pywb,
//! Arquivo.pt and others), archive.today's `/20210602094700/https://…`, AMP caches
//! (`…/c/s/host/path`), and translating proxies (`host-parts.translate.goog`, `?u=` or `?url=`
//! parameters of translators).

use crate::dates;
use throughline_model::TimeInterval;
use url::Url;

/// What a wrapping address does with the page behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// It kept the page as it was at a time.
    Archived,
    /// It passes the page on.
    Cached,
    /// It shows a machine's translation of it.
    Translated,
}

/// An address that another address wraps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The address behind.
    pub url: String,
    /// What the outer address does with it.
    pub wrapping: Wrapping,
    /// When an archive received it, if its address says so.
    pub captured: Option<TimeInterval>,
}

/// The address that `url` wraps, if it is of one of the forms in the module's text.
pub fn address_behind(url: &str) -> Option<Behind> {
    let outer = Url::parse(url.trim()).ok().filter(|outer| matches!(outer.scheme(), "http" | "https"))?;
    let host = outer.host_str()?.to_lowercase();
    archived(&outer).or_else(|| cached(&outer, &host)).or_else(|| translated(&outer, &host))
}

/// `/web/20210602094700if_/https://…` and `/20210602094700/https://…`: a time of 4 to 14 digits,
/// then a whole address.
fn archived(outer: &Url) -> Option<Behind> {
    let rest = &outer.as_str()[outer.origin().ascii_serialization().len()..];
    let inner_at =
        ["/http://", "/https://", "/http:/", "/https:/"].iter().filter_map(|mark| rest.find(mark)).min()?;
    let stamp = rest[..inner_at].rsplit('/').next()?;
    let digits: String = stamp.chars().take_while(char::is_ascii_digit).collect();
    let is_modifier = |rest: &str| rest.is_empty() || rest == "*" || rest.len() <= 4 && rest.ends_with('_');
    if !(4..=14).contains(&digits.len()) || !is_modifier(&stamp[digits.len()..]) {
        return None;
    }
    let captured = match digits.len() {
        14 => dates::parse(&digits).map(|interval| TimeInterval {
            // Archives stamp in UTC.
            earliest: interval.earliest + 14 * 3_600_000_000,
            latest: interval.latest - 12 * 3_600_000_000,
            zoned: true,
            ..interval
        }),
        _ => None,
    };
    let url = inner(&rest[inner_at + 1..])?;
    Some(Behind { url, wrapping: Wrapping::Archived, captured })
}

/// An address in a path may have lost one of its two slashes.
fn inner(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once(":/")?;
    let url = Url::parse(&format!("{scheme}://{}", rest.trim_start_matches('/'))).ok()?;
    url.host_str().is_some_and(|host| host.contains('.')).then(|| url.to_string())
}

/// AMP caches: `host/c/s/inner-host/path` (`s` for https), `host/amp/s/inner-host/path`.
fn cached(outer: &Url, host: &str) -> Option<Behind> {
    let is_amp_cache = host.ends_with(".cdn.ampproject.org") || host == "cdn.ampproject.org";
    let is_viewer = outer.path().starts_with("/amp/s/") && host.starts_with("www.google.");
    if !is_amp_cache && !is_viewer {
        return None;
    }
    let (_, inner_path) = outer.path().trim_start_matches('/').split_once('/')?;
    let mut parts = inner_path.splitn(2, '/');
    let first = parts.next()?;
    let (scheme, rest) = match first {
        "s" => ("https", parts.next()?.to_owned()),
        _ => ("http", [Some(first), parts.next()].into_iter().flatten().collect::<Vec<_>>().join("/")),
    };
    let query = outer.query().map(|query| format!("?{query}")).unwrap_or_default();
    let url = inner(&format!("{scheme}://{rest}{query}"))?;
    Some(Behind { url, wrapping: Wrapping::Cached, captured: None })
}

/// `www-north-example.translate.goog/path?_x_tr_sl=zh…` and `translate.….com/translate?u=https://…`.
fn translated(outer: &Url, host: &str) -> Option<Behind> {
    let found = |url: String| Some(Behind { url, wrapping: Wrapping::Translated, captured: None });
    if let Some(joined) = host.strip_suffix(".translate.goog") {
        // A dot is written "-" and a hyphen "--".
        let inner_host = joined.replace("--", "\0").replace('-', ".").replace('\0', "-");
        let query: Vec<String> = outer
            .query_pairs()
            .filter(|(key, _)| !key.starts_with("_x_tr_"))
            .map(|(key, value)| if value.is_empty() { key.into_owned() } else { format!("{key}={value}") })
            .collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        return found(inner(&format!("https://{inner_host}{}{query}", outer.path()))?);
    }
    let translates =
        host.split('.').any(|label| label.starts_with("translat")) || outer.path().contains("translat");
    if !translates {
        return None;
    }
    let (_, value) = outer.query_pairs().find(|(key, value)| {
        matches!(&**key, "u" | "url") && (value.starts_with("http://") || value.starts_with("https://"))
    })?;
    found(inner(&value)?)
}

#[cfg(test)]
mod tests {
    use super::{Wrapping, address_behind};
    use Wrapping::{Archived, Cached, Translated};

    #[test]
    fn wrapped_addresses_are_found() {
        let cases = [
            (
                "https://web.archive.org/web/20210602094700/https://north.example/a?b=1",
                "https://north.example/a?b=1",
                Archived,
            ),
            (
                "http://archive.example/web/20210602094700if_/http:/north.example/a",
                "http://north.example/a",
                Archived,
            ),
            (
                "https://archive.example/20210602094700/https://north.example/a",
                "https://north.example/a",
                Archived,
            ),
            (
                "https://north-example.cdn.ampproject.org/c/s/north.example/a",
                "https://north.example/a",
                Cached,
            ),
            ("https://cdn.ampproject.org/c/north.example/a/b", "http://north.example/a/b", Cached),
            (
                "https://www-north-example.translate.goog/a?_x_tr_sl=zh&id=4",
                "https://www.north.example/a?id=4",
                Translated,
            ),
            ("https://my--paper-example.translate.goog/", "https://my-paper.example/", Translated),
            (
                "https://translate.example/translate?hl=en&u=https://north.example/a",
                "https://north.example/a",
                Translated,
            ),
        ];
        for (url, expected, wrapping) in cases {
            let behind = address_behind(url).unwrap_or_else(|| panic!("{url}"));
            assert_eq!((behind.url.as_str(), behind.wrapping), (expected, wrapping), "{url}");
        }
        let stamped = address_behind(cases[0].0).unwrap().captured.unwrap();
        assert_eq!(stamped.display(), "2021-06-02 09:47:00 UTC");
    }

    #[test]
    fn other_addresses_wrap_nothing() {
        for url in [
            "https://north.example/2021/06/02/a",
            "https://north.example/share?url=https://south.example/b",
            "https://north.example/go/https://south.example/b",
            "not an address",
            "file:///web/20210602094700/https://north.example/a",
        ] {
            assert_eq!(address_behind(url), None, "{url}");
        }
    }
}
