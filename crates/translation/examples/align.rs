//! Aligns texts that have one sentence a line.
//!
//! `align MODEL [--sums] FIRST SECOND [FIRST SECOND]…` prints for each pair of files a
//! line with their names after `# `, then for each group the sentences of both texts, counted from 0,
//! and its score: `[0]:[0, 1]:0.812`. With `--sums` the vector of a group is the sum of its sentences'
//! vectors, else the model's of the joined text. Seconds spent in the model and in the search go to the error output.

use std::error::Error;
use std::io::Write as _;
use std::time::{Duration, Instant};

use throughline_translation::{AlignSettings, AlignSide, AlignedGroup, Model, align};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (options, paths): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|argument| argument.starts_with("--"));
    let (model, texts) = paths.split_first().ok_or("usage: align MODEL [OPTION]… FIRST SECOND…")?;
    let model = Model::open(model.as_ref())?;
    let settings = AlignSettings::default();
    let mut out = std::io::stdout().lock();
    let (mut in_model, mut in_search) = (Duration::ZERO, Duration::ZERO);
    for pair in texts.chunks_exact(2) {
        let begin = Instant::now();
        let first = side(&model, pair[0], &options, settings.largest_group)?;
        let second = side(&model, pair[1], &options, settings.largest_group)?;
        in_model += begin.elapsed();
        let begin = Instant::now();
        writeln!(out, "# {} {}", pair[0], pair[1])?;
        write_groups(&mut out, &align(&first, &second, &settings))?;
        in_search += begin.elapsed();
    }
    writeln!(std::io::stderr(), "model {in_model:.2?}, search {in_search:.2?}")?;
    Ok(())
}

fn side(
    model: &Model,
    path: &str,
    options: &[&str],
    largest_group: usize,
) -> Result<AlignSide, std::io::Error> {
    let text = std::fs::read_to_string(path)?;
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    if !options.contains(&"--sums") {
        return Ok(AlignSide::from_texts(model, &lines, largest_group));
    }
    let lengths = lines.iter().map(|line| model.tokenizer().tokens(line).len() as u32);
    let lengths: Vec<u32> = lengths.collect();
    Ok(AlignSide::from_sentence_vectors(&model.vectors(&lines), model.dimensions(), &lengths, largest_group))
}

fn write_groups(out: &mut impl std::io::Write, groups: &[AlignedGroup]) -> Result<(), std::io::Error> {
    for AlignedGroup { first, second, score } in groups {
        let list = |range: &std::ops::Range<usize>| range.clone().collect::<Vec<_>>();
        writeln!(out, "{:?}:{:?}:{score:.3}", list(first), list(second))?;
    }
    Ok(())
}
