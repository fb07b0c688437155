//! All matches of one pair of texts: a function of the two texts alone.

use crate::{
    Settings,
    align::{Buffers, align, fill, probe},
    chain::{Chain, Chains, Hit, Run},
    evidence::Evidence,
    moved::{self, Arranged},
    path::{Path, Step},
    prepared::Unit,
    weight::{GAP, REPLACED, weight_of, weight_of_run},
};

/// A text of this many units is long enough for a copy of it to be a match, whatever its words
/// weigh.
const LONG_ENOUGH: usize = 20;

/// Memory that one thread reuses from pair to pair.
#[derive(Debug, Default)]
pub(crate) struct PairBuffers {
    chains: Chains,
    align: Buffers,
    evidence: Evidence,
}

/// Finds the matches of two texts from their seed hits, which are sorted by diagonal; the matches
/// are sorted by place. Two matches may share units of one text (a passage can stand twice in the
/// other); a chain that lies mostly in a better match in both texts is left out.
pub(crate) fn match_pair(
    a: &[Unit],
    b: &[Unit],
    hits: &[Hit],
    settings: &Settings,
    buffers: &mut PairBuffers,
) -> Vec<Arranged> {
    let PairBuffers { chains, align: buffers, evidence } = buffers;
    chains.find(a, b, hits, settings);
    let mut parts: Vec<Path> = Vec::new();
    for chain in chains.iter() {
        if is_covered(&chain, &parts) {
            continue;
        }
        if chain.weight < settings.min_score as i32
            && !is_promising(a, b, &chain, settings, buffers, evidence)
        {
            continue;
        }
        let part = align(a, b, &chain, settings.drop_off as i32, buffers);
        // Two parts, each too weak alone, may make one match.
        if part.score >= settings.min_score as i32 / 2 {
            parts.push(part);
        }
    }
    if parts.is_empty() {
        return Vec::new();
    }
    let mut groups = join(a, b, moved::group(a, parts), settings, buffers);
    groups.retain(|group| kept_weight(a, group) >= settings.min_kept_weight_near as i32);
    moved::arrange(a, groups, least_weight(a.len(), b.len(), settings), settings)
}

/// Units beside a weak chain among which there has to be enough to gain.
const BESIDE: usize = 18;

/// Whether a weak chain gains something when it is extended over half the usual distance, which
/// costs about a quarter of the cells of a full extension. Most weak chains are set phrases that
/// end where they begin; they stop here, and most of them before, as there is nothing beside them
/// that both texts have.
fn is_promising(
    a: &[Unit],
    b: &[Unit],
    chain: &Chain<'_>,
    settings: &Settings,
    buffers: &mut Buffers,
    evidence: &mut Evidence,
) -> bool {
    let enough = settings.min_score as i32 * 3 / 4;
    let ranges = (chain.a_range(), chain.b_range());
    chain.weight + evidence.weight_beside(a, b, ranges, BESIDE) >= enough
        && probe(a, b, chain, settings.drop_off as i32 / 2, buffers) >= enough
}

/// The match of a text with an identical one, if it is long enough to be a match.
pub(crate) fn match_identical(units: &[Unit], settings: &Settings) -> Option<Arranged> {
    let score = weight_of_run(units);
    let is_match = units.len() >= LONG_ENOUGH || score >= settings.min_kept_weight as i32;
    is_match.then(|| {
        Arranged::single(Path {
            a_begin: 0,
            b_begin: 0,
            a_end: units.len(),
            b_end: units.len(),
            steps: vec![Step::Kept; units.len()],
            score,
        })
    })
}

/// Whether at least half of a chain lies in parts already found, in both texts.
fn is_covered(chain: &Chain<'_>, parts: &[Path]) -> bool {
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

/// Least weight of what a match of two texts keeps. What two texts share by chance, set phrases
/// above all, grows with the number of pairs of places in them; of heavier phrases there are fewer.
fn least_weight(a_units: usize, b_units: usize, settings: &Settings) -> i32 {
    let least = settings.min_kept_weight as i32;
    let halvings = (a_units.max(1).ilog2() + b_units.max(1).ilog2()) as i32 - HALVINGS_OF_LONG;
    let near = settings.min_kept_weight_near as i32;
    (least + halvings.min(0) * LESS_A_HALVING).max(near + (least - near) / 4)
}

/// Binary logarithm of the pairs of places in two texts of a thousand words.
const HALVINGS_OF_LONG: i32 = 20;

/// What half as many pairs of places take off the least weight. (In press releases and speeches
/// the matches double with every 25 to 40 taken off.)
const LESS_A_HALVING: i32 = 4;

fn kept_weight(a: &[Unit], parts: &[Path]) -> i32 {
    parts.iter().map(|part| part.kept_weight(a)).sum()
}

/// Joins groups that follow each other in both texts with no more than `max_gap` units between
/// them: an edit that neither part could bridge alone.
fn join(
    a: &[Unit],
    b: &[Unit],
    groups: Vec<Vec<Path>>,
    settings: &Settings,
    buffers: &mut Buffers,
) -> Vec<Vec<Path>> {
    let mut joined: Vec<Vec<Path>> = Vec::with_capacity(groups.len());
    for group in groups {
        let (of_a, of_b) = (moved::a_range(&group), moved::b_range(&group));
        let gaps = |earlier: &Vec<Path>| {
            let (before_a, before_b) = (moved::a_range(earlier), moved::b_range(earlier));
            let follows = of_a.start > before_a.start
                && of_b.start > before_b.start
                && of_a.end > before_a.end
                && of_b.end > before_b.end;
            // Where several parts have moved, a shared unit would be hard to tell whose it is.
            let is_apart = of_a.start >= before_a.end && of_b.start >= before_b.end;
            let is_one = group.len() == 1 && earlier.len() == 1;
            let gaps = (of_a.start.abs_diff(before_a.end), of_b.start.abs_diff(before_b.end));
            (follows && (is_apart || is_one) && is_edit(gaps, settings)).then_some(gaps.0 + gaps.1)
        };
        // The nearest one it follows; there are few parts in a pair.
        let nearest = (joined.iter().enumerate().rev().take(16))
            .filter_map(|(at, earlier)| Some((gaps(earlier)?, at)))
            .min_by_key(|(gaps, _)| *gaps);
        match nearest {
            Some((_, at)) if group.len() == 1 && joined[at].len() == 1 => {
                append(a, b, &mut joined[at][0], &group[0], buffers);
            }
            Some((_, at)) => joined[at].extend(group),
            None => joined.push(group),
        }
    }
    joined
}

/// Whether what lies between two parts is no longer than an edit: in one of the texts it may be
/// text put in between if there is next to nothing in the other.
fn is_edit(gaps: (usize, usize), settings: &Settings) -> bool {
    let (shorter, longer) = (gaps.0.min(gaps.1), gaps.0.max(gaps.1));
    let (max_gap, near) = (settings.max_gap as usize, settings.near as usize);
    longer <= max_gap || shorter * 4 <= max_gap && longer <= near
}

/// Appends a part to an earlier one, without what they share.
fn append(a: &[Unit], b: &[Unit], earlier: &mut Path, part: &Path, buffers: &mut Buffers) {
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
fn score_of(a: &[Unit], steps: &[Step]) -> i32 {
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
