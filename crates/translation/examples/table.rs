//! Makes a static table: `table MODEL FIT OUTPUT TEXTS...`, where `FIT` is a file, or `-` for the fit
//! that ships. It gets rows for the words and pieces of the files `TEXTS`, or for all pieces if there
//! is none.

use std::error::Error;

use throughline_translation::{Fit, Model, StaticTable};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, fit, output, texts @ ..] = arguments.as_slice() else {
        return Err("usage: table MODEL FIT|- OUTPUT [TEXTS...]".into());
    };
    let model = Model::open(model.as_ref())?;
    let fit = if fit == "-" { Fit::multilingual_e5_small() } else { Fit::from_bytes(&std::fs::read(fit)?)? };
    let mut table = StaticTable::new(&model, &fit)?;
    if texts.is_empty() {
        table.add_pieces(&model, &table.all_missing(), &|_, _| {});
    }
    for path in texts {
        let text = std::fs::read_to_string(path)?;
        let lines: Vec<&str> = text.lines().collect();
        table.add_pieces(&model, &table.missing(&lines), &|_, _| {});
    }
    std::fs::write(output, table.to_bytes())?;
    Ok(())
}
