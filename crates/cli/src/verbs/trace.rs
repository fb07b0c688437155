//! `trace`: who carried what.

use super::Manner;
use crate::{
    flags::TraceFlags,
    outcome::{Failure, Outcome},
    output,
    progress::Bars,
};
use throughline_archive::Archive;
use throughline_engine::{
    TranslationOptions,
    jobs::{self, TraceOptions, Traced},
};

pub(super) async fn trace(manner: &Manner, flags: TraceFlags) -> Result<Outcome, Failure> {
    let archive = Archive::open(&flags.archive).await?;
    let memory = usize::try_from(flags.memory << 20).ok();
    let place = flags.archive.clone();
    let (translation, missing) = translation(flags)?;
    let looked = translation.is_some();
    let options = TraceOptions { memory, translation, ..TraceOptions::default() };
    let traced = jobs::trace(&archive, &options, &Bars::new(manner.quiet)).await?;
    if let Some(missing) = missing {
        output::say(manner.quiet, &missing);
    }
    if manner.json {
        output::job_json("trace", &traced)?;
        return Ok(Outcome::Done);
    }
    if traced.up_to_date {
        output::say(manner.quiet, "nothing has changed since the last trace");
    }
    output::text(&told(&traced, looked))?;
    output::say(manner.quiet, &format!("next: throughline serve {place}"));
    Ok(Outcome::Done)
}

/// How translations are looked for; if no model is here, what to say of it.
fn translation(flags: TraceFlags) -> Result<(Option<TranslationOptions>, Option<String>), Failure> {
    if flags.no_translations {
        return Ok((None, None));
    }
    let name = flags.model.model.clone();
    let Some(mut options) = super::models::translation(flags.model)? else {
        let missing = format!(
            "no translations were looked for: the model {name} is not on this machine; throughline models tells how to get it"
        );
        return Ok((None, Some(missing)));
    };
    options.least_probability = flags.least_probability;
    options.reworded = flags.reworded;
    Ok((Some(options), None))
}

fn told(traced: &Traced, looked_for_translations: bool) -> String {
    let decided = traced.carries - traced.undecided_carries;
    let renderings = if looked_for_translations {
        format!(", {} of them in another language or in other words", traced.renderings)
    } else {
        String::new()
    };
    format!(
        "{} documents compared: {} lineages of carried text ({} of these {} are agency copy), {} of recurring text\n\
         {} carries, {} of them of agency copy; the order is decided for {decided} of them, and {} of these {decided} credit their origin\n\
         {} matches of carried text{renderings}, {} of recurring text\narchive version {}",
        traced.documents,
        traced.lineages,
        traced.agency_copy_lineages,
        traced.lineages,
        traced.recurring_lineages,
        traced.carries,
        traced.agency_copy_carries,
        traced.credited_carries,
        traced.matches,
        traced.recurring_matches,
        traced.archive_version
    )
}
