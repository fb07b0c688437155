//! Records of a written package: WARC 1.1, each compressed by itself.

use super::{WaczCapture, WaczOptions};
use crate::read;
use flate2::{Compression, write::GzEncoder};
use std::io::{Result, Write};
use throughline_model::decoded_http_head;

/// What was made of a capture.
pub(super) struct Made {
    /// The record's head and the HTTP head, up to the body.
    pub(super) head: Vec<u8>,
    pub(super) url: String,
    /// `WARC-Date`.
    pub(super) date: String,
    /// The body's SHA-256, hexadecimal.
    pub(super) sha256: String,
    /// Ten digits that tell captures of one package apart.
    pub(super) id: String,
    /// The HTTP status, if an HTTP head states one.
    pub(super) status: Option<String>,
}

/// The first record, which tells what wrote the others.
pub(super) fn warcinfo(options: &WaczOptions) -> Vec<u8> {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let block = format!(
        "software: {}\r\nformat: WARC File Format 1.1\r\nisPartOf: {}\r\n",
        one_line(&options.software),
        one_line(&options.title),
    );
    let id = uuid(&read::sha256(block.as_bytes()));
    let date = date(options.undated);
    format!(
        "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <{id}>\r\nWARC-Filename: data.warc.gz\r\nWARC-Date: {date}\r\nContent-Type: application/warc-fields\r\nContent-Length: {}\r\n\r\n{block}",
        block.len(),
    )
    .into_bytes()
}

pub(super) fn record(capture: &WaczCapture<'_>, options: &WaczOptions) -> Made {
    let date = date(capture.captured.map_or(options.undated, |interval| interval.earliest));
    let sha256 = read::sha256(capture.bytes);
    let url = target(capture.url);
    let id = read::sha256(format!("{url}\n{date}\n{sha256}").as_bytes());
    let http = if capture.http_head.is_empty() { Vec::new() } else { decoded_http_head(capture.http_head) };
    let (kind, content_type, digest) = if http.is_empty() {
        ("resource", one_line(capture.media_type), "WARC-Block-Digest")
    } else {
        ("response", "application/http; msgtype=response".into(), "WARC-Payload-Digest")
    };
    let mut head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{}>\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n{digest}: sha256:{sha256}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        uuid(&id),
        http.len() + capture.bytes.len(),
    )
    .into_bytes();
    head.extend_from_slice(&http);
    let status_line = http.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let status = String::from_utf8_lossy(status_line).split_ascii_whitespace().nth(1).map(str::to_owned);
    Made { head, url, date, sha256, id: id[..10].to_owned(), status }
}

/// Compresses a record. Gives the bytes it took.
pub(super) fn write(out: &mut dyn Write, head: &[u8], body: &[u8]) -> Result<u64> {
    let mut member = GzEncoder::new(Vec::new(), Compression::new(6));
    member.write_all(head)?;
    member.write_all(body)?;
    member.write_all(b"\r\n\r\n")?;
    let member = member.finish()?;
    out.write_all(&member)?;
    Ok(member.len() as u64)
}

fn date(microseconds: i64) -> String {
    let time = jiff::Timestamp::from_microsecond(microseconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A record id must be a URI. It is derived, so that the same capture has the same id everywhere.
fn uuid(digits: &str) -> String {
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..32]
    )
}

/// An address that is a URI: a path becomes a `file:` one.
fn target(locator: &str) -> String {
    if locator.contains(':') && url::Url::parse(locator).is_ok() {
        // As captured: a parser's spelling of the address would be another capture's.
        return one_line(locator).replace(' ', "%20");
    }
    let mut url = url::Url::parse("file:///").expect("a constant URL");
    url.set_path(locator);
    url.into()
}

fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ").trim().to_owned()
}
