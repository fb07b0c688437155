//! One function a verb.

mod keep;
mod look_up;
mod models;
mod read;
mod share;
mod text;
mod trace;
mod watch;

use crate::{
    flags::{Flags, Verb},
    outcome::{Failure, Outcome},
    output,
};
use clap::CommandFactory;
use throughline_archive::{Archive, Location};
use throughline_engine::Reader;

/// What every verb is told.
pub(crate) struct Manner {
    json: bool,
    quiet: bool,
}

pub(crate) async fn run(flags: Flags) -> Result<Outcome, Failure> {
    let manner = Manner { json: flags.json, quiet: flags.quiet };
    match flags.verb {
        Verb::Init { archive } => keep::init(&manner, &archive).await,
        Verb::Add(add) => keep::add(&manner, &add).await,
        Verb::Watch(flags) => watch::watch(&manner, &flags).await,
        Verb::Trace(flags) => trace::trace(&manner, flags).await,
        Verb::LookUp { archive, files } => look_up::look_up(&manner, &archive, &files).await,
        Verb::Check { archive } => keep::check(&manner, &archive).await,
        Verb::Compact { archive } => keep::compact(&manner, &archive).await,
        Verb::Rebuild { archive } => keep::rebuild(&manner, &archive).await,
        Verb::Search(search) => read::search(&manner, &search).await,
        Verb::Renderings(flags) => read::renderings(&manner, flags).await,
        Verb::Show(show) => read::show(&manner, show).await,
        Verb::Sql(sql) => read::sql(&manner, &sql).await,
        Verb::Extract { files } => read::extract(&files),
        Verb::Report(report) => share::report(&manner, report).await,
        Verb::Export(export) => share::export(&manner, &export).await,
        Verb::Serve(serve) => share::serve(&manner, serve).await,
        Verb::Models(flags) => models::models(&manner, flags).await,
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Flags::command(), "throughline", &mut script);
            output::bytes(&script)?;
            Ok(Outcome::Done)
        }
        Verb::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Flags::command()).render(&mut page)?;
            output::bytes(&page)?;
            Ok(Outcome::Done)
        }
        Verb::Openapi => {
            output::json(&throughline_serve::openapi_document())?;
            Ok(Outcome::Done)
        }
    }
}

async fn reader(place: &str, at: Option<u64>) -> Result<Reader, Failure> {
    let archive = Archive::open_at(Location::parse(place, std::env::vars())?, at).await?;
    Ok(Reader::new(archive).await?)
}
