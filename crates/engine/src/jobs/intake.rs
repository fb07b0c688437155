//! What is being received, until it is committed.

use super::identify::Identifier;
use crate::EngineError;
use std::collections::{BTreeMap, HashMap, HashSet};
use throughline_archive::{Archive, ArchiveError, EvidenceWriter, rows, rows::Row};
use throughline_capture::Received;
use throughline_model::{DocumentForm, DocumentId, Problem, ProblemKind, Source, Visit};

/// Captures and documents are committed whenever so many bytes have been received: the most a
/// crash can lose, and what bounds memory.
const BATCH_BYTES: usize = 48 << 20;
const BATCH_DOCUMENTS: usize = 20_000;

/// What was received, and how much of it is new.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Added {
    /// Files read.
    pub files: u64,
    /// Pages asked for.
    pub pages: u64,
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

/// What is being received, and what the archive holds already.
pub(super) struct Intake {
    archive: Archive,
    now: i64,
    captures: HashSet<String>,
    documents: HashSet<String>,
    problem_ids: HashSet<String>,
    /// Per id of records: the documents that have it, and where they come from.
    records_by_id: HashMap<String, BTreeMap<String, String>>,
    identifier: Identifier,
    pending: Pending,
    pub(super) added: Added,
}

#[derive(Default)]
struct Pending {
    captures: Vec<throughline_model::Capture>,
    documents: Vec<throughline_model::Document>,
    problems: BTreeMap<throughline_model::ProblemId, Problem>,
    sources: Vec<Source>,
    evidence: EvidenceWriter,
    visits: Vec<Visit>,
    bytes: usize,
}

impl Intake {
    /// Opens the intake of an archive, with statements about sources to add first. Nobody else can
    /// write to the archive until the intake is released or dropped.
    ///
    /// # Errors
    /// If the archive cannot be written to, or another process writes to it.
    pub(super) async fn open(
        archive: &Archive,
        given_sources: &[Source],
        now: i64,
    ) -> Result<Self, EngineError> {
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
            given_sources.iter().filter(|source| !stated.contains(&statement(source))).cloned().collect();
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
        Ok(Self { archive, now, captures, documents, problem_ids, records_by_id, identifier, pending, added })
    }

    /// Takes a capture with its documents; commits if much is pending. Gives the ids that its
    /// documents have in the archive.
    ///
    /// # Errors
    /// If the archive cannot be written to.
    pub(super) async fn receive(&mut self, received: Received) -> Result<Vec<DocumentId>, EngineError> {
        self.added.received_documents += received.documents.len() as u64;
        self.problems(received.problems);
        let mut keeps = false;
        let mut ids = Vec::with_capacity(received.documents.len());
        for mut document in received.documents {
            let new_source = self.identifier.identify(&mut document);
            let document = document.with_ids();
            ids.push(document.id);
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
        Ok(ids)
    }

    /// Takes what visits showed.
    pub(super) fn visited(&mut self, visits: Vec<Visit>) {
        self.pending.visits.extend(visits);
    }

    /// The moment stated for evidence that has none of its own, from now on.
    pub(super) fn set_now(&mut self, now: i64) {
        self.now = now;
    }

    /// The archive at the version last committed or seen.
    pub(super) fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Lets other processes write until [`Intake::retake`]. Nothing may be pending.
    pub(super) fn release(&mut self) {
        self.archive = self.archive.clone().released();
    }

    /// Takes the archive again, and reads anew what it holds if others have written meanwhile.
    ///
    /// # Errors
    /// [`ArchiveError::Locked`] if another process is writing.
    pub(super) async fn retake(&mut self) -> Result<(), EngineError> {
        let newest = Archive::open_at(self.archive.location().clone(), None).await?;
        if newest.version() == self.archive.version() {
            self.archive = self.archive.clone().held()?;
            // Another process may have committed between the two lines above.
            match self.archive.begin("add").await {
                Ok(_) => return Ok(()),
                Err(ArchiveError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let newest = Archive::open_at(self.archive.location().clone(), None).await?;
        let added = self.added.clone();
        *self = Self::open(&newest, &[], self.now).await?;
        self.added = Added { archive_version: self.added.archive_version, ..added };
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

    /// Takes problems; each is kept once.
    pub(super) fn problems(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            if self.problem_ids.insert(problem.id().to_string()) {
                self.added.new_problems += 1;
                self.pending.problems.insert(problem.id(), problem);
            }
        }
    }

    /// Commits what is pending, sorted, so that the order of arrival leaves no trace.
    ///
    /// # Errors
    /// If the archive cannot be written to.
    pub(super) async fn commit(&mut self) -> Result<(), EngineError> {
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
        pending.visits.sort_by_key(Visit::id);
        batch.append("visits", rows::visits(&pending.visits));
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
