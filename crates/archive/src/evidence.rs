//! Evidence: captures' bytes in WARC files, one gzip member a record.
//!
//! Written by hand rather than with the `warc` crate: its writer compresses a whole file as one
//! stream, so no record could be read without the ones before it, and it ignores short writes.
//! The format is WARC 1.1 (ISO 28500:2017): a record of type `resource` a capture, or `response` if
//! the capture came with an HTTP head. The body is kept without its transfer and content coding,
//! as the capture's hash is taken; headers that describe these codings are renamed
//! `X-Archive-Orig-…`, as `warcio` does, so that replay programs read the body as it stands. Beside
//! each file stands a CDXJ index of it, one line a capture.

mod verify;

pub(crate) use verify::verify;

use crate::{Archive, ArchiveError, Location};
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use futures::TryStreamExt;
use object_store::ObjectStore;
use object_store::ObjectStoreExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use throughline_model::{Capture, CaptureId, decoded_http_head, hexadecimal};

/// Collects captures into one WARC file in memory; batches are bounded by their caller.
#[derive(Debug, Default)]
pub struct EvidenceWriter {
    bytes: Vec<u8>,
    index: Vec<(String, IndexEntry)>,
}

/// Where one capture stands in its WARC file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct IndexEntry {
    url: String,
    mime: String,
    digest: String,
    length: String,
    offset: String,
}

impl IndexEntry {
    /// First byte of the record in `warc`, and the one after its last.
    fn range(&self, warc: &str) -> Result<(u64, u64), ArchiveError> {
        let number = |digits: &str| digits.parse::<u64>().ok();
        let (offset, length) = number(&self.offset)
            .zip(number(&self.length))
            .ok_or_else(|| damaged(warc, "its index has no number"))?;
        let end = offset.checked_add(length).ok_or_else(|| damaged(warc, "its index has no such place"))?;
        Ok((offset, end))
    }
}

/// The finished file.
pub(crate) struct EvidenceFile {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) index_name: String,
    pub(crate) index: Vec<u8>,
}

impl EvidenceWriter {
    /// Whether it holds no capture.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Bytes held so far, compressed.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds a capture. `http_head` is the status line and headers it came with, without the blank
    /// line, or empty. `received_at` is the time stated in `WARC-Date`, in microseconds since 1970,
    /// for captures whose own record does not say.
    ///
    /// # Errors
    /// None in practice: the record is written to memory.
    pub fn add(
        &mut self,
        capture: &Capture,
        http_head: &[u8],
        body: &[u8],
        received_at: i64,
    ) -> Result<(), ArchiveError> {
        let moment = capture.captured.map_or(received_at, |interval| interval.earliest);
        let date = jiff::Timestamp::from_microsecond(moment)
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string();
        let uri = target_uri(&capture.locator);
        let (kind, content_type, digest_header, http) = if http_head.is_empty() {
            ("resource", capture.media_type.as_str(), "WARC-Block-Digest", Vec::new())
        } else {
            let media_type = "application/http; msgtype=response";
            ("response", media_type, "WARC-Payload-Digest", decoded_http_head(http_head))
        };
        let head = format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{}>\r\nWARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\n{digest_header}: sha256:{}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            record_id(capture.id),
            capture.sha256,
            http.len() + body.len(),
        );
        let offset = self.bytes.len();
        let mut member = GzEncoder::new(&mut self.bytes, Compression::new(6));
        member.write_all(head.as_bytes())?;
        member.write_all(&http)?;
        member.write_all(body)?;
        member.write_all(b"\r\n\r\n")?;
        member.finish()?;
        let entry = IndexEntry {
            url: uri,
            mime: capture.media_type.clone(),
            digest: format!("sha256:{}", capture.sha256),
            length: (self.bytes.len() - offset).to_string(),
            offset: offset.to_string(),
        };
        self.index.push((capture.id.to_string(), entry));
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<EvidenceFile, ArchiveError> {
        let stem = stem(&self.bytes);
        self.index.sort_by(|left, right| left.0.cmp(&right.0));
        let mut index = Vec::new();
        for (capture_id, entry) in &self.index {
            let json = serde_json::to_string(entry).expect("an index entry has only strings");
            writeln!(index, "{capture_id} - {json}")?;
        }
        Ok(EvidenceFile {
            name: format!("{stem}.warc.gz"),
            bytes: self.bytes,
            index_name: format!("{stem}.cdxj"),
            index,
        })
    }
}

/// A capture read back from its WARC file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCapture {
    /// The bytes as received.
    pub bytes: Vec<u8>,
    /// The record's head, as written.
    pub head: String,
    /// The HTTP head the bytes came with, without the blank line, or empty.
    pub http_head: Vec<u8>,
    /// SHA-256 of `bytes`, computed while reading.
    pub sha256: String,
}

impl Archive {
    /// Reads a capture's bytes back.
    ///
    /// # Errors
    /// [`ArchiveError::Unknown`] if no evidence file holds it, [`ArchiveError::Damaged`] if its
    /// file cannot be read.
    pub async fn capture(&self, id: CaptureId) -> Result<StoredCapture, ArchiveError> {
        let wanted = format!("{id} ");
        for index_path in index_files(&self.location).await? {
            let index = read_file(&self.location, &index_path, None).await?;
            let text = String::from_utf8_lossy(&index);
            let Some(line) = text.lines().find(|line| line.starts_with(&wanted)) else { continue };
            let entry = parse_line(line).ok_or_else(|| damaged(&index_path, "a line is no CDXJ"))?.1;
            return read_record(&self.location, &warc_of(&index_path), &entry).await;
        }
        Err(ArchiveError::Unknown(format!("evidence for capture {id}")))
    }
}

/// What an evidence file of these bytes is called, so that its name tells whether it is whole.
fn stem(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))[..32].to_owned()
}

async fn index_files(location: &Location) -> Result<Vec<String>, ArchiveError> {
    let mut names: Vec<String> = location
        .root
        .list(Some(&location.file("warc")))
        .try_filter_map(|meta| async move {
            let name = meta.location.filename().unwrap_or_default().to_owned();
            Ok(name.strip_suffix(".cdxj").map(|stem| format!("warc/{stem}.cdxj")))
        })
        .try_collect()
        .await
        .map_err(|error| ArchiveError::storage(&location.place, error))?;
    names.sort();
    Ok(names)
}

fn warc_of(index_path: &str) -> String {
    index_path.replace(".cdxj", ".warc.gz")
}

fn parse_line(line: &str) -> Option<(String, IndexEntry)> {
    let mut parts = line.splitn(3, ' ');
    let capture_id = parts.next()?.to_owned();
    let json = parts.nth(1)?;
    Some((capture_id, serde_json::from_str(json).ok()?))
}

async fn read_file(
    location: &Location,
    name: &str,
    range: Option<(u64, u64)>,
) -> Result<Vec<u8>, ArchiveError> {
    let path = location.file(name);
    let result = match range {
        Some((begin, end)) => location.root.get_range(&path, begin..end).await,
        None => match location.root.get(&path).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        },
    };
    match result {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(object_store::Error::NotFound { .. }) => Err(damaged(name, "it is missing")),
        Err(error) => Err(ArchiveError::storage(&location.place, error)),
    }
}

async fn read_record(
    location: &Location,
    warc: &str,
    entry: &IndexEntry,
) -> Result<StoredCapture, ArchiveError> {
    let member = read_file(location, warc, Some(entry.range(warc)?)).await?;
    unpack_record(&member, warc, entry)
}

/// The record within a gzip member.
fn unpack_record(member: &[u8], warc: &str, entry: &IndexEntry) -> Result<StoredCapture, ArchiveError> {
    let offset = &entry.offset;
    let mut record = Vec::new();
    MultiGzDecoder::new(member).read_to_end(&mut record).map_err(|error| {
        damaged(warc, &format!("the record at byte {offset} cannot be unpacked: {error}"))
    })?;
    let head_end = record
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .ok_or_else(|| damaged(warc, &format!("the record at byte {offset} has no head")))?;
    let head = String::from_utf8_lossy(&record[..head_end]).into_owned();
    let cut = |what: &str| damaged(warc, &format!("the record at byte {offset} {what}"));
    let block = record.get(head_end + 4..record.len().saturating_sub(4)).ok_or_else(|| cut("is cut"))?;
    let (http_head, body) = if head.contains("\r\nWARC-Type: response\r\n") {
        let http_end = block
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .ok_or_else(|| cut("has no HTTP head"))?;
        (block[..http_end].to_vec(), block[http_end + 4..].to_vec())
    } else {
        (Vec::new(), block.to_vec())
    };
    Ok(StoredCapture { sha256: hexadecimal(&Sha256::digest(&body)), bytes: body, head, http_head })
}

fn damaged(file: &str, reason: &str) -> ArchiveError {
    ArchiveError::Damaged { file: file.to_owned(), reason: reason.to_owned() }
}

/// A record id must be a URI; ours is derived from the capture's, so that the same capture has
/// the same record id in every archive.
fn record_id(id: CaptureId) -> String {
    let digits = id.to_string();
    let d = &digits[1..];
    format!("urn:uuid:{}-{}-{}-{}-{}", &d[..8], &d[8..12], &d[12..16], &d[16..20], &d[20..])
}

fn target_uri(locator: &str) -> String {
    match url::Url::parse(locator) {
        Ok(url) if !url.cannot_be_a_base() => url.into(),
        _ => {
            let mut url = url::Url::parse("file:///").expect("a constant URL");
            url.set_path(locator);
            url.into()
        }
    }
}
