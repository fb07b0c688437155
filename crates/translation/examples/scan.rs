//! Speed of the exact scan: `scan STORED QUERIES DIMENSIONS MOST` scans pseudo-random vectors and
//! prints a digest of what was found; run it with a timer.

use std::error::Error;
use std::io::Write as _;

use throughline_translation::nearest;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<usize> =
        std::env::args().skip(1).map(|argument| argument.parse()).collect::<Result<_, _>>()?;
    let [stored, queries, dimensions, most] = arguments[..] else {
        return Err("usage: scan STORED QUERIES DIMENSIONS MOST".into());
    };
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 25) as i8 - 64
    };
    let stored: Vec<i8> = (0..stored * dimensions).map(|_| next()).collect();
    let queries: Vec<i8> = (0..queries * dimensions).map(|_| next()).collect();
    let found = nearest(&queries, &stored, dimensions, most);
    let digest = found
        .iter()
        .flatten()
        .fold(0u64, |digest, near| digest.wrapping_mul(31).wrapping_add(u64::from(near.position.0)));
    writeln!(std::io::stdout(), "{digest:016x}")?;
    Ok(())
}
