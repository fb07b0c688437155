//! Runs: what derived rows, with what settings, from what.

use crate::RunId;

/// One execution that derived rows. It holds no clock time, so that the same inputs give the
/// same bytes; when it happened is in the tables' commit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Derived from all other fields.
    pub id: RunId,
    /// The job: `trace`.
    pub job: String,
    /// Version of Throughline.
    pub version: String,
    /// Settings as JSON with sorted keys.
    pub settings: String,
    /// SHA-256 over the sorted ids of the documents it read.
    pub input_digest: String,
    /// Number of documents it read: the denominator of its findings.
    pub document_count: u64,
}

impl Run {
    /// A run of `job`.
    pub fn new(job: &str, version: &str, settings: &str, input_digest: &str, document_count: u64) -> Self {
        let id = RunId::derive(&[job, version, settings, input_digest].map(str::as_bytes));
        Self {
            id,
            job: job.into(),
            version: version.into(),
            settings: settings.into(),
            input_digest: input_digest.into(),
            document_count,
        }
    }
}
