//! Set phrases: short stretches that documents of several sources have again and again.
//!
//! A text that is carried spreads in a burst: a statement is in a hundred outlets within days. The
//! words of a field (what a bill or a programme is called, how two offices announce a grant) come up
//! again and again, in texts that share next to nothing else. So a stretch is a set phrase if
//!
//! - enough items have it, of three sources or of two that both repeat it,
//! - four weeks or more lie between the first and the last of them, and
//! - no week holds more than half of them.
//!
//! Passages longer than about 35 words are never set phrases: what is repeated at that length was
//! taken from somewhere, also where many did so over months.

use super::repeats::{Holders, Partner, Zone, coverage_steps, covered_at_least};
use crate::{Settings, corpus::Corpus};
use throughline_model::Place;

/// Days that a burst takes, and the share of items that make one.
const BURST_DAYS: i64 = 7;
const BURST_SHARE: f64 = 0.5;

/// The set phrases of one document, in order and disjoint, by what other documents of any source
/// share with it.
pub(super) fn of_document(corpus: &Corpus, partners: &[Partner], settings: &Settings) -> Vec<Zone> {
    let others = settings.phrase_items.saturating_sub(1).max(1);
    let Some(document) = partners.first().map(|partner| partner.document) else { return Vec::new() };
    if partners.len() < others as usize {
        return Vec::new();
    }
    covered_at_least(&coverage_steps(corpus, partners), others)
        .into_iter()
        .map(|span| {
            let holders = Holders::of(corpus, document, span, partners);
            Zone { document, span, place: Place::Phrase, holders }
        })
        .filter(|Zone { holders, .. }| {
            holders.items >= settings.phrase_items
                && (holders.sources >= settings.phrase_sources || holders.repeating_sources > 1)
                && holders.spread() >= i64::from(settings.phrase_days)
                && holders.densest(BURST_DAYS) <= BURST_SHARE
        })
        .collect()
}
