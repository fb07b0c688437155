//! Parts of sentences that say the same: what a translation that parts sentences, abridges them or puts
//! them together leaves of them.

use std::ops::Range;

use super::anchors::near_sentences;
use super::measure::Part;
use super::passages::RenderedGroup;
use crate::stretches::{Stretches, whole_clauses};

/// Nearest sentences of the other side whose words are compared with a sentence's: the vector of a
/// sentence of which another has a part is further off than that of one that says the same.
const NEAREST: usize = 12;

/// Shares of both sentences from which on a stretch is the sentences.
const WHOLE: f32 = 0.8;

/// Two near sentences of which each has a part that the other may render, for all near ones.
pub(super) fn parts(a: &Part<'_>, b: &Part<'_>) -> Vec<RenderedGroup> {
    let stretches = Stretches::new(&a.paired(), &b.paired());
    let near = near_sentences(&a.side(), &b.side(), NEAREST);
    near.into_iter().filter_map(|(row, column)| part(&stretches, (row, a), (column, b))).collect()
}

fn part(
    stretches: &Stretches,
    (row, a): (usize, &Part<'_>),
    (column, b): (usize, &Part<'_>),
) -> Option<RenderedGroup> {
    let stretch = stretches.of(row, column)?;
    let (first, second) = (a.texts[row], b.texts[column]);
    let probability = stretch.probability(first, second);
    let bytes = |text: &str, range: Range<usize>| {
        let clauses = whole_clauses(text, range);
        clauses.start as u32..clauses.end as u32
    };
    // Sentences that say the same as a whole are measured against their rivals, which says more.
    if stretch.shares.0.min(stretch.shares.1) >= WHOLE {
        return None;
    }
    let parts = Some((bytes(first, stretch.first), bytes(second, stretch.second)));
    Some(RenderedGroup { first: row..row + 1, second: column..column + 1, probability, parts })
}
