//! Which places of a segment share seeds with a block of texts.
//!
//! The seeds of a block of texts, sorted by key, are walked side by side with the postings of the
//! segment, which are sorted by key too: memory is read in order, and what has to be known of a
//! seed (its postings, how common it is, its chosen texts) is found once for all texts of the
//! block that hold it.

use crate::{
    Settings,
    common::{Common, Commonness, TextAbout},
    prepared::{Content, Unit},
    segment::{LEADING, View, postings_of},
};
use rayon::prelude::*;
use std::ops::Range;

/// Which texts of a segment are looked up themselves: of two of them, only the one with the
/// greater content finds the other.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fresh<'a> {
    All,
    None,
    Some(&'a [bool]),
}

/// Texts of a segment that texts are compared with.
pub(crate) struct Target<'a> {
    pub(crate) view: View<'a>,
    /// What is known of each text.
    pub(crate) about: &'a [TextAbout],
    pub(crate) common: &'a Common,
    /// The chosen texts of common seeds: positions of seeds, ascending, and numbers of texts.
    pub(crate) chosen: &'a [(u32, u32)],
    pub(crate) fresh: Fresh<'a>,
}

/// Texts that are looked up together, ascending, with their seeds.
pub(crate) struct Queries {
    texts: Vec<(Content, TextAbout)>,
    /// First unit of each text in the block; one more at the end.
    begins: Vec<u32>,
    /// The text of every [`STRIDE`]th unit.
    text_at: Vec<u32>,
    /// Key and unit in the block, by both, in ranges of keys.
    seeds: Vec<Vec<u64>>,
}

/// Ranges of keys in which a segment's postings are looked through.
const PARTS: usize = 64;

/// Units between two entries of the table from units to texts.
const STRIDE: usize = 64;

impl Queries {
    /// Finds the seeds of texts, given what decodes the units of each.
    pub(crate) fn new(
        texts: Vec<(Content, TextAbout)>,
        begins: Vec<u32>,
        units_of: &(dyn Fn(usize, &mut Vec<Unit>) + Sync),
        settings: &Settings,
    ) -> Self {
        let seeds = postings_of(&begins, units_of, settings);
        Self::of_seeds(texts, begins, seeds)
    }

    /// Takes the seeds of texts that follow each other in a segment, given their units there.
    pub(crate) fn of_segment(
        texts: Vec<(Content, TextAbout)>,
        begins: Vec<u32>,
        source: &View<'_>,
        units: Range<u32>,
    ) -> Self {
        let of_keys = |part: usize| {
            let keys = part * LEADING / PARTS..(part + 1) * LEADING / PARTS;
            let mut seeds = Vec::new();
            source.postings_in(keys, |key, place| {
                if units.contains(&place) {
                    seeds.push((u64::from(key) << 32) | u64::from(place - units.start));
                }
            });
            seeds
        };
        Self::of_seeds(texts, begins, (0..PARTS).into_par_iter().map(of_keys).collect())
    }

    fn of_seeds(texts: Vec<(Content, TextAbout)>, begins: Vec<u32>, seeds: Vec<Vec<u64>>) -> Self {
        let mut text = 0;
        let text_at = (0..begins[texts.len()]).step_by(STRIDE).map(|unit| {
            while begins[text + 1] <= unit {
                text += 1;
            }
            text as u32
        });
        Self { text_at: text_at.collect(), texts, begins, seeds }
    }

    fn text_of(&self, unit: u32) -> usize {
        let mut text = self.text_at[unit as usize / STRIDE] as usize;
        while self.begins[text + 1] <= unit {
            text += 1;
        }
        text
    }
}

/// A seed of a text that stands in a text of the segment: the unit of the segment above the unit
/// of the text and whether the seed is a long one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Joint(u64);

impl Joint {
    /// Unit of the segment.
    pub(crate) fn place(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Unit of the text that was looked up.
    pub(crate) fn query(self) -> u32 {
        self.0 as u32 >> 1
    }

    /// Whether the seed is a long one.
    pub(crate) fn is_long(self) -> bool {
        self.0 & 1 == 1
    }
}

/// What a block of texts shares with a segment.
pub(crate) struct Joined {
    /// One for each range of keys.
    parts: Vec<Part>,
}

/// Joints grouped by text of the block.
struct Part {
    /// First joint of each text; one more at the end.
    begins: Vec<u32>,
    joints: Vec<Joint>,
}

impl Joined {
    /// The joints of one text of the block, by place.
    pub(crate) fn of_query(&self, query: usize, joints: &mut Vec<Joint>) {
        joints.clear();
        for part in &self.parts {
            joints.extend_from_slice(
                &part.joints[part.begins[query] as usize..part.begins[query + 1] as usize],
            );
        }
        joints.sort_unstable();
    }
}

/// Finds what a block of texts shares with a segment, on the caller's rayon pool.
pub(crate) fn join(queries: &Queries, target: &Target<'_>) -> Joined {
    let reaches: Vec<Reach> =
        queries.texts.par_iter().map(|(content, _)| Reach::new(*content, target)).collect();
    let parts = queries.seeds.par_iter().map(|seeds| {
        let mut walk = Walk { queries, target, reaches: &reaches, joints: Vec::new() };
        walk.seeds(seeds);
        group(queries, &walk.joints)
    });
    let parts = parts.collect();
    Joined { parts }
}

/// Which texts of a segment a text may be joined with.
struct Reach {
    /// Only texts before this unit are sought.
    end: u32,
    /// For each number of leading bits, from 1, the units of the texts that share them.
    buckets: Vec<(u32, u32)>,
}

impl Reach {
    fn new(content: Content, target: &Target<'_>) -> Self {
        let view = &target.view;
        let end = match target.fresh {
            Fresh::All => view.begin(view.texts_before(content)),
            Fresh::None | Fresh::Some(_) => u32::MAX,
        };
        let mut texts = 0..view.len();
        let buckets = (1..=target.common.most_bits())
            .map(|bits| {
                let mask = u128::MAX << (128 - u32::from(bits));
                let before = |content: u128| view.texts_before_in(texts.clone(), Content(content));
                let first = before(content.0 & mask);
                let last = (content.0 | !mask).checked_add(1).map_or(texts.end, before);
                texts = first..last;
                (view.begin(first), view.begin(last))
            })
            .collect();
        Self { end, buckets }
    }
}

/// One thread's walk through a range of keys.
struct Walk<'a> {
    queries: &'a Queries,
    target: &'a Target<'a>,
    reaches: &'a [Reach],
    joints: Vec<Joint>,
}

impl Walk<'_> {
    fn seeds(&mut self, seeds: &[u64]) {
        let common = self.target.common;
        let Some(first) = seeds.first() else { return };
        let (mut cursor, mut position) = (0, common.first_from((first >> 32) as u32, 0));
        let mut chosen = self.target.chosen;
        chosen = &chosen[chosen.partition_point(|(other, _)| (*other as usize) < position)..];
        for of_key in seeds.chunk_by(|x, y| x >> 32 == y >> 32) {
            let key = (of_key[0] >> 32) as u32;
            let postings = self.target.view.postings_after(key, cursor);
            cursor = postings.end;
            if postings.is_empty() {
                continue;
            }
            position = common.first_from(key, position);
            match common.at(position).filter(|(other, _)| *other == key) {
                Some((_, seed)) => {
                    let own = |chosen: &&(u32, u32)| chosen.0 as usize == position;
                    while chosen.first().is_some_and(|chosen| (chosen.0 as usize) < position) {
                        chosen = &chosen[1..];
                    }
                    let count = chosen.iter().take_while(own).count();
                    self.common_seed(of_key, postings, seed, &chosen[..count]);
                }
                None => self.seed(of_key, postings),
            }
        }
    }

    /// Joins the texts that hold a seed, in ascending order, with all that are sought.
    fn seed(&mut self, of_key: &[u64], postings: Range<usize>) {
        let view = &self.target.view;
        let mut end = postings.start;
        for &seed in of_key {
            let reach = &self.reaches[self.queries.text_of(seed as u32)];
            while end < postings.end && view.place(end) < reach.end {
                end += 1;
            }
            self.joints.extend((postings.start..end).map(|posting| joint(seed, view.place(posting))));
        }
    }

    /// The same for a common seed, which joins fewer.
    fn common_seed(
        &mut self,
        of_key: &[u64],
        postings: Range<usize>,
        seed: &Commonness,
        chosen: &[(u32, u32)],
    ) {
        let view = self.target.view;
        let bits = seed.within.min(seed.across);
        let chosen: Vec<Range<usize>> = (chosen.iter())
            .map(|&(_, text)| {
                let before = |text: usize| view.places_before(postings.clone(), view.begin(text));
                postings.start + before(text as usize)..postings.start + before(text as usize + 1)
            })
            .collect();
        let mut from = postings.start;
        for &entry in of_key {
            let query = self.queries.text_of(entry as u32);
            let (content, about) = &self.queries.texts[query];
            let reach = &self.reaches[query];
            let is_chosen = seed.chosen.binary_search(content).is_ok();
            let is_open = is_chosen || bits == 0;
            let (begin, end) = if is_open { (0, u32::MAX) } else { reach.buckets[usize::from(bits) - 1] };
            let end = end.min(reach.end);
            let mut at = if is_open {
                postings.start
            } else {
                while from < postings.end && view.place(from) < begin {
                    from += 1;
                }
                from
            };
            // Within a bucket, only the texts of its own family may be too far.
            let is_sure = is_chosen || seed.within == seed.across;
            let first = at;
            while at < postings.end && view.place(at) < end {
                let place = view.place(at);
                let text = || view.text_of(place);
                if is_sure
                    || seed.joins((*content, about), (view.content(text()), &self.target.about[text()]))
                {
                    self.joints.push(joint(entry, place));
                }
                at += 1;
            }
            for posting in chosen.iter().cloned().flatten() {
                if !(first..at).contains(&posting) && view.place(posting) < reach.end {
                    self.joints.push(joint(entry, view.place(posting)));
                }
            }
        }
    }
}

/// A joint of a block's seed, with its unit in the block.
fn joint(seed: u64, place: u32) -> Joint {
    let key = (seed >> 32) as u32;
    Joint((u64::from(place) << 32) | u64::from((seed as u32) << 1) | u64::from(crate::seeds::is_long(key)))
}

/// Groups joints by text of the block, and counts their units from its beginning.
fn group(queries: &Queries, joints: &[Joint]) -> Part {
    let mut begins = vec![0_u32; queries.texts.len() + 2];
    for joint in joints {
        begins[queries.text_of(joint.query()) + 2] += 1;
    }
    for at in 2..begins.len() {
        begins[at] += begins[at - 1];
    }
    let mut grouped = vec![Joint(0); joints.len()];
    for joint in joints {
        let text = queries.text_of(joint.query());
        let own = &mut begins[text + 1];
        grouped[*own as usize] = Joint(joint.0 - u64::from(queries.begins[text] << 1));
        *own += 1;
    }
    Part { begins, joints: grouped }
}
