use std::ops::Range;

use rayon::prelude::*;

use super::costs::{Costs, UNIT};
use super::side::AlignSide;
use super::{AlignSettings, AlignedGroup};

/// Cells up to which all are searched; above, a coarser search chooses.
const ALL_CELLS: usize = 1 << 19;

/// Sentences to both sides of the coarser path that are searched.
const AROUND: usize = 12;

const UNREACHED: i64 = i64::MAX / 4;

/// A step of the path: how many sentences it takes of both sides.
type Step = (usize, usize);

/// The cheapest groups, in the order of both texts.
pub(super) fn cheapest(first: &AlignSide, second: &AlignSide, settings: &AlignSettings) -> Vec<AlignedGroup> {
    let (rows, columns) = (first.sentences(), second.sentences());
    if rows == 0 || columns == 0 {
        return Vec::new();
    }
    let band = if rows * columns <= ALL_CELLS || rows.min(columns) < 2 {
        vec![0..columns + 1; rows + 1]
    } else {
        let coarse = cheapest(&first.halved(), &second.halved(), settings);
        band_around(&coarse, rows, columns)
    };
    search(&Costs::new(first, second, settings), &band, settings)
}

/// For each number of sentences of the first text the numbers of the second that are searched:
/// those around a line through the groups of the halved texts, straight where they skip.
fn band_around(coarse: &[AlignedGroup], rows: usize, columns: usize) -> Vec<Range<usize>> {
    let mut corners = vec![(0, 0)];
    for group in coarse {
        corners.push((2 * group.first.start, 2 * group.second.start));
        corners.push(((2 * group.first.end).min(rows), (2 * group.second.end).min(columns)));
    }
    corners.push((rows, columns));
    let mut line = vec![(columns, 0); rows + 1];
    for pair in corners.windows(2) {
        let ((row, column), (end_row, end_column)) = (pair[0], pair[1]);
        let height = (end_row - row).max(1);
        for (at, (lowest, highest)) in line[row..=end_row].iter_mut().enumerate() {
            let on_line = column + (end_column - column) * at / height;
            *lowest = (*lowest).min(on_line);
            *highest = (*highest).max(if end_row == row { end_column } else { on_line });
        }
    }
    (0..=rows)
        .map(|row| {
            let low = line[row.saturating_sub(AROUND)].0.saturating_sub(AROUND);
            let high = (line[(row + AROUND).min(rows)].1 + AROUND).min(columns);
            low..high + 1
        })
        .collect()
}

fn search(costs: &Costs<'_>, band: &[Range<usize>], settings: &AlignSettings) -> Vec<AlignedGroup> {
    // Of equal steps the first wins, and skips come last.
    let mut steps: Vec<Step> = costs.group_sizes();
    let aligning = steps.len();
    steps.extend([(1, 0), (0, 1)]);
    let skip = (settings.skip * UNIT).round() as i64;
    // For each row the costs of all steps that end in each of its cells.
    let step_costs: Vec<Vec<i64>> = (0..band.len())
        .into_par_iter()
        .map(|row| {
            band[row]
                .clone()
                .flat_map(|column| steps[..aligning].iter().map(move |step| (column, step)))
                .map(|(column, &(a, b))| {
                    if a > row || b > column || !band[row - a].contains(&(column - b)) {
                        return UNREACHED;
                    }
                    costs.cost(&(row - a..row), &(column - b..column))
                })
                .collect()
        })
        .collect();
    let mut sums: Vec<Vec<i64>> = Vec::with_capacity(band.len());
    let mut taken: Vec<Vec<u8>> = Vec::with_capacity(band.len());
    for (row, columns) in band.iter().enumerate() {
        sums.push(vec![UNREACHED; columns.len()]);
        taken.push(vec![0; columns.len()]);
        for column in columns.clone() {
            let here = column - columns.start;
            if row + column == 0 {
                sums[0][0] = 0;
                continue;
            }
            for (index, &(a, b)) in steps.iter().enumerate() {
                if a > row || b > column || !band[row - a].contains(&(column - b)) {
                    continue;
                }
                let before = sums[row - a][column - b - band[row - a].start];
                let cost = if index < aligning { step_costs[row][here * aligning + index] } else { skip };
                if before + cost < sums[row][here] {
                    sums[row][here] = before + cost;
                    taken[row][here] = index as u8;
                }
            }
        }
    }
    let (mut row, mut column) = (costs.first.sentences(), costs.second.sentences());
    let mut groups = Vec::new();
    while row + column > 0 {
        let (a, b) = steps[usize::from(taken[row][column - band[row].start])];
        if a > 0 && b > 0 {
            groups.push(costs.group(&(row - a..row), &(column - b..column)));
        }
        (row, column) = (row - a, column - b);
    }
    groups.reverse();
    groups
}
