//! The parameters of the routes.

use serde::Deserialize;
use throughline_engine::{AgencyCopy, LineageFilter, LineageSort, SearchRequest};
use throughline_text::OffsetUnit;
use utoipa::{IntoParams, ToSchema};

const MOST_ROWS: u64 = 1_000;

fn fifty() -> u64 {
    50
}

/// The unit of offsets in the answer.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Offsets {
    /// UTF-8 bytes, as stored.
    #[default]
    Bytes,
    /// Unicode characters, as Python counts.
    Chars,
    /// UTF-16 code units, as browsers count.
    Utf16,
}

impl From<Offsets> for OffsetUnit {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Bytes => Self::Bytes,
            Offsets::Chars => Self::Chars,
            Offsets::Utf16 => Self::Utf16,
        }
    }
}

/// Parameters of a single thing's view.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct OneQuery {
    /// Unit of offsets.
    #[param(inline)]
    pub(crate) offsets: Offsets,
}

/// Parameters of the passage view.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct PassageQuery {
    /// Unit of offsets.
    #[param(inline)]
    pub(crate) offsets: Offsets,
    /// Id of the document that is the base; the first witness if empty.
    pub(crate) base: String,
    /// Ids of witnesses, separated by commas: in their renderings the words that have no counterpart
    /// are marked, if the server has a model.
    pub(crate) words: String,
}

/// Parameters of the renderings of a phrase.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RenderingsQuery {
    /// The phrase, as texts have it.
    pub(crate) phrase: String,
    /// Its language (BCP 47).
    pub(crate) lang: String,
    /// Unit of offsets.
    #[serde(default)]
    #[param(inline)]
    pub(crate) offsets: Offsets,
}

/// Parameters of a search.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// Words; `"…"` for a phrase. Empty finds every document.
    #[serde(default)]
    pub(crate) q: String,
    /// Source id.
    #[serde(default)]
    pub(crate) source: String,
    /// Kind of source.
    #[serde(default)]
    pub(crate) kind: String,
    /// Language.
    #[serde(default)]
    pub(crate) lang: String,
    /// Country of the source.
    #[serde(default)]
    pub(crate) country: String,
    /// Published not before this day, month or year.
    #[serde(default)]
    pub(crate) from: String,
    /// Published not after it.
    #[serde(default)]
    pub(crate) to: String,
    /// Rows to skip.
    #[serde(default)]
    pub(crate) offset: u64,
    /// Rows to give, at most 1,000.
    #[serde(default = "fifty")]
    pub(crate) limit: u64,
    /// Unit of offsets.
    #[serde(default)]
    #[param(inline)]
    pub(crate) offsets: Offsets,
}

impl SearchQuery {
    pub(crate) fn request(&self) -> SearchRequest {
        SearchRequest {
            words: self.q.clone(),
            source: self.source.clone(),
            kind: self.kind.clone(),
            lang: self.lang.clone(),
            country: self.country.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            offset: self.offset,
            limit: self.limit.min(MOST_ROWS),
        }
    }
}

/// Parameters of the list of lineages.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LineagesQuery {
    /// Words that a witness must contain.
    #[serde(default)]
    pub(crate) q: String,
    /// carried (also if empty) or recurring.
    #[serde(default)]
    pub(crate) class: String,
    /// Text that starts at a news agency: with (also if empty), only or without.
    #[serde(default)]
    #[param(value_type = String)]
    pub(crate) agency_copy: AgencyCopy,
    /// Language of a witness.
    #[serde(default)]
    pub(crate) lang: String,
    /// Source id of a witness.
    #[serde(default)]
    pub(crate) source: String,
    /// Kind of source of a witness.
    #[serde(default)]
    pub(crate) kind: String,
    /// A witness published not before this day, month or year.
    #[serde(default)]
    pub(crate) from: String,
    /// A witness published not after it.
    #[serde(default)]
    pub(crate) to: String,
    /// sources, witnesses, `first_seen` or length.
    #[serde(default)]
    #[param(value_type = String)]
    pub(crate) sort: LineageSort,
    /// Rows to skip.
    #[serde(default)]
    pub(crate) offset: u64,
    /// Rows to give, at most 1,000.
    #[serde(default = "fifty")]
    pub(crate) limit: u64,
}

impl LineagesQuery {
    pub(crate) fn filter(&self) -> LineageFilter {
        LineageFilter {
            class: self.class.clone(),
            agency_copy: self.agency_copy,
            words: self.q.clone(),
            lang: self.lang.clone(),
            source: self.source.clone(),
            kind: self.kind.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            sort: self.sort,
            offset: self.offset,
            limit: self.limit.min(MOST_ROWS),
        }
    }
}

/// Parameters of the list of problems.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProblemsQuery {
    /// A kind of problem, or empty for all.
    #[serde(default)]
    pub(crate) kind: String,
    /// Rows to skip.
    #[serde(default)]
    pub(crate) offset: u64,
    /// Rows to give, at most 1,000.
    #[serde(default = "fifty")]
    pub(crate) limit: u64,
}

impl ProblemsQuery {
    pub(crate) fn limit(&self) -> u64 {
        self.limit.min(MOST_ROWS)
    }
}

/// Parameters of the list of visits.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VisitsQuery {
    /// first, unchanged, edited, unconfirmed, removed, returned, failed or denied; `changes` for
    /// edits, removals and returns; or empty for all.
    #[serde(default)]
    pub(crate) outcome: String,
    /// Rows to skip.
    #[serde(default)]
    pub(crate) offset: u64,
    /// Rows to give, at most 1,000.
    #[serde(default = "fifty")]
    pub(crate) limit: u64,
}

impl VisitsQuery {
    pub(crate) fn limit(&self) -> u64 {
        self.limit.min(MOST_ROWS)
    }
}

/// A query in SQL.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SqlQuery {
    /// One SELECT over the archive's tables.
    pub(crate) query: String,
    /// Rows to give, at most 10,000.
    #[serde(default = "fifty")]
    pub(crate) limit: u64,
}

/// A text to trace.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TraceBody {
    /// The text, at least a sentence.
    pub(crate) text: String,
    /// Unit of offsets.
    #[serde(default)]
    pub(crate) offsets: Offsets,
}
