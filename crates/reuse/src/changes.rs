//! What changed between two versions of one text.
//!
//! Two versions share most of their words in order, so a global difference of their words is asked
//! for (Myers 1986 in linear space, with heuristics that bound its time, by the crate `imara-diff`),
//! not local alignment as between strangers. Words are Unicode's, single characters in scripts
//! without spaces, and what stands between words counts as well: a changed comma is a change.

use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use throughline_model::{EditKind, EditOperation};
use unicode_segmentation::UnicodeSegmentation;

/// A text as the words and the marks between them.
struct Words<'a>(&'a str);

impl<'a> TokenSource for Words<'a> {
    type Token = &'a str;
    type Tokenizer = unicode_segmentation::UWordBounds<'a>;

    fn tokenize(&self) -> Self::Tokenizer {
        self.0.split_word_bounds()
    }

    fn estimate_tokens(&self) -> u32 {
        (self.0.len() / 4) as u32
    }
}

/// The operations that turn `before` into `after`; they tile both texts. Empty if they are equal.
pub fn changes(before: &str, after: &str) -> Vec<EditOperation> {
    if before == after {
        return Vec::new();
    }
    let input = InternedInput::new(Words(before), Words(after));
    let diff = Diff::compute(Algorithm::Myers, &input);
    let ends = |text: &str| -> Vec<u32> {
        let mut end = 0;
        let ends = text.split_word_bounds().map(|word| {
            end += word.len() as u32;
            end
        });
        std::iter::once(0).chain(ends).collect()
    };
    let (ends_before, ends_after) = (ends(before), ends(after));
    let mut operations: Vec<EditOperation> = Vec::new();
    let (mut at_before, mut at_after) = (0, 0);
    let mut push = |kind, before: std::ops::Range<u32>, after: std::ops::Range<u32>| {
        let bytes =
            |ends: &[u32], range: std::ops::Range<u32>| ends[range.end as usize] - ends[range.start as usize];
        let (a_bytes, b_bytes) = (bytes(&ends_before, before), bytes(&ends_after, after));
        if a_bytes + b_bytes > 0 {
            operations.push(EditOperation::plain(kind, a_bytes, b_bytes));
        }
    };
    for hunk in diff.hunks() {
        push(EditKind::Kept, at_before..hunk.before.start, at_after..hunk.after.start);
        let kind = match (hunk.before.is_empty(), hunk.after.is_empty()) {
            (true, _) => EditKind::Added,
            (_, true) => EditKind::Cut,
            _ => EditKind::Replaced,
        };
        (at_before, at_after) = (hunk.before.end, hunk.after.end);
        push(kind, hunk.before, hunk.after);
    }
    let (last_before, last_after) = (input.before.len() as u32, input.after.len() as u32);
    push(EditKind::Kept, at_before..last_before, at_after..last_after);
    join_across_gaps(operations, before)
}

/// A space kept between two replaced words makes one replacement of three: people read
/// "ten days" for "two weeks", not two changes.
fn join_across_gaps(operations: Vec<EditOperation>, before: &str) -> Vec<EditOperation> {
    let mut joined: Vec<EditOperation> = Vec::with_capacity(operations.len());
    let mut at = 0_usize;
    for (index, operation) in operations.iter().enumerate() {
        let begin = at;
        at += operation.a_bytes as usize;
        let is_gap = operation.kind == EditKind::Kept
            && before[begin..at].chars().all(|character| !character.is_alphanumeric() && character != '\n');
        let changes = |other: Option<&EditOperation>| other.is_some_and(|other| other.kind != EditKind::Kept);
        let bridges = is_gap && changes(joined.last()) && changes(operations.get(index + 1));
        match joined.last_mut() {
            Some(last) if last.kind != EditKind::Kept && (bridges || operation.kind != EditKind::Kept) => {
                let (a_bytes, b_bytes) = (last.a_bytes + operation.a_bytes, last.b_bytes + operation.b_bytes);
                let kind = match (a_bytes, b_bytes) {
                    (0, _) => EditKind::Added,
                    (_, 0) => EditKind::Cut,
                    _ => EditKind::Replaced,
                };
                *last = EditOperation::plain(kind, a_bytes, b_bytes);
            }
            _ => joined.push(*operation),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::changes;
    use proptest::prelude::*;
    use throughline_model::{EditKind, operations};

    #[test]
    fn a_replaced_phrase_is_one_change() {
        let found = changes("For ten days the gauge was silent.", "For two weeks the gauge was silent!");
        assert_eq!(operations::encode(&found), "=4:4 ~8:9 =21:21 ~1:1");
        assert!(changes("the same", "the same").is_empty());
        assert_eq!(operations::encode(&changes("闸门关闭十天", "闸门关闭两周")), "=12:12 ~6:6");
        assert_eq!(operations::encode(&changes("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.")), "=10:10 +8");
    }

    proptest! {
        #[test]
        fn operations_tile_both_texts_and_keep_what_is_equal(a in "[ab .\n中国]{0,40}", b in "[ab .\n中国]{0,40}") {
            let found = changes(&a, &b);
            prop_assume!(a != b);
            let (mut at_a, mut at_b) = (0, 0);
            for operation in &found {
                let (end_a, end_b) = (at_a + operation.a_bytes as usize, at_b + operation.b_bytes as usize);
                if operation.kind == EditKind::Kept {
                    prop_assert_eq!(&a[at_a..end_a], &b[at_b..end_b]);
                }
                (at_a, at_b) = (end_a, end_b);
            }
            prop_assert_eq!((at_a, at_b), (a.len(), b.len()));
        }
    }
}
