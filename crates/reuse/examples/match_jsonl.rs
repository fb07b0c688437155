//! Reads JSON Lines documents (`id`, `text`, and `series` or `source` as family) and writes one
//! JSON line for each match, with offsets in code points, for measuring the engine.
//!
//! `cargo run --release -p throughline-reuse --example match_jsonl -- DOCUMENTS.jsonl > MATCHES.jsonl`
//!
//! The second argument, if given, is a JSON object of settings.

#![expect(clippy::print_stderr, reason = "a program that writes its result")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::time::Instant;
use throughline_reuse::{Settings, Text, find_matches};
use throughline_text::{OffsetMap, OffsetUnit};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: match_jsonl DOCUMENTS.jsonl [SETTINGS]")?;
    let settings: Settings =
        arguments.next().map_or(Ok(Settings::default()), |json| serde_json::from_str(&json))?;
    let mut families: BTreeMap<String, u32> = BTreeMap::new();
    let mut documents: Vec<(String, u32, String)> = Vec::new();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let family_name =
            [field("series"), field("source"), field("id")].into_iter().find(|name| !name.is_empty());
        let next = families.len() as u32;
        let family = *families.entry(family_name.unwrap_or_default()).or_insert(next);
        documents.push((field("id"), family, field("text")));
    }
    let texts: Vec<Text<'_>> =
        documents.iter().map(|(_, family, text)| Text { text, family: *family }).collect();
    let begin = Instant::now();
    let matches = find_matches(&texts, &settings, &|_, _| {});
    let bytes: usize = texts.iter().map(|text| text.text.len()).sum();
    eprintln!(
        "{} texts, {bytes} bytes, {} matches, {:.2} s",
        texts.len(),
        matches.len(),
        begin.elapsed().as_secs_f64()
    );
    let maps: Vec<OffsetMap<'_>> = texts.iter().map(|text| OffsetMap::new(text.text)).collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for found in &matches {
        let (a_begin, a_end) =
            maps[found.a].span(found.a_span, OffsetUnit::Chars).ok_or("span outside its text")?;
        let (b_begin, b_end) =
            maps[found.b].span(found.b_span, OffsetUnit::Chars).ok_or("span outside its text")?;
        let row = serde_json::json!({
            "a": documents[found.a].0, "a_begin": a_begin, "a_end": a_end,
            "b": documents[found.b].0, "b_begin": b_begin, "b_end": b_end,
            "score": found.score, "kind": found.kind.as_str(),
        });
        writeln!(out, "{row}")?;
    }
    out.flush()?;
    Ok(())
}
