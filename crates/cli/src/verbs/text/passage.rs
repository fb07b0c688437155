//! The passage view: every witness against the base.

use super::{line, name, percent};
use std::fmt::Write;
use throughline_engine::views::{PassageView, Segment, WordSpan};
use throughline_text::{OffsetMap, OffsetUnit};

pub(crate) fn passage(view: &PassageView, unit: OffsetUnit) -> String {
    let mut out = String::new();
    line!(out, "base: {}\n\n{}", view.base, view.base_text);
    line!(
        out,
        "\nmarks: [-cut-] {{+added+}} {{respelled: …}} [block 1 moved away] {{block 1 moved here: …}} [~sentence of the base~]{{its rendering}}"
    );
    for entry in &view.witnesses {
        if entry.witness.document.document_id == view.base {
            continue;
        }
        line!(
            out,
            "\n{}. {}  ({} of the words {})",
            entry.witness.rank + 1,
            name(&entry.witness.document),
            percent(entry.similarity),
            if is_rendering(&entry.segments) { "rendered" } else { "kept" }
        );
        for segment in &entry.segments {
            difference(&mut out, segment, unit);
        }
        out.push('\n');
    }
    out
}

/// Whether a witness has the base's statement in another language or in other words.
fn is_rendering(segments: &[Segment]) -> bool {
    segments.iter().any(|segment| segment.kind == "rendered")
}

/// Marks as `wdiff` writes them, and words where it has no sign. Respelled words are in the other
/// form of the script.
fn difference(out: &mut String, segment: &Segment, unit: OffsetUnit) {
    let Segment { kind, text, base_text, block, added, left_out } = segment;
    let written = match kind.as_str() {
        "kept" => write!(out, "{text}"),
        "added" => write!(out, "{{+{text}+}}"),
        "cut" => write!(out, "[-{base_text}-]"),
        "moved" if text.is_empty() => write!(out, "[block {block} moved away] "),
        "moved" => write!(out, "{{block {block} moved here: {text}}}"),
        "respelled" => write!(out, "{{respelled: {text}}}"),
        "rendered" => {
            let base = marked(base_text, left_out, ["[-", "-]"], unit);
            let own = marked(text, added, ["{+", "+}"], unit);
            write!(out, "\n[~{}~]\n{{{}}}\n", base.trim(), own.trim())
        }
        _ => write!(out, "[-{base_text}-]{{+{text}+}}"),
    };
    written.expect("writing to a string cannot fail");
}

/// A text with marks around words, which are given in the unit.
fn marked(text: &str, words: &[WordSpan], [open, close]: [&str; 2], unit: OffsetUnit) -> String {
    let map = OffsetMap::new(text);
    let byte = |offset: u64| map.to_bytes(offset as usize, unit).unwrap_or(text.len());
    let mut out = String::new();
    let mut at = 0;
    for WordSpan { begin, end } in words {
        let (begin, end) = (byte(*begin), byte(*end));
        out.extend([&text[at..begin], open, &text[begin..end], close]);
        at = end;
    }
    out + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_a_counterpart_stand_in_marks() {
        let span = |begin, end| WordSpan { begin, end };
        let marks = ["{+", "+}"];
        assert_eq!(
            marked("一二三。", &[span(0, 1), span(2, 4)], marks, OffsetUnit::Chars),
            "{+一+}二{+三。+}"
        );
        assert_eq!(marked("一二三。", &[span(3, 6)], marks, OffsetUnit::Bytes), "一{+二+}三。");
        assert_eq!(marked("", &[], marks, OffsetUnit::Chars), "");
    }
}
