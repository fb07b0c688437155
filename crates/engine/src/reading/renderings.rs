//! How a phrase is rendered in other languages.

use super::{Reader, list, literal, rendered::rendered_spans};
use crate::{
    EngineError, TranslationOptions,
    translating::{self, primary},
    views::{RenderingPlace, RenderingView, RenderingsView},
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use throughline_archive::rows::Row;
use throughline_model::{Document, DocumentId, Span, operations};
use throughline_text::{OffsetMap, OffsetUnit, units};
use throughline_translation::{Model, Sentence, rendering, rendering_of_phrase};

/// Documents with the phrase whose passages are looked at.
const MOST_DOCUMENTS: usize = 500;
/// Aligned passages that go through the model.
const MOST_PASSAGES: usize = 1_000;
/// Near sentences that go through the model.
const MOST_NEAR: usize = 300;
/// Scores of near renderings from here on are shown: of those below hardly any is right.
const LEAST_NEAR: f32 = 0.6;
/// Places that are listed of each rendering.
const MOST_PLACES: usize = 10;

/// A sentence that may hold a rendering, and the passage of which it is one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    document: DocumentId,
    sentence: Span,
    of: Option<(DocumentId, Span)>,
}

/// Words that render the phrase.
struct FoundWords {
    place: Place,
    words: Span,
    score: f32,
}

impl Reader {
    /// The renderings of a phrase: in passages that are matched with passages that have it, and in
    /// sentences of other languages that are near it. `lang` is the phrase's language.
    ///
    /// # Errors
    /// If the archive or the model cannot be read, or the phrase has no word.
    pub async fn renderings(
        &self,
        phrase: &str,
        lang: &str,
        translation: &TranslationOptions,
        unit: OffsetUnit,
    ) -> Result<RenderingsView, EngineError> {
        let phrase = phrase.trim();
        if units(phrase).is_empty() {
            return Err(EngineError::Question("give a phrase of at least one word".into()));
        }
        let model = self.model.get_or_try_init(|| async { translation.open() }).await?;
        let using = self.documents_having(phrase).await?;
        let mut places = self.aligned_places(phrase, &using).await?;
        let aligned: BTreeSet<DocumentId> =
            places.iter().filter_map(|place| place.of.map(|(document, _)| document)).collect();
        let near = self.near_places(phrase, lang, translation, model, &places).await?;
        let near_sentences = near.len() as u64;
        places.extend(near);
        let ids: BTreeSet<DocumentId> = places
            .iter()
            .flat_map(|place| [Some(place.document), place.of.map(|(document, _)| document)])
            .flatten()
            .collect();
        let documents = self.documents(&ids.into_iter().collect::<Vec<_>>()).await?;
        let found = found_words(model, phrase, &places, &documents);
        let command =
            format!("renderings {} --lang {lang}{}", super::shell_word(phrase), super::unit_flag(unit));
        Ok(RenderingsView {
            envelope: self.envelope("renderings", &command),
            phrase: phrase.to_owned(),
            lang: lang.to_owned(),
            documents: using.len() as u64,
            aligned_documents: aligned.len() as u64,
            near_sentences,
            renderings: self.grouped(found, lang, &documents, unit).await?,
        })
    }

    /// The documents whose main text has a phrase.
    async fn documents_having(&self, phrase: &str) -> Result<Vec<DocumentId>, EngineError> {
        let query = format!(
            "SELECT document_id FROM documents WHERE strpos(text, {}) > 0 ORDER BY document_id",
            literal(phrase)
        );
        let rows = self.rows(&query).await?;
        Ok(Row::iter(&rows).filter_map(|row| row.text("document_id").parse().ok()).collect())
    }

    /// The sentences that render one in which the phrase stands.
    async fn aligned_places(&self, phrase: &str, using: &[DocumentId]) -> Result<Vec<Place>, EngineError> {
        if using.is_empty() {
            return Ok(Vec::new());
        }
        let using = &using[..using.len().min(MOST_DOCUMENTS)];
        let documents = self.documents(using).await?;
        let ids = list(using);
        let query = format!(
            "SELECT a, a_begin, b, b_begin, operations FROM matches WHERE class = 'carried' \
             AND kind = 'translated' AND (a IN ({ids}) OR b IN ({ids})) ORDER BY match_id"
        );
        let mut places = BTreeSet::new();
        for row in Row::iter(&self.rows(&query).await?) {
            let (Ok(a), Ok(b)) = (row.text("a").parse(), row.text("b").parse()) else { continue };
            let operations = operations::decode(row.text("operations")).unwrap_or_default();
            let begins = (row.number("a_begin") as u32, row.number("b_begin") as u32);
            for (first, second) in rendered_spans(&operations, begins) {
                for ((own, of), (other, sentence)) in [((a, first), (b, second)), ((b, second), (a, first))] {
                    let has_it = |document: &Document| document.text[of.range()].contains(phrase);
                    if documents.get(&own).is_some_and(has_it) {
                        places.insert(Place { document: other, sentence, of: Some((own, of)) });
                    }
                }
            }
        }
        Ok(places.into_iter().take(MOST_PASSAGES).collect())
    }

    /// The sentences of other languages whose vectors are nearest to the phrase's, but for those in
    /// `known`.
    async fn near_places(
        &self,
        phrase: &str,
        lang: &str,
        translation: &TranslationOptions,
        model: &Model,
        known: &[Place],
    ) -> Result<Vec<Place>, EngineError> {
        let near = translating::near(&self.archive, translation, model, (phrase, lang), MOST_NEAR)?;
        let texts = self.texts().await?;
        let is_known = |document: DocumentId, sentence: &Span| {
            known.iter().any(|place| place.document == document && place.sentence.overlap(sentence) > 0)
        };
        let mut places = BTreeSet::new();
        for (content, sentence) in near {
            for document in texts.documents_with(content) {
                if !is_known(*document, &sentence) {
                    places.insert(Place { document: *document, sentence, of: None });
                }
            }
        }
        Ok(places.into_iter().collect())
    }

    /// Renderings of the same words together.
    async fn grouped(
        &self,
        found: Vec<FoundWords>,
        lang: &str,
        documents: &BTreeMap<DocumentId, Document>,
        unit: OffsetUnit,
    ) -> Result<Vec<RenderingView>, EngineError> {
        let ids: Vec<DocumentId> = documents.keys().copied().collect();
        let cards = self.cards(&ids).await?;
        let mut groups: BTreeMap<(bool, String, String), Vec<FoundWords>> = BTreeMap::new();
        for words in found {
            let Some(document) = documents.get(&words.place.document) else { continue };
            if primary(&document.lang) == primary(lang) {
                continue;
            }
            let plain = document.text[words.words.range()].to_lowercase();
            let key = (words.place.of.is_none(), document.lang.clone(), plain);
            groups.entry(key).or_default().push(words);
        }
        let mut renderings: Vec<RenderingView> = Vec::new();
        for ((is_near, own_lang, _), mut group) in groups {
            let published = |words: &FoundWords| documents[&words.place.document].published;
            group.sort_by_key(|words| {
                let stated = published(words).map(|stated| (stated.earliest, stated.latest));
                (stated.is_none(), stated, words.place.clone())
            });
            // Several passages may have the phrase that one sentence renders: the first speaks for all.
            group.dedup_by_key(|words| (words.place.document, words.words));
            let score = group.iter().map(|words| words.score).fold(0.0, f32::max);
            let own: BTreeSet<DocumentId> = group.iter().map(|words| words.place.document).collect();
            let first = &group[0];
            let place = |words: &FoundWords| place_view(words, documents, &cards, unit);
            renderings.push(RenderingView {
                text: documents[&first.place.document].text[first.words.range()].to_owned(),
                lang: own_lang,
                evidence: if is_near { "near" } else { "aligned" }.to_owned(),
                score: (f64::from(score) * 1e4).round() / 1e4,
                documents: own.len() as u64,
                first_published: cards.get(&first.place.document).and_then(|card| card.published.clone()),
                places: group.iter().filter_map(place).take(MOST_PLACES).collect(),
            });
        }
        let order = |view: &RenderingView| {
            (view.evidence == "near", Reverse(view.documents), Reverse((view.score * 1e4) as u64))
        };
        renderings.sort_by(|a, b| {
            order(a).cmp(&order(b)).then_with(|| (&a.lang, &a.text).cmp(&(&b.lang, &b.text)))
        });
        Ok(renderings)
    }
}

/// The words that render the phrase at each place.
fn found_words(
    model: &Model,
    phrase: &str,
    places: &[Place],
    documents: &BTreeMap<DocumentId, Document>,
) -> Vec<FoundWords> {
    let text = |document: DocumentId, span: Span| {
        documents.get(&document).and_then(|document| document.text.get(span.range()))
    };
    let mut wanted: BTreeSet<&str> = BTreeSet::from([phrase]);
    for place in places {
        wanted.extend(text(place.document, place.sentence));
        wanted.extend(place.of.and_then(|(document, span)| text(document, span)));
    }
    let wanted: Vec<&str> = wanted.into_iter().collect();
    let read: BTreeMap<&str, Sentence> = wanted.iter().copied().zip(model.sentences(&wanted)).collect();
    let of_place = |place: &Place| -> Option<FoundWords> {
        let sentence = text(place.document, place.sentence)?;
        let other = (&read[sentence], sentence);
        let found = match place.of.and_then(|(document, span)| text(document, span)) {
            Some(of) => {
                let begin = of.find(phrase)?;
                rendering((&read[of], of), begin..begin + phrase.len(), other)?
            }
            None => rendering_of_phrase((&read[phrase], phrase), other)
                .filter(|found| found.score >= LEAST_NEAR)?,
        };
        let begin = place.sentence.begin as usize;
        let words = Span::new(begin + found.range.start, begin + found.range.end);
        Some(FoundWords { place: place.clone(), words, score: found.score })
    };
    places.iter().filter_map(of_place).collect()
}

fn place_view(
    words: &FoundWords,
    documents: &BTreeMap<DocumentId, Document>,
    cards: &BTreeMap<DocumentId, crate::views::DocumentCard>,
    unit: OffsetUnit,
) -> Option<RenderingPlace> {
    let document = documents.get(&words.place.document)?;
    let (begin, end) = OffsetMap::new(&document.text).span(words.words, unit)?;
    let of = words.place.of;
    Some(RenderingPlace {
        document: cards.get(&document.id)?.clone(),
        begin: begin as u64,
        end: end as u64,
        sentence: document.text[words.place.sentence.range()].to_owned(),
        of: of
            .and_then(|(id, span)| Some(documents.get(&id)?.text[span.range()].to_owned()))
            .unwrap_or_default(),
        of_document_id: of.map(|(id, _)| id.to_string()).unwrap_or_default(),
    })
}
