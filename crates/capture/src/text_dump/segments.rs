//! From line scores to the main text: the runs of lines with the greatest sum.

use super::{features::COUNT, lines::Line, weights::WEIGHTS};

/// Cost of entering or leaving the main text, in the unit of line scores.
const SWITCH: f64 = 4.0;
/// Score of a line that is dropped for certain: it does not split the text it stands in.
pub(crate) const DROPPED: f64 = -0.2;

/// Least score of a line with a dateline: no furniture has one.
const DATELINE: f64 = 4.0;

/// What the log odds of a line of that many words count for.
pub(crate) fn mass(units: f64) -> f64 {
    0.4 + units.min(40.0) / 20.0
}

/// How strongly each line looks like main text: log odds times the line's mass.
pub(super) fn scores(lines: &[Line<'_>], features: &[[f64; COUNT]]) -> Vec<f64> {
    let score = |(line, row): (&Line<'_>, &[f64; COUNT])| {
        if is_dropped(line) {
            return DROPPED;
        }
        let log_odds: f64 = row.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum();
        let mass = mass(line.units);
        if line.has_dateline { (log_odds * mass).max(DATELINE) } else { log_odds * mass }
    };
    lines.iter().zip(features).map(score).collect()
}

/// Lines that are never main text, wherever they stand.
pub(super) fn is_dropped(line: &Line<'_>) -> bool {
    line.is_insert || line.is_caption || line.is_section_end || line.tells_origin || !line.has_letters
}

/// The assignment of lines to main text with the greatest sum of scores, each change of side
/// costing [`SWITCH`] (the two-state case of Viterbi's algorithm).
pub(crate) fn main_lines(scores: &[f64]) -> Vec<bool> {
    let (mut best_outside, mut best_inside) = (0.0, -SWITCH);
    let mut came_from_other = Vec::with_capacity(scores.len());
    for score in scores {
        let (leave, enter) = (best_inside - SWITCH, best_outside - SWITCH);
        came_from_other.push((leave > best_outside, enter > best_inside));
        best_outside = best_outside.max(leave);
        best_inside = best_inside.max(enter) + score;
    }
    let mut chosen = vec![false; scores.len()];
    let mut is_inside = best_inside > best_outside;
    for index in (0..scores.len()).rev() {
        chosen[index] = is_inside;
        let (left, entered) = came_from_other[index];
        is_inside = if is_inside { !entered } else { left };
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::main_lines;

    #[test]
    fn a_weak_line_inside_a_text_stays_and_a_lone_strong_one_outside_does_not() {
        let scores = [-2.0, 1.0, -2.0, 5.0, -0.5, 5.0, 5.0, -3.0, -3.0];
        assert_eq!(main_lines(&scores), [false, false, false, true, true, true, true, false, false]);
        assert!(main_lines(&[]).is_empty());
    }
}
