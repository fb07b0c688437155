//! The archive: tables, evidence files and derived indexes.
//!
//! **Truth** is Delta Lake tables (Parquet and a commit log) under `tables/` and WARC files of
//! captures under `warc/`. **Derived** is the full-text index under `derived/`, stamped with the
//! archive version it covers and rebuilt by one call. A *snapshot* file under `snapshots/` names
//! one version of every table; writing it, with put-if-absent, is the commit. So a batch that
//! touches five tables becomes visible at once or not at all, every answer names one number, and
//! a process killed anywhere leaves the archive at its last commit.
//!
//! This crate refuses to decide what rows mean: it stores what it is given and hands it back.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use throughline_archive::Archive;
//! let folder = std::env::temp_dir().join(format!("throughline-doc-{}", std::process::id()));
//! let archive = Archive::create(folder.to_str().unwrap()).await.unwrap();
//! assert_eq!(archive.version(), 0);
//! # std::fs::remove_dir_all(folder).unwrap();
//! # });
//! ```

mod batch;
mod check;
mod delta;
mod derived;
mod error;
mod evidence;
mod fulltext;
mod location;
mod opened;
pub mod rows;
mod snapshot;

pub use batch::Batch;
pub use check::{Check, Finding};
pub use derived::{DerivedBytes, DerivedFiles};
pub use error::ArchiveError;
pub use evidence::{EvidenceWriter, StoredCapture};
pub use fulltext::{FullText, FullTextHit, IndexedDocument, Query, TermSequence, query_terms};
pub use location::Location;
pub use opened::Archive;
pub use snapshot::Snapshot;
