//! Prints the bytes of text of JSON Lines documents and the bytes of their segment.
//!
//! `cargo run --release -p throughline-reuse --example segment_size -- DOCUMENTS.jsonl [SETTINGS]`

#![expect(clippy::print_stdout, reason = "a program that prints its figures")]

use std::error::Error;
use std::io::{BufRead, BufReader};
use throughline_reuse::{SegmentBuilder, Settings};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: segment_size DOCUMENTS.jsonl [SETTINGS]")?;
    let settings: Settings =
        arguments.next().map_or(Ok(Settings::default()), |json| serde_json::from_str(&json))?;
    let (mut builder, mut bytes) = (SegmentBuilder::default(), 0);
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let text = record["text"].as_str().unwrap_or_default();
        bytes += text.len();
        builder.add(text);
    }
    println!("{}", serde_json::json!({"text": bytes, "segment": builder.finish(&settings).len()}));
    Ok(())
}
