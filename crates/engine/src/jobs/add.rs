//! `add`: files and pages in, documents out.

use super::{
    Added,
    inputs::{self, Input},
    intake::Intake,
    pages,
    statements::{self, CaptureStatement},
};
use crate::{EngineError, Progress};
use rayon::prelude::*;
use std::{collections::BTreeMap, fs::File, ops::ControlFlow, path::PathBuf};
use throughline_archive::Archive;
use throughline_capture::{Options, Received};
use throughline_fetch::{Fetcher, Settings};
use throughline_model::{Problem, ProblemKind, Source, TimeInterval};
use tokio::sync::mpsc;

/// Files of at most this size are read side by side; larger ones are streamed one at a time.
const SMALL_FILE_BYTES: u64 = 4 << 20;
const FILES_AT_ONCE: usize = 32;

/// What `add` is told.
#[derive(Debug, Clone, Default)]
pub struct AddOptions {
    /// The time now, in microseconds since 1970: stated as the date of evidence that has none of
    /// its own, and the latest plausible publication date.
    pub now: i64,
    /// Statements about sources to add first.
    pub sources: Vec<Source>,
    /// Where and when files were received, by the name they go by in the archive.
    pub captures: BTreeMap<String, CaptureStatement>,
    /// Files that are not documents although they lie where documents do: those that `sources` and
    /// `captures` were read from.
    pub except: Vec<PathBuf>,
    /// Rules by which pages are asked for.
    pub fetch: Settings,
}

enum Message {
    Received(Box<Received>),
    Problems(Vec<Problem>),
    FileDone(u64),
}

/// Reads `paths` (files, folders, globs, and addresses that begin with `http://` or `https://`) into
/// the archive. What is there already is not added again; what is wrong becomes a row in `problems`.
/// Nothing but the addresses, where they redirect to, and their sites' robots.txt is asked for.
///
/// # Errors
/// If a path matches nothing, or the archive cannot be written to.
pub async fn add(
    archive: &Archive,
    paths: &[String],
    options: &AddOptions,
    progress: &dyn Progress,
) -> Result<Added, EngineError> {
    let (addresses, paths): (Vec<String>, Vec<String>) =
        paths.iter().cloned().partition(|path| pages::is_address(path));
    let files = inputs::collect(&paths, &options.except)?;
    let mut intake = Intake::open(archive, &options.sources, options.now).await?;
    if !files.is_empty() {
        add_files(files, &mut intake, options, progress).await?;
    }
    if !addresses.is_empty() {
        let fetcher = Fetcher::new(options.fetch.clone());
        pages::add(&addresses, &fetcher, &mut intake, &reading_options(options.now), progress).await?;
    }
    intake.commit().await?;
    Ok(intake.added)
}

async fn add_files(
    files: Vec<Input>,
    intake: &mut Intake,
    options: &AddOptions,
    progress: &dyn Progress,
) -> Result<(), EngineError> {
    progress.begin("add", files.iter().map(|file| file.size).sum(), "bytes");
    intake.added.files = files.len() as u64;
    let (sender, mut receiver) = mpsc::channel(256);
    let (now, stated) = (options.now, options.captures.clone());
    let reading = tokio::task::spawn_blocking(move || read_all(&files, now, &stated, &sender));
    let mut done = 0;
    while let Some(message) = receiver.recv().await {
        match message {
            Message::Received(received) => {
                intake.receive(*received).await?;
            }
            Message::Problems(problems) => intake.problems(problems),
            Message::FileDone(bytes) => {
                done += bytes;
                progress.at(done);
            }
        }
    }
    reading.await.map_err(|error| EngineError::Question(format!("reading stopped: {error}")))?;
    progress.end();
    Ok(())
}

/// Dates up to a day from now can be right: somewhere it is tomorrow already.
pub(super) fn reading_options(now: i64) -> Options {
    let day = 24 * 3_600_000_000;
    Options { latest_plausible: Some(TimeInterval::at(now + day)), ..Options::default() }
}

/// Reads every file in name order; stops quietly when nobody listens any more.
fn read_all(
    files: &[Input],
    now: i64,
    stated: &BTreeMap<String, CaptureStatement>,
    sender: &mpsc::Sender<Message>,
) {
    let options = reading_options(now);
    let mut at = 0;
    while at < files.len() {
        let small =
            files[at..].iter().take(FILES_AT_ONCE).take_while(|file| file.size <= SMALL_FILE_BYTES).count();
        let group = &files[at..at + small.max(1)];
        let delivered = if small > 1 {
            let read: Vec<(Vec<Received>, Vec<Problem>)> = group
                .par_iter()
                .map(|file| {
                    let mut all = Vec::new();
                    let problems = read_file(file, &options, &mut |received| {
                        all.push(statements::apply(received, stated.get(&file.name)));
                        ControlFlow::Continue(())
                    });
                    (all, problems)
                })
                .collect();
            read.into_iter().zip(group).try_for_each(|((all, problems), file)| {
                all.into_iter()
                    .try_for_each(|received| sender.blocking_send(Message::Received(Box::new(received))))?;
                sender.blocking_send(Message::Problems(problems))?;
                sender.blocking_send(Message::FileDone(file.size))
            })
        } else {
            let file = &group[0];
            let problems = read_file(file, &options, &mut |received| {
                let received = statements::apply(received, stated.get(&file.name));
                match sender.blocking_send(Message::Received(Box::new(received))) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            });
            sender
                .blocking_send(Message::Problems(problems))
                .and_then(|()| sender.blocking_send(Message::FileDone(file.size)))
        };
        if delivered.is_err() {
            return;
        }
        at += group.len();
    }
}

fn read_file(
    file: &Input,
    options: &Options,
    emit: &mut dyn FnMut(Received) -> ControlFlow<()>,
) -> Vec<Problem> {
    match File::open(&file.path) {
        Ok(opened) => throughline_capture::read(&file.name, opened, options, emit),
        Err(error) => vec![Problem::new(
            &file.name,
            "",
            ProblemKind::Unreadable,
            error.to_string(),
            "check that the file exists and may be read, then add it again",
        )],
    }
}
