//! All short seeds that two texts share, whether an index keeps them or not.

use crate::{
    Settings,
    chain::Hit,
    prepared::Unit,
    seeds::{PLACES_IN_A_TEXT, every_short_seed},
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
}

impl Default for SharedSeeds {
    fn default() -> Self {
        Self { seeds: Vec::new(), filter: Box::new([0; FILTER]), places: Vec::new() }
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
        every_short_seed(units, settings, |seed| {
            let (word, mask) = bit(seed.key);
            self.filter[word] |= mask;
            self.seeds.push((seed.key, seed.at));
        });
        self.seeds.sort_unstable();
    }

    /// Finds the seeds that the other text shares, sorted by diagonal. `is_turned`: the other text
    /// is the first of the pair.
    pub(crate) fn hits(&mut self, other: &[Unit], settings: &Settings, is_turned: bool, hits: &mut Vec<Hit>) {
        hits.clear();
        self.places.clear();
        self.places.resize(self.seeds.len(), 0);
        every_short_seed(other, settings, |seed| {
            let (word, mask) = bit(seed.key);
            if self.filter[word] & mask == 0 {
                return;
            }
            let first = self.seeds.partition_point(|(key, _)| *key < seed.key);
            let of_key = self.seeds[first..].iter().take_while(|(key, _)| *key == seed.key);
            let Some(places) = self.places.get_mut(first) else { return };
            if usize::from(*places) >= PLACES_IN_A_TEXT {
                return;
            }
            *places += 1;
            hits.extend(of_key.take(PLACES_IN_A_TEXT).map(|&(_, own)| {
                if is_turned { Hit { a: seed.at, b: own } } else { Hit { a: own, b: seed.at } }
            }));
        });
        hits.sort_unstable_by_key(Hit::diagonal_order);
    }
}
