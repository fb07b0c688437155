//! Each text's sentences, with the vectors of the first pass.

use super::{
    files::Files,
    parts::{self, Part, Place, PlacedText},
};
use crate::{EngineError, Progress, matching::Heads};
use futures::StreamExt;
use rayon::prelude::*;
use std::{cmp::Reverse, collections::BTreeMap};
use throughline_archive::{Archive, rows::Row};
use throughline_model::{DocumentId, Id};
use throughline_reuse::Content;
use throughline_text::{sentence_parts, sentences, units};
use throughline_translation::{Cells, Fit, Model, StaticTable};

/// Sentences of fewer units vote for no text: "She agreed." stands everywhere.
const LEAST_UNITS: usize = 5;
/// Bytes of texts whose sentences are put into one part.
const PART_BYTES: usize = 64 << 20;
/// Parts from which on all are put into one.
const MANY_PARTS: usize = 24;

/// One text: where its sentences are in the lists of [`Texts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) content: Content,
    pub(super) lang: String,
    /// The middle of when the first of its documents was published, if the day is known, else the end of
    /// time.
    pub(super) earliest: i64,
    part: usize,
    /// Its first sentence in the part.
    first: usize,
    sentences: usize,
}

impl Text {
    /// The primary subtag of its language.
    pub(super) fn primary(&self) -> &str {
        super::primary(&self.lang)
    }
}

/// All texts of an archive as sentences, sorted by content.
pub(super) struct Texts {
    pub(super) all: Vec<Text>,
    pub(super) dimensions: usize,
    /// The cells of the first pass.
    pub(super) cells: Cells,
    parts: Vec<Part>,
}

impl Texts {
    /// The places of a text's sentences.
    pub(super) fn places(&self, text: &Text) -> &[Place] {
        &self.parts[text.part].places[text.first..text.first + text.sentences]
    }

    /// The vector of one sentence of a text.
    pub(super) fn vector(&self, text: &Text, sentence: usize) -> &[i8] {
        self.parts[text.part].vector(text.first + sentence, self.dimensions)
    }

    /// The days between two texts, if both are known.
    pub(super) fn apart(&self, (a, b): (u32, u32)) -> Option<u64> {
        let [a, b] = [a, b].map(|text| self.all[text as usize].earliest);
        (a != i64::MAX && b != i64::MAX).then(|| a.abs_diff(b) / DAY)
    }

    /// The number of a text in [`Texts::all`].
    pub(super) fn number(&self, content: Content) -> Option<usize> {
        self.all.binary_search_by_key(&content, |text| text.content).ok()
    }
}

/// Days within which most of what is carried is carried: a statement is news for days.
pub(super) const SOON: u64 = 2;

/// A day in microseconds.
const DAY: u64 = 86_400_000_000;

/// Brings the sentences of texts that are not there yet, and gives those of `contents`.
///
/// # Errors
/// If the archive cannot be read or a file cannot be written.
pub(super) async fn update(
    files: &mut Files,
    archive: &Archive,
    heads: &Heads,
    contents: &BTreeMap<DocumentId, Content>,
    model: &Model,
    progress: &dyn Progress,
) -> Result<Texts, EngineError> {
    let mut table = read_table(files, model)?;
    let mut parts = parts::read_all(files, table.dimensions());
    let known = languages_of(&parts);
    let new: BTreeMap<DocumentId, Content> = first_documents(archive, heads, contents)
        .await?
        .into_iter()
        .filter(|(content, (_, lang))| known.get(content) != Some(&lang.as_str()))
        .map(|(content, (id, _))| (id, content))
        .collect();
    if !new.is_empty() {
        progress.begin("sentences", new.len() as u64, "texts");
        let query = archive.session().await?.sql("SELECT document_id, lang, text FROM documents").await?;
        let mut batches = query.execute_stream().await?;
        let (mut waiting, mut bytes, mut done) = (Vec::new(), 0, 0);
        while let Some(batch) = batches.next().await {
            for row in Row::iter(&Row::plain(&[batch?])?) {
                let Ok(id) = row.text("document_id").parse::<DocumentId>() else { continue };
                let Some(content) = new.get(&id) else { continue };
                bytes += row.text("text").len();
                waiting.push((*content, row.text("lang").to_owned(), row.text("text").to_owned()));
            }
            if bytes >= PART_BYTES {
                done += waiting.len() as u64;
                progress.end();
                add_part(files, &mut table, model, &std::mem::take(&mut waiting), progress)?;
                bytes = 0;
                progress.begin("sentences", new.len() as u64, "texts");
                progress.at(done);
            }
        }
        progress.end();
        if !waiting.is_empty() {
            add_part(files, &mut table, model, &waiting, progress)?;
        }
        if files.state.sentences.len() > MANY_PARTS {
            parts::merge(files)?;
        }
        parts = parts::read_all(files, table.dimensions());
    }
    let mut wanted: BTreeMap<Content, i64> = BTreeMap::new();
    for head in &heads.0 {
        if let Some(content) = contents.get(&head.id) {
            let earliest = wanted.entry(*content).or_insert(i64::MAX);
            *earliest = head.day.unwrap_or(i64::MAX).min(*earliest);
        }
    }
    Ok(gathered(parts, &table, &wanted))
}

/// The texts that are there, and the table with the rows of `phrase` as well. Nothing is written.
///
/// # Errors
/// If the table cannot be made.
pub(super) fn stored(
    files: &mut Files,
    model: &Model,
    phrase: &str,
) -> Result<(Texts, StaticTable), EngineError> {
    let mut table = read_table(files, model)?;
    table.add_pieces(model, &table.missing(&[phrase]), &|_, _| ());
    let parts = parts::read_all(files, table.dimensions());
    let wanted: BTreeMap<Content, i64> = contents_of(&parts).map(|content| (content, i64::MAX)).collect();
    Ok((gathered(parts, &table, &wanted), table))
}

/// The first document of each text and its language, which is the text's: in whatever order documents
/// came, the one with the smallest id is the first.
async fn first_documents(
    archive: &Archive,
    heads: &Heads,
    contents: &BTreeMap<DocumentId, Content>,
) -> Result<BTreeMap<Content, (DocumentId, String)>, EngineError> {
    let mut first: BTreeMap<Content, (DocumentId, String)> = BTreeMap::new();
    for head in &heads.0 {
        if let Some(content) = contents.get(&head.id) {
            first.entry(*content).or_insert((head.id, String::new()));
        }
    }
    let query = archive.session().await?.sql("SELECT document_id, lang FROM documents").await?;
    let mut batches = query.execute_stream().await?;
    while let Some(batch) = batches.next().await {
        for row in Row::iter(&Row::plain(&[batch?])?) {
            let Ok(id) = row.text("document_id").parse::<DocumentId>() else { continue };
            if let Some((first, lang)) = contents.get(&id).and_then(|content| first.get_mut(content))
                && *first == id
            {
                row.text("lang").clone_into(lang);
            }
        }
    }
    Ok(first)
}

/// The language each text has in the parts; the latest counts.
fn languages_of(parts: &[Part]) -> BTreeMap<Content, &str> {
    parts.iter().flat_map(|part| &part.texts).map(|text| (text.content, text.lang.as_str())).collect()
}

fn contents_of(parts: &[Part]) -> impl Iterator<Item = Content> {
    parts.iter().flat_map(|part| part.texts.iter().map(|text| text.content))
}

/// The static table with the rows of all pieces met so far.
fn read_table(files: &Files, model: &Model) -> Result<StaticTable, EngineError> {
    let fit = Fit::multilingual_e5_small();
    let stored = files.state.table.as_ref().and_then(|name| files.derived.read(name).ok());
    let table = match stored.and_then(|bytes| StaticTable::from_bytes(&bytes, model, &fit).ok()) {
        Some(table) => Ok(table),
        None => StaticTable::new(model, &fit),
    };
    table.map_err(|error| EngineError::Model { name: files.model().to_owned(), reason: error.to_string() })
}

/// Cuts texts into sentences, makes the vectors, and keeps them.
fn add_part(
    files: &mut Files,
    table: &mut StaticTable,
    model: &Model,
    texts: &[(Content, String, String)],
    progress: &dyn Progress,
) -> Result<(), EngineError> {
    let placed: Vec<(PlacedText, Vec<Place>)> = texts
        .par_iter()
        .map(|(content, lang, text)| {
            let places = places_of(text, lang);
            let placed = PlacedText { content: *content, lang: lang.clone(), sentences: places.len() };
            (placed, places)
        })
        .collect();
    let mut sentences: Vec<(&str, &str)> = Vec::new();
    for ((placed, places), (_, _, text)) in placed.iter().zip(texts) {
        sentences.extend(places.iter().map(|place| (&text[place.span.range()], placed.lang.as_str())));
    }
    let missing = table.missing(&sentences.iter().map(|(text, _)| *text).collect::<Vec<_>>());
    if !missing.is_empty() {
        progress.begin("words", missing.len() as u64, "new words");
        table.add_pieces(model, &missing, &|done, _| progress.at(done as u64));
        progress.end();
        files.state.table = Some(files.put("table", &table.to_bytes())?);
    }
    let vectors = table.stored_vectors(&sentences);
    parts::add(files, &placed, &vectors)?;
    files.keep()
}

/// The sentences of a text, and of what is too long to be one the parts.
pub(super) fn places_of(text: &str, lang: &str) -> Vec<Place> {
    let spans = sentences(text, lang).into_iter().flat_map(|span| sentence_parts(text, span));
    spans.map(|span| Place { span, vote: vote_of(&text[span.range()]) }).collect()
}

/// The number by which equal sentences are known, 0 for one that does not vote.
fn vote_of(sentence: &str) -> u64 {
    if units(sentence).len() < LEAST_UNITS {
        return 0;
    }
    let id = Id::derive("sentence", &[sentence.as_bytes()]).bytes();
    u64::from_be_bytes(id.first_chunk().copied().unwrap_or_default()).max(1)
}

fn gathered(parts: Vec<Part>, table: &StaticTable, wanted: &BTreeMap<Content, i64>) -> Texts {
    let mut all = Vec::with_capacity(wanted.len());
    for (number, part) in parts.iter().enumerate() {
        let mut first = 0;
        for PlacedText { content, lang, sentences } in &part.texts {
            if let Some(earliest) = wanted.get(content) {
                all.push(Text {
                    content: *content,
                    lang: lang.clone(),
                    earliest: *earliest,
                    part: number,
                    first,
                    sentences: *sentences,
                });
            }
            first += sentences;
        }
    }
    // A text whose language changed with an earlier document stands twice: the latest counts.
    all.sort_by_key(|text| (text.content, Reverse(text.part), Reverse(text.first)));
    all.dedup_by_key(|text| text.content);
    Texts { all, dimensions: table.dimensions(), cells: table.fit().cells().clone(), parts }
}
