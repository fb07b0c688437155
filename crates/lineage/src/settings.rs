//! What a user may set about explaining matches.

use serde::{Deserialize, Serialize};

/// Thresholds of the explanation. They are part of a run's identity, so a changed default gives
/// other run ids; each default is argued where it is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Items of one source that must share a passage at the start or end of their texts before it
    /// counts as recurring.
    pub recurring_items_at_edge: u32,
    /// Items of one source that must share a passage in the middle of their texts before it
    /// counts as recurring.
    pub recurring_items_inside: u32,
    /// Days that must lie between the first and the last of those items for a passage in the
    /// middle.
    pub recurring_days_inside: u32,
    /// Items that must share a stretch before it counts as a set phrase.
    pub phrase_items: u32,
    /// Sources of those items; two are enough if both repeat it.
    pub phrase_sources: u32,
    /// Days that must lie between the first and the last of those items.
    pub phrase_days: u32,
    /// Longest match, in bytes, that a set phrase can explain: about 35 words.
    pub phrase_bytes: u32,
    /// Longest gap, in bytes, across which two matches of one pair of documents are one passage.
    pub passage_gap_bytes: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            recurring_items_at_edge: 3,
            recurring_items_inside: 5,
            recurring_days_inside: 14,
            phrase_items: 5,
            phrase_sources: 3,
            phrase_days: 28,
            phrase_bytes: 240,
            passage_gap_bytes: 600,
        }
    }
}
