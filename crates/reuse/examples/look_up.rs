//! Measures a look-up of each text among all others, and the comparison of two long texts.
//!
//! `cargo run --release -p throughline-reuse --example look_up -- DOCUMENTS.jsonl`

#![expect(clippy::print_stderr, reason = "a program that prints its figures")]

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::time::Instant;
use throughline_reuse::{Settings, Text, compare, index};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: look_up DOCUMENTS.jsonl")?;
    let mut documents: Vec<String> = Vec::new();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        documents.push(record["text"].as_str().unwrap_or_default().to_owned());
    }
    let texts: Vec<Text<'_>> = (0..).zip(&documents).map(|(family, text)| Text { text, family }).collect();
    let begin = Instant::now();
    let (index, _) = index(&texts, &Settings::default());
    eprintln!("{} texts indexed in {:.2} s", texts.len(), begin.elapsed().as_secs_f64());
    let mut times: Vec<f64> = documents
        .iter()
        .step_by(documents.len() / 500 + 1)
        .map(|text| {
            let begin = Instant::now();
            let hits = index.look_up(text);
            assert!(text.len() < 400 || !hits.is_empty(), "an indexed text is found");
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    eprintln!("look-up: median {:.2} ms, longest {:.2} ms", times[times.len() / 2], times[times.len() - 1]);
    let long = |from: usize| -> String {
        documents.iter().skip(from).flat_map(|text| text.chars().chain(['\n'])).take(50_000).collect()
    };
    let (first, other) = (long(0), long(documents.len() / 2));
    let edited = first.replace(" the ", " a ");
    for (name, against) in [("unrelated", &other), ("edited", &edited)] {
        let begin = Instant::now();
        let operations = compare(&first, against).len();
        let milliseconds = begin.elapsed().as_secs_f64() * 1e3;
        eprintln!("compare {name}: {operations} operations in {milliseconds:.2} ms");
    }
    Ok(())
}
