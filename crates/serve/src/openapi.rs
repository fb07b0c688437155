//! The OpenAPI description: made from the routes and views, committed as `docs/openapi.json`; a
//! test fails when the two differ.

use crate::{answers, query, routes};
use throughline_engine::views;
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Throughline",
        description = "Who said it first, who carried it, in which words. Every route reads; none changes the archive. \
                       Every view also answers under its path with `.json` or `.csv` appended.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(
        routes::archive,
        routes::search,
        routes::renderings,
        routes::document,
        routes::document_report,
        routes::lineages,
        routes::lineage,
        routes::passage,
        routes::lineage_report,
        routes::lineage_graph,
        routes::sources,
        routes::source,
        routes::problems,
        routes::visits,
        routes::coverage,
        routes::sql,
        routes::trace,
        routes::export_table
    ),
    components(schemas(
        views::Envelope,
        views::Paging,
        views::FacetValue,
        answers::ErrorBody,
        answers::ErrorWords,
        query::Offsets
    ))
)]
struct Description;

/// The OpenAPI description of this version.
pub fn document() -> utoipa::openapi::OpenApi {
    Description::openapi()
}
