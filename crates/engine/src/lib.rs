//! The jobs that put the parts together, and one way to ask an archive.
//!
//! [`jobs`] change an archive: `add` brings documents in, `trace` finds and explains carried text.
//! [`Reader`] answers questions about one version of it in the shapes of [`views`]; the command
//! line, the REST API and reports all ask through it, so they cannot disagree. [`export`] writes
//! tables and graphs to files. Nothing here knows a flag, a route or a page.

mod entries;
mod error;
pub mod export;
pub mod jobs;
mod matching;
pub mod models;
mod progress;
mod reading;
pub mod registry;
mod translating;
pub mod views;

pub use error::EngineError;
pub use progress::{Progress, Silent};
pub use reading::{AgencyCopy, LineageFilter, LineageSort, Reader, SearchRequest};
pub use translating::TranslationOptions;

/// Version of Throughline, as runs record it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
