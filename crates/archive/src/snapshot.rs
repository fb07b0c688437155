//! Snapshots: the archive's own commit log.
//!
//! `snapshots/00000000000000000042.json` names, for archive version 42, one version of every
//! table. The file is put only if it is absent, which both local file systems (hard link) and
//! object stores (conditional put) do atomically.

use crate::{ArchiveError, Location};
use futures::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use throughline_model::RunId;

/// One version of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Version of the archive, from 0.
    pub version: u64,
    /// What was done, in a word: `init`, `add`, `trace`, `compact`.
    pub job: String,
    /// Version of each table.
    pub tables: BTreeMap<String, u64>,
    /// The run that derived the rows of the derived tables, if one has.
    #[serde(default)]
    pub run: Option<RunId>,
    /// Evidence files added by this version.
    pub evidence: Vec<String>,
}

const FOLDER: &str = "snapshots";

fn file_name(version: u64) -> String {
    format!("{FOLDER}/{version:020}.json")
}

/// The newest version, or `None` if there is no snapshot yet.
pub(crate) async fn newest(location: &Location) -> Result<Option<u64>, ArchiveError> {
    let folder = location.file(FOLDER);
    let versions: Vec<u64> = location
        .root
        .list(Some(&folder))
        .try_filter_map(|meta| async move {
            let name = meta.location.filename().unwrap_or_default();
            Ok(name.strip_suffix(".json").and_then(|digits| digits.parse::<u64>().ok()))
        })
        .try_collect()
        .await
        .map_err(|error| ArchiveError::storage(&location.place, error))?;
    Ok(versions.into_iter().max())
}

/// Reads the snapshot of one version.
pub(crate) async fn read(location: &Location, version: u64) -> Result<Snapshot, ArchiveError> {
    let name = file_name(version);
    let bytes = match location.root.get(&location.file(&name)).await {
        Ok(found) => found.bytes().await.map_err(|error| ArchiveError::storage(&location.place, error))?,
        Err(object_store::Error::NotFound { .. }) => {
            let newest = newest(location).await?.unwrap_or(0);
            return Err(ArchiveError::NoVersion { asked: version, newest });
        }
        Err(error) => return Err(ArchiveError::storage(&location.place, error)),
    };
    serde_json::from_slice(&bytes)
        .map_err(|error| ArchiveError::Damaged { file: name, reason: error.to_string() })
}

/// Commits a snapshot, or says that another process was faster.
pub(crate) async fn put(location: &Location, snapshot: &Snapshot) -> Result<(), ArchiveError> {
    let mut bytes = serde_json::to_vec_pretty(snapshot).expect("a snapshot has only strings and numbers");
    bytes.push(b'\n');
    let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
    let path = location.file(&file_name(snapshot.version));
    match location.root.put_opts(&path, PutPayload::from(bytes), options).await {
        Ok(_) => Ok(()),
        Err(object_store::Error::AlreadyExists { .. }) => Err(ArchiveError::Conflict(location.place.clone())),
        Err(error) => Err(ArchiveError::storage(&location.place, error)),
    }
}
