//! A batch: changes that become visible together, or not at all.

use crate::{Archive, ArchiveError, EvidenceWriter, Location, Snapshot, delta, delta::Mode, snapshot};
use arrow::record_batch::RecordBatch;
use object_store::{ObjectStore, PutOptions, PutPayload};
use std::{collections::BTreeMap, fs::File, sync::Arc};
use throughline_model::RunId;

/// Changes that become visible together when [`Batch::commit`] succeeds, or not at all.
///
/// Order of writing: evidence files first, tables next, the snapshot last. A crash before the
/// snapshot leaves files no snapshot names; the next batch undoes the table commits among them
/// (see [`delta::settle`]) and overwrites or ignores the rest.
#[derive(Debug)]
pub struct Batch {
    location: Location,
    base: Snapshot,
    job: String,
    changes: BTreeMap<String, (Mode, Vec<RecordBatch>)>,
    evidence: Vec<EvidenceWriter>,
    run: Option<RunId>,
    compact: bool,
    // Held, never read: the lock ends when the last handle on the file closes.
    _lock: Option<Arc<File>>,
    // The archive's own hold on the lock, handed on to the archive that `commit` gives.
    hold: Option<Arc<File>>,
}

impl Batch {
    pub(crate) async fn begin(
        location: Location,
        hold: Option<Arc<File>>,
        job: &str,
    ) -> Result<Self, ArchiveError> {
        let lock = match &hold {
            Some(held) => Some(held.clone()),
            None => lock(&location)?,
        };
        let newest = snapshot::newest(&location)
            .await?
            .ok_or_else(|| ArchiveError::Missing(location.place.clone()))?;
        let base = snapshot::read(&location, newest).await?;
        Ok(Self {
            run: base.run,
            location,
            base,
            job: job.to_owned(),
            changes: BTreeMap::new(),
            evidence: Vec::new(),
            compact: false,
            _lock: lock,
            hold,
        })
    }

    /// The version the batch builds on.
    pub fn base_version(&self) -> u64 {
        self.base.version
    }

    /// Adds rows to a table.
    pub fn append(&mut self, table: &str, rows: RecordBatch) {
        if rows.num_rows() > 0 {
            self.changes.entry(table.to_owned()).or_insert((Mode::Append, Vec::new())).1.push(rows);
        }
    }

    /// Puts rows in the place of all rows of a table.
    pub fn replace(&mut self, table: &str, rows: Vec<RecordBatch>) {
        self.changes.insert(table.to_owned(), (Mode::Replace, rows));
    }

    /// Names the run that derived the rows this batch replaces.
    pub fn derived_by(&mut self, run: RunId) {
        self.run = Some(run);
    }

    /// Keeps captures' bytes.
    pub fn keep(&mut self, evidence: EvidenceWriter) {
        if !evidence.is_empty() {
            self.evidence.push(evidence);
        }
    }

    /// Has small files rewritten as large ones at commit.
    pub(crate) fn compact(&mut self) {
        self.compact = true;
    }

    /// Whether the batch holds no change.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.evidence.is_empty() && !self.compact
    }

    /// Commits the changes and gives the archive at its new version. A batch without changes
    /// commits nothing and gives the version it began with.
    ///
    /// # Errors
    /// [`ArchiveError::Conflict`] if another process committed meanwhile; nothing is kept then.
    pub async fn commit(self) -> Result<Archive, ArchiveError> {
        let Self { location, base, job, changes, evidence, run, compact, _lock: held, hold } = self;
        if changes.is_empty() && evidence.is_empty() && !compact && run == base.run {
            return Ok(Archive { location, snapshot: base, hold });
        }
        let mut names = Vec::new();
        for writer in evidence {
            names.push(put_evidence(&location, writer).await?);
        }
        let mut versions = base.tables.clone();
        for (table, (mode, rows)) in changes {
            let named =
                *versions.get(&table).ok_or_else(|| ArchiveError::Unknown(format!("table {table:?}")))?;
            let standing = delta::settle(&location, &table, named).await?;
            versions.insert(table.clone(), delta::write(&location, &table, standing, mode, rows).await?);
        }
        if compact {
            for (table, version) in &mut versions {
                let standing = delta::settle(&location, table, *version).await?;
                *version = delta::compact(&location, table, standing).await?;
            }
            if versions == base.tables {
                return Ok(Archive { location, snapshot: base, hold });
            }
        }
        let snapshot = Snapshot { version: base.version + 1, job, tables: versions, run, evidence: names };
        snapshot::put(&location, &snapshot).await?;
        drop(held);
        Ok(Archive { location, snapshot, hold })
    }
}

async fn put_evidence(location: &Location, writer: EvidenceWriter) -> Result<String, ArchiveError> {
    let files = writer.finish()?;
    // The index last: readers find captures through it, so an index never names a file that a crash
    // kept from being written. Names are hashes of the content, so writing over an orphan changes
    // nothing.
    for (name, bytes) in [(&files.name, files.bytes), (&files.index_name, files.index)] {
        location
            .root
            .put_opts(&location.file(&format!("warc/{name}")), PutPayload::from(bytes), PutOptions::default())
            .await
            .map_err(|error| ArchiveError::storage(&location.place, error))?;
    }
    Ok(files.name)
}

/// Takes the writer's lock of a local archive. An object store has none: there, the snapshot's
/// put-if-absent decides who commits.
pub(crate) fn lock(location: &Location) -> Result<Option<Arc<File>>, ArchiveError> {
    let Some(folder) = &location.folder else { return Ok(None) };
    if !folder.is_dir() {
        return Err(ArchiveError::Missing(location.place.clone()));
    }
    let file = File::options().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(
        |error| ArchiveError::ReadOnly { place: location.place.clone(), reason: error.to_string() },
    )?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Arc::new(file))),
        Err(std::fs::TryLockError::WouldBlock) => Err(ArchiveError::Locked(location.place.clone())),
        Err(std::fs::TryLockError::Error(error)) => Err(ArchiveError::Io(error)),
    }
}
