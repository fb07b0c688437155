//! Makes a fit: `fit MODEL OUTPUT < sentences`; a line is a language, `prose` or `phrase`, and a
//! sentence, with tabs between. The same model and input give the same file on every machine.

use std::error::Error;
use std::io::Read as _;

use throughline_translation::{Fit, FitSettings, LanguageText, Model};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, output] = arguments.as_slice() else {
        return Err("usage: fit MODEL OUTPUT < sentences".into());
    };
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let sentences: Vec<LanguageText<'_>> = input
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(language, rest)| Some((language, rest.split_once('\t')?)))
        .map(|(language, (kind, text))| LanguageText { text, language, prose: kind == "prose" })
        .collect();
    let model = Model::open(model.as_ref())?;
    let fit = Fit::learn(&model, &sentences, &FitSettings::default(), &|_, _| {});
    std::fs::write(output, fit.to_bytes())?;
    Ok(())
}
