//! Prints the features of every line of text dumps as JSON, one page a line: what
//! `bench/extract/fit.py` fits the classifier's weights to.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let lines = throughline_capture::line_features(&String::from_utf8_lossy(&bytes));
        writeln!(output, "{}", serde_json::json!({ "file": path, "lines": lines }))?;
    }
    Ok(())
}
