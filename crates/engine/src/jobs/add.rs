//! `add`: files in, documents out.

use super::{
    identify::Identifier,
    inputs::{self, Input},
    statements::{self, CaptureStatement},
};
use crate::{EngineError, Progress};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::File,
    ops::ControlFlow,
    path::PathBuf,
};
use throughline_archive::{Archive, EvidenceWriter, rows, rows::Row};
use throughline_capture::{Options, Received};
use throughline_model::{DocumentForm, Problem, ProblemKind, Source};
use tokio::sync::mpsc;

/// Captures and documents are committed whenever so many bytes have been received: the most a
/// crash can lose, and what bounds memory.
const BATCH_BYTES: usize = 48 << 20;
const BATCH_DOCUMENTS: usize = 20_000;
/// Files of at most this size are read side by side; larger ones are streamed one at a time.
const SMALL_FILE_BYTES: u64 = 4 << 20;
const FILES_AT_ONCE: usize = 32;

/// What `add` is told.
#[derive(Debug, Clone, Default)]
pub struct AddOptions {
    /// The time now, in microseconds since 1970: stated as the date of evidence that has none of
    /// its own, and the latest plausible publication date.
    pub now: i64,
    /// Statements about sources to add first.
    pub sources: Vec<Source>,
    /// Where and when files were received, by the name they go by in the archive.
    pub captures: BTreeMap<String, CaptureStatement>,
    /// Files that are not documents although they lie where documents do: those that `sources` and
    /// `captures` were read from.
    pub except: Vec<PathBuf>,
}

/// What `add` did.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Added {
    /// Files read.
    pub files: u64,
    /// Documents received, those already in the archive included.
    pub received_documents: u64,
    /// Captures that are new.
    pub new_captures: u64,
    /// Documents that are new.
    pub new_documents: u64,
    /// Sources that are new.
    pub new_sources: u64,
    /// Problems that are new.
    pub new_problems: u64,
    /// Version of the archive afterwards.
    pub archive_version: u64,
}

enum Message {
    Received(Box<Received>),
    Problems(Vec<Problem>),
    FileDone(u64),
}

/// Reads `paths` (files, folders, globs) into the archive. What is there already is not added
/// again; what is wrong becomes a row in `problems`.
///
/// # Errors
/// If a path matches nothing, or the archive cannot be written to.
pub async fn add(
    archive: &Archive,
    paths: &[String],
    options: &AddOptions,
    progress: &dyn Progress,
) -> Result<Added, EngineError> {
    let files = inputs::collect(paths, &options.except)?;
    progress.begin("add", files.iter().map(|file| file.size).sum(), "bytes");
    let mut intake = Intake::open(archive, options).await?;
    intake.added.files = files.len() as u64;

    let (sender, mut receiver) = mpsc::channel(256);
    let (now, stated) = (options.now, options.captures.clone());
    let reading = tokio::task::spawn_blocking(move || read_all(&files, now, &stated, &sender));
    let mut done = 0;
    while let Some(message) = receiver.recv().await {
        match message {
            Message::Received(received) => intake.receive(*received).await?,
            Message::Problems(problems) => intake.problems(problems),
            Message::FileDone(bytes) => {
                done += bytes;
                progress.at(done);
            }
        }
    }
    reading.await.map_err(|error| EngineError::Question(format!("reading stopped: {error}")))?;
    intake.commit().await?;
    progress.end();
    Ok(intake.added)
}

/// Reads every file in name order; stops quietly when nobody listens any more.
fn read_all(
    files: &[Input],
    now: i64,
    stated: &BTreeMap<String, CaptureStatement>,
    sender: &mpsc::Sender<Message>,
) {
    let day = 24 * 3_600_000_000;
    let options = Options {
        latest_plausible: Some(throughline_model::TimeInterval::at(now + day)),
        ..Options::default()
    };
    let mut at = 0;
    while at < files.len() {
        let small =
            files[at..].iter().take(FILES_AT_ONCE).take_while(|file| file.size <= SMALL_FILE_BYTES).count();
        let group = &files[at..at + small.max(1)];
        let delivered = if small > 1 {
            let read: Vec<(Vec<Received>, Vec<Problem>)> = group
                .par_iter()
                .map(|file| {
                    let mut all = Vec::new();
                    let problems = read_file(file, &options, &mut |received| {
                        all.push(statements::apply(received, stated.get(&file.name)));
                        ControlFlow::Continue(())
                    });
                    (all, problems)
                })
                .collect();
            read.into_iter().zip(group).try_for_each(|((all, problems), file)| {
                all.into_iter()
                    .try_for_each(|received| sender.blocking_send(Message::Received(Box::new(received))))?;
                sender.blocking_send(Message::Problems(problems))?;
                sender.blocking_send(Message::FileDone(file.size))
            })
        } else {
            let file = &group[0];
            let problems = read_file(file, &options, &mut |received| {
                let received = statements::apply(received, stated.get(&file.name));
                match sender.blocking_send(Message::Received(Box::new(received))) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            });
            sender
                .blocking_send(Message::Problems(problems))
                .and_then(|()| sender.blocking_send(Message::FileDone(file.size)))
        };
        if delivered.is_err() {
            return;
        }
        at += group.len();
    }
}

fn read_file(
    file: &Input,
    options: &Options,
    emit: &mut dyn FnMut(Received) -> ControlFlow<()>,
) -> Vec<Problem> {
    match File::open(&file.path) {
        Ok(opened) => throughline_capture::read(&file.name, opened, options, emit),
        Err(error) => vec![Problem::new(
            &file.name,
            "",
            ProblemKind::Unreadable,
            error.to_string(),
            "check that the file exists and may be read, then add it again",
        )],
    }
}

/// What is being received, and what the archive holds already.
struct Intake {
    archive: Archive,
    now: i64,
    captures: HashSet<String>,
    documents: HashSet<String>,
    problem_ids: HashSet<String>,
    /// Per id of records: the documents that have it, and where they come from.
    records_by_id: HashMap<String, BTreeMap<String, String>>,
    identifier: Identifier,
    pending: Pending,
    added: Added,
}

#[derive(Default)]
struct Pending {
    captures: Vec<throughline_model::Capture>,
    documents: Vec<throughline_model::Document>,
    problems: BTreeMap<throughline_model::ProblemId, Problem>,
    sources: Vec<Source>,
    evidence: EvidenceWriter,
    bytes: usize,
}

impl Intake {
    async fn open(archive: &Archive, options: &AddOptions) -> Result<Self, EngineError> {
        // Fail on a read-only or locked archive before reading anything, and keep others from
        // writing until the last batch: what is known of the archive is read once.
        let archive = archive.clone().held()?;
        drop(archive.begin("add").await?);
        let session = archive.session().await?;
        let texts = |query: &'static str| {
            let session = session.clone();
            async move {
                let batches = session.sql(query).await?.collect().await?;
                Ok::<_, EngineError>(Row::plain(&batches)?)
            }
        };
        let set = |batches: &[arrow::record_batch::RecordBatch], column: &str| -> HashSet<String> {
            Row::iter(batches).map(|row| row.text(column).to_owned()).collect()
        };
        let captures = set(&texts("SELECT capture_id FROM captures").await?, "capture_id");
        let problem_ids = set(&texts("SELECT problem_id FROM problems").await?, "problem_id");
        let document_rows = texts("SELECT document_id, external_id, url, form FROM documents").await?;
        let documents = set(&document_rows, "document_id");
        let mut records_by_id: HashMap<String, BTreeMap<String, String>> = HashMap::new();
        for row in Row::iter(&document_rows).filter(|row| row.text("form") == DocumentForm::Record.as_str()) {
            let external_id = row.text("external_id");
            let place = if row.text("url").is_empty() { external_id } else { row.text("url") };
            let records = records_by_id.entry(external_id.to_owned()).or_default();
            records.insert(row.text("document_id").to_owned(), place.to_owned());
        }

        let stored = archive.read("sources").await?;
        let mut sources = rows::read_sources(&stored)?;
        let stated: HashSet<Vec<String>> = all_statements(&stored)?;
        let mut new_statements: Vec<Source> =
            options.sources.iter().filter(|source| !stated.contains(&statement(source))).cloned().collect();
        new_statements.sort_by_key(statement);
        new_statements.dedup();
        sources.extend(new_statements.iter().cloned());
        let names = stated.iter().filter_map(|statement| statement.first()).map(String::as_str);
        let identifier = Identifier::new(&sources, names);
        let added = Added {
            new_sources: new_statements.len() as u64,
            archive_version: archive.version(),
            ..Added::default()
        };
        let pending = Pending { sources: new_statements, ..Pending::default() };
        Ok(Self {
            archive,
            now: options.now,
            captures,
            documents,
            problem_ids,
            records_by_id,
            identifier,
            pending,
            added,
        })
    }

    async fn receive(&mut self, received: Received) -> Result<(), EngineError> {
        self.added.received_documents += received.documents.len() as u64;
        self.problems(received.problems);
        let mut keeps = false;
        for mut document in received.documents {
            let new_source = self.identifier.identify(&mut document);
            let document = document.with_ids();
            if !self.documents.insert(document.id.to_string()) {
                continue;
            }
            if document.form == DocumentForm::Record {
                self.note_conflict(&document);
            }
            self.added.new_documents += 1;
            self.added.new_sources += u64::from(new_source.is_some());
            self.pending.sources.extend(new_source);
            self.pending.documents.push(document);
            keeps = true;
        }
        // A capture without a document (an empty page) is still what was received.
        if self.captures.insert(received.capture.id.to_string()) {
            self.added.new_captures += 1;
            self.pending.bytes += received.bytes.len();
            let (head, bytes) = (&received.http_head, &received.bytes);
            self.pending.evidence.add(&received.capture, head, bytes, self.now)?;
            self.pending.captures.push(received.capture);
            keeps = true;
        }
        let full = self.pending.bytes >= BATCH_BYTES || self.pending.documents.len() >= BATCH_DOCUMENTS;
        if keeps && full {
            self.commit().await?;
        }
        Ok(())
    }

    /// Two records with one id and different texts are kept as two versions of one item, and told
    /// of each, so that the order of arrival leaves no trace.
    fn note_conflict(&mut self, document: &throughline_model::Document) {
        let place = if document.url.is_empty() { &document.external_id } else { &document.url };
        let records = self.records_by_id.entry(document.external_id.clone()).or_default();
        records.insert(document.id.to_string(), place.clone());
        if records.len() < 2 {
            return;
        }
        let problems = records
            .values()
            .map(|place| {
                Problem::new(
                    place,
                    format!("id {}", document.external_id),
                    ProblemKind::ConflictingId,
                    format!("the id {:?} stands on records with different texts", document.external_id),
                    "both are kept as versions of one item; give each record its own id if they are not",
                )
            })
            .collect();
        self.problems(problems);
    }

    fn problems(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            if self.problem_ids.insert(problem.id().to_string()) {
                self.added.new_problems += 1;
                self.pending.problems.insert(problem.id(), problem);
            }
        }
    }

    /// Commits what is pending, sorted, so that the order of arrival leaves no trace.
    async fn commit(&mut self) -> Result<(), EngineError> {
        let mut pending = std::mem::take(&mut self.pending);
        let mut batch = self.archive.begin("add").await?;
        pending.captures.sort_unstable_by_key(|capture| capture.id);
        pending.documents.sort_unstable_by_key(|document| document.id);
        pending.sources.sort_by_key(statement);
        let problems: Vec<Problem> = pending.problems.into_values().collect();
        batch.append("sources", rows::sources(&pending.sources));
        batch.append("captures", rows::captures(&pending.captures));
        batch.append("documents", rows::documents(&pending.documents));
        batch.append("passages", rows::passages(&pending.documents));
        batch.append("links", rows::links(&pending.documents));
        batch.append("problems", rows::problems(&problems));
        batch.keep(pending.evidence);
        self.archive = batch.commit().await?;
        self.added.archive_version = self.archive.version();
        Ok(())
    }
}

/// Everything a row of `sources` says, to tell a repeated statement from a new one.
fn statement(source: &Source) -> Vec<String> {
    [
        &source.name,
        &source.other_names,
        &source.domains,
        &source.kind,
        &source.country,
        &source.languages,
        &source.state_relation,
        &source.owner,
        &source.citation,
        &source.as_of,
    ]
    .map(Clone::clone)
    .to_vec()
}

fn all_statements(stored: &[arrow::record_batch::RecordBatch]) -> Result<HashSet<Vec<String>>, EngineError> {
    let columns = [
        "name",
        "other_names",
        "domains",
        "kind",
        "country",
        "languages",
        "state_relation",
        "owner",
        "citation",
        "as_of",
    ];
    let plain = Row::plain(stored)?;
    Ok(Row::iter(&plain)
        .map(|row| columns.iter().map(|column| row.text(column).to_owned()).collect())
        .collect())
}
