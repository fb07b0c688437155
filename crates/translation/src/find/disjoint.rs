//! Passages of overlapping windows.

use std::ops::Range;

use super::passages::RenderedPassage;

/// Of passages of overlapping windows those that are disjoint on both sides, the likeliest first
/// taken; by place.
pub(super) fn disjoint(mut found: Vec<RenderedPassage>) -> Vec<RenderedPassage> {
    let size = |passage: &RenderedPassage| passage.groups.len();
    found.sort_by(|a, b| {
        b.probability
            .total_cmp(&a.probability)
            .then(size(b).cmp(&size(a)))
            .then_with(|| place(a).cmp(&place(b)))
    });
    let mut kept: Vec<RenderedPassage> = Vec::new();
    for passage in found {
        let own = spans(&passage);
        if kept.iter().all(|other| is_disjoint(&own, &spans(other))) {
            kept.push(passage);
        }
    }
    kept.sort_by_key(place);
    kept
}

/// Where a passage stands on one side: from a sentence and a byte of it to another.
pub(super) type Extent = Range<(usize, u32)>;

/// Whether two passages have nothing in common on either side.
pub(super) fn is_disjoint(one: &(Extent, Extent), other: &(Extent, Extent)) -> bool {
    let overlap = |a: &Extent, b: &Extent| a.start < b.end && b.start < a.end;
    !overlap(&one.0, &other.0) && !overlap(&one.1, &other.1)
}

/// Where a passage stands on both sides.
pub(super) fn spans(passage: &RenderedPassage) -> (Extent, Extent) {
    let (head, tail) = (&passage.groups[0], &passage.groups[passage.groups.len() - 1]);
    let (of_head, of_tail) = (head.parts.clone(), tail.parts.clone());
    let (first_begin, second_begin) = of_head.map_or((0, 0), |parts| (parts.0.start, parts.1.start));
    let (first_end, second_end) = of_tail.map_or((u32::MAX, u32::MAX), |parts| (parts.0.end, parts.1.end));
    (
        (head.first.start, first_begin)..(tail.first.end - 1, first_end),
        (head.second.start, second_begin)..(tail.second.end - 1, second_end),
    )
}

fn place(passage: &RenderedPassage) -> (usize, usize) {
    (passage.groups[0].first.start, passage.groups[0].second.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::passages::RenderedGroup;

    fn group(at: usize, probability: f32) -> RenderedGroup {
        RenderedGroup { first: at..at + 1, second: at..at + 1, probability, parts: None }
    }

    #[test]
    fn of_overlapping_passages_the_likeliest_stays() {
        let of = |at: usize, p: f32| RenderedPassage { groups: vec![group(at, p)], probability: p };
        let kept = disjoint(vec![of(3, 0.8), of(1, 0.9), of(3, 0.95)]);
        assert_eq!(kept, [of(1, 0.9), of(3, 0.95)]);
    }

    #[test]
    fn passages_may_have_parts_of_one_sentence() {
        let of = |first: Range<u32>, second: usize| {
            let parts = Some((first, 0..9));
            let group = RenderedGroup { first: 2..3, second: second..second + 1, probability: 0.9, parts };
            RenderedPassage { groups: vec![group], probability: 0.9 }
        };
        let kept = disjoint(vec![of(0..20, 7), of(20..40, 3), of(10..30, 5)]);
        assert_eq!(kept.len(), 2);
        assert!(kept.iter().all(|passage| passage.groups[0].second.start != 5));
    }
}
