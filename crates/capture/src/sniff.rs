//! What kind of input bytes are, by their name and their beginning.

use crate::{office, recording};

/// How an input is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Html,
    TextDump,
    Records,
    Pdf,
    Office,
    Subtitles,
}

impl Format {
    /// The media type of captures whose record states none.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::TextDump => "text/plain",
            Self::Records => "application/json",
            Self::Pdf => "application/pdf",
            Self::Office => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Subtitles => "text/vtt",
        }
    }
}

/// The format of a page whose media type is stated, or empty. The bytes count before the media
/// type: servers send HTML as plain text, and plain text as HTML.
pub(crate) fn page_format(name: &str, essence: &str, head: &[u8]) -> Format {
    if let Some(format) = document_format(name, head) {
        return format;
    }
    match essence {
        "text/vtt" | "application/x-subrip" if !looks_like_html(head) => Format::Subtitles,
        "text/html" | "application/xhtml+xml" => Format::Html,
        "text/plain" if !looks_like_html(head) => Format::TextDump,
        _ => format(name, head),
    }
}

/// The format of an input. A name that promises records or HTML is believed; for every other name
/// the bytes decide.
pub(crate) fn format(name: &str, head: &[u8]) -> Format {
    if let Some(format) = document_format(name, head) {
        return format;
    }
    let lower = name.to_lowercase();
    let stem = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
    let ends_with = |suffixes: &[&str]| suffixes.iter().any(|suffix| stem.ends_with(suffix));
    if ends_with(&[".jsonl", ".ndjson", ".json", ".jl"]) {
        Format::Records
    } else if ends_with(&[".html", ".htm", ".xhtml", ".shtml"]) || looks_like_html(head) {
        Format::Html
    } else if !ends_with(&[".txt", ".text", ".md"]) && looks_like_record(head) {
        Format::Records
    } else {
        Format::TextDump
    }
}

/// Formats that are no pages: their marks in the bytes decide, and their names where the bytes do not
/// contradict.
fn document_format(name: &str, head: &[u8]) -> Option<Format> {
    let lower = name.to_lowercase();
    let stem = lower.strip_suffix(".gz").or_else(|| lower.strip_suffix(".zst")).unwrap_or(&lower);
    let ends_with = |suffixes: &[&str]| suffixes.iter().any(|suffix| stem.ends_with(suffix));
    let contains =
        |word: &[u8]| head[..head.len().min(1024)].windows(word.len()).any(|window| window == word);
    if head.starts_with(b"%PDF-") || ends_with(&[".pdf"]) && contains(b"%PDF-") {
        return Some(Format::Pdf);
    }
    let is_named_office = ends_with(&[".docx", ".docm", ".dotx", ".odt", ".ott"]) && head.starts_with(b"PK");
    let is_old = ends_with(&[".doc", ".dot", ".docx"]) && office::is_old_office(head);
    if is_named_office || is_old || office::is_office_package(head) {
        return Some(Format::Office);
    }
    let is_named_page = ends_with(&[".html", ".htm", ".xhtml", ".json", ".jsonl", ".ndjson"]);
    let is_named_subtitles = ends_with(&[".srt", ".vtt", ".sbv"]) && !looks_like_html(head);
    (is_named_subtitles || !is_named_page && recording::looks_like_subtitles(head))
        .then_some(Format::Subtitles)
}

fn looks_like_html(head: &[u8]) -> bool {
    let head = head.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(head).trim_ascii_start();
    let beginning = head[..head.len().min(1024)].to_ascii_lowercase();
    let contains = |word: &[u8]| beginning.windows(word.len()).any(|window| window == word);
    beginning.starts_with(b"<!doctype html")
        || beginning.starts_with(b"<") && (contains(b"<html") || contains(b"<head") || contains(b"<body"))
}

/// XML that is no page: its tags would pass for lines of a text dump.
fn looks_like_feed(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    let roots: [&[u8]; 5] = [b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex"];
    roots.iter().any(|root| head.starts_with(root)) && !looks_like_html(head)
}

fn looks_like_record(head: &[u8]) -> bool {
    let head = head.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(head).trim_ascii_start();
    let beginning = &head[..head.len().min(4096)];
    beginning.starts_with(b"{")
        && [&b"\"id\""[..], b"\"text\""]
            .iter()
            .any(|key| beginning.windows(key.len()).any(|window| window == *key))
}

/// Beginnings of formats that are taken for pages by their name only.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"\x7FELF", "a program"),
    (b"\xD0\xCF\x11\xE0", "an old office document"),
    (b"\x1F\x8B", "gzip data"),
    (b"\x28\xB5\x2F\xFD", "zstd data"),
    (b"wOF", "a font"),
    (b"\x00\x00\x00\x18ftyp", "a video"),
    (b"\x00\x00\x00\x20ftyp", "a video"),
    (b"ID3", "an audio file"),
    (b"SQLite format 3", "a database"),
];

/// What the bytes are if they are no text. A few NUL or control bytes are damage, not another
/// format.
pub(crate) fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Some(kind);
    }
    if looks_like_feed(bytes) {
        return Some("a feed, sitemap or other XML");
    }
    let head = &bytes[..bytes.len().min(1 << 16)];
    if encoding_rs::Encoding::for_bom(head).is_some() || utf_16_without_mark(head).is_some() {
        return None;
    }
    let controls = head.iter().filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count();
    (controls * 20 > head.len()).then_some("binary data")
}

/// UTF-16 without a byte-order mark: in most texts every other byte is zero, or nearly so.
pub(crate) fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 16 {
        return None;
    }
    let zeros_at = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros_at(0), zeros_at(1), head.len() / 2);
    if odd * 4 > pairs && even * 20 < pairs {
        Some(encoding_rs::UTF_16LE)
    } else if even * 4 > pairs && odd * 20 < pairs {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, binary_kind, format};

    #[test]
    fn names_and_bytes_decide_together() {
        let cases: [(&str, &[u8], Format); 16] = [
            ("a.html", b"", Format::Html),
            ("a.html.gz", b"", Format::Html),
            ("a.jsonl.zst", b"", Format::Records),
            ("page", b"  <!DOCTYPE html><p>", Format::Html),
            ("page.txt", b"<html><body>", Format::Html),
            ("records", b"{\"id\": 1, \"text\": \"x\"}", Format::Records),
            ("records.txt", b"{\"id\": 1}", Format::TextDump),
            ("notes", b"Plain words", Format::TextDump),
            ("report", b"%PDF-1.7", Format::Pdf),
            ("report.pdf", b"\r\n%PDF-1.7", Format::Pdf),
            ("report.pdf", b"<!DOCTYPE html><p>not found", Format::Html),
            ("a.docx", b"PK\x03\x04", Format::Office),
            ("letter", b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.text", Format::Office),
            ("a.srt", b"words", Format::Subtitles),
            ("talk.txt", b"WEBVTT\n", Format::Subtitles),
            ("talk", b"1\n00:00:01,000 --> 00:00:02,000\nA", Format::Subtitles),
        ];
        for (name, head, expected) in cases {
            assert_eq!(format(name, head), expected, "{name}");
        }
    }

    #[test]
    fn binaries_are_told_from_damaged_text() {
        assert_eq!(binary_kind(b"%PDF-1.7 ..."), Some("a PDF file"));
        assert_eq!(binary_kind(&[0, 1, 2, 3, 250, 251, 7, 8, 0, 0, 1, 1]), Some("binary data"));
        assert_eq!(binary_kind(b"<?xml version='1.0'?><rss/>"), Some("a feed, sitemap or other XML"));
        assert_eq!(binary_kind(b"<?xml version='1.0'?><html/>"), None);
        assert_eq!(binary_kind(b"A text with one \0 byte in the middle of it"), None);
        let utf_16: Vec<u8> = "A page in UTF-16".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(binary_kind(&utf_16), None);
    }
}
