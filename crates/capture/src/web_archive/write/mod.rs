//! WACZ 1.1.1 packages of selected captures.
//!
//! The same captures in the same order give the same bytes: no clock is read, ids are derived from
//! the captures, and files in the package carry the first time that ZIP has (1980), since the package
//! is written as a stream and its newest capture is known at the end only; `created` in
//! `datapackage.json` is that newest capture.
//!
//! A capture with an HTTP head becomes a `response` record, another one a `resource` record. Bodies
//! stand without transfer and content coding, as captured; headers that describe these codings are
//! renamed `X-Archive-Orig-…`, as `warcio` does.

mod index;
mod record;
mod surt;

use data_encoding::HEXLOWER;
use flate2::Compression;
use rawzip::{CompressionMethod, ZipArchiveWriter, time::UtcDateTime};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{Result, Write};
use throughline_model::TimeInterval;

/// 1980-01-01T00:00:00Z in seconds since 1970.
const FIRST_ZIP_TIME: i64 = 315_532_800;

/// One capture to be written.
#[derive(Debug, Clone, Copy)]
pub struct WaczCapture<'a> {
    /// Its address.
    pub url: &'a str,
    /// When it was received; [`WaczOptions::undated`] if not known.
    pub captured: Option<TimeInterval>,
    /// Its media type.
    pub media_type: &'a str,
    /// Status line and headers of the HTTP response, without the blank line, or empty.
    pub http_head: &'a [u8],
    /// The body, without transfer and content coding.
    pub bytes: &'a [u8],
    /// The page's title, or empty. It stands in the list of pages.
    pub title: &'a str,
    /// The page's text for full-text search, or empty. A capture with neither title nor text is not
    /// listed as a page.
    pub text: &'a str,
}

/// What a package says of itself.
#[derive(Debug, Clone, Default)]
pub struct WaczOptions {
    /// Its title, or empty.
    pub title: String,
    /// Its description, or empty.
    pub description: String,
    /// Name and version of the program that writes it.
    pub software: String,
    /// The time stated for captures without one, in microseconds since 1970.
    pub undated: i64,
}

/// Writes a package of `captures`, in their order, and gives `output` back. The list of pages and
/// the index are held in memory, the captures are not.
///
/// # Errors
/// If `output` cannot be written.
pub fn write_wacz<'a, W: Write>(
    captures: impl IntoIterator<Item = WaczCapture<'a>>,
    options: &WaczOptions,
    output: W,
) -> Result<W> {
    let mut zip = ZipArchiveWriter::new(output);
    let mut lines = Vec::new();
    let mut pages = Pages::default();
    let warc = add(&mut zip, "archive/data.warc.gz", CompressionMethod::STORE, |out| {
        let mut offset = record::write(out, &record::warcinfo(options), &[])?;
        for capture in captures {
            let made = record::record(&capture, options);
            let length = record::write(out, &made.head, capture.bytes)?;
            lines.push(index::line(&capture, &made, offset, length));
            pages.note(&capture, &made);
            offset += length;
        }
        Ok(())
    })?;
    let index = index::files(lines)?;
    let whole = |bytes: &[u8], out: &mut dyn Write| out.write_all(bytes);
    let store = CompressionMethod::STORE;
    let deflate = CompressionMethod::DEFLATE;
    let resources = [
        warc,
        add(&mut zip, "indexes/index.cdx.gz", store, |out| whole(&index.compressed, out))?,
        add(&mut zip, "indexes/index.idx", deflate, |out| whole(&index.secondary, out))?,
        add(&mut zip, "pages/pages.jsonl", deflate, |out| whole(&pages.lines(), out))?,
    ];
    let description = pages.description(&resources, options);
    let described = add(&mut zip, "datapackage.json", deflate, |out| whole(&description, out))?;
    let digest = text(&json!({ "path": described["path"], "hash": described["hash"] }));
    add(&mut zip, "datapackage-digest.json", deflate, |out| whole(&digest, out))?;
    zip.finish().map_err(std::io::Error::other)
}

/// What is said of the captures as pages.
#[derive(Default)]
struct Pages {
    pages: Vec<Value>,
    newest: String,
}

impl Pages {
    fn note(&mut self, capture: &WaczCapture<'_>, made: &record::Made) {
        if made.date > self.newest {
            self.newest.clone_from(&made.date);
        }
        if capture.title.is_empty() && capture.text.is_empty() {
            return;
        }
        let mut page = json!({ "id": made.id, "url": made.url, "ts": made.date, "title": capture.title });
        if !capture.text.is_empty() {
            page["text"] = capture.text.into();
        }
        self.pages.push(page);
    }

    fn lines(&self) -> Vec<u8> {
        let has_text = self.pages.iter().any(|page| page.get("text").is_some());
        let first =
            json!({ "format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": has_text });
        let mut lines = format!("{first}\n");
        for page in &self.pages {
            lines.push_str(&page.to_string());
            lines.push('\n');
        }
        lines.into_bytes()
    }

    fn description(&self, resources: &[Value], options: &WaczOptions) -> Vec<u8> {
        let mut description = json!({
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": options.title,
            "description": options.description,
            "software": options.software,
            "created": self.newest,
            "resources": resources,
        });
        if let Some(first) = self.pages.first() {
            description["mainPageUrl"] = first["url"].clone();
            description["mainPageDate"] = first["ts"].clone();
        }
        text(&description)
    }
}

fn text(value: &Value) -> Vec<u8> {
    // Indented, as people look into packages.
    format!("{value:#}\n").into_bytes()
}

/// Adds a file. Gives what `datapackage.json` says of it.
fn add<W: Write>(
    zip: &mut ZipArchiveWriter<W>,
    path: &str,
    method: CompressionMethod,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<Value> {
    let time = UtcDateTime::from_unix(FIRST_ZIP_TIME);
    let (mut entry, config) = zip
        .new_file(path)
        .compression_method(method)
        .last_modified(time)
        .start()
        .map_err(std::io::Error::other)?;
    let (hashed, descriptor) = if method == CompressionMethod::STORE {
        let mut out = Hashed { inner: config.wrap(&mut entry), sha256: Sha256::new(), length: 0 };
        write(&mut out)?;
        let said = out.said(path);
        (said, out.inner.finish().map_err(std::io::Error::other)?.1)
    } else {
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, Compression::new(6));
        let mut out = Hashed { inner: config.wrap(encoder), sha256: Sha256::new(), length: 0 };
        write(&mut out)?;
        let said = out.said(path);
        let (encoder, descriptor) = out.inner.finish().map_err(std::io::Error::other)?;
        encoder.finish()?;
        (said, descriptor)
    };
    entry.finish(descriptor).map_err(std::io::Error::other)?;
    Ok(hashed)
}

/// Output that is hashed and counted on its way.
struct Hashed<O> {
    inner: O,
    sha256: Sha256,
    length: u64,
}

impl<O> Hashed<O> {
    fn said(&self, path: &str) -> Value {
        let name = path.rsplit('/').next().unwrap_or(path);
        let hash = format!("sha256:{}", HEXLOWER.encode(&self.sha256.clone().finalize()));
        json!({ "name": name, "path": path, "hash": hash, "bytes": self.length })
    }
}

impl<O: Write> Write for Hashed<O> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let length = self.inner.write(bytes)?;
        self.sha256.update(&bytes[..length]);
        self.length += length as u64;
        Ok(length)
    }

    fn flush(&mut self) -> Result<()> {
        self.inner.flush()
    }
}
