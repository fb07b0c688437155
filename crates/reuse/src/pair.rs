//! All matches of one pair of texts.

use crate::{
    Settings,
    align::{Buffers, align, fill, probe},
    chain::{Chain, Hit, Run, chains, exact_runs},
    path::{Path, Step},
    weight::{GAP, REPLACED, weight_of, weight_of_run},
};

/// A text of this many units is long enough for a copy of it to be a match, whatever its words
/// weigh.
const LONG_ENOUGH: usize = 20;

/// Finds the matches of two texts from their seed hits, which are sorted by diagonal; the matches
/// are sorted by place. Two matches may share units of one text (a passage can stand twice in the
/// other); a chain that lies mostly in a better match in both texts is left out.
pub(crate) fn match_pair(
    a: &[u64],
    b: &[u64],
    hits: &[Hit],
    settings: &Settings,
    buffers: &mut Buffers,
) -> Vec<Path> {
    let runs = exact_runs(a, b, hits);
    if runs.iter().map(|run| run.weight).sum::<i32>() < settings.min_chain_weight as i32 {
        return Vec::new();
    }
    let mut parts: Vec<Path> = Vec::new();
    for chain in chains(a, &runs, settings) {
        if is_covered(&chain, &parts) {
            continue;
        }
        if chain.weight < settings.min_score as i32 && !is_promising(a, b, &chain, settings, buffers) {
            continue;
        }
        let part = align(a, b, &chain, settings.drop_off as i32, buffers);
        // Two parts, each too weak alone, may make one match.
        if part.score >= settings.min_score as i32 / 2 {
            parts.push(part);
        }
    }
    select(a, join(a, b, parts, settings, buffers), settings)
}

/// Keeps what is long enough to be a match by itself, and shorter parts close to one in both
/// texts: a sentence moved by a paragraph, or the rest of a passage into which another text was
/// worked.
fn select(a: &[u64], parts: Vec<Path>, settings: &Settings) -> Vec<Path> {
    let weights: Vec<i32> = parts.iter().map(|part| part.kept_weight(a)).collect();
    let is_strong = |at: usize| {
        parts[at].score >= settings.min_score as i32 && weights[at] >= settings.min_kept_weight as i32
    };
    let reach = settings.near as usize;
    let is_near = |x: &Path, y: &Path| {
        distance(x.a_begin..x.a_end, y.a_begin..y.a_end) <= reach
            && distance(x.b_begin..x.b_end, y.b_begin..y.b_end) <= reach
    };
    let strong: Vec<usize> = (0..parts.len()).filter(|&at| is_strong(at)).collect();
    let keep: Vec<bool> = (0..parts.len())
        .map(|at| {
            is_strong(at)
                || weights[at] >= settings.min_kept_weight_near as i32
                    && strong.iter().any(|&other| is_near(&parts[at], &parts[other]))
        })
        .collect();
    parts.into_iter().zip(keep).filter_map(|(part, keep)| keep.then_some(part)).collect()
}

/// Units between two ranges, none if they overlap.
fn distance(x: std::ops::Range<usize>, y: std::ops::Range<usize>) -> usize {
    x.start.saturating_sub(y.end).max(y.start.saturating_sub(x.end))
}

/// Whether a weak chain gains something when it is extended over half the usual distance, which
/// costs about a quarter of the cells of a full extension. Most weak chains are set phrases that
/// end where they begin; they stop here.
fn is_promising(a: &[u64], b: &[u64], chain: &Chain, settings: &Settings, buffers: &mut Buffers) -> bool {
    probe(a, b, chain, settings.drop_off as i32 / 2, buffers) * 4 >= settings.min_score as i32 * 3
}

/// The match of a text with an identical one, if it is long enough to be a match.
pub(crate) fn match_identical(hashes: &[u64], settings: &Settings) -> Option<Path> {
    let score = weight_of_run(hashes);
    let is_match = hashes.len() >= LONG_ENOUGH || score >= settings.min_kept_weight as i32;
    is_match.then(|| Path {
        a_begin: 0,
        b_begin: 0,
        a_end: hashes.len(),
        b_end: hashes.len(),
        steps: vec![Step::Kept; hashes.len()],
        score,
    })
}

/// Whether at least half of a chain lies in parts already found, in both texts.
fn is_covered(chain: &Chain, parts: &[Path]) -> bool {
    let covered = |units: fn(&Run) -> usize, begin: fn(&Path) -> usize, end: fn(&Path) -> usize| -> bool {
        let length: usize = chain.runs.iter().map(|run| run.length).sum();
        let inside: usize = (chain.runs.iter())
            .map(|run| {
                let (from, to) = (units(run), units(run) + run.length);
                let most = parts.iter().map(|part| end(part).min(to).saturating_sub(begin(part).max(from)));
                most.max().unwrap_or(0)
            })
            .sum();
        inside * 2 >= length
    };
    covered(|run| run.a, |part| part.a_begin, |part| part.a_end)
        && covered(|run| run.b, |part| part.b_begin, |part| part.b_end)
}

/// Joins parts that follow each other in both texts with no more than `max_gap` units between
/// them: an edit that neither part could bridge alone.
fn join(a: &[u64], b: &[u64], mut parts: Vec<Path>, settings: &Settings, buffers: &mut Buffers) -> Vec<Path> {
    parts.sort_unstable_by_key(|part| (part.a_begin, part.b_begin, part.a_end, part.b_end));
    let max_gap = settings.max_gap as usize;
    let mut joined: Vec<Path> = Vec::with_capacity(parts.len());
    for part in parts {
        let follows = |earlier: &Path| {
            part.a_begin > earlier.a_begin
                && part.b_begin > earlier.b_begin
                && part.a_end > earlier.a_end
                && part.b_end > earlier.b_end
                && part.a_begin <= earlier.a_end + max_gap
                && part.b_begin <= earlier.b_end + max_gap
        };
        // The nearest one it follows; there are few parts in a pair.
        let nearest = (joined.iter().enumerate().rev().take(16))
            .filter(|(_, earlier)| follows(earlier))
            .min_by_key(|(_, earlier)| {
                part.a_begin.abs_diff(earlier.a_end) + part.b_begin.abs_diff(earlier.b_end)
            })
            .map(|(at, _)| at);
        match nearest {
            Some(at) => append(a, b, &mut joined[at], &part, buffers),
            None => joined.push(part),
        }
    }
    joined.sort_unstable_by_key(|part| (part.a_begin, part.b_begin, part.a_end, part.b_end));
    joined
}

/// Appends a part to an earlier one, without what they share.
fn append(a: &[u64], b: &[u64], earlier: &mut Path, part: &Path, buffers: &mut Buffers) {
    let (mut at, mut bt) = (part.a_begin, part.b_begin);
    let mut steps = part.steps.as_slice();
    // Drop leading steps until what is left starts with a kept unit behind the earlier part.
    while let Some((step, rest)) = steps.split_first() {
        if *step == Step::Kept && at >= earlier.a_end && bt >= earlier.b_end {
            break;
        }
        let (a_units, b_units) = step.units();
        (at, bt, steps) = (at + a_units, bt + b_units, rest);
    }
    if steps.is_empty() {
        return;
    }
    fill(&a[earlier.a_end..at], &b[earlier.b_end..bt], &mut earlier.steps, buffers);
    earlier.steps.extend_from_slice(steps);
    earlier.score += score_of(&a[at..], steps);
    (earlier.a_end, earlier.b_end) = (part.a_end, part.b_end);
}

/// Score of steps that begin at the first of the given units.
fn score_of(a: &[u64], steps: &[Step]) -> i32 {
    let mut at = 0;
    let mut score = 0;
    for step in steps {
        score += match step {
            Step::Kept => weight_of(a[at]),
            Step::Replaced => -REPLACED,
            Step::Cut | Step::Added => -GAP,
        };
        at += step.units().0;
    }
    score
}
