//! What can go wrong with an archive, in words a person can act on.

/// Errors of this crate. Each message fits "failed to …: ".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The place is neither a path nor a URL this build can open.
    #[error("{place:?} is not a folder or an object-store URL: {reason}")]
    Place {
        /// What was given.
        place: String,
        /// Why it does not work.
        reason: String,
    },
    /// There is no archive at the place.
    #[error("no archive at {0}")]
    Missing(String),
    /// There is an archive already.
    #[error("there is already an archive at {0}")]
    Exists(String),
    /// The archive was made by a version of Throughline with another format.
    #[error("the archive has format {found}, this version reads format {expected}")]
    Format {
        /// Format of the archive.
        found: u32,
        /// Format this version reads.
        expected: u32,
    },
    /// The asked-for version does not exist.
    #[error("the archive has no version {asked}, its newest is {newest}")]
    NoVersion {
        /// The version asked for.
        asked: u64,
        /// The newest version.
        newest: u64,
    },
    /// Another process writes to the archive.
    #[error("another process is writing to the archive at {0}")]
    Locked(String),
    /// Another process committed while this one was writing; nothing of this batch was kept.
    #[error("another process committed to the archive at {0} during this batch")]
    Conflict(String),
    /// The archive cannot be written to.
    #[error("the archive at {place} cannot be written to: {reason}")]
    ReadOnly {
        /// Where it is.
        place: String,
        /// The system's words.
        reason: String,
    },
    /// The disk is full.
    #[error("no space left while writing {0}")]
    Full(String),
    /// A stored file is not what it should be.
    #[error("{file} is damaged: {reason}")]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A table or column that does not exist.
    #[error("the archive has no {0}")]
    Unknown(String),
    /// The table format's own error.
    #[error("table {table}: {source}")]
    Table {
        /// The table.
        table: String,
        /// The error.
        source: Box<deltalake_core::DeltaTableError>,
    },
    /// The storage's own error.
    #[error("storage: {0}")]
    Storage(#[from] object_store::Error),
    /// Columns that do not fit.
    #[error("columns: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// A query that failed.
    #[error("query: {0}")]
    Query(#[from] datafusion::error::DataFusionError),
    /// The full-text index's own error.
    #[error("full-text index: {0}")]
    FullText(#[source] tantivy::TantivyError),
    /// A file-system error.
    #[error("{0}")]
    Io(#[source] std::io::Error),
}

impl From<tantivy::TantivyError> for ArchiveError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::from_words("the full-text index", &error.to_string()).unwrap_or(Self::FullText(error))
    }
}

impl From<std::io::Error> for ArchiveError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Self::Full("the archive".into());
        }
        Self::Io(error)
    }
}

impl ArchiveError {
    /// Wraps an error of the table format, recognising the causes a person can do something about.
    pub(crate) fn table(table: &str, place: &str, source: deltalake_core::DeltaTableError) -> Self {
        use deltalake_core::DeltaTableError::{Transaction, VersionAlreadyExists, VersionMismatch};
        if matches!(source, VersionAlreadyExists(_) | VersionMismatch(..) | Transaction { .. }) {
            return Self::Conflict(place.to_owned());
        }
        let words = source.to_string();
        if let Some(known) = Self::from_words(place, &words) {
            return known;
        }
        Self::Table { table: table.to_owned(), source: Box::new(source) }
    }

    /// Wraps a storage error in the same way.
    pub(crate) fn storage(place: &str, source: object_store::Error) -> Self {
        let mut words = source.to_string();
        let mut cause = std::error::Error::source(&source);
        while let Some(error) = cause {
            words.push_str(": ");
            words.push_str(&error.to_string());
            cause = error.source();
        }
        Self::from_words(place, &words).unwrap_or(Self::Storage(source))
    }

    // The storage layers wrap the system's errors in several levels of boxes; their text is the
    // one thing all of them pass on.
    fn from_words(place: &str, words: &str) -> Option<Self> {
        if words.contains("os error 28") || words.contains("No space left") {
            return Some(Self::Full(place.to_owned()));
        }
        let read_only = ["os error 30", "os error 13", "Read-only file system", "Permission denied"];
        read_only
            .iter()
            .any(|cause| words.contains(cause))
            .then(|| Self::ReadOnly { place: place.to_owned(), reason: words.to_owned() })
    }

    /// What the user can do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Place { .. } => "give a folder, or a URL such as s3://bucket/archive".into(),
            Self::Missing(place) => format!("make one with: throughline init {place}"),
            Self::Exists(place) => format!("use it as it is, or look at it with: throughline show {place}"),
            Self::Format { .. } => "open it with the version of Throughline that made it".into(),
            Self::NoVersion { newest, .. } => format!("ask for a version from 0 to {newest}"),
            Self::Locked(_) => "wait until the other process has finished, then run the command again".into(),
            Self::Conflict(_) => "run the command again: it continues where the archive stands".into(),
            Self::ReadOnly { .. } => {
                "check the folder's permissions, or copy the archive to a place you can write to".into()
            }
            Self::Full(_) => "make room, then run the command again: what was committed is kept".into(),
            Self::Damaged { .. } => "run: throughline check ARCHIVE".into(),
            Self::Unknown(_) => "list the tables with: throughline sql ARCHIVE 'show tables'".into(),
            _ => return None,
        })
    }
}
