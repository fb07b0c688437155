//! Two whole texts against each other, for display.
//!
//! The histogram difference of Git's `--histogram` (a refinement of Bram Cohen's patience
//! difference: rare units are anchored first, so that matches follow the passages and not the
//! articles) on the hashes of units; it falls back to Myers (Algorithmica 1, 1986) with a bounded
//! search where nothing is rare.

use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use std::ops::Range;
use throughline_model::{EditKind, EditOperation, Span};
use throughline_text::{Units, units};

/// How `a` became `b`, from end to end: the operations tile both texts exactly, in bytes.
///
/// ```
/// use throughline_model::operations::encode;
/// let operations = throughline_reuse::compare("We firmly oppose this.", "We oppose this, firmly!");
/// assert_eq!(encode(&operations), "=3:3 -7 =12:13 +7");
/// ```
pub fn compare(a: &str, b: &str) -> Vec<EditOperation> {
    let (a_side, b_side) = (Side::new(a), Side::new(b));
    let input = InternedInput::new(Tokens(&a_side.units.hashes), Tokens(&b_side.units.hashes));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let mut operations = Vec::new();
    let mut push = |kind, a_units: Range<usize>, b_units: Range<usize>| {
        let (a_range, b_range) = (a_side.bytes(a_units), b_side.bytes(b_units));
        let kind = match (kind, a_range.is_empty(), b_range.is_empty()) {
            (_, true, true) => return,
            (_, true, false) => EditKind::Added,
            (_, false, true) => EditKind::Cut,
            // Both texts are punctuation only, and not the same.
            (EditKind::Kept, ..) if a_side.units.is_empty() && a != b => EditKind::Replaced,
            (kind, ..) => kind,
        };
        operations.push(EditOperation::plain(kind, a_range.len() as u32, b_range.len() as u32));
    };
    let (mut at, mut bt) = (0, 0);
    for hunk in diff.hunks() {
        let (before, after) = (hunk.before, hunk.after);
        push(EditKind::Kept, at..before.start as usize, bt..after.start as usize);
        (at, bt) = (before.end as usize, after.end as usize);
        push(EditKind::Replaced, before.start as usize..at, after.start as usize..bt);
    }
    push(EditKind::Kept, at..a_side.end(), bt..b_side.end());
    operations
}

/// One of the two texts.
struct Side<'a> {
    text: &'a str,
    units: Units,
}

impl<'a> Side<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, units: units(text) }
    }

    /// One past the last unit; a text without units counts as one of punctuation.
    fn end(&self) -> usize {
        self.units.len().max(1)
    }

    /// Bytes of a range of units, with what follows each of them, and what precedes the first.
    fn bytes(&self, range: Range<usize>) -> Range<usize> {
        self.boundary(range.start)..self.boundary(range.end)
    }

    fn boundary(&self, unit: usize) -> usize {
        match self.units.spans.get(unit) {
            _ if unit == 0 => 0,
            Some(Span { begin, .. }) => *begin as usize,
            None => self.text.len(),
        }
    }
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
