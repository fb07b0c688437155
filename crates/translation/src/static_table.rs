//! Vectors without a forward pass: a weighted mean of one row for each piece.
//!
//! The table is distilled from a model ([`distil`](crate::distil())). It is some hundred times as
//! fast and good for a first pass: what it ranks high is worth a look by the model. The mean of a
//! sentence's language is subtracted, without which sentences of one language lie closer to each
//! other than to their translations.

pub(crate) mod format;

use std::collections::BTreeMap;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use crate::model::to_unit_length;
use crate::tokenizer::{Token, TokenScratch, Tokenizer};

/// What a value of a unit vector is multiplied by to become an `i8`. Values of static vectors are
/// around 1/16 and hardly ever above 0.3.
const SCALE: f32 = 400.0;

/// A table of piece vectors with its own tokenizer.
pub struct StaticTable {
    pub(crate) tokenizer: Tokenizer,
    pub(crate) dimensions: usize,
    /// How much each piece counts: smooth inverse frequency (Arora et al. 2017).
    pub(crate) weights: Vec<f32>,
    /// What a row's values are multiplied by.
    pub(crate) scales: Vec<f32>,
    pub(crate) rows: Vec<i8>,
    /// What sentences of a language have in common, by primary language subtag.
    pub(crate) means: BTreeMap<String, Vec<f32>>,
    /// The same for languages that are not in `means`: the mean of all means.
    pub(crate) other: Vec<f32>,
}

impl StaticTable {
    /// Values of a vector.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The table's tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// The languages whose mean is known, as primary subtags of BCP 47.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.means.keys().map(String::as_str)
    }

    /// One vector of length 1 for each text, one after the other; zeros for a text without a known
    /// piece. A text comes with its language (BCP 47; only the primary subtag counts).
    pub fn vectors(&self, texts: &[(&str, &str)]) -> Vec<f32> {
        let mut vectors = vec![0.0; texts.len() * self.dimensions];
        self.each(texts, &mut vectors, |vector, target| target.copy_from_slice(vector));
        vectors
    }

    /// The same vectors for storing and scanning: each value times 400, rounded, within ±127.
    pub fn stored_vectors(&self, texts: &[(&str, &str)]) -> Vec<i8> {
        let mut vectors = vec![0; texts.len() * self.dimensions];
        self.each(texts, &mut vectors, |vector, target| {
            for (target, value) in target.iter_mut().zip(vector) {
                *target = (value * SCALE).round().clamp(-127.0, 127.0) as i8;
            }
        });
        vectors
    }

    fn each<T: Send>(
        &self,
        texts: &[(&str, &str)],
        targets: &mut [T],
        store: impl Fn(&[f32], &mut [T]) + Sync,
    ) {
        let arch = Arch::new();
        targets.par_chunks_exact_mut(self.dimensions).zip(texts).for_each_init(
            || (TokenScratch::default(), Vec::new(), vec![0.0; self.dimensions]),
            |(scratch, tokens, vector), (target, (text, language))| {
                self.tokenizer.tokens_into(text, scratch, tokens);
                vector.fill(0.0);
                if self.add_rows(arch, tokens, vector) {
                    let mean = self.mean(language);
                    vector.iter_mut().zip(mean).for_each(|(value, mean)| *value -= mean);
                    to_unit_length(vector);
                }
                store(vector, target);
            },
        );
    }

    /// Sets `vector` to the weighted mean of the rows of `tokens`; false if there is none.
    pub(crate) fn add_rows(&self, arch: Arch, tokens: &[Token], vector: &mut [f32]) -> bool {
        let mut total = 0.0;
        for token in tokens {
            let id = token.id as usize;
            let row = &self.rows[id * self.dimensions..][..self.dimensions];
            total += self.weights[id];
            arch.dispatch(AddRow { row, factor: self.weights[id] * self.scales[id], vector });
        }
        if total > 0.0 {
            for value in vector {
                *value /= total;
            }
        }
        total > 0.0
    }

    fn mean(&self, language: &str) -> &[f32] {
        let primary = language.split('-').next().unwrap_or_default();
        self.means.get(primary).unwrap_or(&self.other)
    }
}

struct AddRow<'a> {
    row: &'a [i8],
    factor: f32,
    vector: &'a mut [f32],
}

impl WithSimd for AddRow<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "see `forward`")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) {
        for (value, &part) in self.vector.iter_mut().zip(self.row) {
            *value = f32::from(part).mul_add(self.factor, *value);
        }
    }
}
