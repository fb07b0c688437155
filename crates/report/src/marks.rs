//! Differences marked in the text.

use maud::{Markup, html};
use throughline_engine::views::Segment;

/// A longer cut is counted, not quoted: a quoted sentence has most of its base cut, and the base
/// stands above.
const LONG_CUT: usize = 240;

/// A witness's words with what was changed against the base.
pub(crate) fn differences(segments: &[Segment]) -> Markup {
    html! { @for segment in segments { (difference(segment)) } }
}

fn difference(segment: &Segment) -> Markup {
    let Segment { kind, text, base_text, block, .. } = segment;
    let base_length = base_text.chars().count();
    html! {
        @match kind.as_str() {
            "kept" => (text),
            "respelled" => span.respelled title="the same words in the other form of the script" { (text) },
            "rendered" => span.rendered title=(format!("renders: {}", base_text.trim())) { (text) },
            "added" => ins title="added" { (text) },
            "moved" if text.is_empty() => {
                span.context lang="en" dir="ltr" { " [block " (block) " stood here in the base, " (base_length) " characters] " }
            },
            "moved" => span.moved {
                span.label lang="en" dir="ltr" { "moved here (block " (block) ")" }
                (text)
            },
            "cut" if base_length > LONG_CUT => {
                span.context lang="en" dir="ltr" { " [" (base_length) " characters of the base are not here] " }
            },
            "cut" => del title="cut" { (base_text) },
            _ => { mark title=(format!("replaces: {}", base_text.trim())) { (text) } },
        }
    }
}

/// What the marks mean.
pub(crate) fn legend() -> Markup {
    html! {
        p.soft {
            "Marks: " ins { "added" } ", " del { "cut" } ", " mark { "replaced" } ", " span.moved { "moved here" }
            ", " span.respelled { "in the other form of Chinese characters (Traditional or Simplified)" }
            ", " span.rendered { "a sentence of the base in another language or in other words" }
            " against the base. Unmarked words are the same; case, spaces and punctuation are not compared."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(kind: &str, text: &str, base_text: &str, block: u64) -> Segment {
        let [kind, text, base_text] = [kind, text, base_text].map(str::to_owned);
        Segment { kind, text, base_text, block, ..Segment::default() }
    }

    #[test]
    fn a_moved_block_is_quoted_where_it_stands_and_counted_where_it_stood() {
        let segments = [segment("moved", "", "one <two>", 1), segment("moved", "one <two>", "", 1)];
        let shown = differences(&segments).into_string();
        assert!(shown.contains("[block 1 stood here in the base, 9 characters]"), "{shown}");
        assert!(shown.contains("moved here (block 1)</span>one &lt;two&gt;</span>"), "{shown}");
        assert_eq!(shown.matches("one").count(), 1);
    }

    #[test]
    fn a_rendering_names_what_it_renders() {
        let shown = differences(&[segment("rendered", "The sluice opens. ", "水闸开放。", 0)]).into_string();
        assert!(shown.contains("title=\"renders: 水闸开放。\""), "{shown}");
        assert!(shown.contains(">The sluice opens. </span>"), "{shown}");
    }

    #[test]
    fn respelled_words_are_marked_and_no_replacement() {
        let shown = differences(&[segment("respelled", "後來", "后来", 0)]).into_string();
        assert!(
            shown.contains("class=\"respelled\"") && shown.contains("後來") && !shown.contains("后来"),
            "{shown}"
        );
    }
}
