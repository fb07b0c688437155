//! Lists of near sentences in files.

use super::files::Files;
use crate::{
    EngineError,
    matching::{seal, unseal},
};
use zerocopy::{FromBytes, IntoBytes};

/// For each sentence of a language its near ones of another.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Lists {
    /// The hashes of the sentences that were looked up, sorted.
    pub(super) sentences: Vec<u64>,
    /// How many near ones each has, at most as many as a byte can say.
    counts: Vec<u8>,
    /// The hashes of the near ones.
    near: Vec<u64>,
    /// Their products.
    products: Vec<i32>,
    /// Where the near ones of each begin.
    begins: Vec<usize>,
    /// Whether a file has them.
    is_kept: bool,
}

impl Lists {
    /// Adds a sentence, whose hash is higher than those before.
    pub(super) fn push(&mut self, sentence: u64, near: impl Iterator<Item = (u64, i32)>) {
        self.begins.push(self.near.len());
        self.sentences.push(sentence);
        for (hash, product) in near.take(usize::from(u8::MAX)) {
            self.near.push(hash);
            self.products.push(product);
        }
        self.counts.push((self.near.len() - self.begins[self.begins.len() - 1]) as u8);
    }

    /// The near ones of one sentence.
    pub(super) fn of(&self, at: usize) -> impl Iterator<Item = (u64, i32)> + '_ {
        let range = self.begins[at]..self.begins[at] + usize::from(self.counts[at]);
        range.map(|near| (self.near[near], self.products[near]))
    }

    /// All near sentences by number: that of the one looked up, that of the near one among `stored`,
    /// and their product.
    pub(super) fn numbered(&self, stored: &[u64]) -> impl Iterator<Item = (usize, usize, i32)> {
        (0..self.sentences.len()).flat_map(move |at| {
            let place = move |(hash, product)| Some((at, stored.binary_search(&hash).ok()?, product));
            self.of(at).filter_map(place)
        })
    }

    /// The lists of one language among another, if they are there and of this reach.
    pub(super) fn read(files: &Files, queries: &str, stored: &str, reach: [usize; 3]) -> Option<Self> {
        let (name, kept) = files.state.near.get(&format!("{queries} {stored}"))?;
        if *kept != reach {
            return None;
        }
        Self::decode(unseal(&files.derived.read(name).ok()?)?)
    }

    /// Keeps them, if no file has them.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(super) fn keep(
        &self,
        files: &mut Files,
        queries: &str,
        stored: &str,
        reach: [usize; 3],
    ) -> Result<(), EngineError> {
        if self.is_kept {
            return Ok(());
        }
        let mut bytes = (self.sentences.len() as u64).to_le_bytes().to_vec();
        for part in [self.sentences.as_bytes(), &self.counts, self.near.as_bytes(), self.products.as_bytes()]
        {
            bytes.extend_from_slice(part);
        }
        seal(&mut bytes);
        let name = files.put("near", &bytes)?;
        files.state.near.insert(format!("{queries} {stored}"), (name, reach));
        Ok(())
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<8>()?;
        let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
        let (sentences, rest) = rest.split_at_checked(count.checked_mul(8)?)?;
        let (counts, rest) = rest.split_at_checked(count)?;
        let mut all = 0;
        let begins = counts.iter().map(|count| {
            let begin = all;
            all += usize::from(*count);
            begin
        });
        let begins = begins.collect();
        let (near, products) = rest.split_at_checked(all.checked_mul(8)?)?;
        Some(Self {
            sentences: numbers(sentences)?,
            counts: counts.to_vec(),
            near: numbers(near)?,
            products: numbers(products).filter(|products| products.len() == all)?,
            begins,
            is_kept: true,
        })
    }
}

/// Little-endian numbers, as `as_bytes` writes them on every machine that has files mapped.
fn numbers<T: FromBytes + Copy>(bytes: &[u8]) -> Option<Vec<T>> {
    let size = size_of::<T>();
    bytes.len().is_multiple_of(size).then_some(())?;
    bytes.chunks_exact(size).map(|one| T::read_from_bytes(one).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_survive_and_cut_ones_are_refused() {
        let mut lists = Lists::default();
        lists.push(3, [(9, 120), (4, -7)].into_iter());
        lists.push(5, std::iter::empty());
        lists.push(8, std::iter::once((u64::MAX, i32::MAX)));
        let mut bytes = (lists.sentences.len() as u64).to_le_bytes().to_vec();
        for part in
            [lists.sentences.as_bytes(), &lists.counts, lists.near.as_bytes(), lists.products.as_bytes()]
        {
            bytes.extend_from_slice(part);
        }
        let read = Lists::decode(&bytes).unwrap();
        assert_eq!(read, Lists { is_kept: true, ..lists });
        assert_eq!(
            read.numbered(&[4, 9, u64::MAX]).collect::<Vec<_>>(),
            [(0, 1, 120), (0, 0, -7), (2, 2, i32::MAX)]
        );
        for cut in 0..bytes.len() {
            assert_eq!(Lists::decode(&bytes[..cut]), None);
        }
    }
}
