//! Distilling a static table from a model.
//!
//! As in Model2Vec (Tulkens and van Dongen 2024) every piece of the vocabulary goes through the model
//! alone. What is fitted on top is the map from a sentence's weighted mean of piece vectors to the
//! model's vector of the sentence, in closed form (ridge regression; Hoerl and Kennard 1970), after
//! the mean of each language is subtracted on both sides and the model's vectors are whitened (Su et
//! al. 2021, *Whitening Sentence Representations*). Weights are smooth inverse frequencies (Arora,
//! Liang and Ma 2017). The sentences need no translations.
//!
//! The same model, sentences and settings give the same bytes on every machine.

mod algebra;
mod pieces;

use std::collections::BTreeMap;

use pulp::Arch;

use crate::model::Model;
use crate::static_table::StaticTable;
use crate::static_table::format::mean_of;
use crate::tokenizer::Tokenizer;
use algebra::{cross, eigen, solve};

/// A text with its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanguageText<'a> {
    /// A sentence.
    pub text: &'a str,
    /// Its language as a primary subtag of BCP 47.
    pub language: &'a str,
}

/// How a table is made.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DistilSettings {
    /// Values of a vector, at most the model's.
    pub dimensions: usize,
    /// Pieces that are kept at most, the likeliest of the scripts of the main languages; single
    /// characters go first, so that nothing becomes unknown. `None` keeps the whole vocabulary.
    pub pieces: Option<usize>,
    /// The probability at which a piece counts half.
    pub half_weight: f64,
    /// Strength of the ridge, as a share of the mean variance of the fitted side.
    pub ridge: f64,
}

impl Default for DistilSettings {
    fn default() -> Self {
        DistilSettings { dimensions: 256, pieces: None, half_weight: 3e-4, ridge: 0.03 }
    }
}

/// Makes a table from `model`, fitted to `sentences` of the languages it is for; about 1,500 of each
/// are enough. `progress` is told how many pieces and sentences have gone through the model, and of
/// how many.
pub fn distil(
    model: &Model,
    sentences: &[LanguageText<'_>],
    settings: &DistilSettings,
    progress: &dyn Fn(usize, usize),
) -> StaticTable {
    let width = model.dimensions();
    let dimensions = settings.dimensions.min(width);
    let (ids, vocabulary) = pieces::choose(model.tokenizer(), settings.pieces);
    let weights: Vec<f32> = vocabulary
        .pieces
        .iter()
        .map(|(_, score)| (settings.half_weight / (settings.half_weight + score.exp())) as f32)
        .collect();
    let tokenizer = Tokenizer::new(vocabulary).expect("a part of a good vocabulary is a good one");

    let all = ids.len() + sentences.len();
    let (mut piece_vectors, mut targets) = (Vec::new(), Vec::new());
    for chunk in ids.chunks(2048) {
        piece_vectors.extend(model.piece_states(chunk));
        progress(piece_vectors.len() / width, all);
    }
    for chunk in sentences.chunks(512) {
        let texts: Vec<&str> = chunk.iter().map(|sentence| sentence.text).collect();
        targets.extend(model.vectors(&texts));
        progress(ids.len() + targets.len() / width, all);
    }

    let mut bags = Vec::new();
    for sentence in sentences {
        bags.extend(bag(&tokenizer, sentence.text, &weights, &piece_vectors, width));
    }
    subtract_means(&mut bags, sentences, width);
    subtract_means(&mut targets, sentences, width);
    let map = fit(&bags, &targets, width, dimensions, settings);
    let mut table = quantize(tokenizer, weights, &piece_vectors, &map, dimensions);
    table.means = means(&table, sentences);
    table.other = mean_of(table.means.values(), dimensions);
    table
}

/// The weighted mean of a text's piece vectors.
fn bag(tokenizer: &Tokenizer, text: &str, weights: &[f32], rows: &[f32], width: usize) -> Vec<f32> {
    let (mut bag, mut total) = (vec![0.0; width], 0.0);
    let unknown = tokenizer.marks().unknown;
    for token in tokenizer.tokens(text).iter().filter(|token| token.id != unknown) {
        let weight = weights[token.id as usize];
        total += weight;
        for (sum, value) in bag.iter_mut().zip(&rows[token.id as usize * width..][..width]) {
            *sum += weight * value;
        }
    }
    if total > 0.0 {
        for value in &mut bag {
            *value /= total;
        }
    }
    bag
}

/// Subtracts from each row the mean of the rows of its language.
fn subtract_means(rows: &mut [f32], sentences: &[LanguageText<'_>], width: usize) {
    let mut sums: BTreeMap<&str, (f64, Vec<f64>)> = BTreeMap::new();
    for (row, sentence) in rows.chunks_exact(width).zip(sentences) {
        let (count, sum) = sums.entry(sentence.language).or_insert_with(|| (0.0, vec![0.0; width]));
        *count += 1.0;
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    for (row, sentence) in rows.chunks_exact_mut(width).zip(sentences) {
        let (count, sum) = &sums[sentence.language];
        row.iter_mut().zip(sum).for_each(|(value, sum)| *value -= (sum / count) as f32);
    }
}

/// The map of `width` × `dimensions` from bags to whitened targets.
fn fit(
    bags: &[f32],
    targets: &[f32],
    width: usize,
    dimensions: usize,
    settings: &DistilSettings,
) -> Vec<f64> {
    let count = (targets.len() / width).max(1) as f64;
    let mut covariance = cross(targets, width, targets, width);
    for value in &mut covariance {
        *value /= count;
    }
    let directions = eigen(covariance, width);
    let floor = 1e-6 * directions[0].0.max(f64::MIN_POSITIVE);
    let mut whiten = vec![0.0f64; width * dimensions];
    for (column, (value, vector)) in directions.iter().take(dimensions).enumerate() {
        let factor = 1.0 / value.max(floor).sqrt();
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

fn quantize(
    tokenizer: Tokenizer,
    mut weights: Vec<f32>,
    vectors: &[f32],
    map: &[f64],
    dimensions: usize,
) -> StaticTable {
    weights[tokenizer.marks().unknown as usize] = 0.0;
    let width = map.len() / dimensions;
    let (mut rows, mut scales) = (Vec::new(), Vec::new());
    for vector in vectors.chunks_exact(width) {
        let mut row = vec![0.0f64; dimensions];
        for (value, across) in vector.iter().zip(map.chunks_exact(dimensions)) {
            row.iter_mut().zip(across).for_each(|(sum, part)| *sum += f64::from(*value) * part);
        }
        let largest = row.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
        let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        rows.extend(row.iter().map(|value| (value / scale).round() as i8));
        scales.push(scale as f32);
    }
    StaticTable {
        tokenizer,
        dimensions,
        weights,
        scales,
        rows,
        means: BTreeMap::new(),
        other: vec![0.0; dimensions],
    }
}

/// The mean vector of each language, before its mean is subtracted.
fn means(table: &StaticTable, sentences: &[LanguageText<'_>]) -> BTreeMap<String, Vec<f32>> {
    let mut by_language: BTreeMap<&str, Vec<Vec<f32>>> = BTreeMap::new();
    for sentence in sentences {
        let mut vector = vec![0.0; table.dimensions];
        if table.add_rows(Arch::new(), &table.tokenizer.tokens(sentence.text), &mut vector) {
            by_language.entry(sentence.language).or_default().push(vector);
        }
    }
    by_language
        .into_iter()
        .map(|(language, vectors)| (language.to_owned(), mean_of(vectors.iter(), table.dimensions)))
        .collect()
}
