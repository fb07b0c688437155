//! Sentences as weighted means of their units' states.

use super::{LanguageText, weight};
use crate::tokenizer::Tokenizer;
use crate::units::{Unit, Units};

/// The units that sentences have.
pub(super) struct Bags {
    /// Rising.
    pub(super) units: Vec<Unit>,
    pub(super) weights: Vec<f32>,
    /// For each sentence its units as places in `units`.
    pub(super) of_sentences: Vec<Vec<usize>>,
}

impl Bags {
    pub(super) fn of(tokenizer: &Tokenizer, sentences: &[LanguageText<'_>], half_weight: f64) -> Self {
        let parts = Units::new(tokenizer);
        let mut ids = Vec::new();
        let of_sentence = |sentence: &LanguageText<'_>| {
            let mut own = Vec::new();
            parts.each(&tokenizer.tokens(sentence.text), &mut ids, |unit| own.push(Unit(unit.into())));
            own
        };
        let lists: Vec<Vec<Unit>> = sentences.iter().map(of_sentence).collect();
        let mut units: Vec<Unit> = lists.iter().flatten().cloned().collect();
        units.sort_unstable();
        units.dedup();
        let place = |unit: &Unit| units.binary_search(unit).expect("all units are listed");
        let of_sentences = lists.iter().map(|list| list.iter().map(place).collect()).collect();
        let weights = units.iter().map(|unit| weight(tokenizer, unit.pieces(), half_weight)).collect();
        Bags { units, weights, of_sentences }
    }
}

/// Sets `bag`, zeros before, to the weighted mean of rows.
pub(super) fn add_weighted(bag: &mut [f32], places: &[usize], weights: &[f32], rows: &[f32]) {
    let (width, mut total) = (bag.len(), 0.0);
    for &place in places {
        let weight = weights[place];
        total += weight;
        for (sum, value) in bag.iter_mut().zip(&rows[place * width..][..width]) {
            *sum += weight * value;
        }
    }
    if total > 0.0 {
        for value in bag {
            *value /= total;
        }
    }
}
