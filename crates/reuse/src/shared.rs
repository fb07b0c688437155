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
    /// Bits by the first two units of seeds: most places of another text need no key.
    filter: Box<[u64; FILTER]>,
    /// For each seed that is the first of its key, how often the other text has had the key.
    places: Vec<u8>,
}

impl Default for SharedSeeds {
    fn default() -> Self {
        Self { seeds: Vec::new(), filter: Box::new([0; FILTER]), places: Vec::new() }
    }
}

fn bit(first: Unit, second: Unit) -> (usize, u64) {
    let hash = (first.rotate_left(29) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 49;
    (hash as usize >> 6, 1 << (hash & 63))
}

impl SharedSeeds {
    /// Takes the seeds of a text.
    pub(crate) fn set(&mut self, units: &[Unit], settings: &Settings) {
        self.seeds.clear();
        self.filter.fill(0);
        every_short_seed(units, settings, |seed| {
            let (word, mask) = bit(units[seed.at as usize], units[seed.at as usize + 1]);
            self.filter[word] |= mask;
            self.seeds.push((seed.key, seed.at));
        });
        self.seeds.sort_unstable();
    }

    /// Finds the seeds that the other text shares, sorted by diagonal. `is_turned`: the other text
    /// is the first of the pair.
    pub(crate) fn hits(&mut self, other: &[Unit], is_turned: bool, settings: &Settings, hits: &mut Vec<Hit>) {
        hits.clear();
        self.places.clear();
        self.places.resize(self.seeds.len(), 0);
        for (at, pair) in (0..).zip(other.windows(2)) {
            let (word, mask) = bit(pair[0], pair[1]);
            if self.filter[word] & mask == 0 {
                continue;
            }
            let Some(key) = short_seed_at(&other[at as usize..], settings) else { continue };
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
