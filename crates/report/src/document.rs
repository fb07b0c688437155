//! The report of a document: what it shares with others, and in which order.

use crate::{frame, lineage};
use maud::html;
use throughline_engine::views::{DocumentView, LineageView};

/// The evidence file of one document and of the lineages that pass through it. All views must
/// have been asked for with offsets in characters.
pub fn document(view: &DocumentView, lineages: &[LineageView], command: &str) -> String {
    let title = format!("{}: {}", view.document.source, view.document.title);
    let carried: Vec<_> = view.carries.iter().filter(|carry| carry.class == "carried").collect();
    let body = html! {
        p.soft { "Throughline report · document " code { (view.document.document_id) } }
        h1 lang=(view.document.lang) dir="auto" { (view.document.title) }
        dl {
            dt { "Source" } dd { (view.document.source) @if !view.document.source_kind.is_empty() { ", " (view.document.source_kind) } }
            dt { "Published" } dd { (frame::time(view.document.published.as_ref())) }
            dt { "Language" } dd { (view.document.lang) }
            @if !view.byline.is_empty() { dt { "Byline" } dd { (view.byline) } }
            @if !view.document.url.is_empty() { dt { "URL" } dd { code { (view.document.url) } } }
            dt { "Capture" } dd { code { (view.capture.sha256) } " (" (view.capture.byte_length) " bytes, " (view.capture.media_type) ")" }
            dt { "Credit" } dd { (frame::credits(if view.credits.is_empty() { "names no source for its text" } else { "" }, &view.credits)) }
        }
        h2 { "Dates on the record" }
        div.wide { table {
            thead { tr { th { "Words" } th { "Where" } th { "About" } th { "Reads as" } } }
            tbody { @for date in &view.dates { tr {
                td { q { (date.raw) } } td { (date.kind) } td { (date.role) }
                td { @if date.time.is_some() { (frame::time(date.time.as_ref())) } @else { "no full date" } }
            } } }
        } }
        h2 { "Carries" }
        @if carried.is_empty() { p { "No document of the archive shares text with it." } }
        @else {
            p { (carried.len()) " documents share text with it." }
            div.wide { table {
                thead { tr { th { "Origin" } th { "Carrier" } th { "Order" } th { "Kind" } th { "Of the origin" } th { "Of the carrier" } th { "Credit" } } }
                tbody { @for carry in &carried { tr {
                    td { (frame::document_line(&carry.origin)) } td { (frame::document_line(&carry.carrier)) }
                    td { (carry.order) @if !carry.order_evidence.is_empty() { span.soft { " (by " (carry.order_evidence) ")" } } } td { (carry.kind) }
                    td { (frame::percent(carry.origin_coverage)) } td { (frame::percent(carry.carrier_share)) }
                    td { (frame::credits(&carry.credit, carry.credit_evidence.as_slice())) }
                } } }
            } }
        }
        @for found in lineages {
            h2 { "Passage: " span lang=(found.lineage.excerpt_lang) dir="auto" { (found.lineage.excerpt) } }
            (lineage::summary(&found.lineage))
            (lineage::witness_table(&found.witnesses))
        }
        h2 { "The main text, as stored" }
        blockquote lang=(view.document.lang) dir="auto" { (view.text) }
    };
    frame::page(&title, &view.envelope, command, &body)
}
