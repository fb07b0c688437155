//! Text that was cut in one place and stands in another.
//!
//! A difference keeps the order of both texts, so a paragraph that traded places with its
//! neighbor comes out as cut here and added there. Heckel (CACM 21(4), 1978) finds such blocks
//! from units that occur once; political texts repeat themselves, so runs of units are looked up
//! instead, as `rsync` and `git --color-moved` do.
//!
//! Time is bounded on any texts: a run of units is looked up at no more than [`MOST_PLACES`]
//! places, and extended by binary search over hashes of prefixes, not unit by unit.

use super::Hunk;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap},
    ops::Range,
};
use throughline_text::is_character;

/// Units that are looked up together; no shorter run is found.
const GRAM: usize = 8;
/// Places of one run of [`GRAM`] units that are tried.
const MOST_PLACES: usize = 16;
/// Eight words or twelve characters, or any mixture that weighs as much: shorter runs are phrases
/// that stand in both places anyway.
const LEAST_WEIGHT: usize = 24;

/// The same units on both sides, in stretches that the difference does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// First unit in `a`.
    pub(super) a: usize,
    /// First unit in `b`.
    pub(super) b: usize,
    /// Units.
    pub(super) length: usize,
}

/// Joins hunks that only chance holds apart. Of two unrelated paragraphs a difference keeps "the",
/// "of" and "on", which would cut a paragraph that moved into pieces. So a kept stretch that is too
/// short to be a block gives way to a run at least twice as long as all that gives way to it.
pub(super) fn without_chance(a: &[u64], b: &[u64], hunks: Vec<Hunk>) -> Vec<Hunk> {
    let regions = join(&hunks, |kept| weight(&a[kept.before.clone()]) < LEAST_WEIGHT);
    if regions.len() == hunks.len() {
        return hunks;
    }
    let a_kept = kept_before(a.len(), hunks.iter().map(|hunk| &hunk.before));
    let b_kept = kept_before(b.len(), hunks.iter().map(|hunk| &hunk.after));
    let runs = shared_runs(a, b, &regions, |run| {
        let (a_end, b_end) = (run.a + run.length, run.b + run.length);
        2 * (a_kept[a_end] - a_kept[run.a] + b_kept[b_end] - b_kept[run.b]) <= run.length
    });
    let (mut a_taken, mut b_taken) = (Taken::default(), Taken::default());
    for run in runs {
        a_taken.take(run.a, run.length);
        b_taken.take(run.b, run.length);
    }
    join(&hunks, |kept| a_taken.overlaps(&kept.before) || b_taken.overlaps(&kept.after))
}

/// Joins neighboring hunks where the kept stretch between them gives way.
fn join(hunks: &[Hunk], gives_way: impl Fn(&Hunk) -> bool) -> Vec<Hunk> {
    let mut joined: Vec<Hunk> = Vec::new();
    for hunk in hunks {
        let last = joined.last_mut().filter(|last| {
            let (before, after) = (last.before.end..hunk.before.start, last.after.end..hunk.after.start);
            gives_way(&Hunk { before, after })
        });
        match last {
            Some(last) => (last.before.end, last.after.end) = (hunk.before.end, hunk.after.end),
            None => joined.push(hunk.clone()),
        }
    }
    joined
}

/// For each place, the units before it that are in no hunk.
fn kept_before<'a>(length: usize, mut hunks: impl Iterator<Item = &'a Range<usize>>) -> Vec<usize> {
    let mut hunk = hunks.next();
    let kept = (0..length).scan(0, |kept, unit| {
        while hunk.is_some_and(|hunk| hunk.end <= unit) {
            hunk = hunks.next();
        }
        *kept += usize::from(hunk.is_none_or(|hunk| unit < hunk.start));
        Some(*kept)
    });
    std::iter::once(0).chain(kept).collect()
}

/// Runs of units that stand in the hunks of both sides and are wanted, the longest first. No unit
/// is in two runs, and no run crosses the bounds of a hunk.
pub(super) fn shared_runs(a: &[u64], b: &[u64], hunks: &[Hunk], wanted: impl Fn(&Run) -> bool) -> Vec<Run> {
    let starts = |range: &Range<usize>| range.start..(range.end + 1).saturating_sub(GRAM).max(range.start);
    if hunks.iter().all(|hunk| starts(&hunk.before).is_empty()) {
        return Vec::new();
    }
    let hashes = Hashes { a: prefixes(a), b: prefixes(b), powers: powers(a.len().max(b.len())) };
    let mut grams: Vec<(u64, usize, &Hunk)> = hunks
        .iter()
        .flat_map(|hunk| starts(&hunk.after).map(move |at| (at, hunk)))
        .map(|(at, hunk)| (hashes.of(&hashes.b, at, GRAM), at, hunk))
        .collect();
    grams.sort_unstable_by_key(|&(gram, at, _)| (gram, at));

    let mut found = Candidates::default();
    // For each diagonal, the unit of `a` up to which it has been looked at.
    let mut seen: HashMap<usize, usize> = HashMap::new();
    for hunk in hunks {
        for at in starts(&hunk.before) {
            let gram = hashes.of(&hashes.a, at, GRAM);
            let first = grams.partition_point(|&(other, ..)| other < gram);
            let places = grams[first..].iter().take_while(|&&(other, ..)| other == gram);
            for &(_, place, other) in places.take(MOST_PLACES) {
                let seen = seen.entry(place.wrapping_sub(at)).or_default();
                if *seen > at {
                    continue;
                }
                let run = hashes.extend(at, place, &hunk.before, &other.after);
                *seen = run.a + run.length;
                found.push(run);
            }
        }
    }
    choose(found, a, b, wanted)
}

/// The longest first, each unit once: what an earlier choice took of a run is trimmed off it.
fn choose(mut found: Candidates, a: &[u64], b: &[u64], wanted: impl Fn(&Run) -> bool) -> Vec<Run> {
    let mut chosen: Vec<Run> = Vec::new();
    let (mut a_taken, mut b_taken) = (Taken::default(), Taken::default());
    while let Some(run) = found.pop() {
        let free = trim(run, &a_taken, &b_taken);
        let (a_units, b_units) = (&a[free.a..free.a + free.length], &b[free.b..free.b + free.length]);
        if weight(a_units) < LEAST_WEIGHT {
            continue;
        }
        if free != run {
            found.push(free);
        // Hashes of different runs may be equal.
        } else if wanted(&run) && a_units == b_units {
            a_taken.take(run.a, run.length);
            b_taken.take(run.b, run.length);
            chosen.push(run);
        }
    }
    chosen
}

fn weight(units: &[u64]) -> usize {
    let weight_of = |&unit: &u64| if is_character(unit) { 2 } else { 3 };
    units.iter().take(LEAST_WEIGHT).map(weight_of).sum()
}

/// Whatever is taken is at least as long as `run`, so it overlaps one end of it, or all.
fn trim(mut run: Run, a_taken: &Taken, b_taken: &Taken) -> Run {
    loop {
        let length = run.length;
        let skipped = a_taken.after(run.a).max(b_taken.after(run.b)).min(length);
        run = Run { a: run.a + skipped, b: run.b + skipped, length: length - skipped };
        if run.length > 0 {
            let (a_last, b_last) = (run.a + run.length - 1, run.b + run.length - 1);
            run.length -= a_taken.before(a_last).max(b_taken.before(b_last)).min(run.length);
        }
        if run.length == length || run.length == 0 {
            return run;
        }
    }
}

/// Runs by length, then by place.
#[derive(Default)]
struct Candidates(BinaryHeap<(usize, Reverse<usize>, Reverse<usize>)>);

impl Candidates {
    fn push(&mut self, run: Run) {
        self.0.push((run.length, Reverse(run.a), Reverse(run.b)));
    }

    fn pop(&mut self) -> Option<Run> {
        let (length, Reverse(a), Reverse(b)) = self.0.pop()?;
        Some(Run { a, b, length })
    }
}

/// Units of one side that belong to a run already: ends by starts.
#[derive(Default)]
struct Taken(BTreeMap<usize, usize>);

impl Taken {
    fn take(&mut self, start: usize, length: usize) {
        self.0.insert(start, start + length);
    }

    fn around(&self, unit: usize) -> Option<Range<usize>> {
        let (&start, &end) = self.0.range(..=unit).next_back()?;
        (end > unit).then_some(start..end)
    }

    fn overlaps(&self, units: &Range<usize>) -> bool {
        self.0.range(..units.end).next_back().is_some_and(|(_, &end)| end > units.start)
    }

    /// Units from `first` on that are taken.
    fn after(&self, first: usize) -> usize {
        self.around(first).map_or(0, |taken| taken.end - first)
    }

    /// Units up to `last` that are taken.
    fn before(&self, last: usize) -> usize {
        self.around(last).map_or(0, |taken| last + 1 - taken.start)
    }
}

/// Polynomial hashes of all prefixes of both sides, from which that of any range follows.
struct Hashes {
    a: Vec<u64>,
    b: Vec<u64>,
    powers: Vec<u64>,
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

fn prefixes(units: &[u64]) -> Vec<u64> {
    let rest = units.iter().scan(0_u64, |hash, &unit| {
        *hash = hash.wrapping_mul(BASE).wrapping_add(unit);
        Some(*hash)
    });
    std::iter::once(0).chain(rest).collect()
}

fn powers(most: usize) -> Vec<u64> {
    std::iter::successors(Some(1_u64), |power| Some(power.wrapping_mul(BASE))).take(most + 1).collect()
}

impl Hashes {
    fn of(&self, side: &[u64], start: usize, length: usize) -> u64 {
        side[start + length].wrapping_sub(side[start].wrapping_mul(self.powers[length]))
    }

    fn equal(&self, a: usize, b: usize, length: usize) -> bool {
        self.of(&self.a, a, length) == self.of(&self.b, b, length)
    }

    /// The longest run of equal units around two places, within the bounds of their hunks.
    fn extend(&self, a: usize, b: usize, before: &Range<usize>, after: &Range<usize>) -> Run {
        let most_back = (a - before.start).min(b - after.start);
        let back = longest(most_back, |length| self.equal(a - length, b - length, length));
        let most_on = (before.end - a).min(after.end - b);
        let on = longest(most_on, |length| self.equal(a, b, length));
        Run { a: a - back, b: b - back, length: back + on }
    }
}

/// The greatest length that holds, where every shorter one holds too.
fn longest(most: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut good, mut bad) = (0, most + 1);
    while bad - good > 1 {
        let middle = good.midpoint(bad);
        if holds(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}
