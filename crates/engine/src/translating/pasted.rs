//! What renders a text that need not be in the archive, in other languages.

use super::{
    TranslationOptions,
    compare::{Found, cosine, says_enough},
    files::Files,
    matches::sides,
    parts::Place,
    primary,
    sentences::{self, Text, Texts, places_of},
};
use crate::EngineError;
use rayon::prelude::*;
use std::collections::BTreeMap;
use throughline_archive::Archive;
use throughline_model::Span;
use throughline_reuse::Content;
use throughline_translation::{
    Candidate, CandidateSettings, Model, RenderedPassage, RenderingSettings, SentenceMemory, SentencePlace,
    TextPair, TextSentences, among_all, renderings, windows_between, within_effort,
};

/// Sentences that the model looks at: some seconds.
const EFFORT: usize = 2_000;

/// Bytes of sentences' states that are held.
const STATE_BYTES: usize = 1 << 28;

/// The number of the pasted text beside those of the archive.
const PASTED: u32 = u32::MAX;

/// A passage of the archive that renders a passage of the pasted text.
pub(crate) struct PastedRendering {
    pub(crate) content: Content,
    /// What renders what: bytes of the pasted text, and of the archive's.
    pub(crate) pairs: Vec<(Span, Span)>,
    pub(crate) probability: f64,
}

/// A pasted text, and the parts of the archive's texts that are worth a look.
pub(crate) struct Pasted<'p> {
    text: &'p str,
    lang: &'p str,
    places: Vec<Place>,
    vectors: Vec<i8>,
    texts: Texts,
    candidates: Vec<Candidate>,
}

impl<'p> Pasted<'p> {
    /// Looks a text up among those of the last trace; none if there was none with the model.
    ///
    /// # Errors
    /// If the model cannot be used.
    pub(crate) fn look_up(
        archive: &Archive,
        options: &TranslationOptions,
        model: &Model,
        (text, lang): (&'p str, &'p str),
    ) -> Result<Option<Self>, EngineError> {
        let Some(mut files) = Files::open_if_there(archive, options) else { return Ok(None) };
        let (texts, table) = sentences::stored(&mut files, model, text)?;
        if texts.all.is_empty() {
            return Ok(None);
        }
        let places = places_of(text, lang);
        let cut: Vec<(&str, &str)> = places.iter().map(|place| (&text[place.span.range()], lang)).collect();
        let vectors = voting(&places, &table.stored_vectors(&cut), texts.dimensions);
        let mut pasted = Pasted { text, lang, places, vectors, texts, candidates: Vec::new() };
        pasted.candidates = pasted.near();
        Ok(Some(pasted))
    }

    /// The texts whose words are needed.
    pub(crate) fn contents(&self) -> impl Iterator<Item = Content> {
        self.candidates.iter().map(|found| self.text_of(found).content)
    }

    /// What renders the pasted text, of texts with these words.
    pub(crate) fn renderings(
        &self,
        model: &Model,
        words: &BTreeMap<Content, String>,
        least: f64,
    ) -> Vec<PastedRendering> {
        let own: Vec<&str> = self.places.iter().map(|place| &self.text[place.span.range()]).collect();
        let cut: Vec<Vec<&str>> = self.candidates.iter().map(|found| self.cut(found, words)).collect();
        let pairs: Vec<TextPair<'_>> = self
            .candidates
            .iter()
            .zip(&cut)
            .map(|(found, cut)| TextPair {
                first: TextSentences { language: self.lang, sentences: &own },
                second: TextSentences { language: &self.text_of(found).lang, sentences: cut },
                windows: &found.windows,
            })
            .collect();
        let mut memory = SentenceMemory::new(STATE_BYTES);
        let found = renderings(model, &mut memory, &pairs, &RenderingSettings::default());
        let mut by_language: BTreeMap<&str, Found> = BTreeMap::new();
        for (candidate, passages) in self.candidates.iter().zip(found) {
            let of_language = by_language.entry(self.text_of(candidate).primary()).or_default();
            of_language.push((candidate.texts, passages));
        }
        let mut all = Vec::new();
        for (_, mut of_language) in by_language {
            let same = |at: SentencePlace| self.places(at.0)[at.1 as usize].same(at);
            among_all(&mut of_language, &same, &|one, other| self.alike(one, other));
            for ((_, number), passages) in of_language {
                let text = &self.texts.all[number as usize];
                all.extend(passages.into_iter().filter_map(|passage| self.rendering(text, &passage, least)));
            }
        }
        all
    }

    fn near(&self) -> Vec<Candidate> {
        let settings = CandidateSettings::default();
        let mut among: BTreeMap<&str, usize> = BTreeMap::new();
        for text in &self.texts.all {
            *among.entry(text.primary()).or_default() += self.texts.places(text).len();
        }
        let numbered = self.texts.all.par_iter().enumerate();
        let others = numbered.filter(|(_, text)| text.primary() != primary(self.lang));
        let candidate = |(number, text): (usize, &Text)| {
            let (places, dimensions) = (self.texts.places(text), self.texts.dimensions);
            let vectors: Vec<i8> =
                (0..places.len()).flat_map(|at| self.texts.vector(text, at)).copied().collect();
            let vectors = voting(places, &vectors, dimensions);
            let among = among[text.primary()];
            let windows = windows_between(&self.vectors, &vectors, dimensions, among, &settings);
            let found = Candidate { texts: (PASTED, number as u32), score: 0.0, soon: false, windows };
            (!found.windows.is_empty()).then_some(found)
        };
        within_effort(others.filter_map(candidate).collect(), EFFORT)
    }

    fn text_of(&self, found: &Candidate) -> &Text {
        &self.texts.all[found.texts.1 as usize]
    }

    fn cut<'w>(&self, found: &Candidate, words: &'w BTreeMap<Content, String>) -> Vec<&'w str> {
        let text = self.text_of(found);
        let words = words.get(&text.content).map_or("", String::as_str);
        let places = self.texts.places(text).iter();
        places.map(|place| words.get(place.span.range()).unwrap_or_default()).collect()
    }

    fn places(&self, text: u32) -> &[Place] {
        if text == PASTED { &self.places } else { self.texts.places(&self.texts.all[text as usize]) }
    }

    fn alike(&self, one: SentencePlace, other: SentencePlace) -> f32 {
        let vector = |(text, sentence): SentencePlace| match text {
            PASTED => {
                let begin = sentence as usize * self.texts.dimensions;
                &self.vectors[begin..begin + self.texts.dimensions]
            }
            text => self.texts.vector(&self.texts.all[text as usize], sentence as usize),
        };
        cosine(vector(one), vector(other))
    }

    fn rendering(&self, text: &Text, passage: &RenderedPassage, least: f64) -> Option<PastedRendering> {
        let places = self.texts.places(text);
        let probability = f64::from(passage.probability);
        let pairs = passage.groups.iter().map(|group| sides(&self.places, places, group));
        (probability >= least && says_enough([&self.places, places], passage)).then(|| PastedRendering {
            content: text.content,
            pairs: pairs.map(|[own, other]| (own, other)).collect(),
            probability,
        })
    }
}

/// Vectors of which those of sentences that do not vote are zero.
fn voting(places: &[Place], vectors: &[i8], dimensions: usize) -> Vec<i8> {
    let mut vectors = vectors.to_vec();
    for (place, vector) in places.iter().zip(vectors.chunks_exact_mut(dimensions)) {
        if place.vote == 0 {
            vector.fill(0);
        }
    }
    vectors
}
