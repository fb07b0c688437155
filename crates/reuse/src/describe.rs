//! From an alignment in units to a match in bytes.

use crate::{
    moved::Arranged,
    path::{Path, Step},
    prepared::{UnitSpan, span_of},
};
use throughline_model::{EditKind, EditOperation, MatchKind, Span};

/// A match of two texts, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Span in the first text.
    pub a_span: Span,
    /// Span in the second text.
    pub b_span: Span,
    /// Share of units kept, moved ones included, among all units of both spans (Dice 1945), from
    /// 0 to 1; rounded to six digits so that it prints the same everywhere.
    pub score: f64,
    /// Verbatim or edited.
    pub kind: MatchKind,
    /// How the first span became the second; they tile both spans exactly, in bytes.
    pub operations: Vec<EditOperation>,
}

impl Found {
    /// The match seen from the other text.
    #[must_use]
    pub fn turned(self) -> Self {
        Self {
            a_span: self.b_span,
            b_span: self.a_span,
            operations: self.operations.into_iter().map(EditOperation::turned).collect(),
            ..self
        }
    }
}

/// Describes a match, given where the units of both texts stand.
pub(crate) fn describe(found: &Arranged, a_spans: &[UnitSpan], b_spans: &[UnitSpan]) -> Found {
    let (a_range, b_range) = (found.a_range(), found.b_range());
    let operations = operations(found, a_spans, b_spans);
    let is_verbatim =
        operations.iter().all(|found| matches!(found.kind, EditKind::Kept | EditKind::Respelled));
    Found {
        a_span: span_of(a_spans, a_range),
        b_span: span_of(b_spans, b_range),
        score: (found.share() * 1e6).round() / 1e6,
        kind: if is_verbatim { MatchKind::Verbatim } else { MatchKind::Edited },
        operations,
    }
}

/// A stretch of one text that became a stretch of the other, in units.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    kind: EditKind,
    a_units: usize,
    b_units: usize,
    block: u32,
}

/// The operations in bytes. What stands between two units — spaces, punctuation — belongs to the
/// operation before it.
fn operations(found: &Arranged, a_spans: &[UnitSpan], b_spans: &[UnitSpan]) -> Vec<EditOperation> {
    let (a_range, b_range) = (found.a_range(), found.b_range());
    let boundary = |spans: &[UnitSpan], at: usize, end: usize| {
        if at == end { spans[at - 1].end } else { spans[at].begin }
    };
    let (mut at, mut bt) = (a_range.start, b_range.start);
    let mut operations = Vec::new();
    for stretch in stretches(found, a_spans, b_spans) {
        let (a_next, b_next) = (at + stretch.a_units, bt + stretch.b_units);
        operations.push(EditOperation {
            kind: stretch.kind,
            a_bytes: boundary(a_spans, a_next, a_range.end) - boundary(a_spans, at, a_range.end),
            b_bytes: boundary(b_spans, b_next, b_range.end) - boundary(b_spans, bt, b_range.end),
            block: stretch.block,
        });
        (at, bt) = (a_next, b_next);
    }
    operations
}

fn stretches(found: &Arranged, a_spans: &[UnitSpan], b_spans: &[UnitSpan]) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let (mut at, mut bt) = (found.a_range().start, found.b_range().start);
    let (a_moved, b_moved) = moved_stretches(found);
    for (part, _) in found.parts.iter().zip(&found.has_moved).filter(|(_, has_moved)| !**has_moved) {
        between(&mut out, at..part.a_begin, bt..part.b_begin, &a_moved, &b_moved);
        of_part(&mut out, part, a_spans, b_spans);
        (at, bt) = (part.a_end, part.b_end);
    }
    between(&mut out, at..found.a_range().end, bt..found.b_range().end, &a_moved, &b_moved);
    out
}

/// Kept stretches of moved parts: first unit, number of units and block, in the order of each text.
type MovedStretches = Vec<(usize, usize, u32)>;

fn moved_stretches(found: &Arranged) -> (MovedStretches, MovedStretches) {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for (part, _) in found.parts.iter().zip(&found.has_moved).filter(|(_, has_moved)| **has_moved) {
        let (mut at, mut bt) = (part.a_begin, part.b_begin);
        for steps in part.steps.chunk_by(|x, y| (*x == Step::Kept) == (*y == Step::Kept)) {
            if steps[0] == Step::Kept {
                let block = of_a.len() as u32 + 1;
                of_a.push((at, steps.len(), block));
                of_b.push((bt, steps.len(), block));
            }
            for step in steps {
                (at, bt) = (at + step.units().0, bt + step.units().1);
            }
        }
    }
    of_a.sort_unstable();
    of_b.sort_unstable();
    (of_a, of_b)
}

/// What stands between two parts that keep their place: cut or moved away, added or moved here.
fn between(
    out: &mut Vec<Stretch>,
    a: std::ops::Range<usize>,
    b: std::ops::Range<usize>,
    a_moved: &MovedStretches,
    b_moved: &MovedStretches,
) {
    let inside = |moved: &MovedStretches, range: &std::ops::Range<usize>| -> MovedStretches {
        moved.iter().filter(|(begin, ..)| range.contains(begin)).copied().collect()
    };
    let (of_a, of_b) = (inside(a_moved, &a), inside(b_moved, &b));
    if of_a.is_empty() && of_b.is_empty() && !a.is_empty() && !b.is_empty() {
        out.push(Stretch { kind: EditKind::Replaced, a_units: a.len(), b_units: b.len(), block: 0 });
        return;
    }
    let mut at = a.start;
    for (begin, units, block) in of_a {
        push(out, EditKind::Cut, begin - at, 0, 0);
        push(out, EditKind::Moved, units, 0, block);
        at = begin + units;
    }
    push(out, EditKind::Cut, a.end - at, 0, 0);
    let mut bt = b.start;
    for (begin, units, block) in of_b {
        push(out, EditKind::Added, 0, begin - bt, 0);
        push(out, EditKind::Moved, 0, units, block);
        bt = begin + units;
    }
    push(out, EditKind::Added, 0, b.end - bt, 0);
}

fn push(out: &mut Vec<Stretch>, kind: EditKind, a_units: usize, b_units: usize, block: u32) {
    if a_units + b_units > 0 {
        out.push(Stretch { kind, a_units, b_units, block });
    }
}

/// The stretches of a part in place; neighboring steps that are not kept make one, and kept units
/// in another form of the script than their counterparts are told apart.
fn of_part(out: &mut Vec<Stretch>, part: &Path, a_spans: &[UnitSpan], b_spans: &[UnitSpan]) {
    let (mut at, mut bt) = (part.a_begin, part.b_begin);
    for steps in part.steps.chunk_by(|x, y| (*x == Step::Kept) == (*y == Step::Kept)) {
        if steps[0] == Step::Kept {
            let is_respelled = |n: usize| a_spans[at + n].folded != b_spans[bt + n].folded;
            let mut from = 0;
            for to in 1..=steps.len() {
                if to == steps.len() || is_respelled(to) != is_respelled(from) {
                    let kind = if is_respelled(from) { EditKind::Respelled } else { EditKind::Kept };
                    push(out, kind, to - from, to - from, 0);
                    from = to;
                }
            }
            (at, bt) = (at + steps.len(), bt + steps.len());
        } else {
            let units = steps.iter().map(|step| step.units());
            let (a_units, b_units) = units.fold((0, 0), |sum, units| (sum.0 + units.0, sum.1 + units.1));
            let kind = match (a_units, b_units) {
                (_, 0) => EditKind::Cut,
                (0, _) => EditKind::Added,
                _ => EditKind::Replaced,
            };
            push(out, kind, a_units, b_units, 0);
            (at, bt) = (at + a_units, bt + b_units);
        }
    }
}
