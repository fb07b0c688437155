//! What kind of input bytes are, by their name and their beginning.

use crate::{listing, mail, office, recording};

/// How an input is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Html,
    TextDump,
    Records,
    Pdf,
    Office,
    Subtitles,
    /// RSS or Atom.
    Feed,
    JsonFeed,
    /// A sitemap or an index of them.
    Sitemap,
    /// A text sitemap: an address a line.
    AddressList,
    /// One mail message.
    Mail,
    /// A mailbox of messages.
    Mbox,
    /// A page that a browser saved as one file.
    Mhtml,
}

impl Format {
    /// The media type of captures whose record states none.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::TextDump | Self::AddressList => "text/plain",
            Self::Records => "application/json",
            Self::Pdf => "application/pdf",
            Self::Office => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Subtitles => "text/vtt",
            Self::Feed | Self::Sitemap => "application/xml",
            Self::JsonFeed => "application/feed+json",
            Self::Mail => "message/rfc822",
            Self::Mbox => "application/mbox",
            Self::Mhtml => "multipart/related",
        }
    }

    /// Whether documents are entries of a list, which is not the page they are about.
    pub(crate) fn is_listing(self) -> bool {
        matches!(self, Self::Feed | Self::JsonFeed | Self::Sitemap | Self::AddressList)
    }
}

/// The format of a page whose media type is stated, or empty. The bytes count before the media
/// type: servers send HTML as plain text, and plain text as HTML.
pub(crate) fn page_format(name: &str, essence: &str, head: &[u8]) -> Format {
    if let Some(format) = document_format(name, head) {
        return format;
    }
    if let Some(format) = listing_format(head) {
        return format;
    }
    match essence {
        "text/vtt" | "application/x-subrip" if !looks_like_html(head) => Format::Subtitles,
        "application/feed+json" => Format::JsonFeed,
        "application/rss+xml" | "application/atom+xml" => Format::Feed,
        "message/rfc822" if is_saved_page(name, head) => Format::Mhtml,
        "message/rfc822" => Format::Mail,
        "multipart/related" | "application/x-mimearchive" => Format::Mhtml,
        "application/mbox" => Format::Mbox,
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
    if let Some(format) = listing_format(head) {
        format
    } else if ends_with(&[".rss", ".atom"]) {
        Format::Feed
    } else if ends_with(&[".mht", ".mhtml"]) {
        Format::Mhtml
    } else if ends_with(&[".mbox", ".mbx"]) {
        Format::Mbox
    } else if ends_with(&[".eml"]) {
        Format::Mail
    } else if ends_with(&[".txt"]) && lists_addresses(stem, head) {
        Format::AddressList
    } else if ends_with(&[".jsonl", ".ndjson", ".json", ".jl"]) {
        Format::Records
    } else if ends_with(&[".html", ".htm", ".xhtml", ".shtml"]) || looks_like_html(head) {
        Format::Html
    } else if !ends_with(&[".txt", ".text", ".md"]) && looks_like_record(head) {
        Format::Records
    } else if ends_with(&[".txt", ".text", ".md"]) {
        Format::TextDump
    } else if mail::mbox::begins(head) {
        Format::Mbox
    } else if opens_like_mail(head) {
        if is_saved_page(name, head) { Format::Mhtml } else { Format::Mail }
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

/// Feeds and sitemaps, by the element they begin with or the version they state. Their names and
/// media types are of no use: servers send them as HTML, plain text or XML.
fn listing_format(head: &[u8]) -> Option<Format> {
    let text = beginning(head);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if text.starts_with('{') {
        let start: String = text.chars().take(2048).filter(|character| !character.is_whitespace()).collect();
        let start = start.replace("\\/", "/");
        let is_feed =
            ["\"version\":\"https://jsonfeed.org/version/", "\"version\":\"http://jsonfeed.org/version/"];
        return is_feed.iter().any(|mark| start.contains(mark)).then_some(Format::JsonFeed);
    }
    let root = first_element(text)?;
    match root.as_str() {
        "urlset" | "sitemapindex" => Some(Format::Sitemap),
        // RDF holds anything.
        "rdf" if !(text.contains("<channel") || text.contains("<item") || text.contains("/rss/")) => None,
        _ if listing::opens_listing(&root) => Some(Format::Feed),
        _ => None,
    }
}

/// The first kilobytes as characters, UTF-16 or not.
fn beginning(head: &[u8]) -> std::borrow::Cow<'_, str> {
    let head = &head[..head.len().min(8192)];
    let wide = match encoding_rs::Encoding::for_bom(head) {
        Some((encoding, _)) if encoding != encoding_rs::UTF_8 => Some(encoding),
        Some(_) => None,
        None => utf_16_without_mark(head),
    };
    wide.map_or_else(|| String::from_utf8_lossy(head), |encoding| encoding.decode(head).0)
}

/// The local name of the first element, in lower case, behind what may come before it in XML.
fn first_element(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        let end = if rest.starts_with("!--") {
            "-->"
        } else if rest.starts_with('?') {
            "?>"
        } else if rest.starts_with('!') {
            // An internal subset ends with a bracket of its own.
            let closes = rest.find('>')?;
            if rest[..closes].contains('[') { "]>" } else { ">" }
        } else {
            break;
        };
        rest = &rest[rest.find(end)? + end.len()..];
    }
    let name: String = rest
        .chars()
        .take(64)
        .take_while(|character| character.is_alphanumeric() || matches!(character, ':' | '-' | '_' | '.'))
        .collect();
    let ends = rest[name.len()..].starts_with([' ', '\t', '\r', '\n', '>', '/']);
    ends.then(|| name.rsplit(':').next().unwrap_or_default().to_lowercase())
}

/// A text sitemap is known by its name alone: any list of links looks like one.
fn lists_addresses(stem: &str, head: &[u8]) -> bool {
    let file = stem.rsplit(['/', '\\']).next().unwrap_or(stem);
    let text = beginning(head);
    let first = text.trim_start_matches('\u{FEFF}').trim_start();
    file.contains("sitemap") && (first.starts_with("http://") || first.starts_with("https://"))
}

/// Names of headers at the beginning of a message, in lower case.
fn header_names(head: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    for line in beginning(head).trim_start_matches('\u{FEFF}').lines().take(200) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            continue;
        }
        match line.split_once(':') {
            Some((name, _)) if name.bytes().all(|byte| byte.is_ascii_graphic()) => {
                names.push(name.to_ascii_lowercase());
            }
            _ => return Vec::new(),
        }
    }
    names
}

/// Whether the bytes begin with a mail's headers: who and when, and a trace of a mail program. A
/// text dump may open with "From:" and "Date:" too.
fn opens_like_mail(head: &[u8]) -> bool {
    let names = header_names(head);
    let has = |name: &str| names.iter().any(|other| other == name);
    has("from") && has("date") && (has("message-id") || has("mime-version") || has("received"))
        || has("snapshot-content-location")
}

/// Whether a message is a page that a browser saved.
fn is_saved_page(name: &str, head: &[u8]) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let names = header_names(head);
    let has = |name: &str| names.iter().any(|other| other == name);
    matches!(extension.as_str(), "mht" | "mhtml")
        || has("snapshot-content-location")
        || !has("received")
            && !has("message-id")
            && !has("to")
            && beginning(head).contains("multipart/related")
}

fn looks_like_html(head: &[u8]) -> bool {
    let head = head.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(head).trim_ascii_start();
    let beginning = head[..head.len().min(1024)].to_ascii_lowercase();
    let contains = |word: &[u8]| beginning.windows(word.len()).any(|window| window == word);
    beginning.starts_with(b"<!doctype html")
        || beginning.starts_with(b"<") && (contains(b"<html") || contains(b"<head") || contains(b"<body"))
}

/// XML that is neither page nor listing: its tags would pass for lines of a text dump.
fn looks_like_other_xml(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    head.starts_with(b"<?xml") && !looks_like_html(head)
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
    if looks_like_other_xml(bytes) {
        return Some("XML that is no page, feed or sitemap");
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
        let cases: [(&str, &[u8], Format); 33] = [
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
            ("a.html", b"\xEF\xBB\xBF\n<?xml version='1.0'?><!-- x --><rss version='2.0'>", Format::Feed),
            ("a.xml", b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", Format::Feed),
            ("a", b"<atom:feed xmlns:atom='x'>", Format::Feed),
            ("a", b"<\0r\0s\0s\0>\0<\0c\0h\0a\0n\0n\0e\0l\0>\0", Format::Feed),
            ("a", b"<rdf:RDF><channel>", Format::Feed),
            ("a", b"<rdf:RDF><skos:Concept>", Format::TextDump),
            ("a", b"<feedback>", Format::TextDump),
            ("a.xml", b"<urlset>", Format::Sitemap),
            ("a.json", b"{ \"version\" : \"https:\\/\\/jsonfeed.org\\/version\\/1.1\"", Format::JsonFeed),
            ("a.json", b"{\"version\": 1}", Format::Records),
            ("x/sitemap-1.txt", b"https://north.example/", Format::AddressList),
            ("x/links.txt", b"https://north.example/", Format::TextDump),
            ("a.eml", b"", Format::Mail),
            ("a", b"Received: x\r\n\ty\r\nFrom: a\r\nDate: b\r\n\r\n", Format::Mail),
            ("a", b"From: a\nDate: b\n\nwords", Format::TextDump),
            ("a", b"From a@b Tue Mar  4 10:05:09 2025\nFrom: a\n", Format::Mbox),
            ("a", b"From: <Saved by Blink>\nSnapshot-Content-Location: x\n\n", Format::Mhtml),
        ];
        for (name, head, expected) in cases {
            assert_eq!(format(name, head), expected, "{name}");
        }
    }

    #[test]
    fn binaries_are_told_from_damaged_text() {
        assert_eq!(binary_kind(b"%PDF-1.7 ..."), Some("a PDF file"));
        assert_eq!(binary_kind(&[0, 1, 2, 3, 250, 251, 7, 8, 0, 0, 1, 1]), Some("binary data"));
        let other = Some("XML that is no page, feed or sitemap");
        assert_eq!(binary_kind(b"<?xml version='1.0'?><catalog/>"), other);
        assert_eq!(binary_kind(b"<?xml version='1.0'?><html/>"), None);
        assert_eq!(binary_kind(b"A text with one \0 byte in the middle of it"), None);
        let utf_16: Vec<u8> = "A page in UTF-16".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(binary_kind(&utf_16), None);
    }
}
