//! An archive opened at one version.

use crate::{ArchiveError, Batch, Location, Snapshot, batch, delta, snapshot};
use arrow::record_batch::RecordBatch;
use datafusion::{
    catalog::TableProvider,
    prelude::{SessionConfig, SessionContext},
};
use object_store::ObjectStore;
use object_store::{ObjectStoreExt, PutMode, PutOptions, PutPayload};
use serde::{Deserialize, Serialize};
use std::{fs::File, sync::Arc};
use throughline_model::tables;

/// Version of the archive's layout.
const FORMAT: u32 = 2;
const MARK: &str = "throughline.json";

#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    format: u32,
    schema_version: u32,
}

/// An archive, opened at one version: later commits by others are not seen.
#[derive(Debug, Clone)]
pub struct Archive {
    pub(crate) location: Location,
    pub(crate) snapshot: Snapshot,
    /// The writer's lock, if this archive was [`held`](Archive::held).
    pub(crate) hold: Option<Arc<File>>,
}

impl Archive {
    /// Makes an empty archive at a folder or URL.
    ///
    /// # Errors
    /// [`ArchiveError::Exists`] if there is one already.
    pub async fn create(place: &str) -> Result<Self, ArchiveError> {
        Self::create_at(Location::parse(place, std::env::vars())?).await
    }

    /// Makes an empty archive at a location.
    ///
    /// # Errors
    /// [`ArchiveError::Exists`] if there is one already.
    pub async fn create_at(location: Location) -> Result<Self, ArchiveError> {
        if snapshot::newest(&location).await?.is_some() {
            return Err(ArchiveError::Exists(location.place));
        }
        if let Some(folder) = &location.folder {
            let wrap = |error: std::io::Error| {
                let source = object_store::Error::Generic { store: "folder", source: Box::new(error) };
                ArchiveError::storage(&location.place, source)
            };
            std::fs::create_dir_all(folder).map_err(wrap)?;
        }
        put_mark(&location).await?;
        let mut versions = std::collections::BTreeMap::new();
        for table in tables::all() {
            versions.insert(table.name.to_owned(), delta::create(&location, &table).await?);
        }
        let snapshot =
            Snapshot { version: 0, job: "init".into(), tables: versions, run: None, evidence: Vec::new() };
        match snapshot::put(&location, &snapshot).await {
            Ok(()) => Ok(Self { location, snapshot, hold: None }),
            Err(ArchiveError::Conflict(place)) => Err(ArchiveError::Exists(place)),
            Err(error) => Err(error),
        }
    }

    /// Opens an archive at its newest version.
    ///
    /// # Errors
    /// [`ArchiveError::Missing`] if there is none.
    pub async fn open(place: &str) -> Result<Self, ArchiveError> {
        Self::open_at(Location::parse(place, std::env::vars())?, None).await
    }

    /// Opens an archive at `version`, or at its newest.
    ///
    /// # Errors
    /// [`ArchiveError::Missing`] if there is none, [`ArchiveError::NoVersion`] if it has no such
    /// version.
    pub async fn open_at(location: Location, version: Option<u64>) -> Result<Self, ArchiveError> {
        let found = location.root.get(&location.file(MARK)).await;
        let bytes = match found {
            Ok(found) => {
                found.bytes().await.map_err(|error| ArchiveError::storage(&location.place, error))?
            }
            Err(object_store::Error::NotFound { .. }) => return Err(ArchiveError::Missing(location.place)),
            Err(error) => return Err(ArchiveError::storage(&location.place, error)),
        };
        let mark: Mark = serde_json::from_slice(&bytes)
            .map_err(|error| ArchiveError::Damaged { file: MARK.into(), reason: error.to_string() })?;
        if mark.format != FORMAT {
            return Err(ArchiveError::Format { found: mark.format, expected: FORMAT });
        }
        let version = match version {
            Some(version) => version,
            None => snapshot::newest(&location)
                .await?
                .ok_or_else(|| ArchiveError::Missing(location.place.clone()))?,
        };
        let snapshot = snapshot::read(&location, version).await?;
        Ok(Self { location, snapshot, hold: None })
    }

    /// The version this archive is opened at.
    pub fn version(&self) -> u64 {
        self.snapshot.version
    }

    /// The snapshot this archive is opened at.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Where it lives.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// A provider for one table at this version.
    ///
    /// # Errors
    /// [`ArchiveError::Unknown`] if there is no such table.
    pub async fn table(&self, name: &str) -> Result<Arc<dyn TableProvider>, ArchiveError> {
        let version = *self
            .snapshot
            .tables
            .get(name)
            .ok_or_else(|| ArchiveError::Unknown(format!("table {name:?}")))?;
        delta::provider(&self.location, name, version).await
    }

    /// A SQL session in which every table of this version is registered under its name.
    ///
    /// # Errors
    /// If a table cannot be read.
    pub async fn session(&self) -> Result<SessionContext, ArchiveError> {
        let mut config = SessionConfig::new().with_information_schema(true);
        // Look-ups by id read only the pages that hold the row, not every document's text.
        config.options_mut().execution.parquet.pushdown_filters = true;
        config.options_mut().execution.parquet.reorder_filters = true;
        let context = SessionContext::new_with_config(config);
        for name in self.snapshot.tables.keys() {
            context.register_table(name.as_str(), self.table(name).await?)?;
        }
        Ok(context)
    }

    /// All rows of one table, in no particular order.
    ///
    /// # Errors
    /// If the table does not exist or cannot be read.
    pub async fn read(&self, table: &str) -> Result<Vec<RecordBatch>, ArchiveError> {
        let context = SessionContext::new();
        Ok(context.read_table(self.table(table).await?)?.collect().await?)
    }

    /// The same archive with the writer's lock taken until it, and every archive its batches give,
    /// is dropped: for jobs of several batches, which must not find another's rows between them.
    ///
    /// # Errors
    /// As [`Archive::begin`].
    pub fn held(mut self) -> Result<Self, ArchiveError> {
        if self.hold.is_none() {
            self.hold = batch::lock(&self.location)?;
        }
        Ok(self)
    }

    /// Lets other processes write again, if this archive was [`held`](Self::held).
    #[must_use]
    pub fn released(mut self) -> Self {
        self.hold = None;
        self
    }

    /// Begins a batch of changes on top of the version this archive is opened at.
    ///
    /// # Errors
    /// [`ArchiveError::Locked`] if another process on this machine writes to the archive,
    /// [`ArchiveError::ReadOnly`] if it cannot be written to, [`ArchiveError::Conflict`] if it has
    /// a newer version: what was computed from this one may not hold for that.
    pub async fn begin(&self, job: &str) -> Result<Batch, ArchiveError> {
        let batch = Batch::begin(self.location.clone(), self.hold.clone(), job).await?;
        if batch.base_version() != self.version() {
            return Err(ArchiveError::Conflict(self.location.place.clone()));
        }
        Ok(batch)
    }

    /// Rewrites the small files of every table as large ones. Older versions stay readable.
    ///
    /// # Errors
    /// As [`Archive::begin`].
    pub async fn compact(&self) -> Result<Archive, ArchiveError> {
        let mut batch = self.begin("compact").await?;
        batch.compact();
        batch.commit().await
    }
}

async fn put_mark(location: &Location) -> Result<(), ArchiveError> {
    let mark = Mark { format: FORMAT, schema_version: tables::SCHEMA_VERSION };
    let mut bytes = serde_json::to_vec_pretty(&mark).expect("two numbers serialise");
    bytes.push(b'\n');
    let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
    match location.root.put_opts(&location.file(MARK), PutPayload::from(bytes), options).await {
        // A mark without a snapshot is left by an init that was killed: carry on where it stopped.
        Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
        Err(error) => Err(ArchiveError::storage(&location.place, error)),
    }
}
