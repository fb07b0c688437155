//! How a phrase is rendered.

use super::{DocumentCard, Envelope, TimeView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The renderings of a phrase in other languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RenderingsView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The phrase.
    pub phrase: String,
    /// Its language (BCP 47).
    pub lang: String,
    /// Documents that have the phrase.
    pub documents: u64,
    /// Of these, documents of which a passage with the phrase is matched with a rendering.
    pub aligned_documents: u64,
    /// Sentences elsewhere that were looked at because their vectors are near the phrase's.
    pub near_sentences: u64,
    /// Renderings: those of aligned passages first, then those in most documents, then by score.
    pub renderings: Vec<RenderingView>,
}

/// One wording that renders the phrase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RenderingView {
    /// The words as first seen.
    pub text: String,
    /// Their language.
    pub lang: String,
    /// `aligned`: the words stand in a passage that renders one with the phrase. `near`: they stand
    /// in a sentence whose vector is near the phrase's, and nothing else says that they render it.
    pub evidence: String,
    /// How well the words render the phrase by the model's states, 0 to 1. Scores of one phrase can
    /// be compared, those of different phrases hardly.
    pub score: f64,
    /// Documents that have it.
    pub documents: u64,
    /// When the first of them was published.
    pub first_published: Option<TimeView>,
    /// Where it stands, earlier ones first, at most ten.
    pub places: Vec<RenderingPlace>,
}

/// Where a rendering stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RenderingPlace {
    /// The document.
    pub document: DocumentCard,
    /// First character of the words in the main text, in the unit asked for.
    pub begin: u64,
    /// One past the last.
    pub end: u64,
    /// The sentence, or the few that are rendered together.
    pub sentence: String,
    /// The passage with the phrase that it renders; empty if it is only near.
    pub of: String,
    /// The document that has that passage, or empty.
    pub of_document_id: String,
}
