//! Where the renderings of phrases stand.
//!
//! `render MODEL PHRASES SENTENCES` prints for each line of `PHRASES` and each line of `SENTENCES` the
//! words that render the phrase best, the best sentences first: number of the phrase, number of the
//! sentence, begin and end in bytes, score, separated by tabs. `bench/translation/renderings.py`
//! compares them with known renderings.
//! `render --added MODEL FIRST SECOND` takes two files line by line and prints what the second line has
//! and the first lacks: number of the line, begin and end in bytes.
//! `render --links MODEL FIRST SECOND` prints the words that correspond: number of the line, both
//! words.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;

use rayon::prelude::*;
use throughline_translation::{Model, Sentence, additions, rendering_of_phrase, word_links};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (mode, rest) = match arguments.as_slice() {
        [mode @ ("--added" | "--links"), rest @ ..] => (*mode, rest),
        rest => ("", rest),
    };
    let [model, first, second] = rest else {
        return Err("usage: render [--added | --links] MODEL PHRASES SENTENCES".into());
    };
    let model = Model::open(model.as_ref())?;
    let (first, second) = (std::fs::read_to_string(first)?, std::fs::read_to_string(second)?);
    let sides = [&first, &second].map(|text| {
        let lines: Vec<&str> = text.lines().collect();
        let sentences = model.sentences(&lines);
        sentences.into_iter().zip(lines).collect::<Vec<(Sentence, &str)>>()
    });
    let [first, second] = &sides;
    let mut output = String::new();
    let pairs = first.iter().zip(second).enumerate();
    match mode {
        "--added" => {
            for (line, (one, other)) in pairs {
                for range in additions((&one.0, one.1), (&other.0, other.1)) {
                    writeln!(output, "{line}\t{}\t{}", range.start, range.end)?;
                }
            }
        }
        "--links" => {
            for (line, (one, other)) in pairs {
                for link in word_links((&one.0, one.1), (&other.0, other.1)) {
                    let words = (&one.1[link.first], &other.1[link.second]);
                    writeln!(output, "{line}\t{}\t{}\t{}", words.0, words.1, link.score)?;
                }
            }
        }
        _ => {
            for (number, (phrase, text)) in first.iter().enumerate() {
                let mut found: Vec<_> = second
                    .par_iter()
                    .enumerate()
                    .filter_map(|(at, (sentence, sentence_text))| {
                        Some((at, rendering_of_phrase((phrase, text), (sentence, sentence_text))?))
                    })
                    .collect();
                found.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
                for (at, rendering) in found {
                    let (range, score) = (rendering.range, rendering.score);
                    writeln!(output, "{number}\t{at}\t{}\t{}\t{score}", range.start, range.end)?;
                }
            }
        }
    }
    std::io::stdout().write_all(output.as_bytes())?;
    Ok(())
}
