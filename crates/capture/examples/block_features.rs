//! Prints the features of every block of HTML pages as JSON, one page a line: what
//! `bench/extract/fit_blocks.py` fits the block classifier's weights to.

use std::io::{Read, Write};

fn main() -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let mut bytes = std::fs::read(&path)?;
        if bytes.starts_with(&[0x1F, 0x8B]) {
            let mut unpacked = Vec::new();
            flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked)?;
            bytes = unpacked;
        }
        let blocks = throughline_capture::block_features(&String::from_utf8_lossy(&bytes));
        writeln!(output, "{}", serde_json::json!({ "file": path, "blocks": blocks }))?;
    }
    Ok(())
}
