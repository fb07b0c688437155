//! Which blocks of the page another extractor's answer holds.
//!
//! The answer is compared with the blocks by runs of four units, so that its own white space,
//! joints and order do not matter; the text itself is always the page's.

use super::blocks::Block;
use crate::phrases;
use std::collections::HashMap;

/// Units in a run.
const RUN: usize = 4;
/// Share of a block's runs that must be in the answer.
const SHARE: f64 = 0.6;

/// Whether each block is in the answer. What the answer has once is found once: a block's runs are
/// used up by it.
pub(super) fn votes(blocks: &[Block], answer: &[String]) -> Vec<bool> {
    let mut runs: HashMap<u64, u32> = HashMap::new();
    let mut short: HashMap<Vec<u64>, u32> = HashMap::new();
    for paragraph in answer {
        let units = units(paragraph);
        hashes(&units).for_each(|run| *runs.entry(run).or_default() += 1);
        if units.len() < RUN {
            *short.entry(units).or_default() += 1;
        }
    }
    let mut votes: Vec<bool> = vec![false; blocks.len()];
    // Long blocks first: a name above the page is not to take its words from the sentence they are in.
    let mut by_length: Vec<(usize, Vec<u64>)> = blocks
        .iter()
        .map(|block| units(&block.text))
        .enumerate()
        .filter(|(_, units)| units.len() >= RUN)
        .collect();
    by_length.sort_by_key(|(_, units)| std::cmp::Reverse(units.len()));
    for (at, units) in by_length {
        let found: Vec<u64> =
            hashes(&units).filter(|run| runs.get(run).is_some_and(|count| *count > 0)).collect();
        votes[at] = found.len() as f64 >= SHARE * (units.len() + 1 - RUN) as f64;
        if votes[at] {
            for run in found {
                if let Some(count) = runs.get_mut(&run) {
                    *count = count.saturating_sub(1);
                }
            }
        }
    }
    // Short lines have namesakes all over the page: only those beside the others count.
    let first = votes.iter().position(|vote| *vote).unwrap_or(0);
    let last = votes.iter().rposition(|vote| *vote).unwrap_or(blocks.len());
    for (at, block) in blocks.iter().enumerate() {
        let units = units(&block.text);
        if (1..RUN).contains(&units.len())
            && at + 3 >= first
            && at <= last + 3
            && let Some(count) = short.get_mut(&units)
            && *count > 0
        {
            *count -= 1;
            votes[at] = true;
        }
    }
    votes
}

/// Dice coefficient of two answers, by characters of their blocks; between 0 and 1.
pub(super) fn likeness(blocks: &[Block], one: &[bool], other: &[bool]) -> f64 {
    let (mut both, mut total) = (0.0, 0.0);
    for (at, block) in blocks.iter().enumerate() {
        let length = block.length as f64;
        total += length * f64::from(u8::from(one[at]) + u8::from(other[at]));
        both += if one[at] && other[at] { length } else { 0.0 };
    }
    if total == 0.0 { 0.0 } else { 2.0 * both / total }
}

/// The answer with the greatest sum of likeness to the others, the last of equal ones.
pub(super) fn medoid(blocks: &[Block], answers: &[Vec<bool>]) -> usize {
    let mut sums = vec![0.0; answers.len()];
    for (one, answer) in answers.iter().enumerate() {
        for (other, another) in answers.iter().enumerate().skip(one + 1) {
            let likeness = likeness(blocks, answer, another);
            sums[one] += likeness;
            sums[other] += likeness;
        }
    }
    (1..sums.len()).fold(0, |best, next| if sums[next] > sums[best] - 1e-9 { next } else { best })
}

fn hashes(units: &[u64]) -> impl Iterator<Item = u64> {
    units
        .windows(RUN)
        .map(|run| run.iter().fold(0_u64, |joined, unit| joined.wrapping_mul(0x0100_0000_01B3) ^ unit))
}

/// Words, or single Han and kana characters, as hashes.
fn units(text: &str) -> Vec<u64> {
    let mut units = Vec::new();
    let mut hash = 0_u64;
    for character in text.chars() {
        let is_single = phrases::is_cjk(character);
        if (is_single || !character.is_alphanumeric()) && hash != 0 {
            units.push(std::mem::take(&mut hash));
        }
        if is_single {
            units.push(u64::from(u32::from(character)));
        } else if character.is_alphanumeric() {
            hash = (hash ^ u64::from(u32::from(character))).wrapping_mul(0x0100_0000_01B3).wrapping_add(1);
        }
    }
    if hash != 0 {
        units.push(hash);
    }
    units
}
