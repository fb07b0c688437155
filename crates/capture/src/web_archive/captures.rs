//! Records to captures.

use super::{
    digest,
    framing::{GET_AGAIN, Record, Records, limited},
    http,
    log::Log,
    revisits::{Keep, Payload, Payloads},
    segments::{Pending, Segments},
};
use crate::{
    Circumstances, Options, Received, page,
    read::{self, Emit},
    sniff,
};
use std::collections::{BTreeMap, BTreeSet};
use throughline_model::{Capture, Document, DocumentForm, Problem, ProblemKind, TimeInterval};

/// As much of a block as tells what it is: real HTTP heads have less than 16 KiB.
const HEAD_BYTES: u64 = 1 << 16;

/// How the bytes of a record are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A page as its server sent it.
    Page,
    /// Text that the archive's provider extracted.
    ExtractedText,
    /// An answer that tells of an address and holds no text: moved, gone.
    Evidence,
}

/// What is to be done with a record.
enum Use {
    Read(Form),
    /// Counted under this name.
    PassOver(String),
    Ignore,
}

/// One input being read.
pub(super) struct Reading<'e, 'f> {
    name: &'e str,
    pub(super) options: &'e Options,
    emit: &'e mut Emit<'f>,
    pub(super) log: Log,
    payloads: Payloads,
    segments: Segments,
    passed_over: BTreeMap<String, u64>,
    pub(super) records: u64,
    pub(super) captures: u64,
    /// Metadata records in JSON, which only WAT files have.
    pub(super) metadata: u64,
    /// The receiver wants no more.
    pub(super) stopped: bool,
    /// Addresses of a package's page list that no record has had yet.
    pub(super) listed: BTreeSet<String>,
}

impl<'e, 'f> Reading<'e, 'f> {
    pub(super) fn new(name: &'e str, options: &'e Options, emit: &'e mut Emit<'f>) -> Self {
        Self {
            name,
            options,
            emit,
            log: Log::new(name),
            payloads: Payloads::default(),
            segments: Segments::default(),
            passed_over: BTreeMap::new(),
            records: 0,
            captures: 0,
            metadata: 0,
            stopped: false,
            listed: BTreeSet::new(),
        }
    }

    /// Reads all records of one file.
    pub(super) fn read(&mut self, mut records: Records<'_>) {
        while !self.stopped
            && let Some(record) = records.next(&mut self.log)
        {
            self.records += 1;
            self.record(record, &mut records);
        }
        for pending in self.segments.unfinished() {
            let message = "the record's other segments are not in this file";
            let problem =
                self.log.problem(&pending.record.place, ProblemKind::Unreadable, message, GET_AGAIN);
            self.whole(&pending.record, &pending.block, vec![problem]);
        }
    }

    /// What was passed over, in words, the most frequent first.
    pub(super) fn passed_over_in_words(&self) -> Option<String> {
        let total: u64 = self.passed_over.values().sum();
        if total == 0 {
            return None;
        }
        let mut kinds: Vec<(&String, &u64)> = self.passed_over.iter().collect();
        kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), (*kind).clone()));
        let mut words: Vec<String> =
            kinds.iter().take(8).map(|(kind, count)| format!("{count} {kind}")).collect();
        if kinds.len() > 8 {
            words.push("others".into());
        }
        Some(format!("{total} records that are no pages were passed over: {}", words.join(", ")))
    }

    fn record(&mut self, record: Record, records: &mut Records<'_>) {
        let mut block = Vec::new();
        records.read_block(HEAD_BYTES, &mut block);
        let kind = record.kind();
        let purpose = match kind.as_str() {
            "revisit" | "continuation" => Use::Read(Form::Page),
            "metadata" => {
                self.metadata += u64::from(record.get("Content-Type").starts_with("application/json"));
                Use::Ignore
            }
            "warcinfo" | "request" => Use::Ignore,
            _ => purpose(&record, &block),
        };
        if !matches!(purpose, Use::Ignore) {
            let url = target(&record);
            self.listed.remove(url.split('#').next().unwrap_or_default());
        }
        match purpose {
            Use::Read(_) => {}
            Use::PassOver(kind) => {
                self.pass_over(kind);
                records.finish(&record, None, &mut self.log);
                return;
            }
            Use::Ignore => {
                records.finish(&record, None, &mut self.log);
                return;
            }
        }
        if record.length > self.options.max_file_bytes {
            let message = format!(
                "{}: a record of {} bytes, more than {}",
                limited(&target(&record)),
                record.length,
                self.options.max_file_bytes
            );
            let remedy = "the record was skipped; raise the limit to read it";
            self.log.tell(&record.place, ProblemKind::TooLarge, &message, remedy);
            records.finish(&record, None, &mut self.log);
            return;
        }
        records.read_block(u64::MAX, &mut block);
        let before = block.len();
        let missing = records.finish(&record, Some(&mut block), &mut self.log);
        let is_whole = missing == 0 && block.len() == before;
        let problems = self.problems_of_block(&record, &block, missing, is_whole);
        match kind.as_str() {
            "revisit" => self.revisit(&record, &block, problems),
            "continuation" => self.continuation(&record, &block),
            _ if record.get("WARC-Segment-Number").trim() == "1" => {
                let refused = self.segments.begin(record, block, self.options.max_file_bytes);
                if let Some(Pending { record, block, .. }) = refused {
                    self.whole(&record, &block, problems);
                }
            }
            _ => self.whole(&record, &block, problems),
        }
    }

    fn pass_over(&mut self, kind: String) {
        // Forged types must not fill the memory.
        let kind = if self.passed_over.len() < 1000 { limited(&kind) } else { "other".into() };
        *self.passed_over.entry(kind).or_default() += 1;
    }

    fn problems_of_block(&self, record: &Record, block: &[u8], missing: u64, whole: bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut tell = |kind, message: &str| {
            problems.push(self.log.problem(&record.place, kind, message, GET_AGAIN));
        };
        let truncated = record.get("WARC-Truncated");
        if missing > 0 {
            let message = format!("the record is cut: {missing} of its {} bytes are missing", record.length);
            tell(ProblemKind::Unreadable, &message);
        } else if whole && digest::matches(record.get("WARC-Block-Digest"), block) == Some(false) {
            tell(ProblemKind::Corrupt, "the record's bytes do not match its block digest");
        }
        if !truncated.is_empty() {
            let kind = if truncated == "length" { ProblemKind::TooLarge } else { ProblemKind::Unreadable };
            let message = format!("the crawler kept only the beginning ({})", limited(truncated));
            problems.push(self.log.problem(
                &record.place,
                kind,
                &message,
                "the page's end is missing; fetch the page again if it matters",
            ));
        }
        problems
    }

    fn continuation(&mut self, record: &Record, block: &[u8]) {
        match self.segments.add(record, block, self.options.max_file_bytes) {
            Ok(None) => {}
            Ok(Some(Pending { record, block, .. })) => self.whole(&record, &block, Vec::new()),
            Err(()) => {
                let message = format!(
                    "segment {} of a record ({}) whose segments before it are not in this file",
                    limited(record.get("WARC-Segment-Number")),
                    limited(record.get("WARC-Segment-Origin-ID")),
                );
                let remedy = "join the files that hold the record's segments, in their order";
                self.log.tell(&record.place, ProblemKind::MissingField, &message, remedy);
            }
        }
    }

    fn revisit(&mut self, record: &Record, block: &[u8], problems: Vec<Problem>) {
        let url = target(record);
        let head = http::split(block).map(|(head, _)| head).unwrap_or_default();
        if let Some(earlier) = self.payloads.find(record, &url) {
            let is_own_head = matches!(head.status, 200 | 203);
            let http_head = if is_own_head { head.bytes } else { earlier.http_head.clone() };
            let payload = Payload {
                body: earlier.body.clone(),
                media_type: earlier.media_type.clone(),
                last_modified: earlier.last_modified.clone(),
                http_head,
                form: earlier.form,
            };
            self.emit(record, &url, payload, problems, Keep::No);
            return;
        }
        let essence = head.essence();
        if !essence.is_empty() && !holds_text(&essence) {
            self.pass_over(format!("revisit of {essence}"));
            return;
        }
        if !matches!(head.status, 0 | 200 | 203 | 304) {
            self.pass_over(format!("revisit with status {}", head.status));
            return;
        }
        let first = match (record.get("WARC-Refers-To-Target-URI"), record.get("WARC-Refers-To-Date")) {
            ("", "") => String::new(),
            (uri, "") => format!(" those of {}", limited(uri)),
            ("", date) => format!(" those of {}", limited(date)),
            (uri, date) => format!(" those of {} on {}", limited(uri), limited(date)),
        };
        let message = format!(
            "a revisit: {} had on {} the same bytes as before, which are not in this file:{first} payload {}",
            limited(&url),
            limited(record.get("WARC-Date")),
            limited(record.get("WARC-Payload-Digest")),
        );
        let remedy = "add the web archive that holds the first capture; that the page still stood there on \
            the later date is told here only";
        self.log.tell(&record.place, ProblemKind::MissingField, &message, remedy);
    }

    /// A record all of whose block is there.
    fn whole(&mut self, record: &Record, block: &[u8], mut problems: Vec<Problem>) {
        let url = target(record);
        let Use::Read(form) = purpose(record, block) else { return };
        let limit = self.options.max_file_bytes;
        let payload_digest = record.get("WARC-Payload-Digest");
        let stated_type = stated_type(record);
        let is_cut = !problems.is_empty();
        let mut payload = match http::split(block).filter(|_| is_http(record, block)) {
            Some((head, body)) => {
                let mut fits = digest::matches(payload_digest, body);
                let again = |bytes: &[u8], fits: &mut Option<bool>| {
                    if *fits == Some(false) {
                        *fits = digest::matches(payload_digest, bytes);
                    }
                };
                let decoded = http::decode(&head, body, limit, &mut |dechunked| again(dechunked, &mut fits));
                again(&decoded.body, &mut fits);
                if let Some(damage) = &decoded.damage {
                    problems.push(self.log.problem(&record.place, ProblemKind::Malformed, damage, GET_AGAIN));
                }
                if decoded.is_too_large {
                    let message = format!("a page of more than {limit} bytes; it is cut there");
                    let remedy = "raise the limit to read it whole";
                    problems.push(self.log.problem(&record.place, ProblemKind::TooLarge, &message, remedy));
                }
                if fits == Some(false) && !is_cut {
                    let message = "the page's bytes do not match its payload digest";
                    problems.push(self.log.problem(&record.place, ProblemKind::Corrupt, message, GET_AGAIN));
                }
                let media_type = match head.get("content-type") {
                    "" => record.get("WARC-Identified-Payload-Type"),
                    stated => stated,
                };
                Payload {
                    body: decoded.body,
                    media_type: media_type.to_owned(),
                    last_modified: head.get("last-modified").to_owned(),
                    http_head: head.bytes,
                    form,
                }
            }
            None => Payload {
                body: block.to_vec(),
                media_type: stated_type,
                last_modified: String::new(),
                http_head: Vec::new(),
                form,
            },
        };
        if essence(&payload.media_type).is_empty() {
            payload.media_type.clear();
        }
        if payload.media_type.is_empty()
            && form == Form::Page
            && let Some(what) = sniff::binary_kind(&payload.body)
        {
            self.pass_over(format!("without a media type ({what})"));
            return;
        }
        let keep = if form == Form::Evidence {
            Keep::No
        } else if problems.iter().any(|problem| problem.kind == ProblemKind::Corrupt) {
            Keep::AsLastResort
        } else {
            Keep::Yes
        };
        self.emit(record, &url, payload, problems, keep);
    }

    fn emit(&mut self, record: &Record, url: &str, payload: Payload, problems: Vec<Problem>, keep: Keep) {
        let mut problems = problems;
        let captured = self.captured(record, &mut problems);
        let circumstances = Circumstances {
            url: url.to_owned(),
            captured,
            media_type: payload.media_type.clone(),
            last_modified: payload.last_modified.clone(),
            http_head: payload.http_head.clone(),
        };
        let (body, form) = (payload.body.clone(), payload.form);
        self.payloads.keep(record, url, payload, keep);
        let mut received = received(self.name, form, body, &circumstances, self.options);
        // Problems of the page are told at the place of its record.
        for mut problem in std::mem::take(&mut received.problems) {
            problem.place = match problem.place.as_str() {
                "" => self.log.problem(&record.place, problem.kind, "", "").place,
                within => {
                    self.log
                        .problem(&format!("{}, {within} of the page", record.place), problem.kind, "", "")
                        .place
                }
            };
            problems.push(problem);
        }
        received.problems = problems;
        self.captures += 1;
        self.stopped = (self.emit)(received).is_break();
    }

    fn captured(&self, record: &Record, problems: &mut Vec<Problem>) -> Option<TimeInterval> {
        let stated = record.get("WARC-Date").trim();
        let parsed = TimeInterval::parse(stated);
        let is_late = |interval: &TimeInterval| {
            self.options.latest_plausible.is_some_and(|latest| interval.earliest > latest.latest)
        };
        let (kind, message) = match parsed {
            Some(interval) if is_late(&interval) => {
                (ProblemKind::ImplausibleDate, format!("a capture on {stated}, which is still to come"))
            }
            Some(_) => return parsed,
            None => {
                let message = format!("a time of capture that cannot be read: {:?}", limited(stated));
                (ProblemKind::UnreadableDate, message)
            }
        };
        let remedy = "the page is kept without a time of capture";
        problems.push(self.log.problem(&record.place, kind, &message, remedy));
        None
    }
}

/// A page's bytes to its capture and documents.
fn received(
    name: &str,
    form: Form,
    body: Vec<u8>,
    circumstances: &Circumstances,
    options: &Options,
) -> Received {
    match form {
        Form::Page => page::read_page(name, body, circumstances, options),
        Form::ExtractedText => {
            let mut received = page::receive(name, sniff::Format::TextDump, body, circumstances, options);
            let extracted = |mut document: Document| {
                document.form = DocumentForm::ExtractedText;
                document.with_ids()
            };
            received.documents = received.documents.into_iter().map(extracted).collect();
            received
        }
        Form::Evidence => {
            let capture = Capture::new(
                read::sha256(&body),
                circumstances.url.clone(),
                circumstances.essence(),
                body.len() as u64,
                circumstances.captured,
            );
            let http_head = circumstances.http_head.clone();
            Received { capture, bytes: body, http_head, documents: Vec::new(), problems: Vec::new() }
        }
    }
}

/// What a record is good for, by its head and the beginning of its block.
fn purpose(record: &Record, block: &[u8]) -> Use {
    let url = target(record);
    let kind = record.kind();
    // `metadata:` is where wget puts its own arguments and its log.
    if ["dns:", "whois:", "metadata:"].iter().any(|scheme| url.starts_with(scheme)) {
        return Use::Ignore;
    }
    if !matches!(kind.as_str(), "response" | "resource" | "conversion") {
        return Use::PassOver(format!("records of type {kind:?}"));
    }
    let (status, essence) = if let Some((head, _)) = http::split(block).filter(|_| is_http(record, block)) {
        let essence = match head.essence() {
            stated if stated.is_empty() => essence(record.get("WARC-Identified-Payload-Type")),
            stated => stated,
        };
        (head.status, essence)
    } else {
        (200, essence(&stated_type(record)))
    };
    match status {
        300..=303 | 305..=399 | 404 | 410 | 451 => return Use::Read(Form::Evidence),
        200 | 203 => {}
        _ => return Use::PassOver(format!("answers with status {status}")),
    }
    if !holds_text(&essence) {
        return Use::PassOver(essence);
    }
    if is_robots(&url) {
        return Use::PassOver("robots.txt".into());
    }
    let is_extracted = kind == "conversion" && essence == "text/plain";
    Use::Read(if is_extracted { Form::ExtractedText } else { Form::Page })
}

fn is_http(record: &Record, block: &[u8]) -> bool {
    let content_type = record.get("Content-Type");
    record.kind() == "response"
        && (content_type.is_empty()
            || content_type.to_ascii_lowercase().starts_with("application/http")
            || block.starts_with(b"HTTP/"))
}

/// The media type of a block that is no HTTP message.
fn stated_type(record: &Record) -> String {
    let stated = match record.get("Content-Type") {
        http if http.to_ascii_lowercase().starts_with("application/http") => "",
        other => other,
    };
    let stated = if stated.is_empty() { record.get("WARC-Identified-Payload-Type") } else { stated };
    // The text of WET files is UTF-8 (WARC 1.1 has no parameter for it).
    if record.kind() == "conversion" && stated.eq_ignore_ascii_case("text/plain") {
        return "text/plain; charset=utf-8".into();
    }
    stated.to_owned()
}

/// A media type as stated. ARC files say `unk` or `no-type` where the server said none.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    if matches!(essence.as_str(), "unk" | "no-type") { String::new() } else { essence }
}

/// Whether pages of this media type can hold a text. JSON is data behind a page, not the page.
fn holds_text(essence: &str) -> bool {
    matches!(
        essence,
        "" | "text/html"
            | "application/xhtml+xml"
            | "text/plain"
            | "text/markdown"
            | "text/vtt"
            | "text/xml"
            | "application/xml"
            | "application/x-subrip"
            | "application/pdf"
            | "message/rfc822"
    ) || essence.ends_with("+xml") && essence != "image/svg+xml"
}

fn is_robots(url: &str) -> bool {
    url.split(['?', '#']).next().is_some_and(|path| path.ends_with("/robots.txt"))
}

/// The address of a record, without the mistakes of known writers: wget 1.14 to 1.20 put it in angle
/// brackets, others leave spaces in it.
fn target(record: &Record) -> String {
    let stated = record.get("WARC-Target-URI").trim();
    let stated = stated.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(stated);
    stated.trim().replace(' ', "%20")
}
