//! Who carried a text that need not be in the archive: in its words, and in other languages.

use super::{
    Reader,
    passage::{round, segments},
    rendered::rendered_segments,
};
use crate::{
    EngineError, TranslationOptions,
    matching::{LookUp, Sharing},
    translating::Pasted,
    views::{SharedSpan, TextTraceView, TracedWitness},
};
use std::collections::{BTreeMap, BTreeSet};
use throughline_archive::rows::Row;
use throughline_model::{Document, DocumentId, EditOperation, MatchKind, Span, operations};
use throughline_reuse::Content;
use throughline_text::{OffsetMap, OffsetUnit, detect_language, units};

/// Words without which a text is none.
const LEAST_UNITS: usize = 6;

/// First and last possible moment of publication, if there is a date.
type Published = Option<(i64, i64)>;

/// A span of the pasted text, and the span of a document that carries it.
struct Carried {
    id: DocumentId,
    own: Span,
    span: Span,
    kind: MatchKind,
    score: f64,
    how: How,
}

/// How a document's words are those of the pasted text.
enum How {
    Words(Vec<EditOperation>),
    Renders(Vec<(Span, Span)>),
}

impl Reader {
    /// Who carries a pasted text: its witnesses in the archive by first-seen. With a model also those
    /// that carry it in another language, among the texts of the last trace with that model.
    ///
    /// # Errors
    /// If the archive or the model cannot be read, or the text is too short to be traced.
    pub async fn trace_text(
        &self,
        text: &str,
        translation: Option<&TranslationOptions>,
        unit: OffsetUnit,
    ) -> Result<TextTraceView, EngineError> {
        if units(text).len() < LEAST_UNITS {
            return Err(EngineError::Question(
                "the text is too short to be traced: give at least a sentence".into(),
            ));
        }
        let texts = self.texts().await?;
        let shared = |Sharing { id, found }: Sharing| Carried {
            id,
            own: found.a_span,
            span: found.b_span,
            kind: found.kind,
            score: found.score,
            how: How::Words(found.operations),
        };
        let mut carried: Vec<Carried> = texts.look_up(text).into_iter().map(shared).collect();
        let lang = detect_language(text);
        let translated = match translation {
            Some(translation) if lang != "und" => self.translations_of((text, lang), translation).await?,
            _ => None,
        };
        let looked_for_translations = translated.is_some();
        carried.extend(translated.unwrap_or_default());
        let ids: BTreeSet<DocumentId> = carried.iter().map(|carried| carried.id).collect();
        let ids: Vec<DocumentId> = ids.into_iter().collect();
        let documents = self.documents(&ids).await?;
        let cards = self.cards(&ids).await?;
        let lineages = self.lineages_of(&ids).await?;
        let query_map = OffsetMap::new(text);
        let mut found: Vec<(Published, DocumentId, TracedWitness)> = Vec::new();
        for carried in carried {
            let id = carried.id;
            let (Some(document), Some(card)) = (documents.get(&id), cards.get(&id)) else { continue };
            let map = OffsetMap::new(&document.text);
            let spans = (query_map.span(carried.own, unit), map.span(carried.span, unit));
            let (Some((text_begin, text_end)), Some((begin, end))) = spans else { continue };
            let own = lineages.get(&id).into_iter().flatten();
            let lineage_ids = own.filter(|(_, span)| span.overlap(&carried.span) > 0);
            let witness = TracedWitness {
                document: card.clone(),
                begin: begin as u64,
                end: end as u64,
                text_begin: text_begin as u64,
                text_end: text_end as u64,
                kind: carried.kind.as_str().to_owned(),
                score: round(carried.score),
                lineage_ids: lineage_ids.map(|(id, _)| id.clone()).collect(),
                segments: match &carried.how {
                    How::Words(operations) => {
                        segments(&text[carried.own.range()], &document.text[carried.span.range()], operations)
                    }
                    How::Renders(pairs) => {
                        rendered_segments((text, carried.own), (&document.text, carried.span), pairs)
                    }
                },
            };
            found.push((document.published.map(|p| (p.earliest, p.latest)), id, witness));
        }
        // Undated witnesses come last; the ids make equal dates deterministic.
        found.sort_by_key(|(published, id, witness)| (published.is_none(), *published, *id, witness.begin));
        Ok(TextTraceView {
            envelope: self.envelope("text-trace", "report --text …"),
            documents: texts.document_count,
            lang: lang.to_owned(),
            looked_for_translations,
            witnesses: found.into_iter().map(|(_, _, witness)| witness).collect(),
        })
    }

    /// What renders a text in other languages; none if no trace looked for translations with the model.
    async fn translations_of(
        &self,
        (text, lang): (&str, &str),
        translation: &TranslationOptions,
    ) -> Result<Option<Vec<Carried>>, EngineError> {
        let model = self.model.get_or_try_init(|| async { translation.open() }).await?;
        let Some(pasted) = Pasted::look_up(&self.archive, translation, model, (text, lang))? else {
            return Ok(None);
        };
        let texts = self.texts().await?;
        let first =
            pasted.contents().filter_map(|content| Some((*texts.documents_with(content).first()?, content)));
        let first: BTreeMap<DocumentId, Content> = first.collect();
        let documents = self.documents(&first.keys().copied().collect::<Vec<_>>()).await?;
        let words = |(id, document): (DocumentId, Document)| Some((*first.get(&id)?, document.text));
        let words: BTreeMap<Content, String> = documents.into_iter().filter_map(words).collect();
        let found = pasted.renderings(model, &words, translation.least_probability);
        let mut carried = Vec::new();
        for rendering in found {
            let (Some(head), Some(tail)) = (rendering.pairs.first(), rendering.pairs.last()) else {
                continue;
            };
            for id in texts.documents_with(rendering.content) {
                carried.push(Carried {
                    id: *id,
                    own: Span { begin: head.0.begin, end: tail.0.end },
                    span: Span { begin: head.1.begin, end: tail.1.end },
                    kind: MatchKind::Translated,
                    score: rendering.probability,
                    how: How::Renders(rendering.pairs.clone()),
                });
            }
        }
        Ok(Some(carried))
    }

    /// The documents of the archive that share spans with a text, by id and place, in bytes. The
    /// first call opens the index.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub async fn look_up(&self, text: &str) -> Result<Vec<SharedSpan>, EngineError> {
        let texts = self.texts().await?;
        let shared = |Sharing { id, found }: Sharing| SharedSpan {
            document_id: id.to_string(),
            text_begin: found.a_span.begin.into(),
            text_end: found.a_span.end.into(),
            begin: found.b_span.begin.into(),
            end: found.b_span.end.into(),
            kind: found.kind.as_str().to_owned(),
            score: found.score,
            operations: operations::encode(&found.operations),
        };
        Ok(texts.look_up(text).into_iter().map(shared).collect())
    }

    /// The index of the archive's texts, opened once.
    pub(super) async fn texts(&self) -> Result<&LookUp, EngineError> {
        self.look_up.get_or_try_init(|| LookUp::open(&self.archive)).await
    }

    /// Passages of carried lineages in each document.
    pub(super) async fn lineages_of(
        &self,
        ids: &[DocumentId],
    ) -> Result<BTreeMap<DocumentId, Vec<(String, Span)>>, EngineError> {
        let mut found: BTreeMap<DocumentId, Vec<(String, Span)>> = BTreeMap::new();
        if ids.is_empty() {
            return Ok(found);
        }
        let rows = self
            .rows(&format!(
                "SELECT w.document_id, w.lineage_id, w.\"begin\", w.\"end\" FROM witnesses w \
                 JOIN lineages l ON l.lineage_id = w.lineage_id WHERE l.class = 'carried' AND w.document_id IN ({}) \
                 ORDER BY w.\"begin\", w.lineage_id",
                super::list(ids)
            ))
            .await?;
        for row in Row::iter(&rows) {
            if let Ok(id) = row.text("document_id").parse() {
                let span = Span::new(row.number("begin") as usize, row.number("end") as usize);
                found.entry(id).or_default().push((row.text("lineage_id").to_owned(), span));
            }
        }
        Ok(found)
    }
}
