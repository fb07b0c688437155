//! Makes a static table: `distil MODEL DIMENSIONS PIECES OUTPUT < sentences`.
//!
//! A line of input is a language, a tab and a sentence. `PIECES` is the number of pieces to keep, or
//! `all`. The same model and input give the same file on every machine.

use std::error::Error;
use std::io::Read as _;

use throughline_translation::{DistilSettings, LanguageText, Model, distil};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, dimensions, pieces, output] = arguments.as_slice() else {
        return Err("usage: distil MODEL DIMENSIONS PIECES|all OUTPUT < sentences".into());
    };
    let mut settings = DistilSettings::default();
    settings.dimensions = dimensions.parse()?;
    settings.pieces = if pieces == "all" { None } else { Some(pieces.parse()?) };
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let sentences: Vec<LanguageText<'_>> = input
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(language, text)| LanguageText { text, language })
        .collect();
    let model = Model::open(model.as_ref())?;
    let table = distil(&model, &sentences, &settings, &|_, _| {});
    std::fs::write(output, table.to_bytes())?;
    Ok(())
}
