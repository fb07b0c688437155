//! Two whole texts against each other, for display.

use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use throughline_model::{EditKind, EditOperation, Span};
use throughline_text::{Units, units};

/// How `a` became `b`, from end to end: the operations tile both texts exactly, in bytes.
pub fn compare(a: &str, b: &str) -> Vec<EditOperation> {
    let (a_units, b_units) = (units(a), units(b));
    let input = InternedInput::new(Tokens(&a_units.hashes), Tokens(&b_units.hashes));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let begin_of = |units: &Units, text: &str, at: usize| match at {
        0 => 0,
        _ => units.spans.get(at).map_or(text.len(), |span| span.begin as usize),
    };
    let operation = |kind, a_from: usize, a_to: usize, b_from: usize, b_to: usize| EditOperation {
        kind,
        a_bytes: Span::new(begin_of(&a_units, a, a_from), begin_of(&a_units, a, a_to)).len() as u32,
        b_bytes: Span::new(begin_of(&b_units, b, b_from), begin_of(&b_units, b, b_to)).len() as u32,
    };
    let mut operations = Vec::new();
    let (mut a_at, mut b_at) = (0, 0);
    for hunk in diff.hunks() {
        let (a_from, a_to) = (hunk.before.start as usize, hunk.before.end as usize);
        let (b_from, b_to) = (hunk.after.start as usize, hunk.after.end as usize);
        operations.push(operation(EditKind::Kept, a_at, a_from, b_at, b_from));
        let kind = match (a_from == a_to, b_from == b_to) {
            (true, _) => EditKind::Added,
            (_, true) => EditKind::Cut,
            _ => EditKind::Replaced,
        };
        operations.push(operation(kind, a_from, a_to, b_from, b_to));
        (a_at, b_at) = (a_to, b_to);
    }
    operations.push(operation(EditKind::Kept, a_at, a_units.len().max(1), b_at, b_units.len().max(1)));
    operations.retain(|operation| operation.a_bytes + operation.b_bytes > 0);
    operations
}

struct Tokens<'a>(&'a [u64]);

impl<'a> TokenSource for Tokens<'a> {
    type Token = u64;
    type Tokenizer = std::iter::Copied<std::slice::Iter<'a, u64>>;

    fn tokenize(&self) -> Self::Tokenizer {
        self.0.iter().copied()
    }

    fn estimate_tokens(&self) -> u32 {
        self.0.len() as u32
    }
}
