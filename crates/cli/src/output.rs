//! Data on stdout, talk on stderr, files written whole or not at all.

use crate::outcome::Failure;
use serde::Serialize;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

/// Prints a value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Prints a job's result as JSON with its schema's name.
pub(crate) fn job_json(job: &str, value: &impl Serialize) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Named<'a, T> {
        schema: String,
        throughline_version: &'static str,
        #[serde(flatten)]
        value: &'a T,
    }
    let schema = format!("throughline.{job}/1");
    json(&Named { schema, throughline_version: throughline_engine::VERSION, value })
}

/// Prints text for people.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Prints bytes as they are.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    Ok(std::io::stdout().lock().write_all(bytes)?)
}

/// Says something on stderr, unless told to be quiet.
#[expect(clippy::print_stderr, reason = "the one place that talks")]
pub(crate) fn say(quiet: bool, words: &str) {
    if !quiet {
        eprintln!("{words}");
    }
}

/// Writes a file through a neighbour that takes its name only when it is whole; without a path,
/// writes to stdout.
pub(crate) struct Sink {
    path: Option<PathBuf>,
    part: PathBuf,
    pub(crate) writer: Box<dyn Write + Send>,
}

impl Sink {
    pub(crate) fn create(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self {
                path: None,
                part: PathBuf::new(),
                writer: Box::new(BufWriter::new(std::io::stdout())),
            });
        };
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::create(&part).map_err(|error| {
            Failure::new(
                format!("cannot write {}: {error}", path.display()),
                "check that the folder exists and can be written to",
            )
        })?;
        Ok(Self { path: Some(path.to_owned()), part, writer: Box::new(BufWriter::new(file)) })
    }

    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.writer.flush()?;
        if let Some(path) = self.path.take() {
            std::fs::rename(&self.part, path)?;
        }
        Ok(())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if self.path.is_some() {
            // Not finished: half a file is worse than none.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}
