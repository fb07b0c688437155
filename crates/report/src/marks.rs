//! Differences marked in the text.

use maud::{Markup, html};
use throughline_engine::views::Segment;

/// A longer cut is counted, not quoted: a quoted sentence has most of its base cut, and the base
/// stands above.
const LONG_CUT: usize = 240;

/// A witness's words with what was changed against the base.
pub(crate) fn differences(segments: &[Segment]) -> Markup {
    html! {
        @for segment in segments {
            @match segment.kind.as_str() {
                "kept" => (segment.text),
                "added" => ins title="added" { (segment.text) },
                "cut" if segment.base_text.chars().count() > LONG_CUT => {
                    span.context { " [" (segment.base_text.chars().count()) " characters of the base are not here] " }
                },
                "cut" => del title="cut" { (segment.base_text) },
                _ => { mark title=(format!("replaces: {}", segment.base_text.trim())) { (segment.text) } },
            }
        }
    }
}

/// What the marks mean.
pub(crate) fn legend() -> Markup {
    html! {
        p.soft {
            "Marks: " ins { "added" } ", " del { "cut" } ", " mark { "replaced" }
            " against the base. Unmarked words are the same; case, spaces and punctuation are not compared."
        }
    }
}
