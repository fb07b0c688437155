//! The two stretches of words that count most for each other.
//!
//! Where one stretch is fixed, the other is the one of greatest sum (Bentley 1984, *Programming
//! Pearls: Algorithm Design Techniques*), found in one go. So they are found in turns until nothing
//! changes, from three beginnings: either sentence as a whole, and around the best two words.

use std::ops::Range;

/// Turns after which it is good enough; most end after two.
const TURNS: usize = 6;

/// Words around the best one where the search begins.
const AROUND: usize = 3;

/// What the words of a sentence count, and from what cosine on they speak for a stretch.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) weights: &'a [f32],
    pub(super) bars: &'a [f32],
}

/// Two stretches of words and what each counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) first: Range<usize>,
    pub(super) second: Range<usize>,
    pub(super) of_first: f32,
    pub(super) of_second: f32,
}

/// The best stretches of two sentences with these cosines, a row for each word of the first.
pub(super) fn best_stretches(near: &[Vec<f32>], first: Side<'_>, second: Side<'_>) -> Option<Found> {
    let (rows, columns) = (first.weights.len(), second.weights.len());
    if rows == 0 || columns == 0 {
        return None;
    }
    let turned: Vec<Vec<f32>> =
        (0..columns).map(|column| near.iter().map(|row| row[column]).collect()).collect();
    let whole = greatest(&gains(&turned, &(0..rows), second)).1;
    let best = best_column(near, first, second);
    let around = best.saturating_sub(AROUND)..columns.min(best + AROUND + 1);
    let mut found: Option<Found> = None;
    for begin in [0..columns, whole, around] {
        if let Some(new) = in_turns(near, &turned, first, second, begin) {
            let counts = |found: &Found| found.of_first + found.of_second;
            if found.as_ref().is_none_or(|old| counts(&new) > counts(old)) {
                found = Some(new);
            }
        }
    }
    found
}

fn in_turns(
    near: &[Vec<f32>],
    turned: &[Vec<f32>],
    first: Side<'_>,
    second: Side<'_>,
    mut of_second: Range<usize>,
) -> Option<Found> {
    let mut last = (0..0, 0..0);
    for _ in 0..TURNS {
        let of_first = greatest(&gains(near, &of_second, first)).1;
        if of_first.is_empty() {
            return None;
        }
        of_second = greatest(&gains(turned, &of_first, second)).1;
        if of_second.is_empty() {
            return None;
        }
        let now = (of_first, of_second.clone());
        if now == last {
            break;
        }
        last = now;
    }
    let (of_first, of_second) = last;
    let sum = |near: &[Vec<f32>], own: &Range<usize>, other: &Range<usize>, side: Side<'_>| -> f32 {
        gains(near, other, side)[own.clone()].iter().sum()
    };
    Some(Found {
        of_first: sum(near, &of_first, &of_second, first),
        of_second: sum(turned, &of_second, &of_first, second),
        first: of_first,
        second: of_second,
    })
}

/// What each word counts if its counterparts are those of `others`.
fn gains(near: &[Vec<f32>], others: &Range<usize>, side: Side<'_>) -> Vec<f32> {
    let nearest = |row: &Vec<f32>| row[others.clone()].iter().copied().fold(-1.0, f32::max);
    let words = near.iter().zip(side.weights).zip(side.bars);
    words
        .map(|((row, weight), bar)| if others.is_empty() { -1.0 } else { weight * (nearest(row) - bar) })
        .collect()
}

/// The greatest sum of adjacent values and where it is; the first of equal ones, empty if none is
/// above zero.
fn greatest(values: &[f32]) -> (f32, Range<usize>) {
    let (mut best, mut range) = (0.0, 0..0);
    let (mut sum, mut begin) = (0.0, 0);
    for (at, value) in values.iter().enumerate() {
        if sum <= 0.0 {
            (sum, begin) = (0.0, at);
        }
        sum += value;
        if sum > best {
            (best, range) = (sum, begin..at + 1);
        }
    }
    (best, range)
}

/// The word of the second sentence that has the best counterpart.
fn best_column(near: &[Vec<f32>], first: Side<'_>, second: Side<'_>) -> usize {
    let mut best = (f32::NEG_INFINITY, 0);
    for (row, (weight, bar)) in near.iter().zip(first.weights.iter().zip(first.bars)) {
        let columns = second.weights.iter().zip(second.bars);
        for (column, (cosine, (other_weight, other_bar))) in row.iter().zip(columns).enumerate() {
            let counts = weight.min(*other_weight) * (2.0 * cosine - bar - other_bar);
            if counts > best.0 {
                best = (counts, column);
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_sum_of_adjacent_values() {
        assert_eq!(greatest(&[-1.0, 2.0, -1.0, 3.0, -5.0, 3.5]), (4.0, 1..4));
        assert_eq!(greatest(&[-1.0, -2.0]), (0.0, 0..0));
        assert_eq!(greatest(&[]), (0.0, 0..0));
    }

    #[test]
    fn stretches_are_where_words_have_counterparts_on_both_sides() {
        let (rows, columns) = (8, 6);
        let near: Vec<Vec<f32>> = (0..rows)
            .map(|row| {
                (0..columns).map(|column| if row == column + 3 && column < 4 { 0.9 } else { 0.1 }).collect()
            })
            .collect();
        let (weights, bars) = ([0.9; 8], [0.45; 8]);
        let side = |count: usize| Side { weights: &weights[..count], bars: &bars[..count] };
        let found = best_stretches(&near, side(rows), side(columns)).unwrap();
        assert_eq!((found.first, found.second), (3..7, 0..4));
        assert!((found.of_first - 4.0 * 0.9 * 0.45).abs() < 1e-5);
        assert_eq!(best_stretches(&vec![vec![0.1; columns]; rows], side(rows), side(columns)), None);
    }
}
