//! `look-up`: what an archive shares with documents that are not in it.

use super::{Manner, reader};
use crate::{
    outcome::{Failure, Outcome},
    output,
};
use serde::Serialize;
use std::{
    fs::File,
    io::Write,
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use throughline_capture::Options;
use throughline_engine::views::SharedSpan;
use throughline_model::Document;

/// A shared span and the document it was looked up for.
#[derive(Serialize)]
struct Row<'a> {
    file: &'a str,
    /// The record's own id, its URL, or its title.
    document: &'a str,
    #[serde(flatten)]
    shared: &'a SharedSpan,
}

pub(super) async fn look_up(manner: &Manner, place: &str, files: &[PathBuf]) -> Result<Outcome, Failure> {
    let reader = reader(place, None).await?;
    // Opens the index, so that its time is not counted as the first look-up's.
    reader.look_up("").await?;
    let (mut times, mut spans) = (Vec::new(), 0);
    for path in files {
        for document in documents(path)? {
            let begin = Instant::now();
            let shared = reader.look_up(&document.text).await?;
            times.push(begin.elapsed());
            spans += shared.len();
            print(path, &document, &shared)?;
        }
    }
    output::say(manner.quiet, &summary(&mut times, spans));
    Ok(Outcome::Done)
}

fn documents(path: &Path) -> Result<Vec<Document>, Failure> {
    let file = File::open(path).map_err(|error| {
        Failure::new(format!("cannot read {}: {error}", path.display()), "check the path and its permissions")
    })?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut documents = Vec::new();
    let problems = throughline_capture::read(&name, file, &Options::default(), &mut |received| {
        documents.extend(received.documents);
        ControlFlow::Continue(())
    });
    for problem in problems {
        let place = format!("{} {}", problem.input, problem.place);
        output::say(false, &format!("{place}: {}; {}", problem.message, problem.remedy));
    }
    Ok(documents)
}

fn print(path: &Path, document: &Document, shared: &[SharedSpan]) -> Result<(), Failure> {
    let file = path.display().to_string();
    let names = [&document.external_id, &document.url, &document.title];
    let name = names.into_iter().find(|name| !name.is_empty()).map_or("", String::as_str);
    let mut out = std::io::stdout().lock();
    for shared in shared {
        let row = Row { file: &file, document: name, shared };
        serde_json::to_writer(&mut out, &row).map_err(std::io::Error::from)?;
        writeln!(out)?;
    }
    Ok(())
}

fn summary(times: &mut [Duration], spans: usize) -> String {
    times.sort_unstable();
    let milliseconds = |at: usize| times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    format!(
        "{} documents looked up, {spans} shared spans; a look-up took {:.1} ms (median), {:.1} ms (longest)",
        times.len(),
        milliseconds(times.len() / 2),
        milliseconds(times.len().saturating_sub(1))
    )
}
