//! What the sentences of a language have in common.
//!
//! The mean of a language is that of its prose. Where only phrases are at hand, theirs is moved by
//! what lies between phrases and prose in the languages that have both: with the mean of phrases
//! alone, .886 of the true sentences were among the nearest 50 of 61,000, with the move .901, with
//! the mean of the very texts that are compared .903.

use std::collections::BTreeMap;

use pulp::Arch;

use super::{Fit, LanguageText};
use crate::model::Model;
use crate::static_table::StaticTable;
use crate::units::Unit;

/// Means of the rows of each language, phrases and prose apart.
type Means<'a> = BTreeMap<(&'a str, bool), Vec<f64>>;

fn means_of<'a>(rows: &[f32], sentences: &[LanguageText<'a>], width: usize) -> Means<'a> {
    let mut sums: BTreeMap<_, (f64, Vec<f64>)> = BTreeMap::new();
    for (row, sentence) in rows.chunks_exact(width).zip(sentences) {
        let key = (sentence.language, sentence.prose);
        let (count, sum) = sums.entry(key).or_insert_with(|| (0.0, vec![0.0; width]));
        *count += 1.0;
        sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    let mean = |(count, sum): (f64, Vec<f64>)| sum.into_iter().map(|sum| sum / count).collect();
    sums.into_iter().map(|(key, sum)| (key, mean(sum))).collect()
}

/// Subtracts from each row the mean of the rows of its language and kind.
pub(super) fn subtract_means(rows: &mut [f32], sentences: &[LanguageText<'_>], width: usize) {
    let means = means_of(rows, sentences, width);
    for (row, sentence) in rows.chunks_exact_mut(width).zip(sentences) {
        let mean = &means[&(sentence.language, sentence.prose)];
        row.iter_mut().zip(mean).for_each(|(value, mean)| *value -= *mean as f32);
    }
}

/// The mean vector of each language's prose, before its mean is subtracted.
pub(super) fn language_means(
    fit: &Fit,
    model: &Model,
    (units, states): (&[Unit], &[f32]),
    sentences: &[LanguageText<'_>],
) -> BTreeMap<String, Vec<f32>> {
    let mut table = StaticTable::new(model, fit).expect("the fit is for this model");
    table.add_states(units, states);
    let (mut vectors, mut of, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for sentence in sentences {
        let mut vector = vec![0.0; fit.dimensions];
        if table.add_rows(Arch::new(), &table.tokenizer().tokens(sentence.text), &mut ids, &mut vector) {
            vectors.extend(vector);
            of.push(*sentence);
        }
    }
    let means = means_of(&vectors, &of, fit.dimensions);
    let prose_and_phrases: Vec<_> = means
        .iter()
        .filter(|((_, prose), _)| *prose)
        .filter_map(|((language, _), mean)| Some((mean, means.get(&(*language, false))?)))
        .collect();
    let mut shift = vec![0.0; fit.dimensions];
    for (prose, phrases) in &prose_and_phrases {
        for ((shift, prose), phrase) in shift.iter_mut().zip(*prose).zip(*phrases) {
            *shift += (prose - phrase) / prose_and_phrases.len() as f64;
        }
    }
    let mut by_language = BTreeMap::new();
    // Of a language that has both, prose comes later and stays.
    for ((language, prose), mean) in &means {
        let factor = if *prose { 0.0 } else { 1.0 };
        let mean = mean.iter().zip(&shift).map(|(mean, shift)| (mean + factor * shift) as f32);
        by_language.insert((*language).to_owned(), mean.collect());
    }
    by_language
}
