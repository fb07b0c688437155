//! The passages of two texts of which one renders the other.
//!
//! Only windows around near sentences go through the model. Within them groups of adjacent sentences
//! are measured against each other and against their rivals, the nearest other sentences of both
//! sides; each group counts the log odds that its two sides say the same, passages are the chains of
//! groups that count most, and a passage has the probability that follows from its groups.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::chains::{ChainRules, GainedGroup, TICKS, chains};
use super::company::{Alone, with_company};
use super::disjoint::disjoint;
use super::measure::{Part, measured, with_prior};
use super::memory::SentenceMemory;
use super::odds::{log_odds_of, together};
use super::parts::parts;
use super::windows::Window;
use crate::model::{Model, Sentence};
use crate::probability::primary;

/// How passages are told from chance.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RenderingSettings {
    /// The probability from which on a passage is of interest: as long as it is not measured against
    /// those of other texts, a low one.
    pub least_probability: f32,
    /// The probability from which on a group may be of a passage.
    pub least_of_group: f32,
    /// Sizes of groups, in sentences of both sides.
    pub group_sizes: Vec<(usize, usize)>,
    /// Log odds that each sentence of a group beyond one and one takes off, so that what can be
    /// told apart is.
    pub merge: f32,
    /// Log odds that are taken off where both sides are of one language: any two reports of one
    /// matter have near sentences, and few of these are one statement in other words.
    pub same_language: f32,
    /// Log odds that are taken off a part of two sentences that no other group stands beside, in their
    /// order or in another: any two reports have a title, a place and a date, or a set phrase in common.
    pub lone_part: f32,
    /// Log odds that are taken off two sentences that no other group stands beside and that there is
    /// nothing to measure against; half of it where windows have eight other sentences.
    pub lone_sentence: f32,
    /// Most sentences of either side between two groups of a passage.
    pub gap: usize,
    /// Log odds that each of these takes off.
    pub gap_cost: f32,
    /// Log odds that it adds to two groups that they follow each other in both texts.
    pub in_order: f32,
    /// How much the share of sentences of a window that have a counterpart moves the log odds of
    /// each: they are those of texts of which half have one. From how often pairs were true beside
    /// what was predicted where most have one and where one of 21 has.
    pub prior: f32,
}

impl Default for RenderingSettings {
    fn default() -> Self {
        RenderingSettings {
            least_probability: 0.3,
            least_of_group: 0.15,
            group_sizes: vec![(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1)],
            merge: 1.0,
            same_language: 2.5,
            lone_part: 3.0,
            lone_sentence: 2.0,
            gap: 4,
            gap_cost: 0.6,
            in_order: 2.0,
            prior: 0.35,
        }
    }
}

/// A text as its sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextSentences<'a> {
    /// Its language, BCP 47.
    pub language: &'a str,
    /// Its sentences in order.
    pub sentences: &'a [&'a str],
}

/// Two texts and the windows to look at, as [`CandidateSearch`](super::CandidateSearch) finds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextPair<'a> {
    /// One text.
    pub first: TextSentences<'a>,
    /// The other.
    pub second: TextSentences<'a>,
    /// The windows.
    pub windows: &'a [Window],
}

/// Adjacent sentences of two texts that say the same.
#[derive(Debug, Clone, PartialEq)]
pub struct RenderedGroup {
    /// Sentences of the first text, at least one.
    pub first: Range<usize>,
    /// Sentences of the second, at least one.
    pub second: Range<usize>,
    /// The probability that one renders the other, 0 to 1.
    pub probability: f32,
    /// The bytes of the first and of the second sentence that do, where only a part of either does;
    /// then it is one sentence of each.
    pub parts: Option<(Range<u32>, Range<u32>)>,
}

/// A passage of one text and its rendering in another.
#[derive(Debug, Clone, PartialEq)]
pub struct RenderedPassage {
    /// Its groups, in the order of both texts; what lies between them stands on one side only.
    pub groups: Vec<RenderedGroup>,
    /// The probability that one renders the other, 0 to 1.
    pub probability: f32,
}

/// The passages that the texts of each pair share.
pub fn renderings(
    model: &Model,
    memory: &mut SentenceMemory,
    pairs: &[TextPair<'_>],
    settings: &RenderingSettings,
) -> Vec<Vec<RenderedPassage>> {
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    for pair in pairs {
        for window in pair.windows {
            wanted.extend(&pair.first.sentences[within(&window.first, pair.first)]);
            wanted.extend(&pair.second.sentences[within(&window.second, pair.second)]);
        }
    }
    let sentences = memory.sentences(model, &wanted);
    pairs
        .par_iter()
        .map(|pair| {
            let found = pair.windows.iter().flat_map(|window| in_window(pair, window, &sentences, settings));
            let mut found = with_company(found.collect(), settings.gap);
            found.retain(|passage| passage.probability >= settings.least_probability);
            disjoint(found)
        })
        .collect()
}

/// The sentences of a text that a window has.
fn within(window: &Range<u32>, text: TextSentences<'_>) -> Range<usize> {
    let end = (window.end as usize).min(text.sentences.len());
    (window.start as usize).min(end)..end
}

/// Whole parts of log odds: sums of them do not depend on the order.
const UNIT: f32 = 1e6;

fn in_window(
    TextPair { first, second, .. }: &TextPair<'_>,
    window: &Window,
    sentences: &BTreeMap<String, Sentence>,
    settings: &RenderingSettings,
) -> Vec<Alone> {
    let (from, to) = (within(&window.first, *first), within(&window.second, *second));
    if from.is_empty() || to.is_empty() {
        return Vec::new();
    }
    let a = Part::of(&first.sentences[from.clone()], sentences);
    let b = Part::of(&second.sentences[to.clone()], sentences);
    let mut measured = measured(&a, &b, (first.language, second.language), settings);
    // Two sentences of one language have words in common for many reasons.
    if primary(first.language) != primary(second.language) {
        measured.extend(parts(&a, &b));
    }
    let measured = with_prior(measured, settings);
    let likely =
        measured.iter().enumerate().filter(|(_, group)| group.probability >= settings.least_of_group);
    let gained: Vec<GainedGroup> = likely
        .map(|(number, group)| {
            let [first_ticks, second_ticks] = [(&first, &from, 0), (&second, &to, 1)]
                .map(|(text, window, side)| ticks(text, window, group, side));
            GainedGroup { first: first_ticks, second: second_ticks, number, gain: gain(group, settings) }
        })
        .collect();
    let whole = |value: f32| (value * UNIT).round() as i64;
    let rules = ChainRules {
        least: 1,
        gap: settings.gap * TICKS,
        gap_cost: whole(settings.gap_cost) / TICKS as i64,
        in_order: whole(settings.in_order),
    };
    let found = chains(gained, from.len() * TICKS, &rules).into_iter().map(|(chain, _)| {
        let moved = |range: &Range<usize>, by: usize| range.start + by..range.end + by;
        let groups = chain.iter().map(|gained| &measured[gained.number]).map(|group| RenderedGroup {
            first: moved(&group.first, from.start),
            second: moved(&group.second, to.start),
            ..group.clone()
        });
        apart(groups.collect())
    });
    let rivals = from.len() + to.len() - 2;
    found.map(|groups| alone(passage(groups), rivals, settings)).collect()
}

/// Where parts of one sentence overlap by less than a tick, the first has what both have.
fn apart(groups: Vec<RenderedGroup>) -> Vec<RenderedGroup> {
    let mut apart: Vec<RenderedGroup> = Vec::with_capacity(groups.len());
    for mut group in groups {
        if let (Some((first, second)), Some(before)) = (&mut group.parts, apart.last()) {
            let ends = before.parts.as_ref().map_or((0, 0), |parts| (parts.0.end, parts.1.end));
            if before.first == group.first {
                first.start = first.start.max(ends.0);
            }
            if before.second == group.second {
                second.start = second.start.max(ends.1);
            }
            if first.start >= first.end || second.start >= second.end {
                continue;
            }
        }
        apart.push(group);
    }
    apart
}

/// What a group counts for a chain.
fn gain(group: &RenderedGroup, settings: &RenderingSettings) -> i64 {
    let sentences = (group.first.len() + group.second.len()) as f32;
    let gain = log_odds_of(group.probability) as f32 * sentences / 2.0 - settings.merge * (sentences - 2.0);
    (gain * UNIT).round() as i64
}

/// Where a group of a window stands on one side.
fn ticks(
    text: &TextSentences<'_>,
    window: &Range<usize>,
    group: &RenderedGroup,
    side: usize,
) -> Range<usize> {
    let sentences = [&group.first, &group.second][side];
    let (begin, end) = (sentences.start * TICKS, sentences.end * TICKS);
    let Some(part) = group.parts.as_ref().map(|parts| [&parts.0, &parts.1][side]) else { return begin..end };
    let bytes = text.sentences[window.start + sentences.start].len().max(1);
    // The tick that two parts share is of the one that has most of it.
    let tick = |byte: u32| begin + (TICKS * byte as usize + bytes / 2) / bytes;
    let first = tick(part.start).min(end - 1);
    first..tick(part.end).clamp(first + 1, end)
}

/// The passage of these groups.
fn passage(groups: Vec<RenderedGroup>) -> RenderedPassage {
    let probability = together(groups.iter().map(|group| group.probability));
    RenderedPassage { groups, probability }
}

/// Sentences of a window besides a group's own that make it half as doubtful.
const HALF_SURE: f32 = 8.0;

/// A passage with what is taken off it as long as nothing stands near it.
fn alone(passage: RenderedPassage, rivals: usize, settings: &RenderingSettings) -> Alone {
    let doubt = match passage.groups.as_slice() {
        [RenderedGroup { parts: Some(_), .. }] => settings.lone_part,
        [_] => settings.lone_sentence * HALF_SURE / (HALF_SURE + rivals as f32),
        _ => 0.0,
    };
    Alone { passage, doubt: f64::from(doubt) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(at: usize, probability: f32) -> RenderedGroup {
        RenderedGroup { first: at..at + 1, second: at..at + 1, probability, parts: None }
    }

    #[test]
    fn what_can_be_told_apart_is() {
        let settings = RenderingSettings::default();
        let counts = |a: usize, b: usize, probability| {
            gain(&RenderedGroup { first: 0..a, second: 0..b, probability, parts: None }, &settings)
        };
        assert!(2 * counts(1, 1, 0.99) > counts(2, 2, 0.99));
        assert!(counts(1, 2, 0.99) > counts(1, 1, 0.95));
        assert_eq!(counts(1, 1, 0.5), 0);
    }

    #[test]
    fn parts_of_a_chain_share_no_byte() {
        let of = |sentence: usize, first: Range<u32>, second: Range<u32>| RenderedGroup {
            parts: Some((first, second)),
            ..group(sentence, 0.9)
        };
        let found =
            apart(vec![of(0, 0..20, 0..9), of(0, 18..40, 9..30), of(0, 30..40, 31..40), of(1, 0..5, 0..5)]);
        assert_eq!(found, [of(0, 0..20, 0..9), of(0, 20..40, 9..30), of(1, 0..5, 0..5)]);
    }

    #[test]
    fn parts_of_a_sentence_have_ticks_of_their_own() {
        let text = TextSentences { language: "en", sentences: &["one", "a half, and the other half"] };
        let at = |part: Range<u32>| {
            let parts = Some((part.clone(), part));
            ticks(&text, &(1..2), &RenderedGroup { first: 0..1, second: 0..1, probability: 0.9, parts }, 0)
        };
        assert_eq!((at(0..6), at(8..26), at(8..8)), (0..4, 5..16, 5..6));
        assert_eq!(ticks(&text, &(0..2), &group(1, 0.9), 1), 16..32);
    }
}
