//! How many true sentences a pool keeps, and at what cost.
//!
//! `pool MODEL FIT TABLE FOLDER FROM OTHERS COUNT PROBES...` makes a pool of the English lines `FROM`
//! to `FROM` + 499 of NTREX in `FOLDER` (counted from 0) among `COUNT` other sentences: those of the
//! file `OTHERS`, and when they are used up sentences of the first half of one and the second half of
//! another. Then for each number of probes it looks for the lines in nine other languages and prints
//! the shares whose true sentence is among the nearest 20, 50, 100, 200 and 1,000, and the processor
//! time that looking for 50,000 sentences takes, the nearest 32 of each; at last the most memory.

use std::error::Error;
use std::io::Write as _;
use std::path::Path;

use throughline_translation::{Fit, Model, Pool, StaticTable};

const LANGUAGES: [(&str, &str); 9] = [
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

/// Sentences that become a part of the pool at a time.
const PART: usize = 100_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, fit, table, folder, from, others, count, probes @ ..] = arguments.as_slice() else {
        return Err("usage: pool MODEL FIT TABLE FOLDER FROM OTHERS COUNT PROBES...".into());
    };
    let model = Model::open(model.as_ref())?;
    let fit = if fit == "-" { Fit::multilingual_e5_small() } else { Fit::from_bytes(&std::fs::read(fit)?)? };
    let mut table = StaticTable::from_bytes(&std::fs::read(table)?, &model, &fit)?;
    let (from, count): (usize, usize) = (from.parse()?, count.parse()?);
    let read = |name: &str| -> Result<Vec<String>, std::io::Error> {
        let text = std::fs::read_to_string(Path::new(folder).join(format!("newstest2019-{name}.txt")))?;
        Ok(text.lines().map(str::to_owned).collect())
    };
    let mut grow = |lines: &[&str]| {
        let missing = table.missing(lines);
        table.add_pieces(&model, &missing, &|_, _| {});
    };
    let others = std::fs::read_to_string(others)?;
    let others: Vec<&str> = others.lines().collect();
    grow(&others);
    let english = read("src.eng")?;
    grow(&english.iter().map(String::as_str).collect::<Vec<_>>());
    let mut queries = Vec::new();
    let mut load = Vec::new();
    for (language, name) in LANGUAGES {
        let lines = read(name)?;
        grow(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        queries.push((language, lines));
    }
    let mut output = std::io::stdout();

    let begin = processor_seconds()?;
    let (mut cells, mut vectors) = (Vec::new(), Vec::new());
    let lines: Vec<(&str, &str)> = english.iter().skip(from).take(500).map(|line| (&**line, "en")).collect();
    vectors.push(table.stored_vectors(&lines));
    let mut state = 1u64;
    for part in (0..count).step_by(PART) {
        let made: Vec<String> = (part..count.min(part + PART))
            .filter(|place| *place >= others.len())
            .map(|_| recombine(&others, &mut state))
            .collect();
        let real = others.iter().copied().skip(part).take(PART.min(count - part));
        let texts: Vec<(&str, &str)> =
            real.chain(made.iter().map(String::as_str)).map(|line| (line, "en")).collect();
        vectors.push(table.stored_vectors(&texts));
    }
    let made = processor_seconds()?;
    cells.extend(vectors.iter().map(|vectors| fit.cells().of(vectors)));
    let celled = processor_seconds()?;
    let parts: Vec<&[u16]> = cells.iter().map(Vec::as_slice).collect();
    let pool = Pool::new(fit.cells(), &parts, vectors);
    writeln!(
        output,
        "{} sentences, {} of them real; processor seconds: vectors {:.1}, cells {:.1}, pool {:.1}",
        pool.len(),
        others.len().min(count),
        made - begin,
        celled - made,
        processor_seconds()? - celled
    )?;

    let load_lines =
        queries.iter().flat_map(|(language, lines)| lines.iter().map(|line| (&**line, *language)));
    let load_lines: Vec<(&str, &str)> = load_lines.cycle().take(50_000).collect();
    load.extend(table.stored_vectors(&load_lines));
    for probes in probes {
        let probes: usize = probes.parse()?;
        let mut sums = [0.0; 5];
        for (language, lines) in &queries {
            let lines: Vec<(&str, &str)> =
                lines.iter().skip(from).take(500).map(|line| (&**line, *language)).collect();
            let found = pool.nearest(fit.cells(), &table.stored_vectors(&lines), 1000, 0, probes);
            write!(output, "probes {probes} {language}")?;
            for (sum, most) in sums.iter_mut().zip([20, 50, 100, 200, 1000]) {
                let hits = (0u32..)
                    .zip(&found)
                    .filter(|(line, near)| near.iter().take(most).any(|near| near.position.0 == *line));
                let share = hits.count() as f64 / found.len() as f64;
                *sum += share / queries.len() as f64;
                write!(output, " {share:.3}")?;
            }
            writeln!(output)?;
        }
        let begin = processor_seconds()?;
        std::hint::black_box(pool.nearest(fit.cells(), &load, 32, 0, probes));
        let seconds = processor_seconds()? - begin;
        writeln!(output, "probes {probes} mean {sums:.3?}, {seconds:.1} processor seconds for 50,000")?;
    }
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().filter(|line| line.starts_with("VmHWM"));
    peak.for_each(|line| drop(writeln!(output, "{line}")));
    Ok(())
}

/// The first half of one sentence and the second half of another, by words.
fn recombine(others: &[&str], state: &mut u64) -> String {
    let mut next = || {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let words: Vec<&str> = others[(*state >> 33) as usize % others.len()].split(' ').collect();
        words
    };
    let (first, second) = (next(), next());
    let (first, second) = (&first[..first.len() / 2], &second[second.len() / 2..]);
    [first.join(" "), second.join(" ")].join(" ")
}

/// User and system time of this process, of all threads.
fn processor_seconds() -> Result<f64, Box<dyn Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
    Ok(ticks as f64 / 100.0)
}
