//! Search results and the lineage of pasted text.

use super::{DocumentCard, Envelope, Paging, Segment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A value and how many documents (or carries) have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacetValue {
    /// The value to filter by.
    pub value: String,
    /// How to show it.
    pub label: String,
    /// Count.
    pub count: u64,
}

/// A facet of the results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Facet {
    /// source, kind, lang, country or year.
    pub name: String,
    /// Values, most first, at most 30.
    pub values: Vec<FacetValue>,
}

/// A sentence that matches the query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SentenceHit {
    /// First character of the sentence in the main text, in the unit asked for.
    pub begin: u64,
    /// One past the last.
    pub end: u64,
    /// The sentence.
    pub text: String,
    /// Spans to mark within `text`, in the unit asked for.
    pub marks: Vec<(u64, u64)>,
    /// Lineages that pass through the sentence.
    pub lineage_ids: Vec<String>,
}

/// A document that matches the query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchHit {
    /// The document.
    pub document: DocumentCard,
    /// BM25 score.
    pub score: f64,
    /// Matching sentences in text order, at most 3.
    pub sentences: Vec<SentenceHit>,
}

/// Results of a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The query as read.
    pub query: String,
    /// Which rows these are.
    pub paging: Paging,
    /// Documents in the archive: the denominator.
    pub documents: u64,
    /// Documents, best first.
    pub hits: Vec<SearchHit>,
    /// Facets over all results, not only this page.
    pub facets: Vec<Facet>,
}

/// A document that carries a pasted text, in its words or in another language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TracedWitness {
    /// The document.
    pub document: DocumentCard,
    /// First character in the document's main text, in the unit asked for.
    pub begin: u64,
    /// One past the last.
    pub end: u64,
    /// First character in the pasted text.
    pub text_begin: u64,
    /// One past the last.
    pub text_end: u64,
    /// verbatim, edited or translated.
    pub kind: String,
    /// Share of units kept, 0 to 1; if translated, the probability that it renders the text.
    pub score: f64,
    /// The pasted text as base against the document's words.
    pub segments: Vec<Segment>,
    /// Lineages the passage belongs to.
    pub lineage_ids: Vec<String>,
}

/// The lineage of pasted text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TextTraceView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Documents compared: the denominator.
    pub documents: u64,
    /// The language of the text, as its words tell (BCP 47; `und` if they do not).
    pub lang: String,
    /// Whether it was looked for in other languages: there is a model, and the last trace used it.
    pub looked_for_translations: bool,
    /// Witnesses by first-seen.
    pub witnesses: Vec<TracedWitness>,
}

/// A span that a document of the archive shares with a text that was looked up, in bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SharedSpan {
    /// The document.
    pub document_id: String,
    /// First byte of the span in the text looked up.
    pub text_begin: u64,
    /// One past its last byte.
    pub text_end: u64,
    /// First byte of the span in the document's main text.
    pub begin: u64,
    /// One past its last byte.
    pub end: u64,
    /// `verbatim` or `edited`.
    pub kind: String,
    /// Share of units kept among all units of both spans, 0 to 1.
    pub score: f64,
    /// How the text's span became the document's; see the `operations` column of `matches`.
    pub operations: String,
}
