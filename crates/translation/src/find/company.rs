//! Parts of two sentences by themselves, and what stands near them.
//!
//! A part that no other group of a passage stands beside says little. But who retells a text may turn
//! its sentences around, and then each is a passage of its own: the others near by, on both sides, speak
//! for it as those of a passage would.

use super::disjoint::{is_disjoint, spans};
use super::odds::{FURTHER, log_odds_of, probability_of};
use super::passages::{RenderedPassage, RenderingSettings};

/// Takes off what parts by themselves say less, as far as nothing stands near them.
pub(super) fn with_company(
    mut passages: Vec<RenderedPassage>,
    settings: &RenderingSettings,
) -> Vec<RenderedPassage> {
    let lone_part = f64::from(settings.lone_part);
    let odds: Vec<f64> = passages.iter().map(|passage| log_odds_of(passage.probability)).collect();
    let company = |at: usize| {
        let others = passages.iter().zip(&odds).enumerate();
        let near = others.filter(|(other, (passage, _))| {
            *other != at && are_near(&passages[at], passage, settings.gap)
        });
        near.map(|(_, (_, odds))| *odds).fold(f64::NEG_INFINITY, f64::max)
    };
    let moved: Vec<Option<f32>> = (0..passages.len())
        .map(|at| {
            is_lone_part(&passages[at]).then(|| {
                let company = company(at);
                let alone = 1.0 - f64::from(probability_of(company));
                probability_of(odds[at] - lone_part * alone + FURTHER * company.max(0.0))
            })
        })
        .collect();
    for (passage, moved) in passages.iter_mut().zip(moved) {
        if let Some(probability) = moved {
            passage.probability = probability;
            passage.groups[0].probability = probability;
        }
    }
    passages
}

fn is_lone_part(passage: &RenderedPassage) -> bool {
    matches!(passage.groups.as_slice(), [group] if group.parts.is_some())
}

/// Whether passages stand at most so many sentences from each other on both sides, and have no words in
/// common on either.
fn are_near(one: &RenderedPassage, other: &RenderedPassage, gap: usize) -> bool {
    let near = |(a, b): (usize, usize), (c, d): (usize, usize)| a <= d + gap && c <= b + gap;
    let (one, other) = (spans(one), spans(other));
    let sentences = |extent: &super::disjoint::Extent| (extent.start.0, extent.end.0);
    is_disjoint(&one, &other)
        && near(sentences(&one.0), sentences(&other.0))
        && near(sentences(&one.1), sentences(&other.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::passages::RenderedGroup;

    fn part(first: (usize, u32), second: (usize, u32), probability: f32) -> RenderedPassage {
        let parts = Some((first.1..first.1 + 4, second.1..second.1 + 4));
        let group = RenderedGroup {
            first: first.0..first.0 + 1,
            second: second.0..second.0 + 1,
            probability,
            parts,
        };
        RenderedPassage { groups: vec![group], probability }
    }

    #[test]
    fn a_lone_part_says_less_than_one_beside_others() {
        let settings = RenderingSettings::default();
        let first = |passages: Vec<RenderedPassage>| with_company(passages, &settings)[0].probability;
        let mut sentence = part((2, 9), (3, 0), 0.99);
        sentence.groups[0].parts = None;
        let own = part((1, 0), (4, 0), 0.97);
        assert!(first(vec![own.clone()]) < 0.7);
        // What stands near counts in whatever order, what is far away or the same does not.
        assert!(first(vec![own.clone(), sentence.clone()]) > 0.97);
        assert!(first(vec![own.clone(), part((2, 9), (30, 0), 0.99)]) < 0.7);
        assert!(first(vec![own.clone(), own.clone()]) < 0.7);
        let turned = first(vec![own, part((1, 4), (3, 0), 0.97)]);
        assert!(turned > 0.97, "{turned}");
        assert!(first(vec![sentence]) > 0.98);
    }
}
