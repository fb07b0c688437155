//! The parts of an office document's package.

use crate::{charset, package::Package};

/// Most bytes of one part after decompression. Books have less than a tenth; a larger part is a bomb.
const LARGEST_PART: u64 = 64 << 20;

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
    Package::open(bytes)
}

/// The text of a part, or what is wrong with it.
pub(super) fn part(package: &Package<'_>, name: &str) -> Result<String, String> {
    let bytes = package.file(name, LARGEST_PART)?;
    Ok(charset::decode(name, &bytes, Some("utf-8")).text.into_owned())
}

/// The text of a part, or nothing if it is absent or broken.
pub(super) fn optional_part(package: &Package<'_>, name: &str) -> String {
    part(package, name).unwrap_or_default()
}
