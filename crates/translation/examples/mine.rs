//! How surely translations are told from other sentences of two lists.
//!
//! `mine TABLE MODEL LANGUAGE LANGUAGE MOST PAIRS FIRST SECOND` reads a sentence a line; the first
//! `PAIRS` lines of both files are translations of each other, line by line, and the others have
//! none. Candidates are the nearest `MOST` by static vectors, in both directions, and only these go
//! through the model. It prints, as CSV, the curve of candidates that are each other's likeliest:
//! threshold, precision, recall, F1; and after an empty line how often candidates were true beside
//! what was predicted.
//! `mine rows OUT TABLE MODEL …` writes what was measured of each candidate to the file `OUT`, for
//! `bench/translation/fit.py`: sixteen `f32` a candidate, little endian: both lines, whether they are
//! a pair, and the features.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;

use rayon::prelude::*;
use throughline_translation::{Fit, Model, PairFeatures, StaticTable, compare_pair, nearest, probabilities};

type Candidate = (u32, u32, PairFeatures);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (rows, arguments) = match arguments.as_slice() {
        ["rows", out, rest @ ..] => (Some(*out), rest),
        all => (None, all),
    };
    let [table, model, first_language, second_language, most, pairs, first, second] = arguments else {
        return Err("usage: mine TABLE MODEL LANGUAGE LANGUAGE MOST PAIRS FIRST SECOND".into());
    };
    let model = Model::open(model.as_ref())?;
    let table = StaticTable::from_bytes(&std::fs::read(table)?, &model, &Fit::multilingual_e5_small())?;
    let (most, pairs): (usize, u32) = (most.parse()?, pairs.parse()?);
    let (first, second) = (std::fs::read_to_string(first)?, std::fs::read_to_string(second)?);
    let (first, second): (Vec<&str>, Vec<&str>) = (first.lines().collect(), second.lines().collect());
    let sides = [(first.as_slice(), *first_language), (second.as_slice(), *second_language)];
    let candidates = candidates(&table, &model, sides, most);
    let is_pair = |candidate: &Candidate| candidate.0 == candidate.1 && candidate.0 < pairs;
    if let Some(out) = rows {
        let bytes: Vec<u8> = candidates
            .iter()
            .flat_map(|candidate| row(candidate, is_pair(candidate)))
            .flat_map(f32::to_le_bytes)
            .collect();
        return Ok(std::fs::write(out, bytes)?);
    }
    let predicted = probabilities(&candidates, (first_language, second_language));
    let judged: Vec<(f32, bool, bool)> = candidates
        .iter()
        .zip(&predicted)
        .zip(mutual(&candidates, &predicted))
        .map(|((candidate, &probability), mutual)| (probability, is_pair(candidate), mutual))
        .collect();
    std::io::stdout().write_all(report(&judged, pairs)?.as_bytes())?;
    Ok(())
}

fn candidates(
    table: &StaticTable,
    model: &Model,
    sides: [(&[&str], &str); 2],
    most: usize,
) -> Vec<Candidate> {
    let stored = sides.map(|(lines, language)| {
        let texts: Vec<(&str, &str)> = lines.iter().map(|line| (*line, language)).collect();
        table.stored_vectors(&texts)
    });
    let there = nearest(&stored[0], &stored[1], table.dimensions(), most);
    let back = nearest(&stored[1], &stored[0], table.dimensions(), most);
    let there = (0u32..).zip(&there).flat_map(|(line, near)| near.iter().map(move |n| (line, n.position.0)));
    let back = (0u32..).zip(&back).flat_map(|(line, near)| near.iter().map(move |n| (n.position.0, line)));
    let mut found: Vec<(u32, u32)> = there.chain(back).collect();
    found.sort_unstable();
    found.dedup();
    let [first, second] = sides.map(|(lines, _)| model.sentences(lines));
    found
        .into_par_iter()
        .map(|(one, other)| {
            let (at, there) = (one as usize, other as usize);
            let features = compare_pair((&first[at], sides[0].0[at]), (&second[there], sides[1].0[there]));
            (one, other, features)
        })
        .collect()
}

fn row((first, second, features): &Candidate, is_pair: bool) -> [f32; 16] {
    [
        *first as f32,
        *second as f32,
        f32::from(is_pair),
        features.cosine,
        features.forward,
        features.backward,
        features.rare_forward,
        features.rare_backward,
        features.worst_forward,
        features.worst_backward,
        features.common_numbers as f32,
        features.lone_numbers as f32,
        features.common_names as f32,
        features.lone_names as f32,
        features.length,
        features.pieces as f32,
    ]
}

/// Whether each candidate is the likeliest of both its sentences.
fn mutual(candidates: &[Candidate], predicted: &[f32]) -> Vec<bool> {
    let best = |side: fn(&Candidate) -> u32| {
        let mut best: BTreeMap<u32, (f32, usize)> = BTreeMap::new();
        for (at, (candidate, &probability)) in candidates.iter().zip(predicted).enumerate() {
            let best = best.entry(side(candidate)).or_insert((probability, at));
            if probability > best.0 {
                *best = (probability, at);
            }
        }
        best
    };
    let (of_first, of_second) = (best(|candidate| candidate.0), best(|candidate| candidate.1));
    (0..candidates.len())
        .map(|at| of_first[&candidates[at].0].1 == at && of_second[&candidates[at].1].1 == at)
        .collect()
}

fn report(judged: &[(f32, bool, bool)], pairs: u32) -> Result<String, std::fmt::Error> {
    let mut output = String::from("threshold,precision,recall,f1\n");
    let thresholds = [0.001, 0.002, 0.005].into_iter().chain((1..100).map(|step| step as f32 / 100.0));
    for threshold in thresholds.chain([0.995, 0.998, 0.999]) {
        let given = judged.iter().filter(|(probability, _, mutual)| *mutual && *probability >= threshold);
        let (mut all, mut right) = (0u32, 0u32);
        given.for_each(|(_, is_pair, _)| {
            all += 1;
            right += u32::from(*is_pair);
        });
        let precision = f64::from(right) / f64::from(all.max(1));
        let recall = f64::from(right) / f64::from(pairs.max(1));
        let f1 = if right == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
        writeln!(output, "{threshold},{precision:.4},{recall:.4},{f1:.4}")?;
    }
    output.push_str("\npredicted from,predicted to,candidates,mean predicted,share true\n");
    for step in 0..10 {
        let (from, to) = (step as f32 / 10.0, (step + 1) as f32 / 10.0);
        let within = judged.iter().filter(|judged| judged.0 >= from && (judged.0 < to || step == 9));
        let within: Vec<&(f32, bool, bool)> = within.collect();
        let count = within.len().max(1) as f64;
        let mean = within.iter().map(|judged| f64::from(judged.0)).sum::<f64>() / count;
        let share = within.iter().filter(|judged| judged.1).count() as f64 / count;
        writeln!(output, "{from},{to},{},{mean:.4},{share:.4}", within.len())?;
    }
    Ok(output)
}
