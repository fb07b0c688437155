//! Lineages: lists, the timeline, and the passage page.

use super::{DocumentCard, Envelope, Paging, TimeView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The words that name where a text comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CreditView {
    /// The name as written.
    pub name: String,
    /// The words, cue included: `BEIJING, June 2 (Xinhua) —`.
    pub words: String,
    /// dateline, source-line, byline, signature or original-title.
    pub cue: String,
    /// The stored text that holds them: text, title, byline or margin.
    pub field: String,
    /// First character in that text, in the unit asked for.
    pub begin: u64,
    /// One past the last.
    pub end: u64,
}

/// A lineage in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LineageCard {
    /// Id.
    pub lineage_id: String,
    /// carried or recurring.
    pub class: String,
    /// The passage in the words of its first witness, cut after about 300 characters.
    pub excerpt: String,
    /// Language of the excerpt.
    pub excerpt_lang: String,
    /// The first witness.
    pub first_witness: DocumentCard,
    /// Whether the order of the first two sources is decided, so that the first witness is the
    /// origin within this archive.
    pub origin_decided: bool,
    /// Whether the text probably began outside the archive.
    pub origin_outside: bool,
    /// The name credited as origin, or empty.
    pub credited_origin: String,
    /// Whether the text starts at a news agency.
    pub agency_copy: bool,
    /// Canonical name of that agency, or empty.
    pub agency: String,
    /// What shows it: origin, first-witness or most-witnesses; or empty.
    pub agency_evidence: String,
    /// Witnesses.
    pub witness_count: u64,
    /// Different sources among them.
    pub source_count: u64,
    /// Witnesses that credit a source.
    pub credited_count: u64,
    /// Languages, sorted.
    pub languages: Vec<String>,
    /// Characters (Unicode) of the longest witness.
    pub longest_characters: u64,
    /// When the first witness was first seen.
    pub first_seen: Option<TimeView>,
    /// When the last dated witness was first seen.
    pub last_seen: Option<TimeView>,
}

/// A list of lineages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LineagesView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// Which rows these are.
    pub paging: Paging,
    /// Documents in the archive: the denominator.
    pub documents: u64,
    /// How many lineages the other filters leave of each kind of text: carried (agency copy
    /// included), agency-copy, recurring.
    pub classes: Vec<super::FacetValue>,
    /// Lineages, most sources first.
    pub lineages: Vec<LineageCard>,
}

/// What shows that the text of a lineage recurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecurrenceView {
    /// edge, inside (of one source's texts), phrase, name, formula or common.
    pub place: String,
    /// The source that repeats it, for edge and inside; else empty.
    pub source: String,
    /// Items that have it and otherwise differ.
    pub items: u64,
    /// Different sources of those items.
    pub sources: u64,
    /// Different days on which those items were first seen, as far as they are dated.
    pub days: u64,
    /// When the first of them was first seen.
    pub first_seen: Option<TimeView>,
    /// When the last of them was.
    pub last_seen: Option<TimeView>,
}

/// One witness of a lineage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WitnessView {
    /// Position by first-seen, from 0.
    pub rank: u64,
    /// The document.
    pub document: DocumentCard,
    /// First character of the passage in the main text, in the unit asked for.
    pub begin: u64,
    /// One past the last.
    pub end: u64,
    /// The passage.
    pub passage: String,
    /// Against the first witness: before, after or undecided.
    pub order: String,
    /// dates or credit, if the order is decided; else empty.
    pub order_evidence: String,
    /// Id of the earlier witness it most probably took the text from, or empty.
    pub carried_from: String,
    /// verbatim, edited, quoted, translated or reworded.
    pub kind: String,
    /// Share of the first witness's passage that it has, 0 to 1.
    pub coverage: f64,
    /// credited, uncredited, misattributed or undecided.
    pub credit: String,
    /// The words that show the credit.
    pub credits: Vec<CreditView>,
    /// When it was first seen.
    pub first_seen: Option<TimeView>,
    /// SHA-256 of the capture it rests on.
    pub capture_sha256: String,
}

/// A line from origin to carrier in the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineageLink {
    /// Document the text comes from.
    pub origin: String,
    /// Document that carries it.
    pub carrier: String,
    /// `before` (draw an arrow) or `undecided` (draw no direction).
    pub order: String,
    /// verbatim, edited, quoted, translated or reworded.
    pub kind: String,
    /// credited, uncredited, misattributed or undecided.
    pub credit: String,
}

/// One lineage: who had it, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LineageView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The card.
    pub lineage: LineageCard,
    /// Witnesses by rank.
    pub witnesses: Vec<WitnessView>,
    /// The most probable way the text took: one line a carrier.
    pub links: Vec<LineageLink>,
    /// For recurring text, what shows it: the strongest evidence of each place and source, most
    /// items first, at most five rows.
    pub recurrences: Vec<RecurrenceView>,
    /// Run that derived it.
    pub run_id: String,
}

/// Words of a segment, counted from its first character, in the unit asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WordSpan {
    /// First character.
    pub begin: u64,
    /// One past the last.
    pub end: u64,
}

/// A stretch of a witness compared with the base.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Segment {
    /// kept, respelled (the same words in the other form of their script: Traditional for
    /// Simplified Chinese characters, or the other way round), rendered (the same statement in another
    /// language or in other words), replaced, added, cut or moved. A
    /// moved block is two segments: where it stood in the base (`text` is empty), and where it
    /// stands in the witness (`base_text` is empty).
    pub kind: String,
    /// Characters of the witness (empty for cut, and where a moved block stood in the base).
    pub text: String,
    /// Characters of the base (empty for added, and where a moved block stands in the witness).
    pub base_text: String,
    /// Number of the moved block, from 1, the same for both of its segments; 0 for other kinds.
    pub block: u64,
    /// If rendered and words were asked for: words of `text` that nothing in `base_text` says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<WordSpan>,
    /// The same of `base_text`: words that nothing in `text` says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<WordSpan>,
}

/// A witness beside the base.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PassageWitness {
    /// The witness.
    pub witness: WitnessView,
    /// Up to 200 characters before the passage.
    pub before: String,
    /// Up to 200 characters after it.
    pub after: String,
    /// The passage, tiled; the `text`s joined give the passage, the `base_text`s the base passage.
    pub segments: Vec<Segment>,
    /// Share of units kept, 0 to 1; 1 for the base itself. Moved and respelled units are kept ones, and
    /// all units of rendered sentences.
    pub similarity: f64,
}

/// The passage page: every witness against a base of the reader's choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PassageView {
    /// About this answer.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The card.
    pub lineage: LineageCard,
    /// Id of the document that is the base.
    pub base: String,
    /// The base's passage.
    pub base_text: String,
    /// Witnesses by rank, the base included.
    pub witnesses: Vec<PassageWitness>,
}
