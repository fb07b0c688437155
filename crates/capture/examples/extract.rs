//! Files in, JSON out: one line a document, for scoring and for looking.
//!
//! `cargo run --example extract -- FILE…`

use std::{io::Write, ops::ControlFlow, path::Path};
use throughline_capture::{Options, read};

fn main() -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let name = Path::new(&path)
            .file_name()
            .map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
        let file = std::fs::File::open(&path)?;
        let mut lines = Vec::new();
        let problems = read(&name, file, &Options::default(), &mut |received| {
            for document in received.documents {
                lines.push(serde_json::json!({
                    "file": name,
                    "form": document.form.as_str(),
                    "url": document.url,
                    "title": document.title,
                    "byline": document.byline,
                    "outlet": document.source_name,
                    "lang": document.lang,
                    "published": document.published.map(|interval| interval.display()),
                    "dates": document.dates.iter().map(|date| serde_json::json!({
                        "kind": date.kind,
                        "role": date.role,
                        "raw": date.raw,
                        "value": date.interval.map(|interval| interval.display()),
                    })).collect::<Vec<_>>(),
                    "text": document.text,
                    "margin": document.margin,
                    "problems": received.problems,
                }));
            }
            ControlFlow::Continue(())
        });
        for line in &lines {
            writeln!(output, "{line}")?;
        }
        if !problems.is_empty() {
            writeln!(output, "{}", serde_json::json!({ "file": name, "problems": problems }))?;
        }
    }
    Ok(())
}
