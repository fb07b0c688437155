//! From a chain of exact runs to an alignment.
//!
//! Between two runs the gap is filled by global alignment (Needleman and Wunsch 1970); beyond the
//! first and the last run the alignment is extended until its score falls too far below its best
//! (gapped X-drop extension: Altschul et al., Nucleic Acids Research 25, 1997, "Gapped BLAST",
//! section "Gapped local alignments"; cells below the limit are pruned, so the band finds its own
//! width). The result is trimmed to its best-scoring stretch.

use crate::{
    chain::Chain,
    path::{Path, Step},
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
    /// Scores of one row and of the row before it, or of a whole gap.
    current: Vec<i32>,
    previous: Vec<i32>,
    /// Best step into each live cell, row by row.
    cells: Vec<Step>,
    rows: Vec<Row>,
}

/// Aligns the two texts along a chain, extends it at both ends and trims it.
pub(crate) fn align(a: &[Unit], b: &[Unit], chain: &Chain, drop_off: i32, buffers: &mut Buffers) -> Path {
    let first = chain.runs[0];
    let head = reach_back(&a[..first.a], &b[..first.b], drop_off, buffers);
    let mut steps = Vec::new();
    trace(&head, buffers, &mut steps);
    let (mut at, mut bt) = (first.a, first.b);
    for run in &chain.runs {
        fill(&a[at..run.a], &b[bt..run.b], &mut steps, buffers);
        steps.extend(std::iter::repeat_n(Step::Kept, run.length));
        (at, bt) = (run.a + run.length, run.b + run.length);
    }
    let tail = reach_on(&a[at..], &b[bt..], drop_off, buffers);
    let traced = steps.len();
    trace(&tail, buffers, &mut steps);
    steps[traced..].reverse();
    Path {
        a_begin: first.a - head.a_units,
        b_begin: first.b - head.b_units,
        a_end: at + tail.a_units,
        b_end: bt + tail.b_units,
        steps,
        score: 0,
    }
    .best_stretch(a)
}

/// The score that extending a chain over a short distance reaches, without the alignment.
pub(crate) fn probe(a: &[Unit], b: &[Unit], chain: &Chain, drop_off: i32, buffers: &mut Buffers) -> i32 {
    let (first, last) = (chain.runs[0], chain.runs[chain.runs.len() - 1]);
    let (a_end, b_end) = (last.a + last.length, last.b + last.length);
    chain.weight
        + reach_back(&a[..first.a], &b[..first.b], drop_off, buffers).score
        + reach_on(&a[a_end..], &b[b_end..], drop_off, buffers).score
}

/// Extends from the ends of two lists towards their beginnings.
fn reach_back(a: &[Unit], b: &[Unit], drop_off: i32, buffers: &mut Buffers) -> Reach {
    reach(a.len(), b.len(), |at| a[a.len() - 1 - at], |at| b[b.len() - 1 - at], drop_off, buffers)
}

/// Extends from the beginnings of two lists towards their ends.
fn reach_on(a: &[Unit], b: &[Unit], drop_off: i32, buffers: &mut Buffers) -> Reach {
    reach(a.len(), b.len(), |at| a[at], |at| b[at], drop_off, buffers)
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
    let scores = &mut buffers.current;
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

/// Score of a cell that no alignment worth following reaches.
const NOWHERE: i32 = i32::MIN / 2;

/// One row of pruned cells.
#[derive(Debug)]
struct Row {
    /// Column of the first cell.
    first: usize,
    /// Where its cells begin among all cells.
    cells_at: usize,
}

/// Fills the cells of an extension and tells where it is best.
fn reach(
    a_length: usize,
    b_length: usize,
    a: impl Fn(usize) -> Unit,
    b: impl Fn(usize) -> Unit,
    drop_off: i32,
    buffers: &mut Buffers,
) -> Reach {
    let (mut best, mut best_cell) = (0, (0, 0));
    let Buffers { current, previous, cells, rows } = buffers;
    cells.clear();
    rows.clear();
    rows.push(Row { first: 0, cells_at: 0 });
    // Row 0: only additions.
    let first_row = b_length.min((drop_off / GAP) as usize);
    previous.clear();
    previous.extend((0..=first_row).map(|column| -GAP * column as i32));
    cells.extend(previous.iter().map(|_| Step::Added));
    for row in 1..=a_length {
        let above = rows[row - 1].first;
        let unit = a(row - 1);
        let cells_at = cells.len();
        current.clear();
        let mut first = above;
        let (mut corner, mut left) = (NOWHERE, NOWHERE);
        let mut column = above;
        while column <= b_length {
            let from_above = previous.get(column - above).copied().unwrap_or(NOWHERE);
            if from_above == NOWHERE
                && corner == NOWHERE
                && left == NOWHERE
                && column >= above + previous.len()
            {
                break;
            }
            // Adding to `NOWHERE` stays below every limit.
            let mut score = from_above.max(left) - GAP;
            let mut step = if from_above >= left { Step::Cut } else { Step::Added };
            if corner != NOWHERE {
                let other = b(column - 1);
                let both = corner + pair_score(unit, other);
                if both >= score {
                    (score, step) = (both, if unit == other { Step::Kept } else { Step::Replaced });
                }
            }
            if score < best - drop_off {
                score = NOWHERE;
            } else if score > best {
                (best, best_cell) = (score, (row, column));
            }
            if current.is_empty() && score == NOWHERE {
                first = column + 1;
            } else {
                current.push(score);
                cells.push(step);
            }
            (corner, left) = (from_above, score);
            column += 1;
        }
        while current.last() == Some(&NOWHERE) {
            current.pop();
            cells.pop();
        }
        if current.is_empty() {
            break;
        }
        rows.push(Row { first, cells_at });
        std::mem::swap(previous, current);
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
            buffers.cells[buffers.rows[row].cells_at + column - buffers.rows[row].first]
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
        align(&a, &b, &Chain { runs: vec![run], weight: run.weight }, 22, &mut Buffers::default())
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
