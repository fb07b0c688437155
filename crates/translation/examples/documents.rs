//! Whether documents that are translations find each other by the votes of their sentences.
//!
//! `documents MODEL FIT TABLE SENTENCES PAIRS MOST...` reads lines of a document's id, its language
//! and one of its sentences, with tabs between, and pairs of ids with a comma between. All sentences
//! in the language of the second documents are the pool. First documents of fewer than three
//! sentences are left out. A sentence of a first document votes for
//! the document of each of its `MOST` nearest sentences, once, with what the product has above that
//! of the last of them. Printed is how often the true document is first, among the first 10 and
//! among the first 50 by the sum of votes, how many of its sentences vote for it on average, and how
//! many of the true documents have at least two and three votes. Then the same for vectors of whole
//! documents, the sums of their sentences' vectors, compared exactly.

use std::collections::HashMap;
use std::error::Error;
use std::io::Write as _;

use throughline_translation::{Fit, Model, Pool, StaticTable, nearest};

/// Cells that are looked into for a sentence.
const PROBES: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, fit, table, sentences, pairs, mosts @ ..] = arguments.as_slice() else {
        return Err("usage: documents MODEL FIT TABLE SENTENCES PAIRS MOST...".into());
    };
    let model = Model::open(model.as_ref())?;
    let fit = if fit == "-" { Fit::multilingual_e5_small() } else { Fit::from_bytes(&std::fs::read(fit)?)? };
    let mut table = StaticTable::from_bytes(&std::fs::read(table)?, &model, &fit)?;
    let text = std::fs::read_to_string(sentences)?;
    let lines: Vec<(&str, &str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(document, rest)| {
            let (language, sentence) = rest.split_once('\t')?;
            Some((document, language, sentence))
        })
        .collect();
    let pairs = std::fs::read_to_string(pairs)?;
    let pairs: HashMap<&str, &str> = pairs
        .lines()
        .filter_map(|line| line.split_once(','))
        .map(|(a, b)| (a, b.split(',').next().unwrap_or(b)))
        .collect();
    let all: Vec<&str> = lines.iter().map(|line| line.2).collect();
    table.add_pieces(&model, &table.missing(&all), &|_, _| {});

    let language_of: HashMap<&str, &str> = lines.iter().map(|line| (line.0, line.1)).collect();
    let first = pairs.values().find_map(|id| language_of.get(id)).ok_or("no document of the pairs")?;
    let pooled: Vec<_> = lines.iter().filter(|line| line.1 == *first).collect();
    let vectors = table.stored_vectors(&pooled.iter().map(|line| (line.2, line.1)).collect::<Vec<_>>());
    let mut whole = Vec::new();
    let mut rest = vectors.as_slice();
    let mut ids = Vec::new();
    for own in pooled.chunk_by(|a, b| a.0 == b.0) {
        let (own_vectors, after) = rest.split_at(own.len() * fit.dimensions());
        whole.extend(sum(own_vectors, fit.dimensions()));
        ids.push(own[0].0);
        rest = after;
    }
    let cells = fit.cells().of(&vectors);
    let pool = Pool::new(fit.cells(), &[&cells], [vectors]);
    let mut asked: Vec<&(&str, &str, &str)> = lines
        .iter()
        .filter(|line| pairs.get(line.0).is_some_and(|other| language_of.contains_key(other)))
        .collect();
    asked.sort_by_key(|line| line.0);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for line in &asked {
        *counts.entry(line.0).or_default() += 1;
    }
    asked.retain(|line| counts[line.0] >= 3);
    let queries = table.stored_vectors(&asked.iter().map(|line| (line.2, line.1)).collect::<Vec<_>>());
    let documents = asked.chunk_by(|a, b| a.0 == b.0).count();
    let mut output = std::io::stdout();
    writeln!(
        output,
        "{documents} documents, {} sentences, among {} of {} documents",
        asked.len(),
        pool.len(),
        language_of.values().filter(|language| *language == first).count()
    )?;
    let mut asked_whole = Vec::new();
    let mut rest = queries.as_slice();
    for own in asked.chunk_by(|a, b| a.0 == b.0) {
        let (own_vectors, after) = rest.split_at(own.len() * fit.dimensions());
        asked_whole.extend(sum(own_vectors, fit.dimensions()));
        rest = after;
    }
    let mut at = [0usize; 3];
    let found = nearest(&asked_whole, &whole, fit.dimensions(), 50);
    for (own, near) in asked.chunk_by(|a, b| a.0 == b.0).zip(found) {
        for (at, most) in at.iter_mut().zip([1, 10, 50]) {
            let true_one = pairs[own[0].0];
            *at += usize::from(near.iter().take(most).any(|near| ids[near.position.0 as usize] == true_one));
        }
    }
    writeln!(output, "whole documents: first {} among 10 {} among 50 {}", at[0], at[1], at[2])?;
    for most in mosts {
        let found = pool.nearest(fit.cells(), &queries, most.parse()?, 0, PROBES);
        let mut rest = found.as_slice();
        let (mut at, mut votes_of_true, mut enough) = ([0usize; 3], 0, [0usize; 2]);
        for own in asked.chunk_by(|a, b| a.0 == b.0) {
            let (near, after) = rest.split_at(own.len());
            rest = after;
            let mut sums: HashMap<&str, (i64, usize)> = HashMap::new();
            for near in near {
                let last = near.last().map_or(0, |last| last.score);
                let mut votes: HashMap<&str, i32> = HashMap::new();
                for near in near {
                    let document = pooled[near.position.0 as usize].0;
                    votes.entry(document).or_insert(near.score - last);
                }
                for (document, vote) in votes {
                    let sum = sums.entry(document).or_default();
                    sum.0 += i64::from(vote);
                    sum.1 += 1;
                }
            }
            let (own_sum, count) = sums.get(pairs[own[0].0]).copied().unwrap_or_default();
            let better = sums.values().filter(|sum| sum.0 > own_sum).count();
            for (at, most) in at.iter_mut().zip([1, 10, 50]) {
                *at += usize::from(count > 0 && better < most);
            }
            for (enough, least) in enough.iter_mut().zip([2, 3]) {
                *enough += usize::from(count >= least);
            }
            votes_of_true += count;
        }
        writeln!(
            output,
            "nearest {most}: first {} among 10 {} among 50 {}; {:.3} of the sentences vote for it; at least 2 votes {} 3 votes {}",
            at[0],
            at[1],
            at[2],
            votes_of_true as f64 / asked.len() as f64,
            enough[0],
            enough[1]
        )?;
    }
    Ok(())
}

/// The sum of vectors as a stored vector.
fn sum(vectors: &[i8], dimensions: usize) -> Vec<i8> {
    let mut sum = vec![0.0f64; dimensions];
    for vector in vectors.chunks_exact(dimensions) {
        sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    let length = sum.iter().map(|value| value * value).sum::<f64>().sqrt().max(1.0);
    sum.iter().map(|value| (value / length * 400.0).round().clamp(-127.0, 127.0) as i8).collect()
}
