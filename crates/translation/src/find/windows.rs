//! The parts of two texts that are worth the model's time.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::candidates::Candidate;

/// Near sentences at most so far apart on both sides are of one window: further apart, those that
/// are near by chance would string together.
const TOGETHER: u32 = 4;

/// Sentences before and after near ones that are looked at as well.
const AROUND: u32 = 2;

/// A part of each of two texts, in sentences, that may be renderings of each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Sentences of the first text; the end may lie behind it.
    pub first: Range<u32>,
    /// Sentences of the second text; the end may lie behind it.
    pub second: Range<u32>,
    /// What the votes within count, in millionths.
    pub score: i64,
}

/// The windows of votes (sentences of both texts and what they count, sorted by sentences) that
/// count at least so much, by place. Of several votes of one sentence of the first text the heaviest
/// counts. Windows that overlap on both sides after all are one.
pub(super) fn windows(votes: &[(u32, u32, i64)], least: i64) -> Vec<Window> {
    let mut clusters: Vec<Vec<(u32, u32, i64)>> = Vec::new();
    for &vote in votes {
        let is_near = |other: &(u32, u32, i64)| {
            vote.0.abs_diff(other.0) <= TOGETHER && vote.1.abs_diff(other.1) <= TOGETHER
        };
        // Votes come by the first text's sentences, so clusters that end long before are closed.
        let (mut own, others): (Vec<_>, Vec<_>) = clusters.into_iter().partition(|cluster| {
            cluster.iter().rev().take_while(|other| other.0 + TOGETHER >= vote.0).any(is_near)
        });
        clusters = others;
        let mut joined: Vec<(u32, u32, i64)> = own.pop().unwrap_or_default();
        for cluster in own {
            joined.extend(cluster);
        }
        joined.sort_unstable();
        joined.push(vote);
        clusters.push(joined);
    }
    let mut windows: Vec<Window> = clusters.iter().map(|votes| window(votes)).collect();
    windows.retain(|window| window.score >= least);
    merged(windows)
}

fn window(votes: &[(u32, u32, i64)]) -> Window {
    let heaviest = |votes: &[(u32, u32, i64)]| votes.iter().map(|vote| vote.2).max().unwrap_or(0);
    let around = |least: u32, most: u32| least.saturating_sub(AROUND)..most + 1 + AROUND;
    let seconds = || votes.iter().map(|vote| vote.1);
    Window {
        first: around(votes[0].0, votes[votes.len() - 1].0),
        second: around(seconds().min().unwrap_or(0), seconds().max().unwrap_or(0)),
        score: votes.chunk_by(|a, b| a.0 == b.0).map(heaviest).sum(),
    }
}

fn merged(mut windows: Vec<Window>) -> Vec<Window> {
    loop {
        windows.sort_unstable_by_key(|window| (window.first.start, window.second.start, window.first.end));
        let mut joined: Vec<Window> = Vec::with_capacity(windows.len());
        for window in &windows {
            let overlap = |a: &Range<u32>, b: &Range<u32>| a.start < b.end && b.start < a.end;
            let same = joined
                .iter_mut()
                .find(|other| overlap(&other.first, &window.first) && overlap(&other.second, &window.second));
            match same {
                Some(other) => {
                    other.first = hull(&other.first, &window.first);
                    other.second = hull(&other.second, &window.second);
                    other.score += window.score;
                }
                None => joined.push(window.clone()),
            }
        }
        if joined.len() == windows.len() {
            return joined;
        }
        windows = joined;
    }
}

fn hull(a: &Range<u32>, b: &Range<u32>) -> Range<u32> {
    a.start.min(b.start)..a.end.max(b.end)
}

/// Measuring a sentence against those of a window takes about this part of a forward pass.
const MEASURING: usize = 8;

/// The windows that [`within_effort`] keeps at most: each has three sentences of either side or more.
pub fn most_windows(sentences: usize) -> usize {
    sentences.saturating_mul(MEASURING) / (2 * (1 + AROUND as usize)) + 1
}

/// Keeps of all candidates the windows that count most, as long as the second pass takes no more than
/// so many forward passes of a sentence. Half of these are for texts of one time, as far as they need
/// them. A window that shares its sentences with better ones costs little more than measuring them.
pub fn within_effort(mut candidates: Vec<Candidate>, sentences: usize) -> Vec<Candidate> {
    let mut order: Vec<(Reverse<i64>, usize, usize)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let windows = candidate.windows.iter().enumerate();
        order.extend(windows.map(|(own, window)| (Reverse(window.score), at, own)));
    }
    order.sort_unstable();
    let mut effort = Effort::default();
    let mut keeps: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); candidates.len()];
    for (only_soon, most) in [(true, sentences / 2), (false, sentences)] {
        for (_, at, own) in &order {
            let candidate = &candidates[*at];
            if keeps[*at].contains(own) || only_soon && !candidate.soon {
                continue;
            }
            if !effort.takes(candidate, &candidate.windows[*own], most) {
                break;
            }
            keeps[*at].insert(*own);
        }
    }
    for (candidate, keeps) in candidates.iter_mut().zip(keeps) {
        candidate.windows = keeps.into_iter().map(|own| candidate.windows[own].clone()).collect();
    }
    candidates.retain(|candidate| !candidate.windows.is_empty());
    candidates
}

/// What the second pass has to do for the windows chosen so far.
#[derive(Default)]
struct Effort {
    /// Sentences that go through the model.
    looked_at: HashSet<(u32, u32)>,
    /// Sentences that are measured, each as often as windows have it.
    measured: usize,
}

impl Effort {
    /// Whether a window more is within so many forward passes.
    fn takes(&mut self, Candidate { texts, .. }: &Candidate, window: &Window, most: usize) -> bool {
        let of = |text: u32, range: &Range<u32>| range.clone().map(move |sentence| (text, sentence));
        let new: Vec<(u32, u32)> = of(texts.0, &window.first)
            .chain(of(texts.1, &window.second))
            .filter(|sentence| !self.looked_at.contains(sentence))
            .collect();
        let measured = self.measured + window.first.len() + window.second.len();
        let takes = self.looked_at.len() + new.len() + measured / MEASURING <= most;
        if takes {
            self.looked_at.extend(new);
            self.measured = measured;
        }
        takes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_that_lie_together_make_a_window() {
        assert_eq!(windows(&[], 0), []);
        let found = windows(&[(4, 40, 7), (5, 41, 5), (5, 42, 6), (20, 10, 9), (40, 3, 2)], 9);
        assert_eq!(
            found,
            [
                Window { first: 2..8, second: 38..45, score: 13 },
                Window { first: 18..23, second: 8..13, score: 9 },
            ]
        );
        let whole: Vec<(u32, u32, i64)> = (0..50).map(|at| (at, at, 1)).collect();
        assert_eq!(windows(&whole, 9), [Window { first: 0..52, second: 0..52, score: 50 }]);
    }

    #[test]
    fn effort_goes_to_the_windows_that_count_most() {
        let window = |at: u32, score| Window { first: at..at + 5, second: at..at + 5, score };
        let candidate = |texts, windows| Candidate { texts, score: 0.0, soon: false, windows };
        let all = vec![
            candidate((0, 1), vec![window(0, 5), window(20, 2)]),
            candidate((0, 2), vec![window(0, 4)]),
            candidate((3, 4), vec![window(0, 1)]),
        ];
        let kept: Vec<(u32, u32)> = within_effort(all.clone(), 18).iter().map(|found| found.texts).collect();
        assert_eq!(kept, [(0, 1), (0, 2)]);
        assert_eq!(within_effort(all.clone(), 18)[0].windows.len(), 1);
        assert_eq!(within_effort(all.clone(), 1000), all);
        assert_eq!(within_effort(all, 3), []);
    }

    #[test]
    fn half_of_the_effort_is_for_texts_of_one_time() {
        let window = |score| Window { first: 0..5, second: 0..5, score };
        let candidate = |text, soon, score| Candidate {
            texts: (text, text + 100),
            score: 0.0,
            soon,
            windows: vec![window(score)],
        };
        let all: Vec<Candidate> =
            (0..8).map(|text| candidate(text, text >= 5, 9 - i64::from(text))).collect();
        let kept = |sentences| -> Vec<u32> {
            within_effort(all.clone(), sentences).iter().map(|found| found.texts.0).collect()
        };
        // A window takes eleven passes: ten sentences, and an eighth of them for measuring.
        assert_eq!(kept(45), [0, 1, 5, 6]);
        assert_eq!(kept(80), [0, 1, 2, 3, 5, 6, 7]);
        assert_eq!(kept(200).len(), 8);
    }
}
