//! Where each seed stands: one sorted vector, no hash map whose order could leak.

use rayon::slice::ParallelSliceMut;

/// Positions by key. An entry is one 64-bit number, the key above the position, so that sorting
/// the numbers groups the keys and orders their positions.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    entries: Vec<u64>,
    /// For each value of the keys' leading bits, the first entry; one more at the end.
    directory: Vec<u32>,
    /// How far to shift a key for its leading bits.
    shift: u32,
}

/// An entry for a key at a position.
pub(crate) fn entry(key: u32, position: u32) -> u64 {
    (u64::from(key) << 32) | u64::from(position)
}

/// The position in an entry.
pub(crate) fn position_of(entry: u64) -> u32 {
    entry as u32
}

impl Postings {
    /// Sorts entries into postings. `thin` moves the entries of a key that are to be kept to the
    /// front and returns their number.
    pub(crate) fn new(mut entries: Vec<u64>, thin: impl Fn(&mut [u64]) -> usize) -> Self {
        entries.par_sort_unstable();
        let mut kept = 0;
        let mut begin = 0;
        while begin < entries.len() {
            let key = entries[begin] >> 32;
            let length = entries[begin..].iter().take_while(|&&entry| entry >> 32 == key).count();
            let of_key = thin(&mut entries[begin..begin + length]);
            entries.copy_within(begin..begin + of_key, kept);
            kept += of_key;
            begin += length;
        }
        entries.truncate(kept);
        entries.shrink_to_fit();
        let bits = entries.len().max(2).ilog2().clamp(1, 26);
        let shift = 32 - bits;
        let mut directory = Vec::with_capacity((1 << bits) + 1);
        for (at, entry) in entries.iter().enumerate() {
            let leading = (entry >> 32) >> shift;
            while directory.len() as u64 <= leading {
                directory.push(at as u32);
            }
        }
        directory.resize((1 << bits) + 1, entries.len() as u32);
        Self { entries, directory, shift }
    }

    /// The entries of a key, by position.
    pub(crate) fn get(&self, key: u32) -> &[u64] {
        let leading = (key >> self.shift) as usize;
        let (Some(&from), Some(&to)) = (self.directory.get(leading), self.directory.get(leading + 1)) else {
            return &[];
        };
        let bucket = &self.entries[from as usize..to as usize];
        let begin = bucket.partition_point(|entry| entry >> 32 < u64::from(key));
        let length = bucket[begin..].partition_point(|entry| entry >> 32 == u64::from(key));
        &bucket[begin..begin + length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_under_its_key() {
        let keys: Vec<u32> = (0..5_000_u32).map(|n| n.wrapping_mul(2_654_435_761) >> (n % 20)).collect();
        let entries = keys.iter().enumerate().map(|(at, &key)| entry(key, at as u32)).collect();
        let postings = Postings::new(entries, |of_key| of_key.len());
        for (at, &key) in keys.iter().enumerate() {
            assert!(postings.get(key).iter().any(|&entry| position_of(entry) == at as u32));
        }
        assert!(Postings::new(Vec::new(), |of_key| of_key.len()).get(7).is_empty());
    }
}
