//! What every report has around its findings.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use throughline_engine::views::{CreditView, DocumentCard, Envelope, TimeView};

const STYLE: &str = include_str!("report.css");

/// A whole page. The policy forbids everything but the style written into it.
pub(crate) fn page(title: &str, envelope: &Envelope, command: &str, body: &Markup) -> String {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="generator" content=(format!("Throughline {}", envelope.throughline_version));
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (body) }
                footer {
                    p { "Made by Throughline " (envelope.throughline_version) " from version "
                        (envelope.archive_version) " of the archive. To make it again:" }
                    p { code { (command) } }
                    p { "Offsets count Unicode characters from the start of the document's stored main text, end exclusive. "
                        "Hashes are SHA-256 of the bytes as received. A time is given as the record states it; where two "
                        "records do not decide which came first, the order is " em { "undecided" } ". Throughline observes "
                        "who carries which words; it does not say whether they are true." }
                }
            }
        }
    }
    .into_string()
}

/// A time, with the moments it allows where the record leaves room.
pub(crate) fn time(time: Option<&TimeView>) -> Markup {
    match time {
        None => html! { span.soft { "no date" } },
        Some(time) => html! {
            time datetime=(time.earliest) title=(format!("between {} and {}", time.earliest, time.latest)) { (time.display) }
            @if !time.evidence.is_empty() { " " span.soft { "(" (time.evidence) ")" } }
        },
    }
}

/// Source and title of a document.
pub(crate) fn document_line(card: &DocumentCard) -> Markup {
    html! {
        strong { (card.source) }
        @if !card.source_kind.is_empty() { span.soft { ", " (card.source_kind) } }
        ": " span lang=(card.lang) dir="auto" { (card.title) }
    }
}

/// The words that name a source.
pub(crate) fn credits(status: &str, credits: &[CreditView]) -> Markup {
    html! {
        (status)
        @for credit in credits {
            br;
            span.soft { (credit.cue) ", in the " (credit.field) " at " (credit.begin) "–" (credit.end) ": " }
            q dir="auto" { (credit.words.trim()) }
        }
    }
}

/// A share as people read it.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}
