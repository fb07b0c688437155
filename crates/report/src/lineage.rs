//! The report of a lineage.

use crate::{frame, marks};
use maud::{Markup, html};
use throughline_engine::views::{LineageCard, LineageView, PassageView, WitnessView};

/// The evidence file of one lineage. `passage` compares its witnesses with the first one; both
/// views must have been asked for with offsets in characters.
pub fn lineage(view: &LineageView, passage: &PassageView, command: &str) -> String {
    let title = format!("Lineage of a passage of {}", view.lineage.first_witness.source);
    let body = html! {
        p.soft { "Throughline report · lineage " code { (view.lineage.lineage_id) } }
        h1 { (title) }
        (summary(&view.lineage))
        blockquote lang=(view.lineage.excerpt_lang) dir="auto" { (passage.base_text) }
        h2 { "Witnesses in order of first-seen" }
        (witness_table(&view.witnesses))
        h2 { "The words of each witness" }
        (marks::legend())
        (passages(passage))
        h2 { "Evidence" }
        (evidence(&view.witnesses, &view.run_id))
    };
    frame::page(&title, &view.envelope, command, &body)
}

/// What was found, in sentences that keep their denominators.
pub(crate) fn summary(card: &LineageCard) -> Markup {
    html! {
        p {
            (card.witness_count) " documents of " (card.source_count) " sources have this text; "
            (card.credited_count) " of " (card.witness_count) " name where it comes from. "
            @if card.origin_decided {
                "The first witness in this archive is " (card.first_witness.source) ", "
                (frame::time(card.first_seen.as_ref())) ". "
            } @else {
                "Which source had it first is undecided: the dates of the witnesses overlap, and their credits do not tell. "
            }
            @if card.origin_outside {
                "The first witness itself credits " (card.credited_origin) ", which is not among the witnesses: the text "
                "probably began elsewhere. "
            } @else if !card.credited_origin.is_empty() {
                "The source credited most often is " (card.credited_origin) ". "
            }
            @if card.agency_copy { "It is agency copy of " (card.agency) ": the same words in several outlets need no coordination between them. " }
            @if card.class == "recurring" { "It is recurring text (a footer, notice, name, set phrase, formula or common words), not a finding." }
        }
    }
}

pub(crate) fn witness_table(witnesses: &[WitnessView]) -> Markup {
    html! {
        div.wide { table {
            thead { tr { th { "#" } th { "First seen" } th { "Document" } th { "Kind" } th { "Coverage" } th { "Order" } th { "Credit" } th { "Span" } } }
            tbody { @for witness in witnesses { tr {
                td { (witness.rank + 1) }
                td { (frame::time(witness.first_seen.as_ref())) }
                td { (frame::document_line(&witness.document)) }
                td { (witness.kind) }
                td { (frame::percent(witness.coverage)) }
                td { (witness.order) @if !witness.order_evidence.is_empty() { span.soft { " (by " (witness.order_evidence) ")" } } }
                td { (frame::credits(&witness.credit, &witness.credits)) }
                td { (witness.begin) "–" (witness.end) }
            } } }
        } }
    }
}

fn passages(passage: &PassageView) -> Markup {
    html! {
        @for entry in &passage.witnesses {
            article {
                h3 { (entry.witness.rank + 1) ". " (frame::document_line(&entry.witness.document)) }
                p.soft {
                    @if entry.witness.document.document_id == passage.base { "The base of the comparison." }
                    @else { (frame::percent(entry.similarity)) " of the words kept." }
                    @if !entry.witness.document.url.is_empty() { " " code { (entry.witness.document.url) } }
                }
                blockquote lang=(entry.witness.document.lang) dir="auto" {
                    span.context { "… " (entry.before.trim_start()) }
                    (marks::differences(&entry.segments))
                    span.context { (entry.after.trim_end()) " …" }
                }
            }
        }
    }
}

fn evidence(witnesses: &[WitnessView], run_id: &str) -> Markup {
    html! {
        p.soft { "Derived by run " code { (run_id) } "." }
        div.wide { table {
            thead { tr { th { "#" } th { "Document" } th { "Capture, SHA-256" } } }
            tbody { @for witness in witnesses { tr {
                td { (witness.rank + 1) }
                td { code { (witness.document.document_id) } br; span.soft { (witness.document.external_id) } }
                td { code { (witness.capture_sha256) } }
            } } }
        } }
    }
}
