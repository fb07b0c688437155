//! Two whole texts against each other, for display.
//!
//! The histogram difference of Git's `--histogram` (a refinement of Bram Cohen's patience
//! difference: rare units are anchored first, so that matches follow the passages and not the
//! articles) on the hashes of units; it falls back to Myers (Algorithmica 1, 1986) with a bounded
//! search where nothing is rare. What it leaves as cut in one place and added in another is looked
//! through once more for [moved blocks](moves); of what it keeps, clauses in the other form of their
//! script are told apart.

mod moves;
mod tiling;

use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use moves::Run;
use std::{collections::BTreeMap, ops::Range};
use throughline_model::EditOperation;
use tiling::{Side, Tiling};

/// How `a` became `b`, from end to end: the operations tile both texts exactly, in bytes.
///
/// ```
/// use throughline_model::operations::encode;
/// let operations = throughline_reuse::compare("We firmly oppose this.", "We oppose this, firmly!");
/// assert_eq!(encode(&operations), "=3:3 -7 =12:13 +7");
///
/// let [first, second] = ["One two three four five six seven eight nine. ", "Ten eleven twelve ten eleven twelve ten eleven. "];
/// let operations = throughline_reuse::compare(&format!("{first}{second}"), &format!("{second}{first}"));
/// assert_eq!(encode(&operations), "<48#1 =46:46 >48#1");
/// ```
pub fn compare(a: &str, b: &str) -> Vec<EditOperation> {
    let (a_side, b_side) = (Side::new(a), Side::new(b));
    let (a_units, b_units) = (&a_side.units.hashes, &b_side.units.hashes);
    let hunks = moves::without_chance(a_units, b_units, difference(a_units, b_units));
    let runs = moves::shared_runs(a_units, b_units, &hunks, |_| true);
    let (kept, moved) = in_order(runs, &hunks);
    let mut tiling = Tiling::new(a_side, b_side, &moved);
    let (mut at, mut bt) = (0, 0);
    for hunk in hunks {
        tiling.kept(at..hunk.before.start, bt..hunk.after.start);
        (at, bt) = (hunk.before.start, hunk.after.start);
        for (_, run) in kept.range(hunk.before.clone()) {
            tiling.changed(at..run.a, bt..run.b);
            (at, bt) = (run.a + run.length, run.b + run.length);
            tiling.kept(run.a..at, run.b..bt);
        }
        tiling.changed(at..hunk.before.end, bt..hunk.after.end);
        (at, bt) = (hunk.before.end, hunk.after.end);
    }
    let (a_end, b_end) = (tiling.a.end(), tiling.b.end());
    tiling.kept(at..a_end, bt..b_end);
    tiling.operations
}

/// A stretch that is not kept: units of `a` that became units of `b`.
#[derive(Clone)]
struct Hunk {
    before: Range<usize>,
    after: Range<usize>,
}

/// The stretches that are not kept, with an empty one at each end of the texts.
fn difference(a: &[u64], b: &[u64]) -> Vec<Hunk> {
    let input = InternedInput::new(Tokens(a), Tokens(b));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let units = |range: Range<u32>| range.start as usize..range.end as usize;
    let end = |a, b| Hunk { before: a..a, after: b..b };
    let hunks = diff.hunks().map(|hunk| Hunk { before: units(hunk.before), after: units(hunk.after) });
    std::iter::once(end(0, 0)).chain(hunks).chain([end(a.len(), b.len())]).collect()
}

/// Tells runs that stand in the same order in both texts from those that moved. Where nothing is
/// rare the difference gives up early, and a run may stand on both sides of one hunk: it is kept,
/// not moved. Kept runs come by their place in `a`.
fn in_order(runs: Vec<Run>, hunks: &[Hunk]) -> (BTreeMap<usize, Run>, Vec<Run>) {
    let mut kept: BTreeMap<usize, Run> = BTreeMap::new();
    let mut moved = Vec::new();
    for run in runs {
        let of_a = hunks.partition_point(|hunk| hunk.before.end <= run.a);
        let of_b = hunks.partition_point(|hunk| hunk.after.end <= run.b);
        let follows = kept.range(..run.a).next_back().is_none_or(|(_, last)| last.b < run.b);
        let precedes = kept.range(run.a..).next().is_none_or(|(_, next)| run.b < next.b);
        if of_a == of_b && follows && precedes {
            kept.insert(run.a, run);
        } else {
            moved.push(run);
        }
    }
    (kept, moved)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::{Duration, Instant};
    use throughline_model::{EditKind, operations::encode};
    use throughline_text::units;

    /// Checks the tiling, that kept text is equal in units, and that every block stands once on
    /// each side with equal units; gives the number of blocks.
    fn check(a: &str, b: &str) -> usize {
        let hashes = |text: &str| units(text).hashes;
        let operations = compare(a, b);
        let (mut at, mut bt) = (0, 0);
        let mut blocks: BTreeMap<u32, [Vec<&str>; 2]> = BTreeMap::new();
        for operation in &operations {
            let (a_end, b_end) = (at + operation.a_bytes as usize, bt + operation.b_bytes as usize);
            let (a_text, b_text) = (&a[at..a_end], &b[bt..b_end]);
            let on_both = !a_text.is_empty() && !b_text.is_empty();
            match operation.kind {
                EditKind::Kept => assert!(on_both && hashes(a_text) == hashes(b_text)),
                EditKind::Replaced => assert!(on_both),
                EditKind::Added => assert!(a_text.is_empty() && !b_text.is_empty()),
                EditKind::Cut => assert!(!a_text.is_empty() && b_text.is_empty()),
                EditKind::Rendered => panic!("texts are compared by their words"),
                EditKind::Moved => {
                    let sides = blocks.entry(operation.block).or_default();
                    sides[usize::from(a_text.is_empty())].push(if a_text.is_empty() {
                        b_text
                    } else {
                        a_text
                    });
                }
                EditKind::Respelled => {
                    assert!(on_both && a_text != b_text && hashes(a_text) == hashes(b_text));
                }
            }
            assert!((operation.kind == EditKind::Moved) == (operation.block > 0));
            (at, bt) = (a_end, b_end);
        }
        assert_eq!((at, bt), (a.len(), b.len()));
        let in_a: Vec<u32> =
            operations.iter().filter(|o| o.block > 0 && o.a_bytes > 0).map(|o| o.block).collect();
        assert_eq!(in_a, (1..=blocks.len() as u32).collect::<Vec<_>>(), "numbered by place in a");
        for [from, to] in blocks.values() {
            assert_eq!((from.len(), to.len()), (1, 1));
            assert_eq!(hashes(from[0]), hashes(to[0]));
            assert!(hashes(from[0]).len() >= 8);
        }
        blocks.len()
    }

    const FIRST: &str = "The river commission met on Monday for the ninth time this spring. ";
    const SECOND: &str = "Both banks agreed to publish the readings of every gauge by the evening. ";
    const OATH: &str =
        "Its members swear on taking office that no tide and no treaty will keep them from the pier. ";
    const THIRD: &str = "Fishing boats may pass the gate at night if they carry a lamp. ";

    #[test]
    fn a_paragraph_that_traded_places_is_one_block() {
        let operations = compare(&format!("{FIRST}{SECOND}{THIRD}"), &format!("{SECOND}{THIRD}{FIRST}"));
        let (moved, kept) = (FIRST.len(), SECOND.len() + THIRD.len());
        assert_eq!(encode(&operations), format!(">{moved}#1 ={kept}:{kept} <{moved}#1"));
    }

    #[test]
    fn a_block_is_split_where_its_words_were_changed() {
        let changed = FIRST.replace("ninth", "tenth");
        let (a, b) = (format!("{FIRST}{SECOND}{THIRD}"), format!("{SECOND}{THIRD}{changed}"));
        assert_eq!(check(&a, &b), 1, "{}", encode(&compare(&a, &b)));
        let changed = [FIRST, THIRD].concat().replace("this spring", "this mild and late spring");
        let rest = format!("{SECOND}Whoever reads them may ask for the books of the years before. {OATH}");
        assert_eq!(check(&[FIRST, THIRD, &rest].concat(), &[&rest, &*changed].concat()), 2);
    }

    #[test]
    fn a_cut_paragraph_is_not_replaced_by_two_words() {
        let log = "The keepers of the gate wrote down the hour at which each boat passed on its way to sea. ";
        let grown = log.replace("hour", "hour and minute");
        let operations = compare(&[log, SECOND, OATH, THIRD].concat(), &[SECOND, &grown, THIRD].concat());
        let (second, oath, third) = (SECOND.len(), OATH.len(), THIRD.len());
        let expected = format!(">44#1 >45#2 ={second}:{second} -{oath} <44#1 +11 <45#2 ={third}:{third}");
        assert_eq!(encode(&operations), expected);
    }

    #[test]
    fn words_kept_by_chance_do_not_break_a_block() {
        let (first, second, third) = (
            "They swear to the keeper of the gate on the pier. ",
            "The books of the years before lie in the hall. ",
            "A cable broke in the night of the storm on the river and the gauge fell silent. ",
        );
        let (a, b) = ([first, SECOND, second, THIRD, third], [third, SECOND, first, THIRD, second]);
        let shown = encode(&compare(&a.concat(), &b.concat()));
        assert_eq!(shown, ">50#1 >73#2 >47#3 >63#4 =80:80 <73#2 <50#1 <63#4 <47#3", "whole sentences");
        // A formula in both of its places stays there, though it was changed in one of each text.
        let (whole, other) = (
            "We ask all sides to come back to the old table now. ",
            "We ask all sides to turn back to the old table now. ",
        );
        assert_eq!(check(&[whole, SECOND, other].concat(), &[other, SECOND, whole].concat()), 0);
    }

    #[test]
    fn clauses_in_the_other_form_of_the_script_are_respelled() {
        let (a, b) = ("发言人说，二月三日，我们反对。后来", "發言人說，二月三日，我們反對。后来");
        assert_eq!(encode(&compare(a, b)), "^15:15 =15:15 ^15:15 =6:6");
    }

    #[test]
    fn short_phrases_do_not_move() {
        let (a, b) = ("seven words are no block at all. ", "twelve characters 二〇二五年三月一日。");
        assert_eq!(check(&[a, SECOND].concat(), &[SECOND, a].concat()), 0);
        assert_eq!(
            check(&["不足十二个字的一句话。", SECOND].concat(), &[SECOND, "不足十二个字的一句话。"].concat()),
            0
        );
        assert_eq!(
            check(
                &["这里有十二个字的一句话了。", SECOND].concat(),
                &[SECOND, "这里有十二个字的一句话了。"].concat()
            ),
            1
        );
        assert_eq!(check(b, a), 0);
    }

    /// Paragraphs, some printed twice, in two orders, with words put in.
    fn shuffled() -> impl Strategy<Value = (String, String)> {
        let word = prop::sample::select("the of and peace cooperation Präsident мир и развитие 和 平 与 发 展 與 發 กำ ลัง e\u{301}tat — , U.S. 3.5%".split(' ').collect::<Vec<_>>());
        let paragraph = prop::collection::vec(word.clone(), 1..40);
        let side = prop::collection::vec((0_usize..5, prop::collection::vec(word, 0..4), 0_usize..40), 0..7);
        (prop::collection::vec(paragraph, 5), side.clone(), side).prop_map(|(paragraphs, a, b)| {
            let text = |order: Vec<(usize, Vec<&str>, usize)>| {
                let mut words = Vec::new();
                for (paragraph, extra, at) in order {
                    let mut paragraph = paragraphs[paragraph].clone();
                    let at = at % paragraph.len();
                    paragraph.splice(at..at, extra);
                    words.extend(paragraph);
                }
                words.join(" ")
            };
            (text(a), text(b))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn operations_tile_and_blocks_pair((a, b) in shuffled()) {
            check(&a, &b);
            prop_assert_eq!(check(&a, &a), 0);
        }
    }

    #[test]
    fn time_is_bounded_on_texts_that_repeat_themselves() {
        let word = "word ".repeat(50_000);
        let both = format!("{FIRST}{SECOND}");
        let period: String = (0..50_000).map(|at| ["one ", "two ", "three ", "two "][at % 4]).collect();
        let pairs = [
            (word.clone(), word[5..].to_owned()),
            (format!("{word}{both}"), format!("{both}{word}")),
            (format!("{word}{both}{word}"), format!("{both}{word}{FIRST}")),
            (format!("{period}{both}{word}"), format!("{both}{word}{both}{period}")),
            (both.repeat(3_000), format!("{THIRD}{}", SECOND.repeat(3_000))),
            ("和平发展".repeat(20_000), format!("发展{}", "和平".repeat(20_000))),
        ];
        for (number, (a, b)) in pairs.iter().enumerate() {
            let began = Instant::now();
            check(a, b);
            assert!(began.elapsed() < Duration::from_secs(10), "pair {number}: {:?}", began.elapsed());
        }
    }
}
