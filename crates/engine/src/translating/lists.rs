//! Lists of near sentences in files: slices of them, so that a few are in memory at a time.

use super::files::Files;
use crate::{
    EngineError,
    matching::{seal, unseal},
};
use serde::{Deserialize, Serialize};
use throughline_archive::ArchiveError;
use zerocopy::{FromBytes, IntoBytes};

/// Near sentences of a slice: 24 MB.
const IN_A_SLICE: usize = 2_000_000;

/// The lists of one language among another, as the state names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptLists {
    /// The files of the slices, in the order of the sentences that were looked up.
    pub(super) slices: Vec<String>,
    /// How many near sentences all have.
    pub(super) near: u64,
    /// How they were looked for.
    pub(super) reach: [usize; 3],
    /// The files of the hashes of the sentences that were looked up, and of those among which.
    pub(super) hashes: [String; 2],
}

/// For some sentences their near ones, by hashes; only those that have any.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Slice {
    /// The sentences that were looked up, sorted.
    sentences: Vec<u64>,
    /// How many near ones each has, at most as many as a byte can say.
    counts: Vec<u8>,
    near: Vec<u64>,
    /// Their products.
    products: Vec<i32>,
}

impl Slice {
    /// Reads one of the files.
    ///
    /// # Errors
    /// If it is not what was written.
    pub(super) fn read(files: &Files, name: &str) -> Result<Self, EngineError> {
        let bytes = files.derived.map(name)?;
        let damaged =
            || ArchiveError::Damaged { file: name.to_owned(), reason: "its checksum differs".into() };
        Ok(unseal((*bytes).as_ref()).and_then(Self::decode).ok_or_else(damaged)?)
    }

    /// Each sentence with its near ones and their products.
    pub(super) fn lists(&self) -> impl Iterator<Item = (u64, &[u64], &[i32])> {
        let mut end = 0;
        self.sentences.iter().zip(&self.counts).map(move |(sentence, count)| {
            let own = end..end + usize::from(*count);
            end = own.end;
            (*sentence, &self.near[own.clone()], &self.products[own])
        })
    }

    /// Adds a sentence, whose hash is higher than those before.
    fn push(&mut self, sentence: u64, near: impl Iterator<Item = (u64, i32)>) {
        let before = self.near.len();
        for (hash, product) in near.take(usize::from(u8::MAX)) {
            self.near.push(hash);
            self.products.push(product);
        }
        if self.near.len() > before {
            self.sentences.push(sentence);
            self.counts.push((self.near.len() - before) as u8);
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = (self.sentences.len() as u64).to_le_bytes().to_vec();
        for part in [self.sentences.as_bytes(), &self.counts, self.near.as_bytes(), self.products.as_bytes()]
        {
            bytes.extend_from_slice(part);
        }
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (count, rest) = bytes.split_first_chunk::<8>()?;
        let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
        let (sentences, rest) = rest.split_at_checked(count.checked_mul(8)?)?;
        let (counts, rest) = rest.split_at_checked(count)?;
        let all: usize = counts.iter().map(|count| usize::from(*count)).sum();
        let (near, products) = rest.split_at_checked(all.checked_mul(8)?)?;
        Some(Self {
            sentences: numbers(sentences)?,
            counts: counts.to_vec(),
            near: numbers(near)?,
            products: numbers(products).filter(|products| products.len() == all)?,
        })
    }
}

/// Lists as they are made, in the order of their sentences' hashes.
#[derive(Default)]
pub(super) struct Making {
    slice: Slice,
    slices: Vec<String>,
    near: u64,
}

impl Making {
    /// Adds a sentence with its near ones.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(super) fn push(
        &mut self,
        files: &mut Files,
        sentence: u64,
        near: impl Iterator<Item = (u64, i32)>,
    ) -> Result<(), EngineError> {
        self.slice.push(sentence, near);
        if self.slice.near.len() >= IN_A_SLICE { self.put(files) } else { Ok(()) }
    }

    /// The lists, in files.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(super) fn made(
        mut self,
        files: &mut Files,
        reach: [usize; 3],
        hashes: [String; 2],
    ) -> Result<KeptLists, EngineError> {
        self.put(files)?;
        Ok(KeptLists { slices: self.slices, near: self.near, reach, hashes })
    }

    fn put(&mut self, files: &mut Files) -> Result<(), EngineError> {
        let slice = std::mem::take(&mut self.slice);
        if !slice.near.is_empty() {
            self.near += slice.near.len() as u64;
            let mut bytes = slice.encode();
            seal(&mut bytes);
            self.slices.push(files.put("near", &bytes)?);
        }
        Ok(())
    }
}

/// Lists as they are read, in the order of their sentences' hashes.
pub(super) struct InOrder<'k> {
    slices: std::slice::Iter<'k, String>,
    slice: Slice,
    /// The next sentence of the slice, and where its near ones begin.
    next: (usize, usize),
}

impl<'k> InOrder<'k> {
    pub(super) fn new(kept: &'k KeptLists) -> Self {
        InOrder { slices: kept.slices.iter(), slice: Slice::default(), next: (0, 0) }
    }

    /// The near ones of a sentence, whose hash is higher than those asked for before.
    ///
    /// # Errors
    /// If a file is not what was written.
    pub(super) fn of(&mut self, files: &Files, sentence: u64) -> Result<Vec<(u64, i32)>, EngineError> {
        loop {
            let (at, begin) = self.next;
            let Some(found) = self.slice.sentences.get(at) else {
                let Some(name) = self.slices.next() else { return Ok(Vec::new()) };
                (self.slice, self.next) = (Slice::read(files, name)?, (0, 0));
                continue;
            };
            if *found > sentence {
                return Ok(Vec::new());
            }
            let own = begin..begin + usize::from(self.slice.counts[at]);
            self.next = (at + 1, own.end);
            if *found == sentence {
                let near = self.slice.near[own.clone()].iter().copied();
                return Ok(near.zip(self.slice.products[own].iter().copied()).collect());
            }
        }
    }
}

/// Little-endian numbers, as `as_bytes` writes them on every machine that has files mapped.
pub(super) fn numbers<T: FromBytes + Copy>(bytes: &[u8]) -> Option<Vec<T>> {
    let size = size_of::<T>();
    bytes.len().is_multiple_of(size).then_some(())?;
    bytes.chunks_exact(size).map(|one| T::read_from_bytes(one).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_survive_and_cut_ones_are_refused() {
        let mut slice = Slice::default();
        slice.push(3, [(9, 120), (4, -7)].into_iter());
        slice.push(5, std::iter::empty());
        slice.push(8, std::iter::once((u64::MAX, i32::MAX)));
        let bytes = slice.encode();
        assert_eq!(Slice::decode(&bytes).as_ref(), Some(&slice));
        let lists: Vec<_> = slice.lists().collect();
        assert_eq!(lists, [(3, &[9, 4][..], &[120, -7][..]), (8, &[u64::MAX][..], &[i32::MAX][..])]);
        for cut in 0..bytes.len() {
            assert_eq!(Slice::decode(&bytes[..cut]), None);
        }
    }
}
