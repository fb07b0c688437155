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
    /// The best-scoring stretch of the path.
    pub(crate) fn best_stretch(&self, a: &[Unit]) -> Self {
        best_stretch(a, (self.a_begin, self.b_begin), &self.steps)
    }

    /// What is left of the path outside another one, in both texts: all but what the other covers
    /// at one of its ends, trimmed to its best stretch. `None` if nothing is left or the other
    /// lies inside.
    pub(crate) fn outside(self, other: &Self, a: &[Unit]) -> Option<Self> {
        let free = |begin: usize, end: usize, other_begin: usize, other_end: usize| {
            if other_end <= begin || end <= other_begin {
                Some((begin, end))
            } else if begin < other_begin && end <= other_end {
                Some((begin, other_begin))
            } else if other_begin <= begin && other_end < end {
                Some((other_end, end))
            } else {
                None
            }
        };
        let (a_from, a_to) = free(self.a_begin, self.a_end, other.a_begin, other.a_end)?;
        let (b_from, b_to) = free(self.b_begin, self.b_end, other.b_begin, other.b_end)?;
        if (a_from, a_to, b_from, b_to) == (self.a_begin, self.a_end, self.b_begin, self.b_end) {
            return Some(self);
        }
        let (mut at, mut bt) = (self.a_begin, self.b_begin);
        let mut left = Self::default();
        for &step in &self.steps {
            let (a_next, b_next) = (at + step.units().0, bt + step.units().1);
            if at >= a_from && bt >= b_from && a_next <= a_to && b_next <= b_to {
                if left.steps.is_empty() {
                    (left.a_begin, left.b_begin) = (at, bt);
                }
                left.steps.push(step);
            }
            (at, bt) = (a_next, b_next);
        }
        let left = left.best_stretch(a);
        (!left.steps.is_empty()).then_some(left)
    }

    /// The stretches of the path between which its score falls by `drop` or more: what is kept
    /// without a long edit in it. (Maximal scoring stretches with a drop-off, after Altschul et
    /// al., as the extension itself.)
    pub(crate) fn solid_stretches(&self, a: &[Unit], drop: i32) -> Vec<Self> {
        let mut stretches = Vec::new();
        let (mut at, mut bt) = (self.a_begin, self.b_begin);
        let mut running = Self { a_begin: at, b_begin: bt, ..Self::default() };
        let mut most = 0;
        for &step in &self.steps {
            running.score += match step {
                Step::Kept => weight_of(a[at]),
                Step::Replaced => -REPLACED,
                Step::Cut | Step::Added => -GAP,
            };
            running.steps.push(step);
            most = most.max(running.score);
            (at, bt) = (at + step.units().0, bt + step.units().1);
            if running.score <= most - drop || running.score <= 0 {
                stretches.push(running.best_stretch(a));
                running = Self { a_begin: at, b_begin: bt, ..Self::default() };
                most = 0;
            }
        }
        stretches.push(running.best_stretch(a));
        stretches.retain(|stretch| !stretch.steps.is_empty());
        stretches
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

/// The best-scoring stretch of steps that begin at a unit of each text (Bentley, Programming
/// Pearls, column 8): its ends are kept units, and no prefix or suffix of it costs more than it
/// brings.
pub(crate) fn best_stretch(a: &[Unit], (mut at, mut bt): (usize, usize), steps: &[Step]) -> Path {
    let (mut score, mut from, mut begin) = (0, 0, (at, bt));
    let (mut best, mut range) = (Path::default(), 0..0);
    for (number, step) in steps.iter().enumerate() {
        if score <= 0 {
            (score, from, begin) = (0, number, (at, bt));
        }
        score += match step {
            Step::Kept => weight_of(a[at]),
            Step::Replaced => -REPLACED,
            Step::Cut | Step::Added => -GAP,
        };
        let (a_units, b_units) = step.units();
        (at, bt) = (at + a_units, bt + b_units);
        if score > best.score {
            let ((a_begin, b_begin), steps) = (begin, Vec::new());
            best = Path { a_begin, b_begin, a_end: at, b_end: bt, steps, score };
            range = from..number + 1;
        }
    }
    best.steps = steps[range].to_vec();
    best
}
