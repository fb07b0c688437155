//! All short seeds that two texts share, whether an index keeps them or not.

use crate::{
    Settings,
    chain::Hit,
    prepared::Unit,
    seeds::{PLACES_IN_A_TEXT, short_seed_keys},
};

/// Words of the filter that most seeds of another text fail.
const FILTER: usize = 512;

/// The short seeds of one text, ready to meet many others.
#[derive(Debug)]
pub(crate) struct SharedSeeds {
    /// Key and unit, by key.
    seeds: Vec<(u32, u32)>,
    /// Bits by key.
    filter: Box<[u64; FILTER]>,
    /// For each seed that is the first of its key, how often the other text has had the key.
    places: Vec<u8>,
    keys: Vec<u32>,
}

impl Default for SharedSeeds {
    fn default() -> Self {
        Self { seeds: Vec::new(), filter: Box::new([0; FILTER]), places: Vec::new(), keys: Vec::new() }
    }
}

fn bit(key: u32) -> (usize, u64) {
    ((key >> 8) as usize % FILTER, 1 << (key >> 1 & 63))
}

impl SharedSeeds {
    /// Takes the seeds of a text.
    pub(crate) fn set(&mut self, units: &[Unit], settings: &Settings) {
        self.seeds.clear();
        self.filter.fill(0);
        short_seed_keys(units, settings, &mut self.keys);
        for (at, &key) in (0..).zip(&self.keys).filter(|(_, key)| **key != 0) {
            let (word, mask) = bit(key);
            self.filter[word] |= mask;
            self.seeds.push((key, at));
        }
        self.seeds.sort_unstable();
    }

    /// Finds the seeds that the other text shares, sorted by diagonal, given the key of the short
    /// seed at each of its units. `is_turned`: the other text is the first of the pair.
    pub(crate) fn hits(&mut self, other: &[u32], is_turned: bool, hits: &mut Vec<Hit>) {
        hits.clear();
        self.places.clear();
        self.places.resize(self.seeds.len(), 0);
        for (at, &key) in (0..).zip(other) {
            let (word, mask) = bit(key);
            if self.filter[word] & mask == 0 || key == 0 {
                continue;
            }
            let first = self.seeds.partition_point(|(other, _)| *other < key);
            let of_key = self.seeds[first..].iter().take_while(|(other, _)| *other == key);
            let Some(places) = self.places.get_mut(first) else { continue };
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
        hits.sort_unstable_by_key(Hit::diagonal_order);
    }
}
