//! What is learnt from sentences so that static vectors are like a model's.
//!
//! As in Model2Vec (Tulkens and van Dongen 2024) every piece of the vocabulary goes through the model
//! alone, and words of several pieces as a whole (`units`). What is fitted on top is the map from a
//! sentence's weighted mean of these vectors to the
//! model's vector of the sentence, in closed form (ridge regression; Hoerl and Kennard 1970), after
//! the mean of each language is subtracted on both sides and the model's vectors are whitened in part
//! (Su et al. 2021, *Whitening Sentence Representations*). Weights are smooth inverse frequencies
//! (Arora, Liang and Ma 2017). The sentences need no translations.
//!
//! A fit is small and belongs to a model, not to a corpus; one ships, so that the vectors of all
//! archives agree. The same model, sentences and settings give the same bytes on every machine.

mod algebra;
mod bags;
mod format;
mod means;

use std::collections::BTreeMap;

use half::f16;

use crate::bytes::fingerprint;
use crate::cells::Cells;
use crate::error::ModelError;
use crate::model::Model;
use crate::probability::primary;
use crate::tokenizer::Tokenizer;
use algebra::{cross, eigen, solve};
use bags::{Bags, add_weighted};
use means::{language_means, subtract_means};

/// A text with its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanguageText<'a> {
    /// A sentence.
    pub text: &'a str,
    /// Its language as a primary subtag of BCP 47.
    pub language: &'a str,
    /// Whether it comes from running text, such as archives hold, and not from a list of phrases.
    pub prose: bool,
}

/// How a fit is made.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FitSettings {
    /// Values of a vector, at most the model's.
    pub dimensions: usize,
    /// The probability at which a piece counts half.
    pub half_weight: f64,
    /// Strength of the ridge, as a share of the mean variance of the fitted side.
    pub ridge: f64,
    /// How far variances are made equal: 0 not at all, 1 fully.
    pub whitening: f64,
}

impl Default for FitSettings {
    fn default() -> Self {
        FitSettings { dimensions: 256, half_weight: 3e-4, ridge: 0.03, whitening: 0.8 }
    }
}

/// What turns states of a model's pieces and words into static vectors, and the cells these are stored in.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Values of a state of the model.
    pub(crate) width: usize,
    pub(crate) dimensions: usize,
    pub(crate) half_weight: f64,
    /// `width` rows of `dimensions` values, each one that 16 bits can hold.
    pub(crate) map: Vec<f32>,
    /// What sentences of a language have in common, by primary language subtag.
    pub(crate) means: BTreeMap<String, Vec<f32>>,
    /// The same for languages that are not in `means`: the mean of all means.
    pub(crate) other: Vec<f32>,
    pub(crate) cells: Cells,
}

impl Fit {
    /// The fit that ships, for multilingual-e5-small.
    pub fn multilingual_e5_small() -> Self {
        let bytes = include_bytes!("../fit/multilingual-e5-small.fit");
        Self::from_bytes(bytes).expect("a test reads the fit that ships")
    }

    /// Fits to `sentences` of the languages it is for; about 1,500 of each are enough. It has no
    /// cells yet. `progress` is told how many pieces and sentences have gone through the model, and
    /// of how many.
    pub fn learn(
        model: &Model,
        sentences: &[LanguageText<'_>],
        settings: &FitSettings,
        progress: &dyn Fn(usize, usize),
    ) -> Self {
        let width = model.dimensions();
        let dimensions = settings.dimensions.min(width);
        let parts = Bags::of(model.tokenizer(), sentences, settings.half_weight);
        let all = parts.units.len() + sentences.len();
        let (mut states, mut targets) = (Vec::new(), Vec::new());
        for chunk in parts.units.chunks(2048) {
            let chunk: Vec<Vec<u32>> = chunk.iter().map(|unit| unit.pieces().to_vec()).collect();
            states.extend(model.states_alone(&chunk));
            progress(states.len() / width, all);
        }
        for chunk in sentences.chunks(512) {
            let texts: Vec<&str> = chunk.iter().map(|sentence| sentence.text).collect();
            targets.extend(model.vectors(&texts));
            progress(parts.units.len() + targets.len() / width, all);
        }

        let mut bags = vec![0.0; sentences.len() * width];
        for (bag, places) in bags.chunks_exact_mut(width).zip(&parts.of_sentences) {
            add_weighted(bag, places, &parts.weights, &states);
        }
        subtract_means(&mut bags, sentences, width);
        subtract_means(&mut targets, sentences, width);
        let map = fit(&bags, &targets, width, dimensions, settings);
        let map = map.into_iter().map(|value| f16::from_f64(value).to_f32()).collect();
        let half_weight = settings.half_weight;
        let mut fit = Fit {
            width,
            dimensions,
            half_weight,
            map,
            means: BTreeMap::new(),
            other: Vec::new(),
            cells: Cells::none(dimensions),
        };
        fit.set_means(language_means(&fit, model, (&parts.units, &states), sentences));
        fit
    }

    /// The same fit with other cells.
    ///
    /// # Panics
    ///
    /// If the cells are for vectors of another length.
    #[must_use]
    pub fn with_cells(mut self, cells: Cells) -> Self {
        assert_eq!(cells.dimensions(), self.dimensions, "cells are for the fit's vectors");
        self.cells = cells;
        self
    }

    /// Values of a vector.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The cells that stored vectors are divided among.
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// The languages whose mean is known, as primary subtags of BCP 47.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.means.keys().map(String::as_str)
    }

    /// A number that differs between different fits, or fits with other cells.
    pub fn fingerprint(&self) -> u64 {
        fingerprint(&self.to_bytes())
    }

    /// The same without regard to cells, on which vectors do not depend.
    pub(crate) fn fingerprint_of_vectors(&self) -> u64 {
        self.clone().with_cells(Cells::none(self.dimensions)).fingerprint()
    }

    pub(crate) fn set_means(&mut self, means: BTreeMap<String, Vec<f32>>) {
        self.other = mean_of(means.values(), self.dimensions);
        self.means = means;
    }

    /// How much a unit counts.
    pub(crate) fn weight(&self, tokenizer: &Tokenizer, pieces: &[u32]) -> f32 {
        weight(tokenizer, pieces, self.half_weight)
    }

    pub(crate) fn mean(&self, language: &str) -> &[f32] {
        let primary = primary(language);
        self.means.get(primary).unwrap_or(&self.other)
    }

    pub(crate) fn check(&self, model: &Model) -> Result<(), ModelError> {
        if model.dimensions() == self.width {
            return Ok(());
        }
        Err(ModelError::unsupported(format!(
            "its vectors have {} values, the fit is for a model with {}",
            model.dimensions(),
            self.width
        )))
    }
}

/// Of a word of several pieces the probability is the product of theirs.
fn weight(tokenizer: &Tokenizer, pieces: &[u32], half_weight: f64) -> f32 {
    let score: f64 = pieces.iter().filter_map(|&id| tokenizer.score(id)).sum();
    (half_weight / (half_weight + score.exp())) as f32
}

/// The map of `width` × `dimensions` from bags to whitened targets.
fn fit(bags: &[f32], targets: &[f32], width: usize, dimensions: usize, settings: &FitSettings) -> Vec<f64> {
    let count = (targets.len() / width).max(1) as f64;
    let mut covariance = cross(targets, width, targets, width);
    for value in &mut covariance {
        *value /= count;
    }
    let directions = eigen(covariance, width);
    let floor = 1e-6 * directions[0].0.max(f64::MIN_POSITIVE);
    let mut whiten = vec![0.0f64; width * dimensions];
    for (column, (value, vector)) in directions.iter().take(dimensions).enumerate() {
        let factor = value.max(floor).powf(-0.5 * settings.whitening);
        for (row, value) in vector.iter().enumerate() {
            whiten[row * dimensions + column] = value * factor;
        }
    }
    // Bᵀ·(T·W) = (Bᵀ·T)·W.
    let mixed = cross(bags, width, targets, width);
    let mut right = vec![0.0; width * dimensions];
    for (row, target) in mixed.chunks_exact(width).zip(right.chunks_exact_mut(dimensions)) {
        for (value, across) in row.iter().zip(whiten.chunks_exact(dimensions)) {
            target.iter_mut().zip(across).for_each(|(sum, other)| *sum += value * other);
        }
    }
    let mut gram = cross(bags, width, bags, width);
    let trace: f64 = (0..width).map(|index| gram[index * (width + 1)]).sum();
    for index in 0..width {
        gram[index * (width + 1)] += settings.ridge * trace / width as f64 + f64::MIN_POSITIVE;
    }
    solve(&mut gram, width, &mut right, dimensions);
    right
}

/// The mean of vectors, zeros if there are none.
fn mean_of<'a>(vectors: impl ExactSizeIterator<Item = &'a Vec<f32>>, dimensions: usize) -> Vec<f32> {
    let count = vectors.len().max(1) as f32;
    let mut mean = vec![0.0; dimensions];
    for vector in vectors {
        mean.iter_mut().zip(vector).for_each(|(mean, value)| *mean += value / count);
    }
    mean
}
