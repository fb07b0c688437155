//! Gives a fit its cells: `cells MODEL FIT COUNT ROUNDS [TABLE] < sentences`, a line a language, a tab
//! and a sentence; the fit is written again. `TABLE` is a file that `table` made with the fit, which
//! saves time.

use std::error::Error;
use std::io::Read as _;

use throughline_translation::{Cells, Fit, Model, StaticTable};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, path, count, rounds, table @ ..] = arguments.as_slice() else {
        return Err("usage: cells MODEL FIT COUNT ROUNDS [TABLE] < sentences".into());
    };
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let texts: Vec<(&str, &str)> = input
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(language, text)| (text, language))
        .collect();
    let model = Model::open(model.as_ref())?;
    let fit = Fit::from_bytes(&std::fs::read(path)?)?;
    let mut table = match table.first() {
        Some(table) => StaticTable::from_bytes(&std::fs::read(table)?, &model, &fit)?,
        None => StaticTable::new(&model, &fit)?,
    };
    let all: Vec<&str> = texts.iter().map(|text| text.0).collect();
    table.add_pieces(&model, &table.missing(&all), &|_, _| {});
    let vectors = table.stored_vectors(&texts);
    let cells = Cells::learn(&vectors, fit.dimensions(), count.parse()?, rounds.parse()?);
    std::fs::write(path, fit.with_cells(cells).to_bytes())?;
    Ok(())
}
