//! Lines in, vectors out.
//!
//! `embed MODEL [--tokens | --time REPEATS] < sentences` prints a line of numbers for each line of
//! input: its vector, or the ids of its pieces; with `--time` only how many lines were embedded.
//! Set `RAYON_NUM_THREADS` to choose the number of threads.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};

use throughline_translation::Model;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (path, rest) = arguments.split_first().ok_or("usage: embed MODEL [--tokens|--time N]")?;
    let model = Model::open(path.as_ref())?;
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let lines: Vec<&str> = input.lines().collect();
    let mut output = String::new();
    match rest {
        ["--tokens"] => {
            for line in &lines {
                let ids = model.tokenizer().tokens(line);
                let ids: Vec<String> = ids.iter().map(|token| token.id.to_string()).collect();
                writeln!(output, "{}", ids.join(" "))?;
            }
        }
        ["--time", repeats] => {
            let repeats: usize = repeats.parse()?;
            for _ in 0..repeats {
                std::hint::black_box(model.vectors(&lines));
            }
            writeln!(output, "{}", repeats * lines.len())?;
        }
        _ => {
            for vector in model.vectors(&lines).chunks_exact(model.dimensions()) {
                let values: Vec<String> = vector.iter().map(f32::to_string).collect();
                writeln!(output, "{}", values.join(" "))?;
            }
        }
    }
    std::io::stdout().write_all(output.as_bytes())?;
    Ok(())
}
