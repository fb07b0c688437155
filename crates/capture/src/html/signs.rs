//! What the page's tree tells of a block: its element and those around it, links, templates,
//! and where readability's measure sees the article.

use super::blocks::{Blocks, Tag};
use super::hints::{self, Hints};
use std::collections::HashMap;

/// Number of signs of a block.
pub(super) const COUNT: usize = 60;

/// Elements around a block that are looked at for hints.
const NEAR: usize = 2;
/// Elements around a block that are looked at, all in all.
const FARTHEST: usize = 24;

/// The signs of every block. `prose` is each block's length in words where it is prose, else 0.
pub(super) fn signs(page: &Blocks, prose: &[f64]) -> Vec<[f64; COUNT]> {
    let total = prose.iter().sum::<f64>().max(1.0);
    let summary = Summary::new(page, prose);
    let mut heading_seen = false;
    page.blocks
        .iter()
        .enumerate()
        .map(|(at, block)| {
            let mut row = Row { values: [0.0; COUNT], next: 0 };
            let element = &page.elements[block.element];
            heading_seen |= element.tag == Tag::FirstHeading;
            for tag in [
                Tag::Paragraph,
                Tag::Item,
                Tag::FirstHeading,
                Tag::Heading,
                Tag::Cell,
                Tag::Quote,
                Tag::Preformatted,
                Tag::Caption,
                Tag::Division,
            ] {
                row.flag(element.tag == tag);
            }
            row.flag(block.follows_break);
            row.flag(element.is_collapsed);
            let (mut near, mut far) = (Hints::default(), Hints::default());
            let mut around = [false; 10];
            for (distance, index) in page.around(block).take(FARTHEST).enumerate() {
                let element = &page.elements[index];
                if distance < NEAR {
                    near = near.and(element.hints);
                } else if element.depth > 3 {
                    far = far.and(element.hints);
                }
                for (slot, tag) in [
                    Tag::Navigation,
                    Tag::Header,
                    Tag::Footer,
                    Tag::Aside,
                    Tag::Form,
                    Tag::Article,
                    Tag::Main,
                    Tag::Figure,
                    Tag::Table,
                    Tag::List,
                ]
                .into_iter()
                .enumerate()
                {
                    around[slot] |= element.tag == tag;
                }
            }
            for is_in in around {
                row.flag(is_in);
            }
            for hints in [&near, &far] {
                for kind in 0..hints::KINDS {
                    row.flag(hints.has(kind));
                }
            }
            let density = share(block.link_length, block.length);
            row.value(density);
            row.flag(density > 0.9);
            row.value(density * (1.0 + prose[at]).ln());
            let parent = &page.elements[element.parent];
            let grandparent = &page.elements[parent.parent];
            row.value(share(element.link_length, element.length));
            row.value(share(parent.link_length, parent.length));
            row.value(share(grandparent.link_length, grandparent.length));
            row.value(summary.below[block.element] / total);
            row.value(summary.below[element.parent] / total);
            row.value(summary.below[parent.parent] / total);
            row.value(summary.by_signature[&element.signature] / total);
            row.value(summary.by_signature[&parent.signature].min(total) / total);
            row.flag(element.depth == summary.depth);
            row.value((element.depth as f64 - summary.depth as f64).clamp(-6.0, 6.0) / 6.0);
            let ranks: Vec<f64> =
                page.around(block).take(4).map(|index| summary.score[index] / summary.best).collect();
            row.value(ranks.iter().skip(1).fold(0.0, |best: f64, rank| best.max(*rank)));
            let distance = page.around(block).take(FARTHEST).position(|index| index == summary.top);
            row.flag(distance.is_some());
            row.flag(distance.is_some_and(|distance| distance <= 1));
            row.flag(distance.is_some_and(|distance| distance > 3));
            let is_beside =
                page.around(block).take(FARTHEST).any(|index| index == page.elements[summary.top].parent);
            row.flag(is_beside);
            row.flag(heading_seen);
            row.values
        })
        .collect()
}

struct Row {
    values: [f64; COUNT],
    next: usize,
}

impl Row {
    fn value(&mut self, value: f64) {
        self.values[self.next] = value;
        self.next += 1;
    }

    fn flag(&mut self, value: bool) {
        self.value(if value { 1.0 } else { 0.0 });
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64).min(1.0) }
}

/// What is counted over the whole page.
struct Summary {
    /// Words of prose below each element.
    below: Vec<f64>,
    by_signature: HashMap<u64, f64>,
    /// The depth that most words of prose stand at.
    depth: usize,
    /// Readability's measure of each element: prose near below it, less its links.
    score: Vec<f64>,
    best: f64,
    top: usize,
}

impl Summary {
    fn new(page: &Blocks, prose: &[f64]) -> Self {
        let elements = &page.elements;
        let mut below = vec![0.0; elements.len()];
        let mut score = vec![0.0; elements.len()];
        let mut by_signature: HashMap<u64, f64> =
            elements.iter().map(|element| (element.signature, 0.0)).collect();
        let mut by_depth: HashMap<usize, f64> = HashMap::new();
        for (block, words) in page.blocks.iter().zip(prose) {
            below[block.element] += words;
            let element = &elements[block.element];
            for signature in [element.signature, elements[element.parent].signature] {
                *by_signature.entry(signature).or_default() += words;
            }
            *by_depth.entry(element.depth).or_default() += words;
            if *words > 0.0 && !element.hints.has(hints::COMMENT) {
                // As readability counts: one for a paragraph, more for its length, all of it to the
                // parent, half to the one above, then less and less.
                let points = 1.0 + (words / 15.0).min(4.0);
                let first = usize::from(!block.follows_break);
                for (level, index) in page.around(block).skip(first).take(5).enumerate() {
                    score[index] += points / [1.0, 2.0, 6.0, 9.0, 12.0][level];
                }
            }
        }
        for at in (1..elements.len()).rev() {
            below[elements[at].parent] += below[at];
        }
        for (score, element) in score.iter_mut().zip(elements) {
            *score *= 1.0 - share(element.link_length, element.length);
        }
        let top = (0..score.len()).fold(0, |best, at| if score[at] > score[best] { at } else { best });
        let depth = by_depth
            .iter()
            .max_by(|one, other| one.1.total_cmp(other.1).then(other.0.cmp(one.0)))
            .map_or(0, |(depth, _)| *depth);
        Summary { below, by_signature, depth, best: score[top].max(1e-9), score, top }
    }
}
