//! Operations put together, so that they tile both texts.

use super::moves::Run;
use std::{collections::BTreeMap, ops::Range};
use throughline_model::{EditKind, EditOperation, Span};
use throughline_text::{Units, script_form_differs, units};

/// Operations as they are put together, in the order of both texts.
pub(super) struct Tiling<'a> {
    pub(super) a: Side<'a>,
    pub(super) b: Side<'a>,
    a_moved: BTreeMap<usize, Block>,
    b_moved: BTreeMap<usize, Block>,
    pub(super) operations: Vec<EditOperation>,
}

#[derive(Clone, Copy)]
struct Block {
    length: usize,
    number: u32,
}

impl<'a> Tiling<'a> {
    /// Blocks are numbered by their place in `a`.
    pub(super) fn new(a: Side<'a>, b: Side<'a>, moved: &[Run]) -> Self {
        let by_place: BTreeMap<usize, &Run> = moved.iter().map(|run| (run.a, run)).collect();
        let blocks =
            || (1..).zip(by_place.values()).map(|(number, run)| (run, Block { length: run.length, number }));
        let a_moved = blocks().map(|(run, block)| (run.a, block)).collect();
        let b_moved = blocks().map(|(run, block)| (run.b, block)).collect();
        Self { a, b, a_moved, b_moved, operations: Vec::new() }
    }

    /// The same units on both sides, clause by clause: one that is written in the other form of
    /// its script is respelled. Marking single characters would tell no more, and half of the
    /// characters are the same in both forms.
    pub(super) fn kept(&mut self, a_units: Range<usize>, b_units: Range<usize>) {
        // Of a text without units all is left, and it stands against none or all of the other.
        if a_units.len() != b_units.len() {
            return self.push(EditKind::Kept, a_units, b_units, 0);
        }
        let mut first = a_units.start;
        for end in a_units.start + 1..=a_units.end {
            if end < a_units.end && self.a.is_joined_to_next(end - 1) {
                continue;
            }
            let of_b = |unit: usize| unit - a_units.start + b_units.start;
            let (a_clause, b_clause) = (first..end, of_b(first)..of_b(end));
            let differs = script_form_differs(self.a.words(&a_clause), self.b.words(&b_clause));
            let kind = if differs { EditKind::Respelled } else { EditKind::Kept };
            self.push(kind, a_clause, b_clause, 0);
            first = end;
        }
    }

    /// Units of `a` that became units of `b`, but for the blocks that moved away and came here.
    /// What is left between blocks is paired in its order, unless its sizes tell that it was not
    /// replaced: a paragraph that was cut between two halves of one that came here.
    pub(super) fn changed(&mut self, a_units: Range<usize>, b_units: Range<usize>) {
        let a_parts = parts(a_units, &self.a_moved);
        let b_parts = parts(b_units, &self.b_moved);
        let is_whole = a_parts.len() == 1 && b_parts.len() == 1;
        let mut b_rest = b_parts.as_slice();
        for (units, block) in a_parts {
            let blocks = b_rest.iter().take_while(|(_, block)| *block > 0).count();
            match b_rest.get(blocks) {
                _ if block > 0 => self.push(EditKind::Moved, units, 0..0, block),
                Some((partner, _)) if is_whole || are_alike(units.len(), partner.len()) => {
                    self.came(&b_rest[..blocks]);
                    self.push(EditKind::Replaced, units, partner.clone(), 0);
                    b_rest = &b_rest[blocks + 1..];
                }
                _ => self.push(EditKind::Cut, units, 0..0, 0),
            }
        }
        self.came(b_rest);
    }

    /// Adds what stands in `b` only.
    fn came(&mut self, parts: &[Part]) {
        for (units, block) in parts {
            let kind = if *block > 0 { EditKind::Moved } else { EditKind::Added };
            self.push(kind, 0..0, units.clone(), *block);
        }
    }

    /// Adds an operation over units; what has no bytes on one side was added or cut.
    fn push(&mut self, kind: EditKind, a_units: Range<usize>, b_units: Range<usize>, block: u32) {
        let (a_range, b_range) = (self.a.bytes(a_units), self.b.bytes(b_units));
        let kind = match (kind, a_range.is_empty(), b_range.is_empty()) {
            (_, true, true) => return,
            (EditKind::Moved, ..) => EditKind::Moved,
            (_, true, false) => EditKind::Added,
            (_, false, true) => EditKind::Cut,
            // Both texts are punctuation only, and not the same.
            (EditKind::Kept, ..) if self.a.units.is_empty() && self.a.text != self.b.text => {
                EditKind::Replaced
            }
            (kind, ..) => kind,
        };
        let (a_bytes, b_bytes) = (a_range.len() as u32, b_range.len() as u32);
        match self.operations.last_mut() {
            Some(last) if kind == last.kind && matches!(kind, EditKind::Kept | EditKind::Respelled) => {
                last.a_bytes += a_bytes;
                last.b_bytes += b_bytes;
            }
            _ => self.operations.push(EditOperation { kind, a_bytes, b_bytes, block }),
        }
    }
}

/// Units of one side, and the number of the block they are, or 0.
type Part = (Range<usize>, u32);

/// Cuts a range of units at the blocks in it.
fn parts(range: Range<usize>, moved: &BTreeMap<usize, Block>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = range.start;
    for (&start, block) in moved.range(range.clone()) {
        parts.push((at..start, 0));
        at = start + block.length;
        parts.push((start..at, block.number));
    }
    parts.push((at..range.end, 0));
    parts.retain(|(units, _)| !units.is_empty());
    parts
}

/// Whether two stretches can be one for the other: neither is four times as long.
fn are_alike(a: usize, b: usize) -> bool {
    a < 4 * b && b < 4 * a
}

/// One of the two texts.
pub(super) struct Side<'a> {
    text: &'a str,
    pub(super) units: Units,
}

impl<'a> Side<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, units: units(text) }
    }

    /// One past the last unit; a text without units counts as one of punctuation.
    pub(super) fn end(&self) -> usize {
        self.units.len().max(1)
    }

    /// Bytes of a range of units, with what follows each of them, and what precedes the first.
    fn bytes(&self, range: Range<usize>) -> Range<usize> {
        self.boundary(range.start)..self.boundary(range.end)
    }

    /// The words of a range of units, without what precedes and follows them.
    fn words(&self, range: &Range<usize>) -> &'a str {
        match (self.units.spans.get(range.start), self.units.spans.get(range.end - 1)) {
            (Some(first), Some(last)) => &self.text[first.begin as usize..last.end as usize],
            _ => "",
        }
    }

    /// Whether nothing stands between a unit and the one after it.
    fn is_joined_to_next(&self, unit: usize) -> bool {
        self.units.spans[unit].end == self.units.spans[unit + 1].begin
    }

    fn boundary(&self, unit: usize) -> usize {
        match self.units.spans.get(unit) {
            _ if unit == 0 => 0,
            Some(Span { begin, .. }) => *begin as usize,
            None => self.text.len(),
        }
    }
}
