//! Verbs that change or check an archive.

use super::Manner;
use crate::{
    flags::AddFlags,
    outcome::{Failure, Outcome},
    output,
    progress::Bars,
};
use std::{collections::BTreeMap, fs::File, path::Path};
use throughline_archive::Archive;
use throughline_engine::{
    Progress,
    jobs::{self, AddOptions},
    registry,
};

pub(super) async fn init(manner: &Manner, place: &str) -> Result<Outcome, Failure> {
    let archive = Archive::create(place).await?;
    if manner.json {
        output::job_json(
            "init",
            &serde_json::json!({ "archive": place, "archive_version": archive.version() }),
        )?;
    } else {
        output::say(
            manner.quiet,
            &format!("made an empty archive at {place}\nnext: throughline add {place} PATH…"),
        );
    }
    Ok(Outcome::Done)
}

pub(super) async fn add(manner: &Manner, flags: &AddFlags) -> Result<Outcome, Failure> {
    let archive = Archive::open(&flags.archive).await?;
    let fetch = super::watch::settings(&flags.asking)?;
    let mut options = AddOptions { now: now(), fetch, ..AddOptions::default() };
    options.except = flags.sources.iter().chain(&flags.captures).cloned().collect();
    for path in &flags.sources {
        options.sources.extend(registry::read_registry(&path.display().to_string(), open(path)?)?);
    }
    for name in &flags.registry {
        let shipped = registry::SHIPPED.iter().find(|shipped| shipped.name == name).ok_or_else(|| {
            let names: Vec<&str> = registry::SHIPPED.iter().map(|shipped| shipped.name).collect();
            Failure::new(
                format!("no registry {name:?} ships with Throughline"),
                format!("there is: {}", names.join(", ")),
            )
        })?;
        options.sources.extend(shipped.sources()?);
    }
    for path in &flags.captures {
        options.captures.extend(jobs::read_captures(&path.display().to_string(), open(path)?)?);
    }
    let added = jobs::add(&archive, &flags.paths, &options, &Bars::new(manner.quiet)).await?;
    if manner.json {
        output::job_json("add", &added)?;
    } else {
        output::text(&format!(
            "{} of {} documents received are new, from {}; {} new sources, {} new problems\narchive version {}",
            added.new_documents,
            added.received_documents,
            places(&added),
            added.new_sources,
            added.new_problems,
            added.archive_version
        ))?;
        if added.new_problems > 0 {
            output::say(
                manner.quiet,
                &format!("hint: see them with: throughline show {} --problems", flags.archive),
            );
        }
        if added.new_documents > 0 {
            output::say(manner.quiet, &format!("next: throughline trace {}", flags.archive));
        }
    }
    Ok(Outcome::Done)
}

/// "3 files", "2 pages", "3 files and 2 pages".
fn places(added: &jobs::Added) -> String {
    match (added.files, added.pages) {
        (files, 0) => format!("{files} files"),
        (0, pages) => format!("{pages} pages"),
        (files, pages) => format!("{files} files and {pages} pages"),
    }
}

pub(super) async fn check(manner: &Manner, place: &str) -> Result<Outcome, Failure> {
    let archive = Archive::open(place).await?;
    let bars = Bars::new(manner.quiet);
    let check = archive
        .check(&mut |step| {
            bars.end();
            bars.begin(step, 0, "");
        })
        .await?;
    bars.end();
    let sound = check.findings.is_empty();
    if manner.json {
        output::job_json("check", &check)?;
    } else {
        let rows: Vec<String> = check.rows.iter().map(|(table, rows)| format!("{table} {rows}")).collect();
        output::text(&format!(
            "rows read: {}\ncaptures whose bytes match their hash: {}",
            rows.join(", "),
            check.captures
        ))?;
        for finding in &check.findings {
            output::text(&format!("damage: {}: {}", finding.place, finding.message))?;
        }
        output::text(&if sound {
            "the archive is sound".to_owned()
        } else {
            format!("{} findings", check.findings.len())
        })?;
    }
    Ok(if sound { Outcome::Done } else { Outcome::Damage })
}

pub(super) async fn compact(manner: &Manner, place: &str) -> Result<Outcome, Failure> {
    let before = Archive::open(place).await?;
    let after = before.compact().await?;
    report_version(manner, "compact", before.version(), after.version())
}

pub(super) async fn rebuild(manner: &Manner, place: &str) -> Result<Outcome, Failure> {
    let archive = Archive::open(place).await?;
    let documents = jobs::rebuild(&archive).await?;
    if manner.json {
        output::job_json("rebuild", &serde_json::json!({ "documents": documents }))?;
    } else {
        output::text(&format!("indexed {documents} documents"))?;
    }
    Ok(Outcome::Done)
}

fn report_version(manner: &Manner, job: &str, before: u64, after: u64) -> Result<Outcome, Failure> {
    if manner.json {
        output::job_json(job, &BTreeMap::from([("archive_version", after)]))?;
    } else if before == after {
        output::text("nothing to do")?;
    } else {
        output::text(&format!("archive version {after}; older versions stay readable"))?;
    }
    Ok(Outcome::Done)
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|error| {
        Failure::new(format!("cannot read {}: {error}", path.display()), "check the path and its permissions")
    })
}

/// Microseconds since 1970: the one place that reads the clock.
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(0))
}
