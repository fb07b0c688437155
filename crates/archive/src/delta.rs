//! One Delta table: create, load at a version, append, replace, restore, compact.
//!
//! Every function expects the table to stand where the snapshot says it stands and reports a
//! [`ArchiveError::Conflict`] if its own commit did not land right after that: the snapshot, not
//! the table's newest version, is the truth.

use crate::{ArchiveError, Location};
use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use deltalake_core::{
    DeltaTable, DeltaTableBuilder, DeltaTableError, TableProperty,
    kernel::{StructType, engine::arrow_conversion::TryIntoKernel, transaction::CommitProperties},
    protocol::SaveMode,
};
use parquet::{
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};
use std::sync::Arc;
use throughline_model::tables::Table;

/// Rows of a Parquet row group. Documents are long: small groups let a look-up by id skip most
/// of the file.
const ROW_GROUP_ROWS: usize = 4096;

fn builder(location: &Location, table: &str) -> Result<DeltaTableBuilder, ArchiveError> {
    let url = location.table_url(table);
    let built = DeltaTableBuilder::from_url(url.clone())
        .map_err(|error| ArchiveError::table(table, &location.place, error))?;
    if location.folder.is_some() {
        return Ok(built);
    }
    // An object store's settings were read once, in `Location::parse`; hand the store over.
    Ok(built.with_storage_backend(location.root.clone(), url))
}

/// Creates the table if it is not there, and gives its version.
pub(crate) async fn create(location: &Location, table: &Table) -> Result<u64, ArchiveError> {
    let wrap = |error: DeltaTableError| ArchiveError::table(table.name, &location.place, error);
    if let Some(folder) = &location.folder {
        std::fs::create_dir_all(folder.join("tables").join(table.name)).map_err(|error| {
            ArchiveError::table(table.name, &location.place, DeltaTableError::Io { source: error })
        })?;
    }
    let columns: StructType = table
        .schema()
        .as_ref()
        .try_into_kernel()
        .map_err(|error: arrow::error::ArrowError| ArchiveError::Arrow(error))?;
    let unmade = builder(location, table.name)?.build().map_err(wrap)?;
    let made = unmade
        .create()
        .with_table_name(table.name)
        .with_comment(table.meaning)
        .with_columns(columns.fields().cloned())
        .with_save_mode(SaveMode::Ignore)
        // Every version of the archive stays readable; by default Delta drops logs after 30 days.
        .with_configuration_property(TableProperty::EnableExpiredLogCleanup, Some("false"))
        .await
        .map_err(wrap)?;
    Ok(made.version().unwrap_or(0))
}

/// Loads the table as it was at `version`.
pub(crate) async fn load(location: &Location, table: &str, version: u64) -> Result<DeltaTable, ArchiveError> {
    builder(location, table)?
        .with_version(version)
        .load()
        .await
        .map_err(|error| ArchiveError::table(table, &location.place, error))
}

/// A provider that reads the table as it was at `version`.
pub(crate) async fn provider(
    location: &Location,
    table: &str,
    version: u64,
) -> Result<Arc<dyn TableProvider>, ArchiveError> {
    let loaded = load(location, table, version).await?;
    Ok(loaded.table_provider().await?)
}

/// How rows enter a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Rows are added to those there are.
    Append,
    /// Rows take the place of those there are.
    Replace,
}

/// Writes rows on top of `version` and gives the new version.
pub(crate) async fn write(
    location: &Location,
    table: &str,
    version: u64,
    mode: Mode,
    rows: Vec<RecordBatch>,
) -> Result<u64, ArchiveError> {
    let wrap = |error: DeltaTableError| ArchiveError::table(table, &location.place, error);
    let save_mode = match mode {
        Mode::Append => SaveMode::Append,
        Mode::Replace => SaveMode::Overwrite,
    };
    let written = load(location, table, version)
        .await?
        .write(rows)
        .with_save_mode(save_mode)
        .with_writer_properties(writer_properties())
        .with_commit_properties(CommitProperties::default().with_max_retries(0))
        .await
        .map_err(wrap)?;
    next_version(location, version, written.version())
}

/// Makes the table's newest state equal to `version`, undoing commits no snapshot names: those of
/// a process that died between writing its tables and its snapshot. Gives the version to write on.
pub(crate) async fn settle(location: &Location, table: &str, version: u64) -> Result<u64, ArchiveError> {
    let wrap = |error: DeltaTableError| ArchiveError::table(table, &location.place, error);
    let newest = builder(location, table)?.load().await.map_err(wrap)?;
    if newest.version().is_none_or(|newest| newest <= version) {
        return Ok(version);
    }
    let (restored, _) = newest.restore().with_version_to_restore(version).await.map_err(wrap)?;
    Ok(restored.version().unwrap_or(version))
}

/// Rewrites the table's small files as large ones and gives the new version.
pub(crate) async fn compact(location: &Location, table: &str, version: u64) -> Result<u64, ArchiveError> {
    let wrap = |error: DeltaTableError| ArchiveError::table(table, &location.place, error);
    let loaded = load(location, table, version).await?;
    let (compacted, metrics) =
        loaded.optimize().with_writer_properties(writer_properties()).await.map_err(wrap)?;
    if metrics.num_files_added == 0 {
        return Ok(version);
    }
    Ok(compacted.version().unwrap_or(version))
}

fn next_version(location: &Location, before: u64, after: Option<u64>) -> Result<u64, ArchiveError> {
    match after {
        Some(after) if after == before + 1 => Ok(after),
        // Rewriting nothing with nothing commits nothing.
        Some(after) if after == before => Ok(after),
        _ => Err(ArchiveError::Conflict(location.place.clone())),
    }
}

fn writer_properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).expect("level 3 exists")))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .build()
}
