//! The sentences of each language, each once.

use super::{files::Files, lists::numbers, sentences::Texts};
use crate::{
    EngineError,
    matching::{seal, unseal},
};
use rayon::prelude::*;
use std::collections::BTreeMap;
use throughline_translation::{Holder, LanguageSentences};
use zerocopy::IntoBytes;

/// Bits of a hash that say where it is in a list of hashes, about.
const BUCKET_BITS: u32 = 16;

/// The sentences of one language, by their hashes.
pub(super) struct OfLanguage {
    /// The primary subtag.
    pub(super) lang: String,
    pub(super) hashes: Vec<u64>,
    pub(super) holders: LanguageSentences,
    /// The file of the hashes.
    pub(super) file: String,
    /// Where the hashes of each bucket begin.
    buckets: Vec<u32>,
}

impl OfLanguage {
    /// The sentences of each language of the texts, with their hashes in files.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(super) fn all(files: &mut Files, texts: &Texts) -> Result<Vec<OfLanguage>, EngineError> {
        let mut of_language: BTreeMap<&str, Vec<(u64, Holder)>> = BTreeMap::new();
        for (text, number) in texts.all.iter().zip(0..) {
            let own = of_language.entry(text.primary()).or_default();
            let voting = texts.places(text).iter().zip(0..).filter(|(place, _)| place.vote != 0);
            own.extend(voting.map(|(place, sentence)| (place.vote, Holder { text: number, sentence })));
        }
        files.state.hashes.retain(|lang, _| of_language.contains_key(lang.as_str()));
        of_language.into_iter().map(|(lang, own)| Self::new(files, lang, own)).collect()
    }

    fn new(files: &mut Files, lang: &str, mut own: Vec<(u64, Holder)>) -> Result<Self, EngineError> {
        own.par_sort_unstable();
        let (mut hashes, mut holders) = (Vec::new(), LanguageSentences::default());
        for same in own.chunk_by(|a, b| a.0 == b.0) {
            hashes.push(same[0].0);
            holders.add(&same.iter().map(|(_, holder)| *holder).collect::<Vec<_>>());
        }
        let mut buckets = vec![0; (1 << BUCKET_BITS) + 1];
        for hash in &hashes {
            buckets[bucket(*hash) + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        let file = kept(files, lang, &hashes)?;
        Ok(OfLanguage { lang: lang.to_owned(), hashes, holders, file, buckets })
    }

    /// The number of a sentence.
    pub(super) fn number(&self, hash: u64) -> Option<usize> {
        let begin = self.buckets[bucket(hash)] as usize;
        let own = &self.hashes[begin..self.buckets[bucket(hash) + 1] as usize];
        Some(begin + own.binary_search(&hash).ok()?)
    }

    /// The vector of a sentence.
    pub(super) fn vector<'t>(&self, texts: &'t Texts, at: usize) -> &'t [i8] {
        let Holder { text, sentence } = self.holders.holders(at)[0];
        texts.vector(&texts.all[text as usize], sentence as usize)
    }

    /// The numbers of the sentences whose hashes a file has, if all are there.
    pub(super) fn places(&self, files: &Files, file: &str) -> Option<Vec<u32>> {
        let bytes = files.derived.map(file).ok()?;
        let hashes: Vec<u64> = numbers(unseal((*bytes).as_ref())?)?;
        hashes.iter().map(|hash| Some(self.number(*hash)? as u32)).collect()
    }
}

fn bucket(hash: u64) -> usize {
    (hash >> (u64::BITS - BUCKET_BITS)) as usize
}

/// The file that has these hashes, written if there is none.
fn kept(files: &mut Files, lang: &str, hashes: &[u64]) -> Result<String, EngineError> {
    let mut bytes = hashes.as_bytes().to_vec();
    seal(&mut bytes);
    if let Some(name) = files.state.hashes.get(lang)
        && files.derived.map(name).is_ok_and(|kept| (*kept).as_ref() == bytes)
    {
        return Ok(name.clone());
    }
    let name = files.put("hashes", &bytes)?;
    files.state.hashes.insert(lang.to_owned(), name.clone());
    Ok(name)
}
