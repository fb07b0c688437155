//! The verb `watch`, and how pages are asked for.

use super::Manner;
use crate::{
    flags::{AskingFlags, WatchFlags},
    outcome::{Failure, Outcome},
    output,
    progress::Bars,
};
use std::time::Duration;
use throughline_archive::Archive;
use throughline_engine::jobs::{self, WatchOptions};
use throughline_fetch::{Settings, watch::read_opml};

pub(super) async fn watch(manner: &Manner, flags: &WatchFlags) -> Result<Outcome, Failure> {
    let archive = Archive::open(&flags.archive).await?;
    let mut options = WatchOptions {
        pages: flags.page.clone(),
        carried: flags.carried,
        fetch: settings(&flags.asking)?,
        ..WatchOptions::default()
    };
    for feed in &flags.feeds {
        options.feeds.extend(feeds(manner, feed)?);
    }
    if let Some(hours) = flags.hours {
        let duration = Duration::try_from_secs_f64(hours * 3_600.0).map_err(|_| {
            Failure::wrong_use("--hours is no length of time", "give a number such as 1 or 0.5")
        })?;
        options.until = options.clock.now().checked_add(duration).ok();
    }
    let bars = Bars::new(manner.quiet);
    let watched = tokio::select! {
        watched = jobs::watch(&archive, &options, &bars) => watched?,
        _ = tokio::signal::ctrl_c() => {
            output::say(manner.quiet, "stopped; the same command goes on where this one was");
            return Ok(Outcome::Done);
        }
    };
    if manner.json {
        output::job_json("watch", &watched)?;
        return Ok(Outcome::Done);
    }
    let visits: Vec<String> =
        watched.visits.iter().map(|(outcome, count)| format!("{outcome} {count}")).collect();
    output::text(&format!(
        "{} feeds and {} pages watched; visits: {}\n{} new documents, {} new sources\narchive version {}",
        watched.feeds,
        watched.pages,
        if visits.is_empty() { "none was due".to_owned() } else { visits.join(", ") },
        watched.added.new_documents,
        watched.added.new_sources,
        watched.added.archive_version
    ))?;
    Ok(Outcome::Done)
}

/// The addresses that an argument stands for: itself, or the feeds of an OPML file.
fn feeds(manner: &Manner, argument: &str) -> Result<Vec<String>, Failure> {
    if argument.starts_with("http://") || argument.starts_with("https://") {
        return Ok(vec![argument.to_owned()]);
    }
    let bytes = std::fs::read(argument).map_err(|error| {
        Failure::new(
            format!("cannot read {argument}: {error}"),
            "give an OPML file, or the address of a feed",
        )
    })?;
    let (feeds, problems) = read_opml(argument, &bytes);
    for problem in problems {
        output::say(manner.quiet, &format!("{} {}: {}", problem.input, problem.place, problem.message));
    }
    if feeds.is_empty() {
        let help = "each outline of the file needs an xmlUrl";
        return Err(Failure::new(format!("{argument} names no feed"), help));
    }
    Ok(feeds.into_iter().map(|feed| feed.url).collect())
}

/// Rules of asking, as flags give them.
pub(super) fn settings(flags: &AskingFlags) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    settings.contact.clone_from(&flags.contact);
    settings.delay = Duration::try_from_secs_f64(flags.delay)
        .map_err(|_| Failure::wrong_use("--delay is no length of time", "give seconds, such as 5 or 0.5"))?;
    for exception in &flags.allow {
        settings.allowed = settings.allowed.parse(exception).ok_or_else(|| {
            let help = "give a host, an address, a network such as 10.1.0.0/16, or a port such as :8080";
            Failure::wrong_use(format!("--allow {exception:?} is no exception"), help)
        })?;
    }
    Ok(settings)
}
