//! One input, opened by the caller, to captures.

use crate::{Circumstances, extract_record, mail, page, sniff, web_archive};
use sha2::{Digest, Sha256};
use sniff::Format;
use std::{
    io::{BufRead, BufReader, Read, Seek},
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
    /// Largest page that is read, in bytes after decompression; larger ones are skipped.
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
    /// The bytes as received: a page without its file compression, a record without its line end,
    /// an HTTP response without its transfer and content coding.
    pub bytes: Vec<u8>,
    /// Status line and headers of the HTTP response they came with, up to the blank line, or empty.
    pub http_head: Vec<u8>,
    /// What was extracted.
    pub documents: Vec<Document>,
    /// What was wrong with this capture.
    pub problems: Vec<Problem>,
}

pub(crate) const RECORD_MEDIA_TYPE: &str = "application/json";

/// Text is extracted from this many bytes of a page. The longest real articles have less than one;
/// what is larger is a data file, and extraction takes a hundred times its size in memory.
const EXTRACTED_BYTES: usize = 16 << 20;

/// Where captures go; `Break` ends the reading.
pub(crate) type Emit<'a> = dyn FnMut(Received) -> ControlFlow<()> + 'a;

/// Reads one input and calls `emit` for every capture in it, until it says `Break`.
///
/// `name` is the path below the folder given to `add`: it decides the format together with the
/// first bytes, is the locator and external id of a page, and names the input in problems. gzip
/// and zstd are recognized by their first bytes. Problems that belong to no capture are returned.
/// Memory is bounded by the limits in `options`, whatever the input decompresses to.
pub fn read(name: &str, reader: impl Read + Seek, options: &Options, emit: &mut Emit<'_>) -> Vec<Problem> {
    let mut reader = in_full(reader);
    let head = match reader.fill_buf() {
        Ok(head) => head,
        Err(error) => return vec![unreadable(name, "", &error)],
    };
    if let Some(kind) = web_archive::kind(name, head) {
        return web_archive::read(name, kind, reader, options, emit);
    }
    let mut plain: Box<dyn BufRead + '_> = if head.starts_with(&[0x1F, 0x8B]) {
        Box::new(in_full(flate2::bufread::MultiGzDecoder::new(reader)))
    } else if head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
        match zstd::Decoder::with_buffer(reader) {
            Ok(decoder) => Box::new(in_full(decoder)),
            Err(error) => return vec![unreadable(name, "", &error)],
        }
    } else {
        Box::new(reader)
    };
    let format = match plain.fill_buf() {
        Ok(head) => sniff::format(name, head),
        Err(error) => return vec![unreadable(name, "", &error)],
    };
    match format {
        Format::Records => read_records(name, &mut *plain, options, emit),
        Format::Mbox => read_mailbox(name, &mut *plain, options, emit),
        _ => read_whole(name, format, &mut *plain, options, emit),
    }
}

/// A reader whose buffer is filled before it is looked at.
fn in_full<R: Read>(reader: R) -> BufReader<InFull<R>> {
    BufReader::with_capacity(1 << 16, InFull { reader, failure: None })
}

/// A reader that gives as many bytes as are asked for, also where pipes and decoders give fewer at a
/// time: what the first bytes are taken for, and where damage is met, must not depend on that.
struct InFull<R> {
    reader: R,
    /// What ended the last bytes; it is told when those have been given.
    failure: Option<std::io::Error>,
}

impl<R: Read> Read for InFull<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut length = 0;
        while length < into.len() && self.failure.is_none() {
            match self.reader.read(&mut into[length..]) {
                Ok(0) => return Ok(length),
                Ok(more) => length += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => self.failure = Some(error),
            }
        }
        match self.failure.take_if(|_| length == 0) {
            Some(failure) => Err(failure),
            None => Ok(length),
        }
    }
}

impl<R: Seek> Seek for InFull<R> {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.reader.seek(to)
    }
}

/// Reads a mailbox: each message is a capture of its own. Its locator is the message's id, by which
/// one message in two mailboxes is one capture.
fn read_mailbox(
    name: &str,
    reader: &mut dyn BufRead,
    options: &Options,
    emit: &mut Emit<'_>,
) -> Vec<Problem> {
    let (mut problems, mut number) = (Vec::new(), 0_usize);
    let outcome = mail::mbox::split(reader, options.max_file_bytes, &mut |piece| {
        number += 1;
        let place = format!("message {number}");
        let bytes = match piece {
            mail::mbox::Piece::Message(bytes) => bytes,
            mail::mbox::Piece::TooLarge(length) => {
                let message = format!("a message of {length} bytes, more than {}", options.max_file_bytes);
                let remedy = "the message was skipped; raise the limit";
                problems.push(Problem::new(name, place, ProblemKind::TooLarge, message, remedy));
                return ControlFlow::Continue(());
            }
        };
        let mut received = page::receive(name, Format::Mail, bytes, &Circumstances::default(), options);
        for problem in &mut received.problems {
            let within = std::mem::take(&mut problem.place);
            problem.place = if within.is_empty() { place.clone() } else { format!("{place} {within}") };
        }
        if received.documents.is_empty() {
            problems.append(&mut received.problems);
            return ControlFlow::Continue(());
        }
        mail::mbox::name_message(&mut received, name, number);
        emit(received)
    });
    if let Err(error) = outcome {
        problems.push(unreadable(name, &format!("message {}", number + 1), &error));
    } else if number == 0 {
        problems.push(empty(name));
    }
    problems
}

/// Reads an input of a format that is read at once.
fn read_whole(
    name: &str,
    format: Format,
    reader: &mut dyn BufRead,
    options: &Options,
    emit: &mut Emit<'_>,
) -> Vec<Problem> {
    let mut bytes = Vec::new();
    let mut broken_off = None;
    if let Err(error) = reader.take(options.max_file_bytes.saturating_add(1)).read_to_end(&mut bytes) {
        if bytes.is_empty() {
            return vec![unreadable(name, "", &error)];
        }
        broken_off = Some(unreadable(name, &format!("byte {}", bytes.len()), &error));
    }
    if bytes.len() as u64 > options.max_file_bytes {
        let message = format!("larger than {} bytes", options.max_file_bytes);
        return vec![Problem::new(name, "", ProblemKind::TooLarge, message, "split it, or raise the limit")];
    }
    if bytes.trim_ascii().is_empty() {
        return vec![empty(name)];
    }
    let mut received = page::receive(name, format, bytes, &Circumstances::default(), options);
    received.problems.extend(broken_off);
    if received.documents.is_empty() {
        // Bytes that hold nothing to read are told of, not kept.
        return received.problems;
    }
    let _ = emit(received);
    Vec::new()
}

fn read_records(
    name: &str,
    reader: &mut dyn BufRead,
    options: &Options,
    emit: &mut Emit<'_>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut line = Vec::new();
    let mut line_number = 0;
    let mut saw_record = false;
    loop {
        line_number += 1;
        let length = match read_line(reader, &mut line, options.max_line_bytes) {
            Ok(None) => break,
            Ok(Some(length)) => length,
            Err(error) => {
                problems.push(unreadable(name, &format!("line {line_number}"), &error));
                return problems;
            }
        };
        if length > options.max_line_bytes as u64 {
            saw_record = true;
            problems.push(Problem::new(
                name,
                format!("line {line_number}"),
                ProblemKind::TooLarge,
                format!("a line of {length} bytes, more than {}", options.max_line_bytes),
                "the line was skipped; split the record, or raise the limit",
            ));
            continue;
        }
        let record = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&line).trim_ascii();
        if record.is_empty() {
            continue;
        }
        saw_record = true;
        match extract_record(name, line_number, record, options) {
            Ok(received) => {
                if emit(received).is_break() {
                    return problems;
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !saw_record {
        problems.push(empty(name));
    }
    problems
}

/// Reads a line into `line` without its end, keeping at most `limit` bytes of it. Gives the number
/// of bytes it had without its end, or `None` at the end of the input.
fn read_line(reader: &mut dyn BufRead, line: &mut Vec<u8>, limit: usize) -> std::io::Result<Option<u64>> {
    line.clear();
    let (mut length, mut saw_bytes) = (0, false);
    loop {
        let available = match reader.fill_buf() {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if available.is_empty() {
            return Ok(saw_bytes.then_some(length));
        }
        saw_bytes = true;
        let end = available.iter().position(|byte| *byte == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        line.extend_from_slice(&part[..part.len().min(limit.saturating_sub(line.len()))]);
        length += part.len() as u64;
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            return Ok(Some(length));
        }
    }
}

fn unreadable(name: &str, place: &str, error: &std::io::Error) -> Problem {
    let message = format!("the file cannot be read on: {error}");
    Problem::new(
        name,
        place,
        ProblemKind::Unreadable,
        message,
        "what came before is kept; get the whole file and add it again",
    )
}

fn empty(name: &str) -> Problem {
    Problem::new(
        name,
        "",
        ProblemKind::Empty,
        "no bytes, or white space only",
        "check where the file came from",
    )
}

/// The problem of bytes that are no text at all.
pub(crate) fn no_text_problem(name: &str, bytes: &[u8]) -> Option<Problem> {
    if bytes.trim_ascii().is_empty() {
        return Some(empty(name));
    }
    let what = sniff::binary_kind(bytes)?;
    let message = format!("the bytes are {what}, not text");
    Some(Problem::new(name, "", ProblemKind::NotText, message, "convert it to text or HTML, or leave it out"))
}

/// The bytes of a page that text is extracted from, and the problem if they are not all.
pub(crate) fn readable<'a>(name: &str, bytes: &'a [u8]) -> (&'a [u8], Option<Problem>) {
    if bytes.len() <= EXTRACTED_BYTES {
        return (bytes, None);
    }
    // Between characters, if it is UTF-8.
    let end = (EXTRACTED_BYTES - 3..=EXTRACTED_BYTES)
        .rev()
        .find(|at| bytes[*at] & 0xC0 != 0x80)
        .unwrap_or(EXTRACTED_BYTES);
    let message = format!("a page of {} bytes; text was extracted from the first {end}", bytes.len());
    let problem = Problem::new(name, format!("byte {end}"), ProblemKind::TooLarge, message, "split the page");
    (&bytes[..end], Some(problem))
}

/// The problem of a page in which nothing looks like an article.
pub(crate) fn no_main_text(name: &str) -> Problem {
    Problem::new(
        name,
        "",
        ProblemKind::NoMainText,
        "nothing on the page looks like an article",
        "check whether the page is a list or needs scripts",
    )
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    throughline_model::hexadecimal(&Sha256::digest(bytes))
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
        declared_type: String::new(),
        passages: Vec::new(),
        links: Vec::new(),
        extra: String::new(),
    }
}
