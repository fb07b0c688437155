//! Documents and matches for tests.

use throughline_model::{
    CaptureId, Document, DocumentForm, ItemId, Match, MatchKind, ReuseClass, RunId, Source, Span,
    TimeInterval,
};

/// A document with nothing but an external id; its ids follow from it.
pub(crate) fn document(external_id: &str) -> Document {
    let empty = String::new;
    Document {
        id: throughline_model::DocumentId::derive(&[]),
        capture_id: CaptureId::derive(&[external_id.as_bytes()]),
        item_id: ItemId::derive(&[]),
        external_id: external_id.into(),
        form: DocumentForm::Record,
        url: empty(),
        source_name: empty(),
        source_id: None,
        title: empty(),
        byline: empty(),
        lang: "en".into(),
        text: empty(),
        margin: empty(),
        published: None,
        dates: vec![],
        declared_type: String::new(),
        passages: vec![],
        links: vec![],
        extra: empty(),
    }
    .with_ids()
}

/// A dated document of a named source.
pub(crate) fn article(external_id: &str, source: &str, published: &str, text: &str) -> Document {
    let named = Some(source).filter(|name| !name.is_empty());
    Document {
        source_name: source.into(),
        source_id: named.map(Source::id_of),
        published: TimeInterval::parse(published),
        text: text.into(),
        ..document(external_id)
    }
    .with_ids()
}

/// A verbatim match of the same words in two documents, found by their first occurrence.
pub(crate) fn shared(first: &Document, second: &Document, words: &str) -> Match {
    let (a, b) = if first.id < second.id { (first, second) } else { (second, first) };
    let span = |document: &Document| {
        let begin = document.text.find(words).unwrap();
        Span::new(begin, begin + words.len())
    };
    matched(a, b, span(a), span(b))
}

/// A verbatim match between two spans.
pub(crate) fn matched(a: &Document, b: &Document, a_span: Span, b_span: Span) -> Match {
    Match {
        id: Match::id_of(a.id, a_span, b.id, b_span),
        a: a.id,
        b: b.id,
        a_span,
        b_span,
        score: 1.0,
        kind: MatchKind::Verbatim,
        class: ReuseClass::Carried,
        operations: vec![],
        run_id: RunId::derive(&[]),
    }
}
