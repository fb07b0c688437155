//! What every reader is shown: one set of shapes for the REST API, `--json`, reports and pages.
//!
//! Each top-level view carries an [`Envelope`]: the schema's name and version, and the archive
//! version the answer was computed from, so that any number can be recomputed. Offsets are in the
//! unit the caller asked for (`bytes` unless said otherwise).

mod archive;
mod document;
mod lineage;
mod renderings;
mod search;
mod visit;

pub use archive::{
    ArchiveView, CoverageRow, CoverageView, ProblemRow, ProblemsView, SourceRow, SourceView, SourcesView,
    TableView,
};
pub use document::{CaptureView, CarryRow, DateRow, DocumentCard, DocumentView, PassageInDocument, TimeView};
pub use lineage::{
    CreditView, LineageCard, LineageLink, LineageView, LineagesView, PassageView, PassageWitness,
    RecurrenceView, Segment, WitnessView, WordSpan,
};
pub use renderings::{RenderingPlace, RenderingView, RenderingsView};
pub use search::{
    Facet, FacetValue, SearchHit, SearchView, SentenceHit, SharedSpan, TextTraceView, TracedWitness,
};
pub use visit::{LinkRow, MarkedPassage, VisitRow, VisitsView};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What every answer says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Envelope {
    /// Name and version of the shape, such as `throughline.lineage/1`.
    pub schema: String,
    /// Version of the archive the answer was computed from.
    pub archive_version: u64,
    /// Version of Throughline that computed it.
    pub throughline_version: String,
    /// The command that computes the same answer again.
    pub reproduce: String,
}

/// A page of a longer list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Paging {
    /// Rows skipped.
    pub offset: u64,
    /// Rows asked for.
    pub limit: u64,
    /// Rows there are in all.
    pub total: u64,
}
