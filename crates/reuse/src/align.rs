//! From a chain of exact runs to an alignment.
//!
//! Between two runs the gap is filled by global alignment (Needleman and Wunsch 1970); beyond the
//! first and the last run the alignment is extended until its score falls too far below its best
//! (gapped X-drop extension: Altschul et al., Nucleic Acids Research 25, 1997, "Gapped BLAST",
//! section "Gapped local alignments"; cells below the limit are pruned, so the band finds its own
//! width). The result is trimmed to its best-scoring stretch.

use crate::{
    chain::Chain,
    path::{Path, Step, best_stretch},
    prepared::Unit,
    weight::{GAP, REPLACED, weight_of},
};

/// Worth of having `x` across from `y`.
fn pair_score(x: Unit, y: Unit) -> i32 {
    if x == y { weight_of(x) } else { -REPLACED }
}

/// Memory that one thread reuses from alignment to alignment.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// The row before the one that is filled, or the scores of a whole gap.
    previous: Vec<i32>,
    /// The cells that alignments worth following reach, row by row.
    cells: Vec<i32>,
    rows: Vec<Row>,
    /// The alignment before it is trimmed.
    steps: Vec<Step>,
}

/// Aligns the two texts along a chain, extends it at both ends and trims it.
pub(crate) fn align(a: &[Unit], b: &[Unit], chain: &Chain<'_>, drop_off: i32, buffers: &mut Buffers) -> Path {
    let first = chain.runs[0];
    let head = reach_back(&a[..first.a], &b[..first.b], drop_off, buffers);
    let mut steps = std::mem::take(&mut buffers.steps);
    steps.clear();
    trace(&head, buffers, &mut steps);
    let (mut at, mut bt) = (first.a, first.b);
    for run in chain.runs {
        fill(&a[at..run.a], &b[bt..run.b], &mut steps, buffers);
        steps.extend(std::iter::repeat_n(Step::Kept, run.length));
        (at, bt) = (run.a + run.length, run.b + run.length);
    }
    let tail = reach_on(&a[at..], &b[bt..], drop_off, buffers);
    let traced = steps.len();
    trace(&tail, buffers, &mut steps);
    steps[traced..].reverse();
    let path = best_stretch(a, (first.a - head.a_units, first.b - head.b_units), &steps);
    buffers.steps = steps;
    path
}

/// The score that extending a chain over a short distance reaches, without the alignment.
pub(crate) fn probe(a: &[Unit], b: &[Unit], chain: &Chain<'_>, drop_off: i32, buffers: &mut Buffers) -> i32 {
    let (of_a, of_b) = (chain.a_range(), chain.b_range());
    chain.weight
        + reach_back(&a[..of_a.start], &b[..of_b.start], drop_off, buffers).score
        + reach_on(&a[of_a.end..], &b[of_b.end..], drop_off, buffers).score
}

/// Extends from the ends of two lists towards their beginnings.
fn reach_back(a: &[Unit], b: &[Unit], drop_off: i32, buffers: &mut Buffers) -> Reach {
    reach(a.iter().rev(), |from| b[..b.len() - from].iter().rev(), b.len(), drop_off, buffers)
}

/// Extends from the beginnings of two lists towards their ends.
fn reach_on(a: &[Unit], b: &[Unit], drop_off: i32, buffers: &mut Buffers) -> Reach {
    reach(a.iter(), |from| b[from..].iter(), b.len(), drop_off, buffers)
}

/// Global alignment of what lies between two runs; appends its steps.
pub(crate) fn fill(a: &[Unit], b: &[Unit], steps: &mut Vec<Step>, buffers: &mut Buffers) {
    if a.is_empty() || b.is_empty() {
        steps.extend(a.iter().map(|_| Step::Cut));
        steps.extend(b.iter().map(|_| Step::Added));
        return;
    }
    // Scores of the best alignments of all suffixes, so that the steps can be read off forwards.
    let width = b.len() + 1;
    let scores = &mut buffers.previous;
    scores.clear();
    scores.resize((a.len() + 1) * width, 0);
    for at in (0..=a.len()).rev() {
        for bt in (0..=b.len()).rev() {
            scores[at * width + bt] = match (a.len() - at, b.len() - bt) {
                (a_rest, 0) => -GAP * a_rest as i32,
                (0, b_rest) => -GAP * b_rest as i32,
                _ => {
                    let both = scores[(at + 1) * width + bt + 1] + pair_score(a[at], b[bt]);
                    both.max(scores[(at + 1) * width + bt] - GAP).max(scores[at * width + bt + 1] - GAP)
                }
            };
        }
    }
    let (mut at, mut bt) = (0, 0);
    while at < a.len() || bt < b.len() {
        let here = scores[at * width + bt];
        let both = at < a.len() && bt < b.len();
        let step = if both && here == scores[(at + 1) * width + bt + 1] + pair_score(a[at], b[bt]) {
            if a[at] == b[bt] { Step::Kept } else { Step::Replaced }
        } else if at < a.len() && here == scores[(at + 1) * width + bt] - GAP {
            Step::Cut
        } else {
            Step::Added
        };
        let (a_units, b_units) = step.units();
        (at, bt) = (at + a_units, bt + b_units);
        steps.push(step);
    }
}

/// How far an alignment away from a fixed corner reaches before its score is best.
#[derive(Debug)]
struct Reach {
    score: i32,
    a_units: usize,
    b_units: usize,
}

/// One row of cells.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// Column of the first cell.
    first: usize,
    /// Where its cells begin among all cells.
    cells_at: usize,
}

/// A cell is the best score there above two bits for the step into it, so that of equal scores the
/// step with the greater bits is taken and a comparison decides both.
const STEPS: [Step; 4] = [Step::Added, Step::Cut, Step::Replaced, Step::Kept];
const STEP_BITS: u32 = 2;
const SCORE: i32 = !3;

/// The cell with a score and the number of a step.
const fn cell(score: i32, step: i32) -> i32 {
    (score << STEP_BITS) | step
}

/// A cell that no alignment worth following reaches. Adding to it stays below every limit.
const NOWHERE: i32 = (i32::MIN / 2) & SCORE;

/// Fills the cells of an extension and tells where it is best. `b_from` gives the units of the
/// second list from a column on.
fn reach<'a, I: Iterator<Item = &'a Unit>>(
    a: impl Iterator<Item = &'a Unit>,
    b_from: impl Fn(usize) -> I,
    b_length: usize,
    drop_off: i32,
    buffers: &mut Buffers,
) -> Reach {
    let Buffers { previous, cells, rows, .. } = buffers;
    let (mut best, mut best_cell) = (0, (0, 0));
    // Below the limit a cell is given up; from `more` on it is better than all before.
    let (mut limit, mut more) = (cell(-drop_off, 0), cell(1, 0));
    cells.clear();
    rows.clear();
    rows.push(Row { first: 0, cells_at: 0 });
    // Row 0: only additions.
    let first_row = b_length.min((drop_off / GAP) as usize);
    cells.extend((0..=first_row).map(|column| cell(-GAP * column as i32, 0)));
    for (row, unit) in (1..).zip(a) {
        let Row { first: above, cells_at } = rows[row - 1];
        previous.clear();
        previous.extend_from_slice(&cells[cells_at..]);
        let begin = cells.len();
        let (kept, replaced) = (cell(weight_of(*unit), 3), cell(-REPLACED, 2));
        let both = |corner: i32, other: &Unit| (corner & SCORE) + if other == unit { kept } else { replaced };
        let (mut left, mut column) = (NOWHERE, above);
        let mut fill = |from_above: i32, both: i32| {
            let cut = (from_above & SCORE) + cell(-GAP, 1);
            let added = (left & SCORE) + cell(-GAP, 0);
            let value = both.max(cut).max(added);
            if value >= more {
                (best, best_cell) = (value >> STEP_BITS, (row, column));
                (limit, more) = (cell(best - drop_off, 0), cell(best + 1, 0));
            }
            left = if value < limit { NOWHERE } else { value };
            column += 1;
            left
        };
        let mut others = b_from(above.saturating_sub(1));
        let mut corner = NOWHERE;
        let mut under = previous.as_slice();
        if above == 0 {
            cells.push(fill(under[0], NOWHERE));
            (corner, under) = (under[0], &under[1..]);
        }
        cells.extend(under.iter().zip(&mut others).map(|(&from_above, other)| {
            let value = fill(from_above, both(corner, other));
            corner = from_above;
            value
        }));
        // Beyond the row above there is a corner for one column, and then what is left of each.
        for other in others {
            let value = fill(NOWHERE, both(corner, other));
            if value == NOWHERE {
                break;
            }
            cells.push(value);
            corner = NOWHERE;
        }
        let is_dead = |cell: &&i32| **cell == NOWHERE;
        let dead = cells[begin..].iter().take_while(is_dead).count();
        if begin + dead == cells.len() {
            break;
        }
        let dead_at_end = cells.iter().rev().take_while(is_dead).count();
        cells.truncate(cells.len() - dead_at_end);
        rows.push(Row { first: above + dead, cells_at: begin + dead });
    }
    Reach { score: best, a_units: best_cell.0, b_units: best_cell.1 }
}

/// Appends the steps of the extension whose cells are in the buffers, from its far end to its
/// corner.
fn trace(reach: &Reach, buffers: &Buffers, steps: &mut Vec<Step>) {
    let (mut row, mut column) = (reach.a_units, reach.b_units);
    while row > 0 || column > 0 {
        let step = if row == 0 {
            Step::Added
        } else {
            let Row { first, cells_at } = buffers.rows[row];
            STEPS[(buffers.cells[cells_at + column - first] & !SCORE) as usize]
        };
        let (a_units, b_units) = step.units();
        (row, column) = (row - a_units, column - b_units);
        steps.push(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Run;

    fn hashes(text: &str) -> Vec<Unit> {
        crate::prepared::Prepared::new(text).units
    }

    fn kept(a: &str, b: &str, a_at: usize, b_at: usize) -> Path {
        let (a, b) = (hashes(a), hashes(b));
        let run = Run { a: a_at, b: b_at, length: 1, weight: weight_of(a[a_at]) };
        align(&a, &b, &Chain { runs: &[run], weight: run.weight }, 22, &mut Buffers::default())
    }

    #[test]
    fn an_alignment_reaches_over_edits_in_both_directions() {
        let path = kept(
            "noise before one two three four five six seven other end",
            "lead one two extra three five six seven some tail",
            5,
            5,
        );
        assert_eq!((path.a_begin, path.a_end, path.b_begin, path.b_end), (2, 9, 1, 8));
        assert_eq!(path.kept(), 6);
    }

    #[test]
    fn a_gap_between_runs_is_aligned() {
        let (a, b) = (hashes("alpha beta gamma delta"), hashes("alpha gamma omega delta"));
        let mut steps = Vec::new();
        fill(&a[1..3], &b[1..3], &mut steps, &mut Buffers::default());
        assert_eq!(steps, [Step::Cut, Step::Kept, Step::Added]);
    }
}
