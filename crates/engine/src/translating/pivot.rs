//! Renderings of the same text: passages of one language that share few words and both render the
//! same words of a third text, in another language.
//!
//! Each of the two is measured against the third text only. That both render it is as likely as both
//! findings together, which are taken to be independent.

use super::{compare::Found, matches::sides, sentences::Texts};
use rayon::prelude::*;
use std::{cmp::Reverse, collections::BTreeMap, ops::Range};
use throughline_model::Span;
use throughline_translation::{RenderedGroup, RenderedPassage};

/// Renderings of one sentence in one language that are put beside each other: the likeliest. Of a
/// statement that hundreds of texts render most are copies of each other, which their words show.
const MOST: usize = 48;

/// Most sentences of either side between two groups of a passage.
const GAP: usize = 4;

/// A part of a text that renders a part of the third.
#[derive(Debug, Clone, PartialEq)]
struct Rendering {
    /// What it renders, in bytes of the third text.
    rendered: Span,
    text: u32,
    /// Where it stands, in bytes and in sentences of its text.
    span: Span,
    sentences: Range<usize>,
    /// The numbers by which its sentences are known, added: 0 if they stand everywhere, the same for
    /// equal ones.
    votes: u64,
    probability: f32,
}

/// Adds what texts of one language share through texts of other languages, from `least` on.
pub(super) fn add(texts: &Texts, found: &mut Found, least: f64) {
    let of_third = by_third(texts, found);
    let beside =
        of_third.into_par_iter().flat_map_iter(|(_, renderings)| beside_each_other(renderings, least));
    let mut of_pair: BTreeMap<(u32, u32), Vec<[Rendering; 2]>> = BTreeMap::new();
    for both in beside.collect::<Vec<_>>() {
        of_pair.entry((both[0].text, both[1].text)).or_default().push(both);
    }
    // What is found in the two texts themselves comes first.
    let mut taken: BTreeMap<(u32, u32), Vec<[Span; 2]>> = BTreeMap::new();
    for ((a, b), passages) in found.iter().filter(|(pair, _)| of_pair.contains_key(pair)) {
        let places = [*a, *b].map(|text| texts.places(&texts.all[text as usize]));
        let groups = passages.iter().flat_map(|passage| &passage.groups);
        let spans = groups.map(|group| sides(places[0], places[1], group));
        taken.entry((*a, *b)).or_default().extend(spans);
    }
    for (pair, all) in of_pair {
        let passages = passages(all, taken.remove(&pair).unwrap_or_default(), &|text, sentence| {
            texts.places(&texts.all[text as usize])[sentence].span
        });
        found.push((pair, passages));
    }
    found.sort_by_key(|(pair, _)| *pair);
}

/// For each text and each other language what renders it there.
fn by_third<'t>(texts: &'t Texts, found: &Found) -> BTreeMap<(u32, &'t str), Vec<Rendering>> {
    let mut of_third: BTreeMap<(u32, &str), Vec<Rendering>> = BTreeMap::new();
    for ((a, b), passages) in found {
        let [of_a, of_b] = [*a, *b].map(|text| &texts.all[text as usize]);
        if of_a.primary() == of_b.primary() {
            continue;
        }
        for passage in passages {
            for group in &passage.groups {
                let [in_a, in_b] = sides(texts.places(of_a), texts.places(of_b), group);
                let rendering = |rendered, text: u32, span, sentences: &Range<usize>| Rendering {
                    rendered,
                    text,
                    span,
                    sentences: sentences.clone(),
                    votes: texts.places(&texts.all[text as usize])[sentences.clone()]
                        .iter()
                        .fold(0, |sum, place| sum.wrapping_add(place.vote)),
                    probability: group.probability,
                };
                let of_a_third = of_third.entry((*a, of_b.primary())).or_default();
                of_a_third.push(rendering(in_a, *b, in_b, &group.second));
                let of_b_third = of_third.entry((*b, of_a.primary())).or_default();
                of_b_third.push(rendering(in_b, *a, in_a, &group.first));
            }
        }
    }
    of_third
}

/// Each two of these, of different texts, that mostly render the same words, the lower text first.
fn beside_each_other(mut renderings: Vec<Rendering>, least: f64) -> Vec<[Rendering; 2]> {
    // What stands everywhere ("#Peace") says nothing of two texts.
    renderings.retain(|one| one.votes != 0);
    renderings.sort_by(|x, y| {
        let place = |one: &Rendering| (one.rendered.begin, one.text, one.span.begin);
        y.probability.total_cmp(&x.probability).then(place(x).cmp(&place(y)))
    });
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    renderings.retain(|one| {
        let count = counts.entry(one.rendered.begin).or_default();
        *count += 1;
        *count <= MOST
    });
    renderings.sort_by_key(|one| (one.rendered.begin, one.text, one.span.begin));
    let mut pairs = Vec::new();
    for (at, one) in renderings.iter().enumerate() {
        let following = renderings[at + 1..].iter();
        for other in following.take_while(|other| other.rendered.begin < one.rendered.end) {
            let common = one.rendered.overlap(&other.rendered);
            let longer = one.rendered.len().max(other.rendered.len());
            let is_common = 2 * common > longer;
            let both = f64::from(one.probability) * f64::from(other.probability);
            // Whether equal sentences are carried is told by words.
            if one.text != other.text && one.votes != other.votes && is_common && both >= least {
                let mut pair = [one.clone(), other.clone()];
                pair.sort_by_key(|side| side.text);
                pairs.push(pair);
            }
        }
    }
    pairs
}

/// Passages of two texts, the likeliest of those that overlap; `taken` are spans that others have.
fn passages(
    mut all: Vec<[Rendering; 2]>,
    mut taken: Vec<[Span; 2]>,
    sentence: &impl Fn(u32, usize) -> Span,
) -> Vec<RenderedPassage> {
    let probability = |both: &[Rendering; 2]| both[0].probability * both[1].probability;
    all.sort_by(|x, y| {
        let length = |both: &[Rendering; 2]| Reverse(both[0].span.len() + both[1].span.len());
        let place = |both: &[Rendering; 2]| (length(both), both[0].span.begin, both[1].span.begin);
        probability(y).total_cmp(&probability(x)).then(place(x).cmp(&place(y)))
    });
    all.retain(|both| {
        let overlaps = |spans: &[Span; 2]| (0..2).any(|side| spans[side].overlap(&both[side].span) > 0);
        let is_free = !taken.iter().any(overlaps);
        if is_free {
            taken.push([both[0].span, both[1].span]);
        }
        is_free
    });
    all.sort_by_key(|both| both[0].span.begin);
    let mut passages: Vec<RenderedPassage> = Vec::new();
    for both in &all {
        let group = RenderedGroup {
            first: both[0].sentences.clone(),
            second: both[1].sentences.clone(),
            probability: probability(both),
            parts: parts(both, sentence),
        };
        match passages.last_mut() {
            Some(passage) if follows(&passage.groups[passage.groups.len() - 1], &group) => {
                passage.probability = passage.probability.min(group.probability);
                passage.groups.push(group);
            }
            _ => passages.push(RenderedPassage { probability: group.probability, groups: vec![group] }),
        }
    }
    passages
}

/// Whether a group stands behind another in both texts, not far off.
fn follows(one: &RenderedGroup, next: &RenderedGroup) -> bool {
    let behind = |one: &Range<usize>, next: &Range<usize>, is_in_part: bool| {
        let is_behind = next.start >= one.end || is_in_part && next.start + 1 == one.end;
        is_behind && next.start <= one.end + GAP
    };
    // Of two parts of one sentence the second may stand first.
    let is_in_part = match (&one.parts, &next.parts) {
        (Some(one), Some(next)) => [one.0.end <= next.0.start, one.1.end <= next.1.start],
        _ => [false; 2],
    };
    behind(&one.first, &next.first, is_in_part[0]) && behind(&one.second, &next.second, is_in_part[1])
}

/// The bytes from the begin of each side's first sentence, if either is less than its sentences.
fn parts(both: &[Rendering; 2], sentence: &impl Fn(u32, usize) -> Span) -> Option<(Range<u32>, Range<u32>)> {
    let [first, second] = both.each_ref().map(|side| {
        let [head, tail] =
            [side.sentences.start, side.sentences.end - 1].map(|number| sentence(side.text, number));
        let part = side.span.begin - head.begin..side.span.end - head.begin;
        (part, side.span.begin == head.begin && side.span.end == tail.end)
    });
    (!first.1 || !second.1).then_some((first.0, second.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences of a hundred bytes each.
    fn sentence(_: u32, number: usize) -> Span {
        Span { begin: 100 * number as u32, end: 100 * number as u32 + 100 }
    }

    /// A sentence of a text that renders these bytes.
    fn rendering(text: u32, number: usize, rendered: [u32; 2], probability: f32) -> Rendering {
        Rendering {
            rendered: Span { begin: rendered[0], end: rendered[1] },
            text,
            span: sentence(text, number),
            sentences: number..number + 1,
            votes: (u64::from(text) << 32) + number as u64 + 1,
            probability,
        }
    }

    #[test]
    fn renderings_of_mostly_the_same_words_are_beside_each_other() {
        let all = vec![
            rendering(4, 7, [0, 60], 0.99),
            rendering(2, 1, [0, 60], 0.98),
            // Half of it, and one that is too unlikely.
            rendering(3, 5, [30, 60], 0.99),
            rendering(5, 5, [0, 60], 0.8),
            // Two sentences of one text are no two renderings.
            rendering(2, 2, [0, 60], 0.97),
            // Few words, and the very words of another.
            Rendering { votes: 0, ..rendering(6, 1, [0, 60], 0.99) },
            Rendering { votes: (4 << 32) + 8, ..rendering(7, 1, [0, 60], 0.99) },
        ];
        let found = beside_each_other(all, 0.9);
        let sides: Vec<[(u32, usize); 2]> =
            found.iter().map(|both| both.each_ref().map(|side| (side.text, side.sentences.start))).collect();
        assert_eq!(
            sides,
            [[(2, 1), (4, 7)], [(2, 1), (7, 1)], [(2, 2), (4, 7)], [(2, 2), (7, 1)]],
            "the fourth and the seventh are equal"
        );
    }

    #[test]
    fn of_hundreds_of_renderings_the_likeliest_count() {
        let all: Vec<Rendering> =
            (0..200).map(|text| rendering(text, 0, [0, 60], 0.99 - text as f32 * 1e-5)).collect();
        let found = beside_each_other(all, 0.9);
        assert_eq!(found.len(), MOST * (MOST - 1) / 2);
        assert!(found.iter().all(|both| both[1].text < MOST as u32));
    }

    #[test]
    fn what_follows_in_both_texts_is_a_passage_and_what_is_taken_is_none() {
        let pair = |first, second, probability| {
            [rendering(1, first, [0, 9], probability), rendering(2, second, [0, 9], 1.0)]
        };
        let all =
            vec![pair(3, 10, 0.95), pair(4, 11, 0.92), pair(4, 12, 0.91), pair(6, 2, 0.99), pair(20, 3, 0.9)];
        let found = passages(all, vec![[sentence(1, 20), sentence(2, 40)]], &sentence);
        let groups: Vec<Vec<(usize, usize)>> = found
            .iter()
            .map(|passage| passage.groups.iter().map(|one| (one.first.start, one.second.start)).collect())
            .collect();
        assert_eq!(groups, [vec![(3, 10), (4, 11)], vec![(6, 2)]]);
        assert!((found[0].probability - 0.92).abs() < 1e-6);
        assert!(found.iter().flat_map(|passage| &passage.groups).all(|group| group.parts.is_none()));
    }

    #[test]
    fn a_clause_stays_a_clause() {
        let mut clause = rendering(2, 5, [0, 9], 1.0);
        clause.span = Span { begin: 540, end: 580 };
        let found = passages(vec![[rendering(1, 3, [0, 9], 1.0), clause]], Vec::new(), &sentence);
        assert_eq!(found[0].groups[0].parts, Some((0..100, 40..80)));
    }
}
