use proptest::prelude::*;

use super::*;

const DIMENSIONS: usize = 64;

/// A sentence that means `meaning`: the same direction for the same meaning, nearly orthogonal for
/// another one, with a little that is the text's own.
fn sentence(meaning: u64, text: u64) -> Vec<f32> {
    let direction = |seed: u64, scale: f32| {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
        std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            scale * ((state >> 40) as f32 / 16_777_216.0 - 0.5)
        })
        .skip(4)
        .take(DIMENSIONS)
    };
    direction(meaning, 1.0).zip(direction(meaning ^ text << 32, 0.4)).map(|(a, b)| a + b).collect()
}

/// A text whose sentences mean, each, the sum of some meanings.
fn text(number: u64, sentences: &[&[u64]]) -> AlignSide {
    let vectors: Vec<f32> = sentences
        .iter()
        .flat_map(|meanings| {
            let mut vector = vec![0.0; DIMENSIONS];
            for meaning in *meanings {
                for (sum, value) in vector.iter_mut().zip(sentence(*meaning, number)) {
                    *sum += value;
                }
            }
            vector
        })
        .collect();
    let lengths: Vec<u32> = sentences.iter().map(|meanings| 10 * meanings.len() as u32).collect();
    AlignSide::from_sentence_vectors(&vectors, DIMENSIONS, &lengths, 3)
}

/// A text whose sentences have one meaning each.
fn plain(number: u64, meanings: impl IntoIterator<Item = u64>) -> AlignSide {
    let meanings: Vec<[u64; 1]> = meanings.into_iter().map(|meaning| [meaning]).collect();
    let meanings: Vec<&[u64]> = meanings.iter().map(<[u64; 1]>::as_slice).collect();
    text(number, &meanings)
}

fn ranges(groups: &[AlignedGroup]) -> Vec<(Range<usize>, Range<usize>)> {
    groups.iter().map(|group| (group.first.clone(), group.second.clone())).collect()
}

fn aligned(first: &AlignSide, second: &AlignSide) -> Vec<(Range<usize>, Range<usize>)> {
    ranges(&align(first, second, &AlignSettings::default()))
}

fn one_to_one(first: Range<usize>, second: Range<usize>) -> Vec<(Range<usize>, Range<usize>)> {
    first.zip(second).map(|(a, b)| (a..a + 1, b..b + 1)).collect()
}

#[test]
fn the_same_sentences_are_aligned_one_by_one() {
    let groups = align(&plain(1, 0..12), &plain(2, 0..12), &AlignSettings::default());
    assert_eq!(ranges(&groups), one_to_one(0..12, 0..12));
    assert!(groups.iter().all(|group| group.score > 0.6), "{groups:?}");
}

#[test]
fn sentences_that_were_merged_or_split_are_one_group() {
    let first = text(1, &[&[0], &[1], &[2], &[3, 4], &[5], &[6, 7, 8], &[9], &[10]]);
    let second = text(2, &[&[0], &[1, 2], &[3], &[4], &[5], &[6], &[7], &[8], &[9], &[10]]);
    let expected =
        [(0..1, 0..1), (1..3, 1..2), (3..4, 2..4), (4..5, 4..5), (5..6, 5..8), (6..7, 8..9), (7..8, 9..10)];
    assert_eq!(aligned(&first, &second), expected);
}

#[test]
fn sentences_without_counterpart_are_in_no_group() {
    let first = plain(1, (0..5).chain(100..103).chain(5..9));
    let second = plain(2, (0..7).chain([200]).chain(7..9));
    let mut expected = one_to_one(0..5, 0..5);
    expected.extend([(8..9, 5..6), (9..10, 6..7), (10..11, 8..9), (11..12, 9..10)]);
    assert_eq!(aligned(&first, &second), expected);
}

#[test]
fn nothing_is_aligned_with_an_empty_text() {
    let (empty, full) = (plain(1, []), plain(2, 0..3));
    let settings = AlignSettings::default();
    for (first, second) in [(&empty, &full), (&full, &empty), (&empty, &empty)] {
        assert_eq!(align(first, second, &settings), []);
    }
}

#[test]
fn a_text_too_long_for_all_cells_is_searched_around_a_coarser_path() {
    let inserted = 900..1_000;
    let first = plain(1, 0..1_800);
    let second = plain(2, (0..900).chain(5_000..5_100).chain(1_000..1_800));
    let groups = align(&first, &second, &AlignSettings::default());
    let (unrelated, groups): (Vec<AlignedGroup>, Vec<AlignedGroup>) =
        groups.into_iter().partition(|group| inserted.contains(&group.first.start));
    let mut expected = one_to_one(0..900, 0..900);
    expected.extend(one_to_one(1_000..1_800, 1_000..1_800));
    assert_eq!(ranges(&groups), expected);
    assert!(groups.iter().all(|group| group.score > 0.6));
    assert!(unrelated.iter().all(|group| group.score < 0.5), "{unrelated:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn groups_are_in_order_and_do_not_depend_on_threads_or_sides(
        meanings in proptest::collection::vec(proptest::collection::vec(0u64..30, 1..3), 0..20),
        others in proptest::collection::vec(proptest::collection::vec(0u64..30, 1..3), 0..20),
    ) {
        let side = |number, meanings: &[Vec<u64>]| {
            text(number, &meanings.iter().map(Vec::as_slice).collect::<Vec<_>>())
        };
        let (first, second) = (side(1, &meanings), side(2, &others));
        let settings = AlignSettings::default();
        let with_threads = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| align(&first, &second, &settings))
        };
        let groups = with_threads(1);
        prop_assert_eq!(&groups, &with_threads(3));

        for group in &groups {
            prop_assert!(!group.first.is_empty() && group.first.end <= first.sentences());
            prop_assert!(!group.second.is_empty() && group.second.end <= second.sentences());
            prop_assert!(group.first.len() + group.second.len() <= settings.together);
        }
        for pair in groups.windows(2) {
            prop_assert!(pair[0].first.end <= pair[1].first.start);
            prop_assert!(pair[0].second.end <= pair[1].second.start);
        }
        // Where a text says something twice, two paths may cost the same.
        let says_all_once = |meanings: &[Vec<u64>]| {
            let mut all: Vec<u64> = meanings.concat();
            all.sort_unstable();
            all.windows(2).all(|pair| pair[0] != pair[1])
        };
        if !says_all_once(&meanings) || !says_all_once(&others) {
            return Ok(());
        }
        let swapped = align(&second, &first, &settings).into_iter();
        let swapped = swapped.map(|AlignedGroup { first, second, score }| AlignedGroup {
            first: second,
            second: first,
            score,
        });
        prop_assert_eq!(groups, swapped.collect::<Vec<_>>());
    }
}
