//! What a text itself marks, whatever form it came in: who speaks, and in which other languages.

use crate::transcript;
use throughline_model::{Document, Passage, PassageKind};

/// Adds to a document's passages the turns of a transcript, if its form gave none, and stretches in
/// another language than the document's. Passages are put in the order of their places.
pub(crate) fn mark(document: &mut Document) {
    let has_turns = document.passages.iter().any(|passage| {
        matches!(passage.kind, PassageKind::Turn | PassageKind::Question | PassageKind::Answer)
    });
    if !has_turns {
        document.passages.extend(transcript::turns(&document.text));
    }
    let own = document.lang.split('-').next().unwrap_or_default();
    for (span, lang) in throughline_text::language_passages(&document.text) {
        if lang != own && lang != "und" {
            let lang = lang.to_owned();
            document.passages.push(Passage { lang, ..Passage::new(span, PassageKind::OtherLanguage) });
        }
    }
    let place = |passage: &Passage| (passage.span.begin, std::cmp::Reverse(passage.span.end), passage.kind);
    document.passages.sort_by(|one, other| place(one).cmp(&place(other)).then_with(|| one.cmp(other)));
    document.passages.dedup();
}

#[cfg(test)]
mod tests {
    use super::mark;
    use crate::extract_text_dump;
    use throughline_model::PassageKind;

    #[test]
    fn a_paragraph_in_another_language_is_marked() {
        let english = "The harbor office said on Tuesday that the gauge of the north bank had been silent for eleven days.";
        let russian = "Министерство сообщило во вторник, что водомерный пост молчал одиннадцать дней и никто об этом не знал.";
        let text =
            format!("{english} Nobody had been told.\n\n{russian}\n\n{english} The ferries went on.\n");
        let (mut document, _) = extract_text_dump("a.txt", text.as_bytes(), &crate::Options::default());
        document.passages.clear();
        mark(&mut document);
        let marked: Vec<(&str, &str)> = document
            .passages
            .iter()
            .filter(|passage| passage.kind == PassageKind::OtherLanguage)
            .map(|passage| (passage.lang.as_str(), &document.text[passage.span.range()]))
            .collect();
        assert_eq!(marked, [("ru", russian)]);
    }
}
