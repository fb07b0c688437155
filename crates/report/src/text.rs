//! The report of a pasted text.

use crate::{frame, marks};
use maud::html;
use throughline_engine::views::TextTraceView;

/// The evidence file of a text the user pasted. The view must have been asked for with offsets in
/// characters.
pub fn text(pasted: &str, view: &TextTraceView, command: &str) -> String {
    let title = "Witnesses of a pasted text";
    let body = html! {
        p.soft { "Throughline report · pasted text" }
        h1 { (title) }
        blockquote dir="auto" { (pasted) }
        p {
            (view.witnesses.len()) " passages carry it, among " (view.documents) " documents compared"
            @if view.looked_for_translations { ", also in other languages." } @else { "; other languages were not looked at." }
        }
        @if !view.witnesses.is_empty() { (marks::legend()) }
        @for (number, witness) in view.witnesses.iter().enumerate() {
            article {
                h3 { (number + 1) ". " (frame::document_line(&witness.document)) }
                p.soft {
                    (frame::time(witness.document.published.as_ref())) " · " (witness.kind) ", "
                    @if witness.kind == "translated" { "probability " (format!("{:.3}", witness.score)) }
                    @else { (frame::percent(witness.score)) " of the words kept" }
                    " · characters " (witness.begin) "–" (witness.end)
                    " of " code { (witness.document.document_id) } ", " (witness.text_begin) "–" (witness.text_end) " of the pasted text"
                }
                blockquote lang=(witness.document.lang) dir="auto" { (marks::differences(&witness.segments)) }
            }
        }
    };
    frame::page(title, &view.envelope, command, &body)
}
