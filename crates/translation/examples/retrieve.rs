//! How well a static table finds translations, and how fast it is.
//!
//! `retrieve MODEL FIT TABLE FOLDER` reads `newstest2019-*.txt` of NTREX in `FOLDER`, lines 1 to
//! 1,000, and prints for each language beside English, in both directions, how many lines have their
//! translation as the nearest one and among the nearest 20 and 50, by exact scan of stored vectors.
//! `FIT` is a file, or `-` for the fit that ships; `TABLE` a file that `table` made.
//! With `--second`, and languages after it unless all are wanted, the second pass then sorts the
//! nearest 50 of both directions: by the cosine of the model's vectors, by late interaction, and by
//! late interaction's margin over four neighbours of each side; it prints how many lines have their
//! translation first.
//! With `--among FILE` it looks for the English lines among those of `FILE` as well and prints the
//! shares among the nearest 1, 20, 50 and 200.
//! `retrieve MODEL FIT TABLE --time REPEATS LANGUAGE < sentences` makes stored vectors only.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::Path;

use rayon::prelude::*;
use throughline_translation::{Fit, Model, Near, Sentence, StaticTable, compare_pair, margin, nearest};

const LANGUAGES: [(&str, &str); 10] = [
    ("en", "src.eng"),
    ("ar", "ref.arb"),
    ("de", "ref.deu"),
    ("es", "ref.spa"),
    ("fr", "ref.fra"),
    ("ja", "ref.jpn"),
    ("ko", "ref.kor"),
    ("pt", "ref.por"),
    ("ru", "ref.rus"),
    ("zh", "ref.zho-CN"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [model, fit, table, rest @ ..] = arguments.as_slice() else {
        return Err("usage: retrieve MODEL FIT TABLE FOLDER | --time REPEATS LANGUAGE".into());
    };
    let model = Model::open(model.as_ref())?;
    let fit = if *fit == "-" { Fit::multilingual_e5_small() } else { Fit::from_bytes(&std::fs::read(fit)?)? };
    let table = StaticTable::from_bytes(&std::fs::read(table)?, &model, &fit)?;
    let mut output = String::new();
    match rest {
        ["--time", repeats, language] => {
            let mut input = String::new();
            std::io::stdin().read_to_string(&mut input)?;
            let texts: Vec<(&str, &str)> = input.lines().map(|line| (line, *language)).collect();
            let repeats: usize = repeats.parse()?;
            for _ in 0..repeats {
                std::hint::black_box(table.stored_vectors(&texts));
            }
            writeln!(output, "{}", repeats * texts.len())?;
        }
        [folder, "--among", others] => {
            let others = std::fs::read_to_string(others)?;
            measure_among(&table, Path::new(folder), &others, &mut output)?;
        }
        [folder, "--second", languages @ ..] => {
            measure(&table, Some(&model), languages, Path::new(folder), &mut output)?;
        }
        [folder] => measure(&table, None, &[], Path::new(folder), &mut output)?,
        _ => return Err("usage: retrieve MODEL FIT TABLE FOLDER | --time REPEATS LANGUAGE".into()),
    }
    std::io::stdout().write_all(output.as_bytes())?;
    Ok(())
}

fn measure_among(
    table: &StaticTable,
    folder: &Path,
    others: &str,
    output: &mut String,
) -> Result<(), Box<dyn Error>> {
    let mut english = Vec::new();
    for (language, name) in LANGUAGES {
        let text = std::fs::read_to_string(folder.join(format!("newstest2019-{name}.txt")))?;
        let lines = text.lines().take(1000);
        let more = if language == "en" { others.lines() } else { "".lines() };
        let texts: Vec<(&str, &str)> = lines.chain(more).map(|line| (line, language)).collect();
        let stored = table.stored_vectors(&texts);
        if language == "en" {
            writeln!(output, "to English among {} lines: @1 @20 @50 @200", texts.len())?;
            english = stored;
            continue;
        }
        let found = nearest(&stored, &english, table.dimensions(), 200);
        write!(output, "{language}")?;
        for most in [1, 20, 50, 200] {
            let hits = (0u32..)
                .zip(&found)
                .filter(|(line, near)| near.iter().take(most).any(|near| near.position.0 == *line));
            write!(output, " {:.3}", hits.count() as f64 / found.len() as f64)?;
        }
        writeln!(output)?;
    }
    Ok(())
}

fn measure(
    table: &StaticTable,
    model: Option<&Model>,
    languages: &[&str],
    folder: &Path,
    output: &mut String,
) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for (_, name) in LANGUAGES {
        files.push(std::fs::read_to_string(folder.join(format!("newstest2019-{name}.txt")))?);
    }
    let lines: Vec<Vec<&str>> = files.iter().map(|text| text.lines().take(1000).collect()).collect();
    let sides: Vec<Vec<i8>> = LANGUAGES
        .iter()
        .zip(&lines)
        .map(|((language, _), lines)| {
            let texts: Vec<(&str, &str)> = lines.iter().map(|line| (*line, *language)).collect();
            table.stored_vectors(&texts)
        })
        .collect();
    let shares = |from: &[i8], to: &[i8]| {
        let found = nearest(from, to, table.dimensions(), 50);
        [1, 20, 50].map(|most| {
            let hits = (0u32..)
                .zip(&found)
                .filter(|(line, near)| near.iter().take(most).any(|near| near.position.0 == *line));
            hits.count() as f64 / found.len() as f64
        })
    };
    writeln!(output, "language  to English: @1 @20 @50  from English: @1 @20 @50")?;
    let mut sums = [0.0; 6];
    for ((language, _), side) in LANGUAGES.iter().zip(&sides).skip(1) {
        let figures = [shares(side, &sides[0]), shares(&sides[0], side)].concat();
        write!(output, "{language}")?;
        for (sum, figure) in sums.iter_mut().zip(&figures) {
            *sum += figure / (LANGUAGES.len() - 1) as f64;
            write!(output, " {figure:.3}")?;
        }
        writeln!(output)?;
    }
    let mean: Vec<String> = sums.iter().map(|figure| format!("{figure:.4}")).collect();
    writeln!(output, "mean {}", mean.join(" "))?;
    let Some(model) = model else { return Ok(()) };
    writeln!(output, "language  to English: cosine, late, margin  from English: the same")?;
    let english = model.sentences(&lines[0]);
    for (at, (language, _)) in LANGUAGES.iter().enumerate().skip(1) {
        if !languages.is_empty() && !languages.contains(language) {
            continue;
        }
        let other = model.sentences(&lines[at]);
        let there = nearest(&sides[at], &sides[0], table.dimensions(), 50);
        let back = nearest(&sides[0], &sides[at], table.dimensions(), 50);
        let there = scores(&there, (&other, &lines[at]), (&english, &lines[0]));
        let back = scores(&back, (&english, &lines[0]), (&other, &lines[at]));
        write!(output, "{language}")?;
        for (scores, reverse) in [(&there, &back), (&back, &there)] {
            for share in firsts(scores, reverse) {
                write!(output, " {share:.3}")?;
            }
        }
        writeln!(output)?;
    }
    Ok(())
}

/// A candidate: its line, the cosine, the late interaction.
type Scored = (usize, f32, f32);

fn scores(
    candidates: &[Vec<Near>],
    (from, from_texts): (&[Sentence], &[&str]),
    (to, to_texts): (&[Sentence], &[&str]),
) -> Vec<Vec<Scored>> {
    candidates
        .par_iter()
        .enumerate()
        .map(|(line, near)| {
            let score = |near: &Near| {
                let other = near.position.0 as usize;
                let first = (&from[line], from_texts[line]);
                let features = compare_pair(first, (&to[other], to_texts[other]));
                (other, features.cosine, f32::midpoint(features.forward, features.backward))
            };
            near.iter().map(score).collect()
        })
        .collect()
}

/// Shares of lines whose translation comes first by cosine, late interaction and its margin.
fn firsts(scores: &[Vec<Scored>], reverse: &[Vec<Scored>]) -> [f64; 3] {
    let neighbours = |scored: &[Scored]| {
        let mut values: Vec<f32> = scored.iter().map(|scored| scored.2).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        values.truncate(4);
        values
    };
    let around: Vec<Vec<f32>> = reverse.iter().map(|scored| neighbours(scored)).collect();
    let mut hits = [0usize; 3];
    for (line, scored) in scores.iter().enumerate() {
        let own = neighbours(scored);
        let by: [&dyn Fn(&Scored) -> f32; 3] =
            [&|scored| scored.1, &|scored| scored.2, &|scored| margin(scored.2, &own, &around[scored.0])];
        for (hits, by) in hits.iter_mut().zip(by) {
            let best = scored.iter().max_by(|a, b| by(a).total_cmp(&by(b)));
            *hits += usize::from(best.is_some_and(|best| best.0 == line));
        }
    }
    hits.map(|hits| hits as f64 / scores.len() as f64)
}
