//! Verbs that ask an archive, and `extract`, which asks a file.

use super::{Manner, reader, text};
use crate::{
    flags::{ModelFlags, RenderingsFlags, SearchFlags, ShowFlags, SqlFlags},
    outcome::{Failure, Outcome},
    output,
};
use serde::Serialize;
use std::{fs::File, ops::ControlFlow, path::PathBuf};
use throughline_capture::{Options, Received};
use throughline_engine::{AgencyCopy, LineageFilter, SearchRequest, TranslationOptions, export};
use throughline_model::Problem;

pub(super) async fn search(manner: &Manner, flags: &SearchFlags) -> Result<Outcome, Failure> {
    let reader = reader(&flags.archive, flags.reading.at).await?;
    let request = SearchRequest {
        words: flags.words.clone(),
        source: flags.source.clone(),
        kind: flags.kind.clone(),
        lang: flags.lang.clone(),
        country: flags.country.clone(),
        from: flags.from.clone(),
        to: flags.to.clone(),
        offset: flags.page.offset,
        limit: flags.page.limit,
    };
    let view = reader.search(&request, flags.reading.offsets.into()).await?;
    answer(manner, &view, || text::search(&view))
}

pub(super) async fn renderings(manner: &Manner, flags: RenderingsFlags) -> Result<Outcome, Failure> {
    let reader = reader(&flags.archive, flags.reading.at).await?;
    let model = wanted_model(flags.model)?;
    let view = reader.renderings(&flags.phrase, &flags.lang, &model, flags.reading.offsets.into()).await?;
    answer(manner, &view, || text::renderings(&view))
}

/// The model that an answer needs.
fn wanted_model(flags: ModelFlags) -> Result<TranslationOptions, Failure> {
    let name = flags.model.clone();
    super::models::translation(flags)?.ok_or_else(|| {
        Failure::wrong_use(
            format!("the model {name} is not on this machine"),
            "throughline models tells how to get it",
        )
    })
}

pub(super) async fn show(manner: &Manner, flags: ShowFlags) -> Result<Outcome, Failure> {
    let reader = reader(&flags.archive, flags.reading.at).await?;
    let unit = flags.reading.offsets.into();
    let (offset, limit) = (flags.page.offset, flags.page.limit);
    if flags.lineages {
        let class = if flags.recurring { "recurring" } else { "carried" };
        let agency_copy = match (flags.agency_copy, flags.no_agency_copy) {
            (true, _) => AgencyCopy::Only,
            (_, true) => AgencyCopy::Without,
            _ => AgencyCopy::With,
        };
        let filter =
            LineageFilter { class: class.into(), agency_copy, offset, limit, ..LineageFilter::default() };
        let view = reader.lineages(&filter).await?;
        return answer(manner, &view, || text::lineages(&view));
    }
    if flags.sources {
        let view = reader.sources().await?;
        return answer(manner, &view, || text::sources(&view));
    }
    if flags.visits {
        let view = reader.visits(&flags.outcome, offset, limit).await?;
        return answer(manner, &view, || text::visits(&view));
    }
    if flags.problems {
        let view = reader.problems("", offset, limit).await?;
        return answer(manner, &view, || text::problems(&view));
    }
    if flags.coverage {
        let view = reader.coverage().await?;
        return answer(manner, &view, || text::coverage(&view));
    }
    let Some(id) = &flags.id else {
        let view = reader.overview().await?;
        return answer(manner, &view, || text::archive(&view));
    };
    if flags.capture {
        output::bytes(&reader.capture_bytes(id).await?.bytes)?;
        return Ok(Outcome::Done);
    }
    if flags.passage || flags.words || flags.base.is_some() {
        let mut view = reader.passage(id, flags.base.as_deref(), unit).await?;
        if flags.words {
            reader.mark_words(&mut view, &[], &wanted_model(flags.model)?, unit).await?;
        }
        return answer(manner, &view, || text::passage(&view, unit));
    }
    if id.parse::<throughline_model::LineageId>().is_ok() {
        let view = reader.lineage(id, unit).await?;
        return answer(manner, &view, || text::lineage(&view));
    }
    if id.parse::<throughline_model::SourceId>().is_ok() {
        let view = reader.source(id).await?;
        return answer(manner, &view, || text::source(&view));
    }
    let view = reader.document(id, unit).await?;
    answer(manner, &view, || text::document(&view))
}

pub(super) async fn sql(manner: &Manner, flags: &SqlFlags) -> Result<Outcome, Failure> {
    let reader = reader(&flags.archive, flags.at).await?;
    let view = reader.sql(&flags.query, flags.limit).await?;
    if flags.csv {
        output::bytes(&export::csv_rows(&view, "rows")?)?;
        return Ok(Outcome::Done);
    }
    if view.truncated {
        output::say(
            manner.quiet,
            &format!("hint: more than {} rows; raise --limit to see them", flags.limit),
        );
    }
    answer(manner, &view, || text::table(&view))
}

/// What `extract` prints of one document.
#[derive(Serialize)]
struct Extracted<'a> {
    schema: &'static str,
    file: String,
    title: &'a str,
    byline: &'a str,
    source: &'a str,
    url: &'a str,
    lang: &'a str,
    published: Option<String>,
    published_earliest: Option<i64>,
    published_latest: Option<i64>,
    dates: &'a [throughline_model::DateEvidence],
    text: &'a str,
    margin: &'a str,
    sha256: &'a str,
    problems: &'a [Problem],
}

pub(super) fn extract(files: &[PathBuf]) -> Result<Outcome, Failure> {
    for path in files {
        let file = File::open(path).map_err(|error| {
            Failure::new(
                format!("cannot read {}: {error}", path.display()),
                "check the path and its permissions",
            )
        })?;
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut printed = Ok(());
        let rest = throughline_capture::read(&name, file, &Options::default(), &mut |received| {
            printed = print_extracted(path, &received);
            if printed.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        printed?;
        for problem in rest {
            output::say(
                false,
                &format!("{} {}: {}; {}", problem.input, problem.place, problem.message, problem.remedy),
            );
        }
    }
    Ok(Outcome::Done)
}

fn print_extracted(path: &std::path::Path, received: &Received) -> Result<(), Failure> {
    for document in &received.documents {
        output::json(&Extracted {
            schema: "throughline.extract/1",
            file: path.display().to_string(),
            title: &document.title,
            byline: &document.byline,
            source: &document.source_name,
            url: &document.url,
            lang: &document.lang,
            published: document.published.map(|interval| interval.display()),
            published_earliest: document.published.map(|interval| interval.earliest),
            published_latest: document.published.map(|interval| interval.latest),
            dates: &document.dates,
            text: &document.text,
            margin: &document.margin,
            sha256: &received.capture.sha256,
            problems: &received.problems,
        })?;
    }
    Ok(())
}

fn answer(
    manner: &Manner,
    view: &impl Serialize,
    words: impl FnOnce() -> String,
) -> Result<Outcome, Failure> {
    if manner.json {
        output::json(view)?;
    } else {
        output::text(&words())?;
    }
    Ok(Outcome::Done)
}
