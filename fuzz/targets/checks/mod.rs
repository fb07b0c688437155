//! What holds for whatever is read from any bytes: places lie within their texts, what belongs
//! together is named alike, and the same bytes give the same, however they arrive.

use std::{
    io::{Cursor, Read, Seek, SeekFrom},
    ops::ControlFlow,
    panic,
    sync::Once,
};
use throughline_capture::{Circumstances, Options, Received, read, read_page};
use throughline_model::{DateEvidence, Document, Link, Passage, PassageKind, Problem};

/// Captures of one input that are looked at.
const MOST_CAPTURES: usize = 64;

/// Reads an input as a file, twice: whole, and in parts of some bytes.
#[allow(dead_code, reason = "each target uses what it needs")]
pub fn file(name: &str, bytes: &[u8]) {
    let options = options();
    let part = 1 + bytes.first().map_or(0, |first| usize::from(*first)) % 37;
    let whole = read_all(name, Cursor::new(bytes), &options);
    let in_parts = read_all(name, InParts { bytes: Cursor::new(bytes), part }, &options);
    let (captures, problems) = &whole;
    for received in captures {
        capture(received, name, &options);
    }
    each_problem(problems, name);
    assert_eq!(problems, &in_parts.1, "in parts of {part} bytes");
    assert_eq!(captures.len(), in_parts.0.len(), "in parts of {part} bytes");
    captures.iter().zip(&in_parts.0).for_each(|(one, other)| same(one, other));
}

/// Reads an input as a server's answer, twice.
#[allow(dead_code, reason = "each target uses what it needs")]
pub fn answer(name: &str, bytes: &[u8], circumstances: &Circumstances) {
    let options = options();
    let once = || read_page(name, bytes.to_vec(), circumstances, &options);
    let received = once();
    assert_eq!(received.bytes, bytes);
    capture(&received, name, &options);
    same(&received, &once());
}

/// Where reading guards against panics of a dependency, those are no findings; ours are, and so are
/// all that nothing guards against, which end the process as they reach the fuzzer.
#[allow(dead_code, reason = "each target uses what it needs")]
pub fn allow_guarded_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let ends_the_process = panic::take_hook();
        panic::set_hook(Box::new(move |about| {
            let place = about.location().map_or_else(String::new, ToString::to_string);
            if place.contains(".cargo") || place.contains("/rustc/") {
                eprintln!("a dependency panicked: {place}: {about}");
            } else {
                ends_the_process(about);
            }
        }));
    });
}

fn options() -> Options {
    Options { max_file_bytes: 1 << 16, max_line_bytes: 1 << 14, ..Options::default() }
}

fn read_all(name: &str, input: impl Read + Seek, options: &Options) -> (Vec<Received>, Vec<Problem>) {
    let mut all = Vec::new();
    let problems = read(name, input, options, &mut |received| {
        all.push(received);
        if all.len() < MOST_CAPTURES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    (all, problems)
}

/// A reader that gives a few bytes at a time, as pipes and decoders do.
struct InParts<'a> {
    bytes: Cursor<&'a [u8]>,
    part: usize,
}

impl Read for InParts<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = into.len().min(self.part);
        self.bytes.read(&mut into[..length])
    }
}

impl Seek for InParts<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

fn same(one: &Received, other: &Received) {
    assert_eq!(
        (&one.capture, &one.documents, &one.problems),
        (&other.capture, &other.documents, &other.problems)
    );
    assert!(one.bytes == other.bytes && one.http_head == other.http_head);
}

fn capture(received: &Received, name: &str, options: &Options) {
    assert!(received.bytes.len() as u64 <= options.max_file_bytes);
    assert_eq!(received.capture.byte_length, received.bytes.len() as u64);
    for found in &received.documents {
        assert_eq!(found.capture_id, received.capture.id);
        document(found);
    }
    each_problem(&received.problems, name);
}

fn each_problem(problems: &[Problem], name: &str) {
    for problem in problems {
        assert_eq!(problem.input, name);
        assert!(!problem.message.is_empty() && !problem.remedy.is_empty(), "{problem:?}");
    }
}

/// Texts are free of NUL, addresses are absolute, and every place lies on characters of the text.
fn document(document: &Document) {
    assert!(document.url.is_empty() || document.url.contains(':'), "{:?}", document.url);
    assert!(!document.lang.is_empty());
    assert_eq!(document.text.trim(), document.text);
    for text in [&document.text, &document.title, &document.byline, &document.margin, &document.source_name] {
        assert!(!text.contains('\0'), "{text:?}");
    }
    document.passages.iter().for_each(|found| passage(found, document));
    document.links.iter().for_each(|found| link(found, document));
    document.dates.iter().for_each(date);
    if let Some(published) = document.published {
        assert!(published.earliest <= published.latest);
    }
}

fn passage(passage: &Passage, document: &Document) {
    let words = document.text.get(passage.span.range());
    let words = words.unwrap_or_else(|| panic!("{passage:?} lies outside {:?}", document.text));
    let stands_beside = matches!(passage.kind, PassageKind::Caption | PassageKind::Insert);
    assert_eq!(words.is_empty(), stands_beside, "{passage:?}");
    assert_eq!(passage.words.is_empty(), !stands_beside, "{passage:?}");
    if let (Some(begin), Some(end)) = (passage.begin_ms, passage.end_ms) {
        assert!(begin <= end, "{passage:?}");
    }
}

fn link(link: &Link, document: &Document) {
    assert!(link.url.contains(':'), "{link:?}");
    if let Some(span) = link.span {
        let words = document.text.get(span.range());
        assert!(words.is_some_and(|words| !words.is_empty()), "{link:?} in {:?}", document.text);
    }
}

fn date(date: &DateEvidence) {
    assert!(!date.raw.is_empty(), "{date:?}");
    if let Some(interval) = date.interval {
        assert!(interval.earliest <= interval.latest, "{date:?}");
    }
}
