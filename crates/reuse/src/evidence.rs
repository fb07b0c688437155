//! Whether what surrounds a shared seed looks like shared text.
//!
//! Most seeds that two texts share are set phrases, which end where they begin; around a seed of
//! edited text, other units are shared too. The exact run through the seed and the units that
//! occur within a few dozen units on the same side of it in both texts are weighed together. That
//! costs a fraction of an alignment and looks at nothing but the two texts and the place, so it
//! does not matter which seeds led there.

use crate::{
    Settings,
    prepared::Unit,
    weight::{weight_of, weight_of_run},
};
use std::ops::Range;
use throughline_text::is_character;

/// Units on either side of the run that are looked at. What two unrelated texts share by chance grows
/// with the square of it; what edited text shares, does not. Characters say less each, so it takes
/// more of them.
const WINDOW: usize = 24;
const CHARACTER_WINDOW: usize = 48;

/// Units that weigh less than this, in and out of scripts without spaces, are everywhere and show
/// nothing.
const LEAST_WEIGHT: i32 = 6;
const LEAST_CHARACTER_WEIGHT: i32 = 5;

/// Words of a set of units.
const WORDS: usize = 16;

/// Memory that one thread reuses: a set of the units of one window.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    set: [u64; WORDS],
}

/// A maximal run of equal units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Run {
    a: u32,
    b: u32,
    length: u32,
}

impl Run {
    /// The run through a unit of each text; empty if they do not begin the same. (A seed's key
    /// can be shared by chance.)
    pub(crate) fn through(a: &[Unit], b: &[Unit], (a_at, b_at): (u32, u32)) -> Self {
        let (at, bt) = (a_at as usize, b_at as usize);
        let (Some(a_after), Some(b_after)) = (a.get(at..), b.get(bt..)) else { return Self::default() };
        let after = a_after.iter().zip(b_after).take_while(|(x, y)| x == y).count();
        if after < 2 {
            return Self::default();
        }
        let before = a[..at].iter().rev().zip(b[..bt].iter().rev()).take_while(|(x, y)| x == y).count();
        Self { a: a_at - before as u32, b: b_at - before as u32, length: (before + after) as u32 }
    }

    /// The same run with the texts exchanged.
    pub(crate) fn turned(self) -> Self {
        Self { a: self.b, b: self.a, length: self.length }
    }

    /// Whether two units that are across from each other lie in it.
    pub(crate) fn holds(&self, a: u32, b: u32) -> bool {
        self.b + a == self.a + b && a >= self.a && a < self.a + self.length
    }
}

/// Whether the texts look alike around a run.
pub(crate) fn has_evidence(
    a: &[Unit],
    b: &[Unit],
    run: Run,
    settings: &Settings,
    evidence: &mut Evidence,
) -> bool {
    if run.length == 0 {
        return false;
    }
    let (a_begin, b_begin) = (run.a as usize, run.b as usize);
    let (a_end, b_end) = (a_begin + run.length as usize, b_begin + run.length as usize);
    let mut missing = settings.min_evidence as i32 - weight_of_run(&a[a_begin..a_end]);
    if missing <= 0 {
        return true;
    }
    let window = if is_character(a[a_begin]) { CHARACTER_WINDOW } else { WINDOW };
    let sides = [
        (a_begin.saturating_sub(window)..a_begin, b_begin.saturating_sub(window)..b_begin),
        (a_end..(a_end + window).min(a.len()), b_end..(b_end + window).min(b.len())),
    ];
    for (of_a, of_b) in sides {
        missing -= evidence.shared_weight(&a[of_a], &b[of_b]);
        if missing <= 0 {
            return true;
        }
    }
    false
}

impl Evidence {
    /// Weight of all units that two texts share within a few units of the ends of a stretch of each.
    pub(crate) fn weight_beside(
        &mut self,
        a: &[Unit],
        b: &[Unit],
        (of_a, of_b): (Range<usize>, Range<usize>),
        units: usize,
    ) -> i32 {
        let before = |at: usize| at.saturating_sub(units)..at;
        let after = |all: &[Unit], at: usize| at..(at + units).min(all.len());
        self.shared(&a[before(of_a.start)], &b[before(of_b.start)], |_| true)
            + self.shared(&a[after(a, of_a.end)], &b[after(b, of_b.end)], |_| true)
    }

    /// Weight of the units of `b` that occur in `a`, except the commonest.
    fn shared_weight(&mut self, a: &[Unit], b: &[Unit]) -> i32 {
        self.shared(a, b, |unit| {
            weight_of(unit) >= if is_character(unit) { LEAST_CHARACTER_WEIGHT } else { LEAST_WEIGHT }
        })
    }

    fn shared(&mut self, a: &[Unit], b: &[Unit], counts: impl Fn(Unit) -> bool) -> i32 {
        self.set = [0; WORDS];
        for &unit in a {
            let (word, bit) = place(unit);
            self.set[word] |= bit;
        }
        let is_shared = |unit: &&Unit| {
            let (word, bit) = place(**unit);
            self.set[word] & bit != 0 && counts(**unit)
        };
        b.iter().filter(is_shared).map(|&unit| weight_of(unit)).sum()
    }
}

/// Where a unit stands in a set of 64 × [`WORDS`] bits.
fn place(unit: Unit) -> (usize, u64) {
    ((unit >> 10) as usize % WORDS, 1 << (unit >> 4 & 63))
}
