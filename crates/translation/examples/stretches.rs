//! What was measured of the stretches of sentences, for `bench/translation/fit_stretches.py`.
//!
//! `stretches MODEL FIRST SECOND` reads a sentence a line; an empty line ends a text, and the texts
//! of both files belong together one by one. For each two sentences of two such texts it prints, as
//! tab-separated values, the number of the texts, both sentences, the cosine of their vectors, the
//! inputs of the regression and the words of both stretches.

use std::error::Error;
use std::io::{BufWriter, Write as _};

use throughline_translation::{Model, Sentence, Stretches};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, first, second] = arguments.as_slice() else {
        return Err("usage: stretches MODEL FIRST SECOND".into());
    };
    let model = Model::open(model.as_ref())?;
    let (first, second) = (std::fs::read_to_string(first)?, std::fs::read_to_string(second)?);
    let mut output = BufWriter::new(std::io::stdout().lock());
    for (number, (first, second)) in texts(&first).iter().zip(texts(&second)).enumerate() {
        let read = (model.sentences(first), model.sentences(&second));
        let of = |read: &'_ [Sentence], at: usize| read[at].vector.clone();
        let stretches = Stretches::new(&paired(&read.0, first), &paired(&read.1, &second));
        for (row, first_text) in first.iter().enumerate() {
            for (column, second_text) in second.iter().enumerate() {
                let (a, b) = (of(&read.0, row), of(&read.1, column));
                let cosine: f32 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
                write!(output, "{number}\t{row}\t{column}\t{cosine}")?;
                if let Some(stretch) = stretches.of(row, column) {
                    for input in stretch.inputs(first_text, second_text) {
                        write!(output, "\t{input}")?;
                    }
                    let (a, b) = (&first_text[stretch.first], &second_text[stretch.second]);
                    write!(output, "\t{a}\t{b}")?;
                }
                writeln!(output)?;
            }
        }
    }
    Ok(())
}

fn texts(file: &str) -> Vec<Vec<&str>> {
    file.trim_end().split("\n\n").map(|text| text.lines().collect()).collect()
}

fn paired<'a>(read: &'a [Sentence], texts: &[&'a str]) -> Vec<(&'a Sentence, &'a str)> {
    read.iter().zip(texts.iter().copied()).collect()
}
