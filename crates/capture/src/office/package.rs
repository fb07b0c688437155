//! ZIP packages, with bounds.

use crate::charset;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};
use std::collections::HashMap;
use std::io::Read as _;

/// Most bytes of one part after decompression. Books have less than a tenth; a larger part is a bomb.
const LARGEST_PART: u64 = 64 << 20;

/// Most parts of a package that are looked at.
const MOST_PARTS: usize = 20_000;

/// A package that is being read.
pub(super) struct Package<'a> {
    archive: ZipSliceArchive<&'a [u8]>,
    /// The parts by name; of several of one name the last, as word processors do.
    parts: HashMap<String, (ZipArchiveEntryWayfinder, CompressionMethod)>,
}

/// Whether ZIP bytes hold a word processor's document, by the names of the parts at their beginning
/// and in their directory at the end.
pub(crate) fn is_office_package(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let tail = &bytes[bytes.len().saturating_sub(1 << 16)..];
    let holds = |bytes: &[u8], words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    bytes.starts_with(b"PK\x03\x04")
        && (holds(head, b"application/vnd.oasis.opendocument.text")
            || holds(head, b"word/document.xml")
            || holds(tail, b"word/document.xml"))
}

/// Whether bytes are of the format word processors wrote until 2007, or of a protected document.
pub(crate) fn is_old_office(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0")
}

pub(super) fn open(bytes: &[u8]) -> Result<Package<'_>, String> {
    if is_old_office(bytes) {
        return Err("an old office document (.doc), or one that is protected by a password".to_owned());
    }
    let broken = |error: rawzip::Error| format!("the ZIP package is broken: {error}");
    let archive = ZipArchive::from_slice(bytes).map_err(broken)?;
    let mut parts = HashMap::new();
    for entry in archive.entries().take(MOST_PARTS) {
        let entry = entry.map_err(broken)?;
        let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        parts.insert(name, (entry.wayfinder(), entry.compression_method()));
    }
    Ok(Package { archive, parts })
}

impl Package<'_> {
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    /// The text of a part, or what is wrong with it.
    pub(super) fn part(&self, name: &str) -> Result<String, String> {
        let (place, method) = self.parts.get(name).ok_or_else(|| format!("there is no part {name}"))?;
        let entry = self
            .archive
            .get_entry(*place)
            .map_err(|error| format!("the part {name} cannot be opened: {error}"))?;
        let mut bytes = Vec::new();
        let read = match *method {
            CompressionMethod::STORE => entry.data().take(LARGEST_PART + 1).read_to_end(&mut bytes),
            CompressionMethod::DEFLATE => {
                flate2::read::DeflateDecoder::new(entry.data()).take(LARGEST_PART + 1).read_to_end(&mut bytes)
            }
            other => return Err(format!("the part {name} is compressed by method {other:?}")),
        };
        read.map_err(|error| format!("the part {name} cannot be read: {error}"))?;
        if bytes.len() as u64 > LARGEST_PART {
            return Err(format!("the part {name} is larger than {LARGEST_PART} bytes"));
        }
        Ok(charset::decode(name, &bytes, Some("utf-8")).text.into_owned())
    }

    /// The text of a part, or nothing if it is absent or broken.
    pub(super) fn optional_part(&self, name: &str) -> String {
        self.part(name).unwrap_or_default()
    }
}
