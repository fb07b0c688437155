//! Alignment of a real document, where the model (`THROUGHLINE_MODEL`) and the data are at hand.

#![expect(clippy::print_stdout, reason = "a test")]

use std::path::Path;

use throughline_translation::{AlignSettings, AlignSide, Model, align};

fn read(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/xling/textberg");
    let text = std::fs::read_to_string(folder.join(name)).ok();
    if text.is_none() {
        println!("skipped: {name} absent");
    }
    text
}

/// Document 005 of Text+Berg: 36 German sentences, 40 French ones. It is the hardest of seven.
#[test]
fn a_german_article_is_aligned_with_its_french_translation() {
    let Some(path) = std::env::var_os("THROUGHLINE_MODEL") else {
        println!("skipped: THROUGHLINE_MODEL names no model");
        return;
    };
    let (Some(german), Some(french), Some(gold)) = (read("de/005"), read("fr/005"), read("gold/005")) else {
        return;
    };
    let model = Model::open(Path::new(&path)).unwrap();
    let settings = AlignSettings::default();
    let side = |text: &str| {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        AlignSide::from_texts(&model, &lines, settings.largest_group)
    };
    let (first, second) = (side(&german), side(&french));
    let groups = align(&first, &second, &settings);
    let gold: Vec<String> = gold.lines().map(|line| line.replace(' ', "")).collect();
    let gold: Vec<&String> = gold.iter().filter(|line| !line.contains("[]")).collect();
    let found = groups.iter().filter(|group| {
        let list = |range: &std::ops::Range<usize>| format!("{:?}", range.clone().collect::<Vec<_>>());
        let line = format!("{}:{}", list(&group.first), list(&group.second)).replace(' ', "");
        gold.contains(&&line)
    });
    let found = found.count();
    assert!(found * 3 >= gold.len() * 2, "{found} of {} groups, {} given", gold.len(), groups.len());
}
