//! Seeds that stand in many texts.
//!
//! A seed of a few texts joins all of them. A common one would join the square of its texts, so it
//! joins fewer, but it never disappears: it keeps its count, its earliest and its latest texts, and
//! every text that holds it is joined with
//! - the texts that held it first and last, by date of publication;
//! - the texts whose contents begin with the same bits. There are as many such buckets as it takes
//!   to hold a bounded number of texts each.
//!
//! How common a seed is, is counted in *families* (sources), each of which counts for a few texts
//! at most: what one outlet prints on every page joins the pages of other outlets that have it more
//! widely than its own. A seed that many texts of one family hold joins few texts within families:
//! that a header recurs shows in a few of the pages that have it.
//!
//! Whether a seed joins two texts depends on the two and on the seed's counts, not on segments or
//! on the order in which texts arrived; and further texts can only make it join fewer of the old
//! ones. That is what makes an index that grows give the same matches as one built at once: new
//! texts are looked up, and old matches whose seeds have become more common are looked at again.

use crate::{
    Settings,
    prepared::Content,
    segment::{LEADING, Segment, View},
};
use rayon::prelude::*;

/// What a text is called in its archive; it may change when copies of it arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextAbout {
    /// Number of its family, or [`SEVERAL`](Self::SEVERAL).
    pub family: u32,
    /// When the first copy of it was published; `i64::MAX` if unknown.
    pub earliest: i64,
    /// When the last copy of it was published; `i64::MIN` if unknown.
    pub latest: i64,
}

impl TextAbout {
    /// The family of a text that several families have.
    pub const SEVERAL: u32 = u32::MAX;

    /// A text of which nothing but its family is known.
    pub fn of_family(family: u32) -> Self {
        Self { family, earliest: i64::MAX, latest: i64::MIN }
    }

    /// Both together: what is known of a text that stands in several documents.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            family: if self.family == other.family { self.family } else { Self::SEVERAL },
            earliest: self.earliest.min(other.earliest),
            latest: self.latest.max(other.latest),
        }
    }

    fn is_of_one_family_with(&self, other: &Self) -> bool {
        self.family == other.family && self.family != Self::SEVERAL
    }
}

/// How a common seed joins texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Commonness {
    /// Texts that hold it.
    pub texts: u32,
    /// Leading bits of contents that two texts of one family must share.
    pub within: u8,
    /// The same for two texts of different families.
    pub across: u8,
    /// The texts that held it first and last, ascending.
    pub chosen: Vec<Content>,
}

impl Commonness {
    /// Whether the seed joins two texts that hold it.
    pub(crate) fn joins(&self, a: (Content, &TextAbout), b: (Content, &TextAbout)) -> bool {
        let bits = if a.1.is_of_one_family_with(b.1) { self.within } else { self.across };
        bits == 0
            || (a.0.0 ^ b.0.0).leading_zeros() >= u32::from(bits)
            || self.chosen.binary_search(&a.0).is_ok()
            || self.chosen.binary_search(&b.0).is_ok()
    }
}

/// The common seeds of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Common {
    /// By key.
    seeds: Vec<(u32, Commonness)>,
    /// For each value of a key's leading bits, the first seed; one more at the end.
    directory: Vec<u32>,
    most_bits: u8,
}

/// Common seeds that are looked through before a binary search.
const NEAR: usize = 8;

/// Leading bits of a key by which the directory is made.
const DIRECTORY_BITS: u32 = 14;

/// Texts of one family that count towards how common a seed is.
const TEXTS_A_FAMILY: usize = 4;

/// Texts kept of those that held a seed first, and of those that held it last.
const CHOSEN: usize = 2;

impl Common {
    /// Counts the seeds of all segments. `about` tells of a text by its content.
    pub fn count(segments: &[Segment], about: &dyn Fn(Content) -> TextAbout, settings: &Settings) -> Self {
        let views: Vec<View<'_>> = segments.iter().map(Segment::view).collect();
        let abouts: Vec<Vec<TextAbout>> = views
            .iter()
            .map(|view| (0..view.len()).map(|text| about(view.content(text))).collect())
            .collect();
        let counting = Counting { views: &views, abouts: &abouts, settings };
        Self::of(
            (0..LEADING).into_par_iter().with_min_len(64).flat_map_iter(|at| counting.seeds(at)).collect(),
        )
    }

    fn of(seeds: Vec<(u32, Commonness)>) -> Self {
        let mut directory = Vec::with_capacity((1 << DIRECTORY_BITS) + 1);
        for (at, (key, _)) in seeds.iter().enumerate() {
            let leading = (key >> (32 - DIRECTORY_BITS)) as usize;
            directory.resize(directory.len().max(leading + 1), at as u32);
        }
        directory.resize((1 << DIRECTORY_BITS) + 1, seeds.len() as u32);
        let most_bits = seeds.iter().map(|(_, seed)| seed.within.max(seed.across)).max().unwrap_or(0);
        Self { seeds, directory, most_bits }
    }

    pub(crate) fn get(&self, key: u32) -> Option<&Commonness> {
        self.at(self.lower_bound(key)).filter(|(other, _)| *other == key).map(|(_, seed)| seed)
    }

    /// The common seed at a position, if there is one.
    pub(crate) fn at(&self, position: usize) -> Option<&(u32, Commonness)> {
        self.seeds.get(position)
    }

    /// The position of the first common seed that is not below a key, given one that is not behind
    /// it. Where many keys are looked for in order, the next one is near.
    pub(crate) fn first_from(&self, key: u32, position: usize) -> usize {
        let is_below = |(other, _): &&(u32, Commonness)| *other < key;
        let near = self.seeds[position..].iter().take(NEAR).take_while(is_below).count();
        if near < NEAR { position + near } else { self.lower_bound(key) }
    }

    /// The position of the first common seed that is not below a key.
    fn lower_bound(&self, key: u32) -> usize {
        let leading = (key >> (32 - DIRECTORY_BITS)) as usize;
        let (Some(&from), Some(&to)) = (self.directory.get(leading), self.directory.get(leading + 1)) else {
            return self.seeds.len();
        };
        from as usize + self.seeds[from as usize..to as usize].partition_point(|(other, _)| *other < key)
    }

    /// Leading bits that any seed asks for, at most.
    pub(crate) fn most_bits(&self) -> u8 {
        self.most_bits
    }

    /// For each of some segments, the common seeds with a chosen text in it, by position, and that
    /// text's number.
    pub(crate) fn chosen_in(&self, segments: &[Segment]) -> Vec<Vec<(u32, u32)>> {
        let views: Vec<View<'_>> = segments.iter().map(Segment::view).collect();
        let mut chosen: Vec<(Content, u32)> = (0..)
            .zip(&self.seeds)
            .flat_map(|(position, (_, seed))| seed.chosen.iter().map(move |content| (*content, position)))
            .collect();
        chosen.par_sort_unstable();
        let in_segment = |view: &View<'_>| {
            let mut text = 0;
            let mut found: Vec<(u32, u32)> = Vec::new();
            for (content, position) in &chosen {
                while text < view.len() && view.content(text) < *content {
                    text += 1;
                }
                if text < view.len() && view.content(text) == *content {
                    found.push((*position, text as u32));
                }
            }
            found.sort_unstable();
            found
        };
        views.par_iter().map(in_segment).collect()
    }

    /// Number of common seeds.
    pub fn len(&self) -> usize {
        self.seeds.len()
    }

    /// Whether no seed is common.
    pub fn is_empty(&self) -> bool {
        self.seeds.is_empty()
    }

    /// The seeds that join fewer texts here than in an earlier state, ascending.
    pub(crate) fn more_common_than(&self, earlier: &Self) -> Vec<u32> {
        let changed = self.seeds.iter().filter(|(key, now)| {
            earlier.get(*key).is_none_or(|before| {
                (before.within, before.across) != (now.within, now.across) || before.chosen != now.chosen
            })
        });
        changed.map(|(key, _)| *key).collect()
    }

    /// The seeds as bytes that [`decode`](Self::decode) reads.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.seeds.len() * 64 + 4);
        for (key, seed) in &self.seeds {
            bytes.extend_from_slice(&key.to_le_bytes());
            bytes.extend_from_slice(&seed.texts.to_le_bytes());
            bytes.extend_from_slice(&[seed.within, seed.across, seed.chosen.len() as u8]);
            seed.chosen.iter().for_each(|content| bytes.extend_from_slice(&content.0.to_be_bytes()));
        }
        let checksum = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Reads what [`encode`](Self::encode) wrote; `None` if it was cut or altered, and for what
    /// cannot have been counted: seeds or contents out of order, more bits than a content has.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (mut rest, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(rest).to_le_bytes() != *checksum {
            return None;
        }
        let mut seeds = Vec::new();
        while !rest.is_empty() {
            let (head, tail) = rest.split_at_checked(11)?;
            let number = |at: usize| Some(u32::from_le_bytes(*head.get(at..at + 4)?.first_chunk()?));
            let (contents, tail) = tail.split_at_checked(usize::from(head[10]) * 16)?;
            let contents = contents.as_chunks().0.iter();
            let chosen: Vec<_> = contents.map(|bytes| Content(u128::from_be_bytes(*bytes))).collect();
            let (within, across) = (head[8], head[9]);
            if u32::from(within.max(across)) > u128::BITS || !chosen.is_sorted_by(|x, y| x < y) {
                return None;
            }
            seeds.push((number(0)?, Commonness { texts: number(4)?, within, across, chosen }));
            rest = tail;
        }
        seeds.is_sorted_by(|x, y| x.0 < y.0).then(|| Self::of(seeds))
    }
}

/// Segments whose seeds are counted.
struct Counting<'a> {
    views: &'a [View<'a>],
    /// For each segment what is known of each text.
    abouts: &'a [Vec<TextAbout>],
    settings: &'a Settings,
}

/// Counters of postings by further bits of their keys. Most seeds are rare: where no counter says
/// otherwise, nobody looks at them one by one.
const COUNTERS: usize = 1 << 12;

impl Counting<'_> {
    /// The common seeds whose keys have these leading bits, ascending.
    fn seeds(&self, leading: usize) -> Vec<(u32, Commonness)> {
        let least = [0, 1].map(|key| Bounds::of(key, self.settings).least());
        let least = least[0].min(least[1]);
        if self.views.iter().map(|view| view.posting_count(leading)).sum::<usize>() <= least {
            return Vec::new();
        }
        let counter = |key: u32| (key as u16) as usize * COUNTERS / LEADING;
        let mut counts = [0_u32; COUNTERS];
        for view in self.views {
            view.postings_in(leading..leading + 1, |key, _| counts[counter(key)] += 1);
        }
        if counts.iter().all(|count| *count as usize <= least) {
            return Vec::new();
        }
        let mut postings: Vec<(u32, u32, u32)> = Vec::new();
        for (segment, view) in (0..).zip(self.views) {
            view.postings_in(leading..leading + 1, |key, place| {
                if counts[counter(key)] as usize > least {
                    postings.push((key, segment, place));
                }
            });
        }
        postings.sort_unstable();
        let mut holders = Vec::new();
        let of_key = |of_key: &[(u32, u32, u32)]| {
            let bounds = Bounds::of(of_key[0].0, self.settings);
            if of_key.len() <= bounds.least() {
                return None;
            }
            holders.clear();
            let texts = of_key.iter().map(|&(_, segment, place)| {
                let segment = segment as usize;
                (segment, self.views[segment].text_of(place))
            });
            let mut last = None;
            for (segment, text) in texts {
                if last.replace((segment, text)) != Some((segment, text)) {
                    holders.push((self.views[segment].content(text), self.abouts[segment][text]));
                }
            }
            (holders.len() > bounds.least())
                .then(|| commonness(&mut holders, &bounds))?
                .map(|seed| (of_key[0].0, seed))
        };
        postings.chunk_by(|x, y| x.0 == y.0).filter_map(of_key).collect()
    }
}

/// From how many texts on a seed is common, and how many of them one bucket is to hold.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    texts: usize,
    neighbors: usize,
    family_texts: usize,
    family_neighbors: usize,
}

impl Bounds {
    fn of(key: u32, settings: &Settings) -> Self {
        let (texts, neighbors) = if crate::seeds::is_long(key) {
            (settings.max_long_seed_texts, settings.long_seed_neighbors)
        } else {
            (settings.max_seed_texts, settings.seed_neighbors)
        };
        let [texts, neighbors, family_texts, family_neighbors] =
            [texts, neighbors, settings.max_family_texts, settings.family_neighbors]
                .map(|bound| bound as usize);
        Self { texts, neighbors: neighbors.max(1), family_texts, family_neighbors: family_neighbors.max(1) }
    }

    /// A seed of no more texts is not common.
    fn least(&self) -> usize {
        self.texts.min(self.family_texts)
    }
}

/// How a seed joins the texts that hold it; `None` if it joins all of them.
fn commonness(holders: &mut [(Content, TextAbout)], bounds: &Bounds) -> Option<Commonness> {
    holders.sort_unstable_by_key(|(_, about)| about.family);
    let of_families = || holders.chunk_by(|x, y| x.1.is_of_one_family_with(&y.1)).map(<[_]>::len);
    let several = holders.iter().filter(|(_, about)| about.family == TextAbout::SEVERAL).count();
    // A text that turns out to be of several families may have counted for any of them.
    let of_one = of_families().max().unwrap_or(0) + several;
    let counted: usize = of_families().map(|texts| texts.min(TEXTS_A_FAMILY)).sum();
    let bits = |texts: usize, neighbors: usize| (texts / neighbors).max(1).ilog2() as u8;
    let all = if holders.len() > bounds.texts { bits(holders.len(), bounds.neighbors) } else { 0 };
    // A template of thousands of pages still has to be walked by whoever has it.
    let across = if counted > bounds.texts { all } else { all.saturating_sub(1) };
    let own = if of_one > bounds.family_texts { bits(of_one, bounds.family_neighbors) } else { 0 };
    let within = all.max(own);
    if within == 0 {
        return None;
    }
    let mut chosen: Vec<Content> = Vec::with_capacity(2 * CHOSEN);
    holders.sort_unstable_by_key(|(content, about)| (about.earliest, *content));
    chosen.extend(holders.iter().take(CHOSEN).map(|(content, _)| *content));
    holders.sort_unstable_by_key(|(content, about)| (std::cmp::Reverse(about.latest), *content));
    chosen.extend(holders.iter().take(CHOSEN).map(|(content, _)| *content));
    chosen.sort_unstable();
    chosen.dedup();
    Some(Commonness { texts: holders.len() as u32, within, across, chosen })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holders(count: u32, family: impl Fn(u32) -> u32) -> Vec<(Content, TextAbout)> {
        (0..count)
            .map(|n| {
                let content = Content(u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
                let moment = i64::from(n);
                (content, TextAbout { family: family(n), earliest: moment, latest: moment })
            })
            .collect()
    }

    /// As for a seed of up to 64 texts, joined with 32.
    const BOUNDS: Bounds = Bounds { texts: 64, neighbors: 32, family_texts: 16, family_neighbors: 8 };

    fn bits(count: u32, family: impl Fn(u32) -> u32) -> Option<(u8, u8)> {
        commonness(&mut holders(count, family), &BOUNDS).map(|seed| (seed.within, seed.across))
    }

    #[test]
    fn one_outlets_template_is_less_common_across_outlets() {
        assert_eq!(bits(500, |_| 1), Some((5, 2)));
        assert_eq!(bits(5_000, |_| 1), Some((9, 6)));
        assert_eq!(bits(500, |n| n), Some((3, 3)));
        // A seed that is not common can be so in one family.
        assert_eq!(bits(40, |_| 1), Some((2, 0)));
        assert_eq!(bits(40, |n| n % 10), None);
    }

    #[test]
    fn further_texts_only_take_joins_away() {
        let all = holders(400, |n| if n % 3 == 0 { 7 } else { n % 90 });
        let joins = |count: usize| {
            let Some(common) = commonness(&mut all[..count].to_vec(), &BOUNDS) else {
                return vec![true; 10_000];
            };
            let of_old = all[..100].iter().flat_map(|a| all[..100].iter().map(move |b| (a, b)));
            of_old.map(|(a, b)| common.joins((a.0, &a.1), (b.0, &b.1))).collect::<Vec<bool>>()
        };
        let counts = [100, 150, 200, 300, 400].map(joins);
        for (fewer, more) in counts.iter().zip(&counts[1..]) {
            assert!(fewer.iter().zip(more).all(|(before, after)| *before || !*after));
        }
        assert!(counts[4].iter().any(|joined| *joined));
    }

    #[test]
    fn what_cannot_have_been_counted_is_refused() {
        let seed = |key: u32, bits: [u8; 2], chosen: &[u128]| {
            let mut bytes = [key.to_le_bytes(), [40, 0, 0, 0]].concat();
            bytes.extend([bits[0], bits[1], chosen.len() as u8]);
            bytes.extend(chosen.iter().flat_map(|content| content.to_be_bytes()));
            bytes
        };
        let decode = |seeds: &[Vec<u8>]| {
            let mut bytes = seeds.concat();
            bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
            Common::decode(&bytes)
        };
        let good = [seed(7, [2, 1], &[3, 9]), seed(70_000, [1, 0], &[])];
        let common = decode(&good).unwrap();
        assert_eq!((common.len(), common.get(70_000).is_some(), common.get(8)), (2, true, None));
        assert_eq!(Common::decode(&common.encode()), Some(common));
        for wrong in [
            // Found by fuzzing: a look-up shifted by more bits than there are.
            [seed(7, [255, 255], &[]), good[1].clone()],
            [seed(7, [2, 129], &[]), good[1].clone()],
            [seed(7, [2, 1], &[9, 3]), good[1].clone()],
            [good[1].clone(), good[0].clone()],
            [good[0].clone(), good[0].clone()],
            [good[0].clone(), vec![0; 11 + 15]],
            [good[0].clone(), good[1][..10].to_vec()],
        ] {
            assert_eq!(decode(&wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn the_first_and_the_last_are_joined_with_all() {
        let all = holders(300, |n| n);
        let common = commonness(&mut all.clone(), &BOUNDS).expect("a common seed");
        assert_eq!(common.texts, 300);
        for other in &all {
            assert!(common.joins((all[0].0, &all[0].1), (other.0, &other.1)));
            assert!(common.joins((other.0, &other.1), (all[299].0, &all[299].1)));
        }
    }
}
