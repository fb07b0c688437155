//! What a visit to a page gave, and what that says.

use crate::{FetchError, Response, Validators};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

/// A page's main text, as far as the watch needs it. The bytes of a page change with every
/// advertisement, so the text extracted from them is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageText {
    /// A hash of the text, the same for the same text on every machine.
    pub hash: u64,
    /// Its length in characters.
    pub characters: usize,
}

/// When a host may be asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// A URL of that host: the one that failed, which after a redirect is not the one visited.
    pub url: String,
    /// The moment.
    pub at: Timestamp,
}

impl Retry {
    /// What a failure says of it.
    pub fn of(error: &FetchError) -> Option<Self> {
        error.retry_at().map(|at| Self { url: error.url().to_owned(), at })
    }
}

/// What a visit to a page gave.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageOutcome {
    /// The page has a text.
    Text {
        /// The text.
        text: PageText,
        /// The URL at the end of redirects.
        final_url: String,
        /// For the next visit.
        validators: Option<Validators>,
    },
    /// The server says that the version known still stands.
    NotModified,
    /// The server says that the page is gone: 404, 410, or 451.
    Gone {
        /// The status code.
        status: u16,
    },
    /// Nothing can be said of the page.
    Failed {
        /// Why.
        reason: String,
        /// When the host may be asked again, if it said so.
        retry: Option<Retry>,
    },
    /// robots.txt forbids the page.
    Denied,
}

impl PageOutcome {
    /// The outcome of a fetch; `read` extracts the text of a page that came.
    pub fn of(fetched: &Result<Response, FetchError>, read: impl FnOnce(&Response) -> PageText) -> Self {
        let response = match fetched {
            Ok(response) => response,
            Err(error) if matches!(error.cause(), FetchError::RobotsDenied { .. }) => return Self::Denied,
            Err(error) => return Self::Failed { reason: error.to_string(), retry: Retry::of(error) },
        };
        match (response.status(), response.truncated) {
            // A part differs from the whole, and from the next part, without any edit.
            (200..=299, Some(part)) => {
                Self::Failed { reason: format!("the page came in part ({})", part.warc_word()), retry: None }
            }
            (200..=299, None) => Self::Text {
                text: read(response),
                final_url: response.final_url().to_owned(),
                validators: response.validators(),
            },
            (304, _) => Self::NotModified,
            (status @ (404 | 410 | 451), _) => Self::Gone { status },
            (status, _) => Self::Failed { reason: format!("answered {status}"), retry: None },
        }
    }
}

/// What shows that a page was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Removal {
    /// The status: 404, 410, or 451.
    Status(u16),
    /// The page redirects to the home page.
    HomePage,
    /// Nearly nothing is left of the text.
    NearlyEmpty,
    /// The page now has the text that other pages of the site have turned into.
    SameAsOthers,
}

/// What a visit says of a page or feed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Observation {
    /// Seen for the first time.
    First,
    /// As it was; after a removal, still removed.
    Unchanged,
    /// The text is another. For a feed: there are new items.
    Edited,
    /// It seems removed; a second visit will tell.
    Unconfirmed {
        /// What shows it.
        how: Removal,
    },
    /// It is removed: two visits showed it.
    Removed {
        /// What shows it.
        how: Removal,
    },
    /// It is there again after a removal.
    Returned {
        /// With another text than before.
        edited: bool,
    },
    /// Nothing can be said.
    Failed {
        /// Why.
        reason: String,
    },
    /// robots.txt forbids it.
    Denied,
}

impl Observation {
    /// Whether the state is to be written before the next visit: it tells something new, or holds
    /// an order to wait, which a process that dies must not forget. After other visits it can wait;
    /// they are then made again.
    pub fn is_to_be_written(&self) -> bool {
        !matches!(self, Self::Unchanged | Self::Denied)
    }
}

/// Whether `url` is a home page by its path: none, an index file, or one short part such as a
/// language (`/en/`, `/zh-hans`).
pub(super) fn is_home(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let mut parts = url.path_segments().into_iter().flatten().filter(|part| !part.is_empty());
    match (parts.next(), parts.next()) {
        (None, _) => url.query().is_none(),
        (Some(part), None) => {
            let index =
                part.split_once('.').is_some_and(|(stem, _)| matches!(stem, "index" | "default" | "home"));
            index || part == "home" || is_language(part)
        }
        _ => false,
    }
}

fn is_language(part: &str) -> bool {
    let (language, rest) = part.split_once(['-', '_']).unwrap_or((part, ""));
    (2..=3).contains(&language.len())
        && rest.len() <= 4
        && part.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_pages() {
        for url in [
            "https://a.example",
            "https://a.example/",
            "https://a.example/index.html",
            "https://a.example/en/",
            "https://a.example/zh-hans",
            "https://a.example/home",
        ] {
            assert!(is_home(url), "{url}");
        }
        for url in [
            "https://a.example/?p=12",
            "https://a.example/en/1",
            "https://a.example/2026",
            "https://a.example/news",
            "https://a.example/a1",
            "not a url",
        ] {
            assert!(!is_home(url), "{url}");
        }
    }
}
