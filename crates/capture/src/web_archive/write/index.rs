//! The index of a package: CDXJ in compressed blocks, and an index of the blocks (ZipNum).
//!
//! Replay programs look for a URL's key in the second file, which is small, and unpack one block of
//! the first.

use super::{WaczCapture, record::Made, surt};
use data_encoding::HEXLOWER;
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::io::{Result, Write};

/// Lines a block; what `cdxj-indexer` writes.
const BLOCK_LINES: usize = 300;

/// The index files of a package.
pub(super) struct Files {
    /// `index.cdx.gz`.
    pub(super) compressed: Vec<u8>,
    /// `index.idx`.
    pub(super) secondary: Vec<u8>,
}

/// The line of one capture.
pub(super) fn line(capture: &WaczCapture<'_>, made: &Made, offset: u64, length: u64) -> String {
    let fields = json!({
        "url": made.url,
        "mime": capture.media_type.split(';').next().unwrap_or_default().trim(),
        "status": made.status.as_deref().unwrap_or("200"),
        "digest": format!("sha256:{}", made.sha256),
        "length": length.to_string(),
        "offset": offset.to_string(),
        "filename": "data.warc.gz",
    });
    let digits: String = made.date.chars().filter(char::is_ascii_digit).collect();
    format!("{} {digits} {fields}\n", surt::key(&made.url))
}

/// Sorts the lines and packs them.
pub(super) fn files(mut lines: Vec<String>) -> Result<Files> {
    lines.sort();
    let mut compressed = Vec::new();
    let mut secondary =
        format!("!meta 0 {}\n", json!({ "format": "cdxj-gzip-1.0", "filename": "index.cdx.gz" }));
    for block in lines.chunks(BLOCK_LINES) {
        let mut member = GzEncoder::new(Vec::new(), Compression::new(6));
        for line in block {
            member.write_all(line.as_bytes())?;
        }
        let member = member.finish()?;
        let first_key = block[0].split(" {").next().unwrap_or_default();
        let fields = json!({
            "offset": compressed.len(),
            "length": member.len(),
            "digest": format!("sha256:{}", HEXLOWER.encode(&Sha256::digest(&member))),
            "filename": "index.cdx.gz",
        });
        secondary.push_str(&format!("{first_key} {fields}\n"));
        compressed.extend_from_slice(&member);
    }
    Ok(Files { compressed, secondary: secondary.into_bytes() })
}
