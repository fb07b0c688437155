//! The routes. Each asks the reader for one view.

use crate::{
    answers::{Asked, ErrorBody, Failure, Form, Given, view},
    openapi, pages,
    query::{
        LineagesQuery, OneQuery, PassageQuery, ProblemsQuery, RenderingsQuery, SearchQuery, SqlQuery,
        TraceBody, VisitsQuery,
    },
    state::State,
};
use axum::{
    Extension, Json, Router,
    extract::{DefaultBodyLimit, Path, State as Shared},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use std::sync::Arc;
use throughline_engine::{EngineError, export, views};
use throughline_text::OffsetUnit;

const LARGEST_PASTED_TEXT: usize = 4 << 20;
const MOST_SQL_ROWS: u64 = 10_000;

type App = Shared<Arc<State>>;
type Answer = Result<Response, Failure>;

pub(crate) fn all(state: Arc<State>) -> Router {
    let api = Router::new()
        .route("/archive", get(archive))
        .route("/search", get(search))
        .route("/renderings", get(renderings))
        .route("/documents/{id}", get(document))
        .route("/documents/{id}/report.html", get(document_report))
        .route("/lineages", get(lineages))
        .route("/lineages/{id}", get(lineage))
        .route("/lineages/{id}/passage", get(passage))
        .route("/lineages/{id}/report.html", get(lineage_report))
        .route("/lineages/{id}/graph.gexf", get(lineage_graph))
        .route("/sources", get(sources))
        .route("/sources/{id}", get(source))
        .route("/problems", get(problems))
        .route("/visits", get(visits))
        .route("/coverage", get(coverage))
        .route("/sql", get(sql))
        .route("/trace", post(trace))
        .route("/export/{file}", get(export_table))
        .route("/openapi.json", get(|| async { Json(openapi::document()) }))
        .fallback(|| async { Failure::new(StatusCode::NOT_FOUND, "there is no such route") });
    Router::new()
        .nest("/api/v1", api)
        .fallback(pages::page)
        .layer(DefaultBodyLimit::max(LARGEST_PASTED_TEXT))
        .with_state(state)
}

/// The archive at a glance.
#[utoipa::path(get, path = "/api/v1/archive", tag = "archive", responses((status = 200, body = views::ArchiveView)))]
pub(crate) async fn archive(app: App, Extension(form): Extension<Form>) -> Answer {
    view(form, &app.reader().await.overview().await?, "languages")
}

/// Documents that contain words, with the sentences that do and facets over all results.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchQuery),
    responses((status = 200, body = views::SearchView), (status = 400, body = ErrorBody)))]
pub(crate) async fn search(
    app: App,
    Extension(form): Extension<Form>,
    Asked(query): Asked<SearchQuery>,
) -> Answer {
    view(form, &app.reader().await.search(&query.request(), query.offsets.into()).await?, "hits")
}

/// How a phrase is rendered in other languages. Answers 400 if the server was started without a model.
#[utoipa::path(get, path = "/api/v1/renderings", tag = "search", params(RenderingsQuery),
    responses((status = 200, body = views::RenderingsView), (status = 400, body = ErrorBody)))]
pub(crate) async fn renderings(
    app: App,
    Extension(form): Extension<Form>,
    Asked(query): Asked<RenderingsQuery>,
) -> Answer {
    let Some(translation) = app.translation() else {
        return Err(EngineError::Question(
            "there is no model on the server's machine: throughline models tells how to get one".into(),
        )
        .into());
    };
    let reader = app.reader().await;
    let found = reader.renderings(&query.phrase, &query.lang, translation, query.offsets.into()).await?;
    view(form, &found, "renderings")
}

/// One document, whole. The id may be a document id, the provider's id or a URL.
#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "documents", params(("id" = String, Path), OneQuery),
    responses((status = 200, body = views::DocumentView), (status = 404, body = ErrorBody)))]
pub(crate) async fn document(
    app: App,
    Extension(form): Extension<Form>,
    Path(id): Path<String>,
    Asked(query): Asked<OneQuery>,
) -> Answer {
    view(form, &app.reader().await.document(&id, query.offsets.into()).await?, "carries")
}

/// A self-contained report of one document.
#[utoipa::path(get, path = "/api/v1/documents/{id}/report.html", tag = "documents", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/html"), (status = 404, body = ErrorBody)))]
pub(crate) async fn document_report(app: App, Path(id): Path<String>) -> Answer {
    let reader = app.reader().await;
    Ok(report(throughline_report::for_document(&reader, &id).await?))
}

/// Lineages.
#[utoipa::path(get, path = "/api/v1/lineages", tag = "lineages", params(LineagesQuery),
    responses((status = 200, body = views::LineagesView), (status = 400, body = ErrorBody)))]
pub(crate) async fn lineages(
    app: App,
    Extension(form): Extension<Form>,
    Asked(query): Asked<LineagesQuery>,
) -> Answer {
    view(form, &app.reader().await.lineages(&query.filter()).await?, "lineages")
}

/// One lineage: its witnesses in order, and the most probable way the text took.
#[utoipa::path(get, path = "/api/v1/lineages/{id}", tag = "lineages", params(("id" = String, Path), OneQuery),
    responses((status = 200, body = views::LineageView), (status = 404, body = ErrorBody)))]
pub(crate) async fn lineage(
    app: App,
    Extension(form): Extension<Form>,
    Path(id): Path<String>,
    Asked(query): Asked<OneQuery>,
) -> Answer {
    let id = id.strip_suffix(".gexf").map_or(Ok(id.as_str()), Err);
    match id {
        Ok(id) => view(form, &app.reader().await.lineage(id, query.offsets.into()).await?, "witnesses"),
        Err(id) => lineage_graph(app, Path(id.to_owned())).await,
    }
}

/// Every witness of a lineage against a base.
#[utoipa::path(get, path = "/api/v1/lineages/{id}/passage", tag = "lineages", params(("id" = String, Path), PassageQuery),
    responses((status = 200, body = views::PassageView), (status = 404, body = ErrorBody)))]
pub(crate) async fn passage(
    app: App,
    Extension(form): Extension<Form>,
    Path(id): Path<String>,
    Asked(query): Asked<PassageQuery>,
) -> Answer {
    let (reader, unit) = (app.reader().await, query.offsets.into());
    let mut passage = reader.passage(&id, Some(&query.base), unit).await?;
    let wanted: Vec<String> = query.words.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    if let (false, Some(translation)) = (wanted.is_empty(), app.translation()) {
        reader.mark_words(&mut passage, &wanted, translation, unit).await?;
    }
    view(form, &passage, "witnesses")
}

/// A self-contained report of one lineage.
#[utoipa::path(get, path = "/api/v1/lineages/{id}/report.html", tag = "lineages", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/html"), (status = 404, body = ErrorBody)))]
pub(crate) async fn lineage_report(app: App, Path(id): Path<String>) -> Answer {
    let reader = app.reader().await;
    Ok(report(throughline_report::for_lineage(&reader, &id).await?))
}

/// One lineage as a graph for Gephi.
#[utoipa::path(get, path = "/api/v1/lineages/{id}/graph.gexf", tag = "lineages", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/gexf+xml"), (status = 404, body = ErrorBody)))]
pub(crate) async fn lineage_graph(app: App, Path(id): Path<String>) -> Answer {
    let graph = export::lineage_graph(&*app.reader().await, &id).await?;
    let name = format!("attachment; filename=\"{id}.gexf\"");
    Ok(([(header::CONTENT_TYPE, "application/gexf+xml"), (header::CONTENT_DISPOSITION, &name)], graph)
        .into_response())
}

/// All sources, with what they carry.
#[utoipa::path(get, path = "/api/v1/sources", tag = "sources", responses((status = 200, body = views::SourcesView)))]
pub(crate) async fn sources(app: App, Extension(form): Extension<Form>) -> Answer {
    view(form, &app.reader().await.sources().await?, "sources")
}

/// One source, by id or name.
#[utoipa::path(get, path = "/api/v1/sources/{id}", tag = "sources", params(("id" = String, Path)),
    responses((status = 200, body = views::SourceView), (status = 404, body = ErrorBody)))]
pub(crate) async fn source(app: App, Extension(form): Extension<Form>, Path(id): Path<String>) -> Answer {
    view(form, &app.reader().await.source(&id).await?, "documents")
}

/// What was wrong with inputs.
#[utoipa::path(get, path = "/api/v1/problems", tag = "archive", params(ProblemsQuery),
    responses((status = 200, body = views::ProblemsView)))]
pub(crate) async fn problems(
    app: App,
    Extension(form): Extension<Form>,
    Asked(query): Asked<ProblemsQuery>,
) -> Answer {
    view(form, &app.reader().await.problems(&query.kind, query.offset, query.limit()).await?, "problems")
}

/// Visits to watched addresses, the latest first.
#[utoipa::path(get, path = "/api/v1/visits", tag = "archive", params(VisitsQuery),
    responses((status = 200, body = views::VisitsView)))]
pub(crate) async fn visits(
    app: App,
    Extension(form): Extension<Form>,
    Asked(query): Asked<VisitsQuery>,
) -> Answer {
    view(form, &app.reader().await.visits(&query.outcome, query.offset, query.limit()).await?, "visits")
}

/// Documents per source and month.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "archive", responses((status = 200, body = views::CoverageView)))]
pub(crate) async fn coverage(app: App, Extension(form): Extension<Form>) -> Answer {
    view(form, &app.reader().await.coverage().await?, "rows")
}

/// Runs one SELECT over the archive's tables.
#[utoipa::path(get, path = "/api/v1/sql", tag = "archive", params(SqlQuery),
    responses((status = 200, body = views::TableView), (status = 400, body = ErrorBody)))]
pub(crate) async fn sql(app: App, Extension(form): Extension<Form>, Asked(query): Asked<SqlQuery>) -> Answer {
    let limit = query.limit.min(MOST_SQL_ROWS) as usize;
    view(form, &app.reader().await.sql(&query.query, limit).await?, "rows")
}

/// Who carries a pasted text. Nothing of it is kept.
#[utoipa::path(post, path = "/api/v1/trace", tag = "search", request_body = TraceBody,
    responses((status = 200, body = views::TextTraceView), (status = 400, body = ErrorBody)))]
pub(crate) async fn trace(
    app: App,
    Extension(form): Extension<Form>,
    Given(body): Given<TraceBody>,
) -> Answer {
    let reader = app.reader().await;
    view(form, &reader.trace_text(&body.text, app.translation(), body.offsets.into()).await?, "witnesses")
}

/// A whole table as a file: `/export/matches.csv`, `.jsonl` or `.parquet`; `/export/graph.gexf`.
#[utoipa::path(get, path = "/api/v1/export/{file}", tag = "export", params(("file" = String, Path), OneQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ErrorBody)))]
pub(crate) async fn export_table(
    app: App,
    Path(file): Path<String>,
    Asked(query): Asked<OneQuery>,
) -> Answer {
    let reader = app.reader().await;
    let unknown = || EngineError::NotFound { what: "table", id: file.clone() };
    let (table, suffix) = file.rsplit_once('.').ok_or_else(unknown)?;
    let name = format!("attachment; filename=\"{file}\"");
    if (table, suffix) == ("graph", "gexf") {
        let graph = export::archive_graph(&reader).await?;
        let headers = [(header::CONTENT_TYPE, "application/gexf+xml"), (header::CONTENT_DISPOSITION, &name)];
        return Ok((headers, graph).into_response());
    }
    let format = match suffix {
        "csv" => export::Format::Csv,
        "jsonl" => export::Format::Jsonl,
        "parquet" => export::Format::Parquet,
        _ => return Err(unknown().into()),
    };
    let mut bytes = Vec::new();
    export::table(&reader, table, format, OffsetUnit::from(query.offsets), &mut bytes).await?;
    let headers = [(header::CONTENT_TYPE, format.media_type()), (header::CONTENT_DISPOSITION, &name)];
    Ok((headers, bytes).into_response())
}

/// A report brings its own, stricter policy in its head; the header repeats it.
fn report(html: String) -> Response {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, policy)];
    (headers, html).into_response()
}
