//! One document: its texts, dates, capture, and the passages others share with it.

use super::{CreditView, Envelope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A time as a record states it, and the moments it allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimeView {
    /// First possible moment, RFC 3339 in UTC.
    pub earliest: String,
    /// Last possible moment.
    pub latest: String,
    /// year, month, day, minute, second; or range, where several dates were put together.
    pub precision: String,
    /// As the record states it: `2021-06-02`; a range as two days.
    pub display: String,
    /// Where it was read: json-ld, meta, visible, record …; empty if not recorded here.
    pub evidence: String,
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentCard {
    /// Id.
    pub document_id: String,
    /// The id its provider gave it.
    pub external_id: String,
    /// Headline; if the page has none, its first words in square brackets.
    pub title: String,
    /// Source id, or empty.
    pub source_id: String,
    /// Source name, or `unknown source`.
    pub source: String,
    /// Kind of source, or empty.
    pub source_kind: String,
    /// Country of the source, or empty.
    pub country: String,
    /// BCP 47 tag.
    pub lang: String,
    /// Canonical URL, or empty.
    pub url: String,
    /// When it was published, if its record says.
    pub published: Option<TimeView>,
}

/// A date found on the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DateRow {
    /// Where it was read.
    pub kind: String,
    /// published, updated, captured or other.
    pub role: String,
    /// The characters it was read from.
    pub raw: String,
    /// The moments it allows, or nothing if it is no full date.
    pub time: Option<TimeView>,
}

/// The bytes a document was extracted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaptureView {
    /// Id.
    pub capture_id: String,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// URL or path they came from.
    pub locator: String,
    /// Media type.
    pub media_type: String,
    /// Number of bytes.
    pub byte_length: u64,
    /// When they were received, if a record says.
    pub captured: Option<TimeView>,
}

/// A passage of this document that belongs to a lineage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PassageInDocument {
    /// The lineage.
    pub lineage_id: String,
    /// carried or recurring.
    pub class: String,
    /// First character, in the unit asked for.
    pub begin: u64,
    /// One past the last.
    pub end: u64,
    /// Witnesses of the lineage.
    pub witness_count: u64,
    /// This document's rank among them, from 0.
    pub rank: u64,
}

/// One document carries another's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CarryRow {
    /// Id.
    pub carry_id: String,
    /// The document the text comes from (if `order` is `before`).
    pub origin: DocumentCard,
    /// The document that carries it.
    pub carrier: DocumentCard,
    /// `before` or `undecided`.
    pub order: String,
    /// dates or credit, if the order is decided; else empty.
    pub order_evidence: String,
    /// verbatim, edited, quoted, translated or reworded.
    pub kind: String,
    /// carried or recurring.
    pub class: String,
    /// Whether the text it carries starts at a news agency.
    pub agency_copy: bool,
    /// Share of the origin that is carried, 0 to 1.
    pub origin_coverage: f64,
    /// Share of the carrier that comes from the origin, 0 to 1.
    pub carrier_share: f64,
    /// Whether the carrier names the origin.
    pub credit: String,
    /// The words that show it.
    pub credit_evidence: Option<CreditView>,
}

/// One document, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DocumentView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The card.
    pub document: DocumentCard,
    /// Author line as on the page, or empty.
    pub byline: String,
    /// How it came in: html, text-dump, record, feed-entry, sitemap-entry, mail, pdf, office,
    /// subtitles, transcript or extracted-text.
    pub form: String,
    /// Type its record declares, such as NewsArticle, or empty.
    pub declared_type: String,
    /// Main text.
    pub text: String,
    /// Lines outside the main text that tell of origin.
    pub margin: String,
    /// Every date found.
    pub dates: Vec<DateRow>,
    /// Every place where it names a source for its text.
    pub credits: Vec<CreditView>,
    /// The bytes it was extracted from.
    pub capture: CaptureView,
    /// Other documents of the same item: versions of one URL.
    pub versions: Vec<DocumentCard>,
    /// When its address was visited, and what that showed.
    pub visits: Vec<super::VisitRow>,
    /// What its record marks within and beside the main text, in text order.
    pub marks: Vec<super::MarkedPassage>,
    /// Where it links to.
    pub links: Vec<super::LinkRow>,
    /// Passages that belong to lineages, in text order.
    pub passages: Vec<PassageInDocument>,
    /// Carries it takes part in.
    pub carries: Vec<CarryRow>,
    /// Problems with its input.
    pub problems: Vec<super::ProblemRow>,
    /// Keys of the record that no column holds, as JSON, or empty.
    pub extra: String,
}
