//! ZIP packages, with bounds.

use crate::charset;
use std::io::{Cursor, Read as _};

/// Most bytes of one part after decompression. Books have less than a tenth; a larger part is a bomb.
const LARGEST_PART: u64 = 64 << 20;

/// A package that is being read.
pub(super) struct Package<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
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
    let archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| format!("the ZIP package is broken: {error}"))?;
    Ok(Package { archive })
}

impl Package<'_> {
    pub(super) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The text of a part, or what is wrong with it.
    pub(super) fn part(&mut self, name: &str) -> Result<String, String> {
        let entry = self
            .archive
            .by_name(name)
            .map_err(|error| format!("the part {name} cannot be opened: {error}"))?;
        let mut bytes = Vec::new();
        entry
            .take(LARGEST_PART + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| format!("the part {name} cannot be read: {error}"))?;
        if bytes.len() as u64 > LARGEST_PART {
            return Err(format!("the part {name} is larger than {LARGEST_PART} bytes"));
        }
        Ok(charset::decode(name, &bytes, Some("utf-8")).text.into_owned())
    }

    /// The text of a part, or nothing if it is absent or broken.
    pub(super) fn optional_part(&mut self, name: &str) -> String {
        self.part(name).unwrap_or_default()
    }
}
