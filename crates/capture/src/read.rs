//! One input, opened by the caller, to captures.

use crate::{extract_html, extract_record, extract_text_dump};
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Read},
    ops::ControlFlow,
};
use throughline_model::{
    Capture, CaptureId, Document, DocumentForm, DocumentId, ItemId, Problem, ProblemKind, TimeInterval,
};

/// Limits, and what the caller knows that bytes do not tell.
#[derive(Debug, Clone)]
pub struct Options {
    /// Dates after this are problems, not dates. `None` accepts any date up to year 9999.
    pub latest_plausible: Option<TimeInterval>,
    /// Longest line of a JSON Lines file that is read, in bytes; longer ones are skipped.
    pub max_line_bytes: usize,
    /// Largest page that is read, in bytes after decompression.
    pub max_file_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { latest_plausible: None, max_line_bytes: 64 << 20, max_file_bytes: 256 << 20 }
    }
}

/// One capture with its bytes, the documents extracted from it, and what was wrong with it.
#[derive(Debug, Clone)]
pub struct Received {
    /// The bytes' hash and place.
    pub capture: Capture,
    /// The bytes as received: a page without its file compression, a record without its line end.
    pub bytes: Vec<u8>,
    /// What was extracted.
    pub documents: Vec<Document>,
    /// What was wrong with this capture.
    pub problems: Vec<Problem>,
}

/// How an input is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Html,
    TextDump,
    Records,
}

/// Reads one input and calls `emit` for every capture in it, until it says `Break`.
///
/// `name` is the path below the folder given to `add`: it decides the format together with the
/// first bytes, is the locator and external id of a page, and names the input in problems.
/// Problems that belong to no capture are returned.
pub fn read(
    name: &str,
    reader: impl Read,
    options: &Options,
    emit: &mut dyn FnMut(Received) -> ControlFlow<()>,
) -> Vec<Problem> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let head = match reader.fill_buf() {
        Ok(head) => head,
        Err(error) => return vec![unreadable(name, &error)],
    };
    let mut plain: Box<dyn BufRead + '_> = if head.starts_with(&[0x1F, 0x8B]) {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(reader)))
    } else if head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        match zstd::Decoder::with_buffer(reader) {
            Ok(decoder) => Box::new(BufReader::new(decoder)),
            Err(error) => return vec![unreadable(name, &error)],
        }
    } else {
        Box::new(reader)
    };
    match format_of(name) {
        Format::Records => read_records(name, &mut plain, options, emit),
        format => read_page(name, format, &mut plain, options, emit),
    }
}

fn format_of(name: &str) -> Format {
    let lower = name.to_lowercase();
    let stem = lower.trim_end_matches(".gz").trim_end_matches(".zst");
    if stem.ends_with(".jsonl") || stem.ends_with(".ndjson") || stem.ends_with(".json") {
        Format::Records
    } else if stem.ends_with(".html") || stem.ends_with(".htm") || stem.ends_with(".xhtml") {
        Format::Html
    } else {
        Format::TextDump
    }
}

fn read_page(
    name: &str,
    format: Format,
    reader: &mut dyn BufRead,
    options: &Options,
    emit: &mut dyn FnMut(Received) -> ControlFlow<()>,
) -> Vec<Problem> {
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(options.max_file_bytes).read_to_end(&mut bytes) {
        return vec![unreadable(name, &error)];
    }
    let (document, problems) = match format {
        Format::Html => extract_html(name, &bytes, options),
        _ => extract_text_dump(name, &bytes, options),
    };
    let media_type = if format == Format::Html { "text/html" } else { "text/plain" };
    let capture = page_capture(name, &bytes, media_type);
    let _ = emit(Received { capture, bytes, documents: vec![document], problems });
    Vec::new()
}

fn read_records(
    name: &str,
    reader: &mut dyn BufRead,
    options: &Options,
    emit: &mut dyn FnMut(Received) -> ControlFlow<()>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut line = Vec::new();
    let mut line_number = 0;
    loop {
        line.clear();
        line_number += 1;
        match reader.read_until(b'\n', &mut line) {
            Ok(0) => return problems,
            Ok(_) => {}
            Err(error) => {
                problems.push(unreadable(name, &error));
                return problems;
            }
        }
        let record = line.trim_ascii();
        if record.is_empty() {
            continue;
        }
        match extract_record(name, line_number, record, options) {
            Ok(received) => {
                if emit(received).is_break() {
                    return problems;
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> Problem {
    Problem::new(name, "", ProblemKind::Unreadable, error.to_string(), "check the file and add it again")
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The capture of a whole page.
pub(crate) fn page_capture(name: &str, bytes: &[u8], media_type: &str) -> Capture {
    Capture::new(sha256(bytes), name.to_owned(), media_type.to_owned(), bytes.len() as u64, None)
}

/// A document whose fields are empty but for form and external id.
pub(crate) fn blank_document(form: DocumentForm, external_id: &str) -> Document {
    Document {
        id: DocumentId::derive(&[]),
        capture_id: CaptureId::derive(&[]),
        item_id: ItemId::derive(&[]),
        external_id: external_id.to_owned(),
        form,
        url: String::new(),
        source_name: String::new(),
        source_id: None,
        title: String::new(),
        byline: String::new(),
        lang: "und".to_owned(),
        text: String::new(),
        margin: String::new(),
        published: None,
        dates: Vec::new(),
        extra: String::new(),
    }
}
