//! An alignment as a path of steps through two lists of units.

use crate::{
    prepared::Unit,
    weight::{GAP, REPLACED, weight_of},
};

/// One step of an alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A unit of `a` and an equal one of `b`.
    Kept,
    /// A unit of `a` and another one of `b`.
    Replaced,
    /// A unit only in `a`.
    Cut,
    /// A unit only in `b`.
    Added,
}

impl Step {
    /// Units of `a` and of `b` it covers.
    pub(crate) fn units(self) -> (usize, usize) {
        match self {
            Self::Kept | Self::Replaced => (1, 1),
            Self::Cut => (1, 0),
            Self::Added => (0, 1),
        }
    }
}

/// An alignment of `a[a_begin..a_end]` with `b[b_begin..b_end]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Path {
    /// First unit of `a`.
    pub a_begin: usize,
    /// First unit of `b`.
    pub b_begin: usize,
    /// One past the last unit of `a`.
    pub a_end: usize,
    /// One past the last unit of `b`.
    pub b_end: usize,
    /// The steps from begin to end.
    pub steps: Vec<Step>,
    /// Weight of what is kept less the cost of the edits.
    pub score: i32,
}

impl Path {
    /// The best-scoring stretch of the path (Bentley, Programming Pearls, column 8): its ends are
    /// kept units, and no prefix or suffix of it costs more than it brings.
    pub(crate) fn best_stretch(&self, a: &[Unit]) -> Self {
        let (mut at, mut bt) = (self.a_begin, self.b_begin);
        let mut running = Self { a_begin: at, b_begin: bt, ..Self::default() };
        let mut running_from = 0;
        let (mut best, mut best_range) = (Self::default(), 0..0);
        for (number, step) in self.steps.iter().enumerate() {
            if running.score <= 0 {
                running = Self { a_begin: at, b_begin: bt, ..Self::default() };
                running_from = number;
            }
            running.score += match step {
                Step::Kept => weight_of(a[at]),
                Step::Replaced => -REPLACED,
                Step::Cut | Step::Added => -GAP,
            };
            let (a_units, b_units) = step.units();
            (at, bt) = (at + a_units, bt + b_units);
            if running.score > best.score {
                best = Self { a_end: at, b_end: bt, steps: Vec::new(), ..running };
                best_range = running_from..number + 1;
            }
        }
        best.steps = self.steps[best_range].to_vec();
        best
    }

    /// Number of kept units.
    pub(crate) fn kept(&self) -> usize {
        self.steps.iter().filter(|step| **step == Step::Kept).count()
    }

    /// Weight of the kept units.
    pub(crate) fn kept_weight(&self, a: &[Unit]) -> i32 {
        let mut at = self.a_begin;
        let mut weight = 0;
        for step in &self.steps {
            if *step == Step::Kept {
                weight += weight_of(a[at]);
            }
            at += step.units().0;
        }
        weight
    }
}
