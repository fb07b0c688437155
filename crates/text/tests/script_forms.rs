//! Texts and their conversions by OpenCC: nearly every unit must be equal.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::path::Path;
use throughline_text::{script_form_differs, units};

/// Share of the characters of converted sentences whose units are equal. What remains are choices
/// by phrase (台 and 臺, 瞭 and 了) and words that are another in Taiwan.
fn agreement(name: &str) -> Option<(f64, usize)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/extract/opencc").join(name);
    let Ok(pairs) = std::fs::read_to_string(path) else {
        eprintln!("skipped: {name} absent");
        return None;
    };
    let (mut equal, mut all, mut respelled) = (0, 0, 0);
    for (a, b) in pairs.lines().filter_map(|line| line.split_once('\t')) {
        let (of_a, of_b) = (units(a), units(b));
        if of_a.len() != of_b.len() {
            continue;
        }
        all += of_a.len();
        for at in 0..of_a.len() {
            if of_a.hashes[at] == of_b.hashes[at] {
                equal += 1;
                let differs = script_form_differs(&a[of_a.spans[at].range()], &b[of_b.spans[at].range()]);
                respelled += usize::from(differs);
            }
        }
    }
    assert!(all > 0, "{name}");
    Some((f64::from(equal) / all as f64, respelled))
}

#[test]
fn converted_sentences_have_the_same_units() {
    for (name, floor) in [
        ("gsd-t2s.tsv", 0.997),
        ("gsd-s2t.tsv", 0.997),
        ("t2s.tsv", 0.9),
        ("s2t.tsv", 0.9),
        ("tw2s.tsv", 0.9),
        ("hk2s.tsv", 0.9),
    ] {
        if let Some((share, respelled)) = agreement(name) {
            eprintln!("{name}: {:.3} % of the units equal, {respelled} respelled", 100.0 * share);
            assert!(share >= floor, "{name}: {share}");
            assert!(respelled > 0, "{name}");
        }
    }
}
