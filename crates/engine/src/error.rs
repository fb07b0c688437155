//! What can go wrong with a job or a question.

use throughline_archive::ArchiveError;

/// Errors of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The archive's own error.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// An input path that does not exist or matches nothing.
    #[error("no input at {0}")]
    NoInput(String),
    /// A registry of sources that cannot be read.
    #[error("{file}, line {line}: {reason}")]
    Registry {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// Nothing has the id that was asked for.
    #[error("the archive has no {what} {id:?}")]
    NotFound {
        /// document, lineage, source, capture, table.
        what: &'static str,
        /// The id.
        id: String,
    },
    /// A question that makes no sense, in words.
    #[error("{0}")]
    Question(String),
    /// A sentence-embedding model that cannot be had or used.
    #[error("the model {name}: {reason}")]
    Model {
        /// Its name.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// A file that cannot be written.
    #[error("cannot write {file}: {reason}")]
    Output {
        /// The file.
        file: String,
        /// The system's words.
        reason: String,
    },
}

impl EngineError {
    /// What the user can do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Archive(error) => error.help(),
            Self::NoInput(_) => Some("give files, folders or quoted globs such as 'pages/**/*.html'".into()),
            Self::Registry { .. } => {
                Some("the columns are name,other_names,domains,kind,country,languages,state_relation,owner,citation,as_of".into())
            }
            Self::NotFound { what: "document", .. } => {
                Some("give a document id (d…) or the id its provider gave it; search finds both".into())
            }
            Self::NotFound { what: "lineage", .. } => {
                Some("lineage ids change when earlier witnesses arrive; list them with: throughline show ARCHIVE --lineages".into())
            }
            Self::NotFound { .. } | Self::Question(_) => None,
            Self::Model { .. } => Some("list the models, and what each can be had from, with: throughline models".into()),
            Self::Output { .. } => Some("check that the folder exists and can be written to".into()),
        }
    }
}

impl From<datafusion::error::DataFusionError> for EngineError {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        Self::Archive(error.into())
    }
}

impl From<arrow::error::ArrowError> for EngineError {
    fn from(error: arrow::error::ArrowError) -> Self {
        Self::Archive(error.into())
    }
}
