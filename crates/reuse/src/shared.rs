//! All short seeds that two texts share, whether an index keeps them or not.

use crate::{
    Settings,
    chain::Hit,
    prepared::Unit,
    seeds::{PLACES_IN_A_TEXT, every_short_seed, short_seed_at},
};

/// Words of the filter that most places of another text fail.
const FILTER: usize = 512;

/// The short seeds of one text, ready to meet many others.
#[derive(Debug)]
pub(crate) struct SharedSeeds {
    /// Key and unit, by key.
    seeds: Vec<(u32, u32)>,
    /// For each value of a key's leading bits, the first seed; one more at the end.
    directory: Vec<u32>,
    /// Bits by the first three units of seeds: most places of another text need no key.
    filter: Box<[u64; FILTER]>,
    /// For each seed that is the first of its key, how often the other text has had the key.
    places: Vec<u8>,
}

impl Default for SharedSeeds {
    fn default() -> Self {
        Self { seeds: Vec::new(), directory: Vec::new(), filter: Box::new([0; FILTER]), places: Vec::new() }
    }
}

/// Leading bits of a key by which the directory is made.
const DIRECTORY_BITS: u32 = 10;

/// Where three units stand in the filter. No seed has fewer.
fn bit(units: &[Unit]) -> (usize, u64) {
    let sum = units[0].rotate_left(41) ^ units[1].rotate_left(19) ^ units[2];
    let hash = sum.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 49;
    (hash as usize >> 6, 1 << (hash & 63))
}

fn leading(key: u32) -> usize {
    (key >> (32 - DIRECTORY_BITS)) as usize
}

impl SharedSeeds {
    /// Takes the seeds of a text.
    pub(crate) fn set(&mut self, units: &[Unit], settings: &Settings) {
        self.seeds.clear();
        self.filter.fill(0);
        every_short_seed(units, settings, |seed| {
            let (word, mask) = bit(&units[seed.at as usize..]);
            self.filter[word] |= mask;
            self.seeds.push((seed.key, seed.at));
        });
        self.seeds.sort_unstable();
        self.directory.clear();
        for (at, (key, _)) in (0..).zip(&self.seeds) {
            self.directory.resize(self.directory.len().max(leading(*key) + 1), at);
        }
        self.directory.resize((1 << DIRECTORY_BITS) + 1, self.seeds.len() as u32);
    }

    /// Finds the seeds that the other text shares, sorted by diagonal. `is_turned`: the other text
    /// is the first of the pair.
    pub(crate) fn hits(&mut self, other: &[Unit], is_turned: bool, settings: &Settings, hits: &mut Vec<Hit>) {
        hits.clear();
        self.places.clear();
        self.places.resize(self.seeds.len(), 0);
        for (at, three) in (0..).zip(other.windows(3)) {
            let (word, mask) = bit(three);
            if self.filter[word] & mask == 0 {
                continue;
            }
            let Some(key) = short_seed_at(&other[at as usize..], settings) else { continue };
            let from = self.directory[leading(key)] as usize;
            let first = from + self.seeds[from..].iter().take_while(|(other, _)| *other < key).count();
            let of_key = self.seeds[first..].iter().take_while(|(other, _)| *other == key);
            if self.seeds.get(first).is_none_or(|(other, _)| *other != key) {
                continue;
            }
            let places = &mut self.places[first];
            if usize::from(*places) >= PLACES_IN_A_TEXT {
                continue;
            }
            *places += 1;
            hits.extend(
                of_key
                    .take(PLACES_IN_A_TEXT)
                    .map(|&(_, own)| if is_turned { Hit { a: at, b: own } } else { Hit { a: own, b: at } }),
            );
        }
        hits.sort_unstable_by_key(|hit| hit.diagonal_order());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepared::Prepared;
    use proptest::prelude::*;

    fn hits(own: &[Unit], other: &[Unit], is_turned: bool) -> Vec<Hit> {
        let (mut shared, mut hits) = (SharedSeeds::default(), Vec::new());
        shared.set(own, &Settings::default());
        shared.hits(other, is_turned, &Settings::default(), &mut hits);
        hits
    }

    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(vec!["one", "two", "three", "hree"]), 0..300)
            .prop_map(|words| words.join(" "))
    }

    proptest! {
        // Found by fuzzing: a seed that one text lacks used up the places of another seed.
        #[test]
        fn it_does_not_matter_which_text_is_looked_up(a in text(), b in text()) {
            let (a, b) = (Prepared::new(&a).units, Prepared::new(&b).units);
            prop_assert_eq!(hits(&a, &b, false), hits(&b, &a, true));
        }
    }
}
