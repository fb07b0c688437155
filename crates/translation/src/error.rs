use std::path::PathBuf;

use thiserror::Error;

/// Why a model or a table could not be loaded.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A file could not be read.
    #[error("read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The bytes end early, or lengths in them contradict each other.
    #[error("read {what}: the file is cut off or damaged")]
    Damaged {
        /// The part that was being read.
        what: String,
    },
    /// The bytes are not of a format known here.
    #[error("recognise the file: neither a 4-bit model (E5S1) nor a static table (TLST) nor a fit (TLFT)")]
    UnknownFormat,
    /// The model is of a kind that is not supported.
    #[error("use the model: {what}")]
    Unsupported {
        /// What is not supported, and what would be.
        what: String,
    },
    /// The table was made with another model or another fit.
    #[error("use the static table: it was made with another {what}")]
    Foreign {
        /// `model` or `fit`.
        what: &'static str,
    },
    /// `config.json` or `tokenizer.json` is not what it should be.
    #[error("understand {what}")]
    Json {
        /// The file.
        what: &'static str,
        /// The place and the reason.
        source: serde_json::Error,
    },
    /// `model.safetensors` is not what it should be.
    #[error("understand model.safetensors")]
    Tensors(#[from] safetensors::SafeTensorError),
    /// A table of weights is missing or has another size than the configuration says.
    #[error("find {name} with {expected} values")]
    Tensor {
        /// Its name in the file.
        name: String,
        /// The number of values wanted.
        expected: usize,
    },
}

impl ModelError {
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        ModelError::Damaged { what: what.into() }
    }

    pub(crate) fn unsupported(what: impl Into<String>) -> Self {
        ModelError::Unsupported { what: what.into() }
    }
}
