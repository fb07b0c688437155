//! Texts and their conversions by OpenCC: nearly every unit must be equal.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::path::Path;
use throughline_text::{ScriptVariant, script_form_differs, script_variant, units};

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

/// Shares of a file's texts whose variant is found, undecided, and wrong.
fn variants(name: &str, first: ScriptVariant) -> Option<[f64; 3]> {
    let path = format!("{}/../../../shared/data/extract/opencc/{name}", env!("CARGO_MANIFEST_DIR"));
    let Ok(pairs) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {path} absent");
        return None;
    };
    let other = if first == ScriptVariant::Hans { ScriptVariant::Hant } else { ScriptVariant::Hans };
    let mut counts = [0_u32; 3];
    for (a, b) in pairs.lines().filter_map(|line| line.split_once('\t')).filter(|(a, b)| a != b) {
        for (text, variant) in [(a, first), (b, other)] {
            let found = script_variant(text);
            counts[if found == Some(variant) { 0 } else { 1 + usize::from(found.is_some()) }] += 1;
        }
    }
    let all = f64::from(counts.iter().sum::<u32>());
    Some(counts.map(|count| f64::from(count) / all))
}

#[test]
fn variants_of_sentences_are_told() {
    use ScriptVariant::{Hans, Hant};
    for (name, first, floor) in [
        ("gsd-t2s.tsv", Hant, 0.97),
        ("gsd-s2t.tsv", Hans, 0.97),
        ("t2s.tsv", Hant, 0.5),
        ("s2t.tsv", Hans, 0.5),
        ("s2twp.tsv", Hans, 0.5),
        ("tw2s.tsv", Hant, 0.5),
        ("tw2sp.tsv", Hant, 0.5),
        ("hk2s.tsv", Hant, 0.5),
    ] {
        if let Some([right, undecided, wrong]) = variants(name, first) {
            eprintln!("{name}: {right:.4} right, {undecided:.4} undecided, {wrong:.4} wrong");
            assert!(right >= floor, "{name}: {right}");
        }
    }
}
