//! What is asked and what came back.

use crate::coding::{ContentCoding, Decoded, End, declared_codings, decode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// A page to ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The URL as the user or a feed wrote it.
    pub url: String,
    /// What an earlier answer said of its version, to be told if nothing has changed.
    pub validators: Option<Validators>,
}

impl Request {
    /// Asks for `url` without conditions.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), validators: None }
    }
}

/// What an answer said of its version (RFC 9110, section 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The URL that gave them, after redirects. They are sent to no other.
    pub url: String,
    /// The `ETag`, with its quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The `Last-Modified` date as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// Longest validator kept; longer ones cost more than the page.
const LONGEST_VALIDATOR: usize = 512;

/// Why a body is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Truncated {
    /// Cut at the limit of size, as sent or decoded.
    Length,
    /// Cut at the limit of time, or because it came too slowly.
    Time,
    /// The connection ended before the body did.
    Disconnect,
    /// The body came whole, but its compressed form breaks off or is damaged.
    Coding,
}

impl Truncated {
    /// The word of the `WARC-Truncated` field (WARC 1.1, section 5.13).
    pub fn warc_word(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Time => "time",
            Self::Disconnect => "disconnect",
            Self::Coding => "unspecified",
        }
    }
}

/// One request and its answer, as they passed over the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The URL asked.
    pub url: String,
    /// The request line and headers as sent, with the empty line.
    pub request_head: Vec<u8>,
    /// The status line and headers as received, with the empty line; without interim answers.
    pub response_head: Vec<u8>,
    /// The status code.
    pub status: u16,
    /// Names in lower case, and values; those of one name in the order of the head.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body without its transfer coding (chunks), with its content coding. Of a redirect, at
    /// most 64 KiB.
    pub wire_body: Vec<u8>,
    /// Why `wire_body` is not whole.
    pub truncated: Option<Truncated>,
    /// The address connected to.
    pub remote: SocketAddr,
    /// When the connection was begun.
    pub began: Timestamp,
    /// When the last byte kept had come.
    pub ended: Timestamp,
}

impl Exchange {
    /// The first value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_slice())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter(move |(header, _)| header == name).map(|(_, value)| value.as_slice())
    }

    fn text_header(&self, name: &str) -> Option<String> {
        let value = std::str::from_utf8(self.header(name)?).ok()?.trim();
        let fits = !value.is_empty()
            && value.len() <= LONGEST_VALIDATOR
            && value.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        fits.then(|| value.to_owned())
    }
}

/// A page as it came, with the redirects that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The URL that was asked for, as normalized.
    pub requested_url: String,
    /// The redirects, in order; empty for most pages.
    pub redirects: Vec<Exchange>,
    /// The exchange that gave the page.
    pub last: Exchange,
    /// The content codings removed to get [`Response::body`], the outermost first.
    pub removed_codings: Vec<ContentCoding>,
    /// Why the body is not whole: as sent, or as decoded.
    pub truncated: Option<Truncated>,
    decoded: Option<Vec<u8>>,
}

impl Response {
    pub(crate) fn new(
        requested_url: String,
        redirects: Vec<Exchange>,
        last: Exchange,
        largest_decoded: usize,
    ) -> Self {
        let codings = declared_codings(last.all("content-encoding")).unwrap_or_default();
        let Decoded { bytes, removed, end } =
            decode(&last.wire_body, &codings, is_text(&last), largest_decoded);
        let truncated = match end {
            // What was cut on its way cannot be decoded to its end.
            _ if last.truncated.is_some() => last.truncated,
            End::Complete => None,
            End::Limit => Some(Truncated::Length),
            End::Broken => Some(Truncated::Coding),
        };
        Self { requested_url, redirects, last, removed_codings: removed, truncated, decoded: bytes }
    }

    /// The status code of the page.
    pub fn status(&self) -> u16 {
        self.last.status
    }

    /// Whether the server says that the version named in the request still stands.
    pub fn is_not_modified(&self) -> bool {
        self.last.status == 304
    }

    /// The URL at the end of the redirects.
    pub fn final_url(&self) -> &str {
        &self.last.url
    }

    /// The body without transfer and content codings, in the page's own charset.
    pub fn body(&self) -> &[u8] {
        self.decoded.as_deref().unwrap_or(&self.last.wire_body)
    }

    /// The first value of a header of the page; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.last.header(name)
    }

    /// What to send next time to be told if nothing has changed. `None` where the server gave
    /// nothing of use, or the body is not whole.
    pub fn validators(&self) -> Option<Validators> {
        let usable = matches!(self.last.status, 200 | 203) && self.truncated.is_none();
        let etag = self.last.text_header("etag").filter(|etag| etag.ends_with('"'));
        let last_modified = self
            .last
            .text_header("last-modified")
            // A date in the future would make every later version look old.
            .filter(|date| crate::http_date(date).is_some_and(|moment| moment <= self.last.ended));
        (usable && (etag.is_some() || last_modified.is_some())).then(|| Validators {
            url: self.last.url.clone(),
            etag,
            last_modified,
        })
    }
}

/// Whether the media type is one of text, which is never gzip by itself.
fn is_text(exchange: &Exchange) -> bool {
    let media_type =
        exchange.header("content-type").map(|value| String::from_utf8_lossy(value).to_ascii_lowercase());
    let media_type = media_type.as_deref().unwrap_or("").split(';').next().unwrap_or("").trim().to_owned();
    media_type.starts_with("text/")
        || media_type.ends_with("+xml")
        || matches!(media_type.as_str(), "application/xml" | "application/json" | "application/feed+json")
}
