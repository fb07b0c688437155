//! Problems: what is wrong with an input, as data.

use crate::ProblemId;
use serde::{Deserialize, Serialize};

/// What is wrong with an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ProblemKind {
    /// The input has no bytes or no text.
    Empty,
    /// The file cannot be opened or read.
    Unreadable,
    /// The bytes are not of the kind the name promises.
    NotText,
    /// Bytes that are not valid in the declared or detected charset.
    InvalidCharset,
    /// The declared charset contradicts the bytes; another was used.
    WrongCharset,
    /// A line or file beyond the size limit.
    TooLarge,
    /// A record that cannot be parsed.
    Malformed,
    /// A record that lacks a required key.
    MissingField,
    /// A date that cannot be right: in the future, or before the source can have existed.
    ImplausibleDate,
    /// A date in a form no reader understands.
    UnreadableDate,
    /// One external id with two different texts.
    ConflictingId,
    /// No main text was found.
    NoMainText,
    /// Two records of one page that contradict each other.
    Contradiction,
    /// An address whose answer is no page, or came in part.
    NotFetched,
    /// A stored file whose bytes do not match its hash.
    Corrupt,
}

impl ProblemKind {
    /// The word stored in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unreadable => "unreadable",
            Self::NotText => "not-text",
            Self::InvalidCharset => "invalid-charset",
            Self::WrongCharset => "wrong-charset",
            Self::TooLarge => "too-large",
            Self::Malformed => "malformed",
            Self::MissingField => "missing-field",
            Self::ImplausibleDate => "implausible-date",
            Self::UnreadableDate => "unreadable-date",
            Self::ConflictingId => "conflicting-id",
            Self::NoMainText => "no-main-text",
            Self::Contradiction => "contradiction",
            Self::NotFetched => "not-fetched",
            Self::Corrupt => "corrupt",
        }
    }
}

/// Something wrong with an input: file, place, what, remedy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// The input: path below the folder given to `add`, or a URL.
    pub input: String,
    /// Where in the input: `line 12`, `byte 4096`, `field published_at`; empty for the whole.
    pub place: String,
    /// What is wrong.
    pub kind: ProblemKind,
    /// What was seen, in words.
    pub message: String,
    /// What the user can do about it.
    pub remedy: String,
}

impl Problem {
    /// A problem with `input` at `place`.
    pub fn new(
        input: impl Into<String>,
        place: impl Into<String>,
        kind: ProblemKind,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            input: input.into(),
            place: place.into(),
            kind,
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// Derived from all fields, so that seeing the same problem twice adds one row.
    pub fn id(&self) -> ProblemId {
        let fields = [&self.input, &self.place, self.kind.as_str(), &self.message];
        ProblemId::derive(&fields.map(str::as_bytes))
    }
}
