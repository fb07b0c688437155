//! Groups by themselves, and what stands near them.
//!
//! A group that no other one of a passage stands beside says less. But who retells a text may turn its
//! sentences around, and then each is a passage of its own: the others near by, on both sides, speak
//! for it as those of a passage would.

use super::disjoint::{Extent, is_disjoint, spans};
use super::odds::{FURTHER, log_odds_of, probability_of};
use super::passages::RenderedPassage;

/// A passage, and the log odds that are taken off it if nothing stands near it.
pub(super) struct Alone {
    pub(super) passage: RenderedPassage,
    pub(super) doubt: f64,
}

/// Takes off from each passage what it says less by itself, as far as no other stands near it, at most
/// `gap` sentences from it on both sides.
pub(super) fn with_company(passages: Vec<Alone>, gap: usize) -> Vec<RenderedPassage> {
    let odds: Vec<f64> = passages.iter().map(|alone| log_odds_of(alone.passage.probability)).collect();
    let company = |at: usize| {
        let others = passages.iter().zip(&odds).enumerate();
        let near = others.filter(|(other, (alone, _))| {
            *other != at && are_near(&passages[at].passage, &alone.passage, gap)
        });
        near.map(|(_, (_, odds))| *odds).fold(f64::NEG_INFINITY, f64::max)
    };
    let moved: Vec<f64> = (0..passages.len())
        .map(|at| {
            let company = company(at);
            let alone = 1.0 - f64::from(probability_of(company));
            FURTHER * company.max(0.0) - passages[at].doubt * alone
        })
        .collect();
    let settled = |(Alone { mut passage, doubt }, moved): (Alone, f64)| {
        if let ([group], true) = (passage.groups.as_mut_slice(), doubt > 0.0) {
            group.probability = probability_of(log_odds_of(group.probability) + moved);
            passage.probability = group.probability;
        }
        passage
    };
    passages.into_iter().zip(moved).map(settled).collect()
}

/// Whether passages stand at most so many sentences from each other on both sides, and have no words in
/// common on either.
fn are_near(one: &RenderedPassage, other: &RenderedPassage, gap: usize) -> bool {
    let (one, other) = (spans(one), spans(other));
    let near = |a: &Extent, b: &Extent| a.start.0 <= b.end.0 + gap && b.start.0 <= a.end.0 + gap;
    is_disjoint(&one, &other) && near(&one.0, &other.0) && near(&one.1, &other.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::passages::RenderedGroup;

    const DOUBT: f64 = 3.0;

    fn part(first: (usize, u32), second: (usize, u32), probability: f32) -> Alone {
        let parts = Some((first.1..first.1 + 4, second.1..second.1 + 4));
        let group =
            RenderedGroup { first: first.0..first.0 + 1, second: second.0..second.0 + 1, probability, parts };
        Alone { passage: RenderedPassage { groups: vec![group], probability }, doubt: DOUBT }
    }

    #[test]
    fn a_group_alone_says_less_than_one_beside_others() {
        let own = || part((1, 0), (4, 0), 0.97);
        let beside = |others: Vec<Alone>| {
            with_company(std::iter::once(own()).chain(others).collect(), 4)[0].probability
        };
        let sentence = || Alone { doubt: 0.0, ..part((2, 9), (3, 0), 0.99) };
        assert!(beside(vec![]) < 0.7);
        // What stands near counts in whatever order, what is far away or the same does not.
        assert!(beside(vec![sentence()]) > 0.97);
        assert!(beside(vec![part((1, 4), (3, 0), 0.97)]) > 0.97);
        assert!(beside(vec![part((2, 9), (30, 0), 0.99)]) < 0.7);
        assert!(beside(vec![own()]) < 0.7);
        let doubtful = beside(vec![part((1, 4), (3, 0), 0.5)]);
        assert!(doubtful > 0.75 && doubtful < 0.97, "{doubtful}");
        // Nothing is doubted of a passage, and nothing is added to it.
        let found = with_company(vec![sentence(), own()], 4);
        assert!((found[0].probability - 0.99).abs() < 1e-6);
    }
}
