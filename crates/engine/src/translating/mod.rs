//! Finding the same statement in other languages, or in other words, among an archive's texts.
//!
//! `derived/translation` keeps each text's sentences with their vectors ([`sentences`]), the near ones
//! of each sentence ([`mod@near`]), and what was found between pairs of texts ([`results`]). A new text
//! costs its own vectors and looking these up; which pairs of texts are compared is decided over all of
//! them ([`pairs`]), and only pairs that were not compared with the same windows before go through the
//! model ([`compare`]). So what comes out is what comparing
//! everything anew would give, and deleting `derived` costs time only.

mod compare;
mod files;
mod join;
mod languages;
mod lists;
mod matches;
mod near;
mod pairs;
mod parts;
mod pasted;
mod pivot;
mod results;
mod sentences;

use crate::{EngineError, Progress, matching::Heads, models::StoredModel};
use files::Files;
pub(crate) use join::join;
pub(crate) use pasted::Pasted;
use serde::Serialize;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use throughline_archive::Archive;
use throughline_model::{DocumentId, Match, RunId, Span};
use throughline_reuse::Content;
use throughline_translation::Model;

/// How translations are looked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TranslationOptions {
    /// The model's name.
    model: String,
    /// What tells it from any other: a digest over the hashes of its files.
    digest: String,
    /// Where it lies.
    #[serde(skip)]
    path: PathBuf,
    /// The probability from which on a rendering is reported, 0 to 1. Higher for precision, lower
    /// for recall; the documentation has the measured curve of each pair of languages.
    pub least_probability: f64,
    /// Whether statements in other words of the same language are looked for as well.
    pub reworded: bool,
}

impl TranslationOptions {
    /// Looks for translations with a model of the folder, with the default operating point.
    pub fn with(model: &StoredModel, folder: &Path) -> Self {
        let hashes: Vec<&str> = model.files.iter().map(|file| file.sha256.as_str()).collect();
        let digest = format!("{:032x}", Content::of(&hashes.join(" ")).0);
        Self {
            model: model.name.clone(),
            digest,
            path: model.path(folder),
            least_probability: 0.9,
            reworded: false,
        }
    }

    /// Opens the model.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn open(&self) -> Result<Model, EngineError> {
        Model::open(&self.path)
            .map_err(|error| EngineError::Model { name: self.model.clone(), reason: error.to_string() })
    }
}

/// The primary subtag of a language.
pub(crate) fn primary(lang: &str) -> &str {
    lang.split('-').next().unwrap_or_default()
}

/// Throws away what is kept of sentences and renderings; the next `trace` makes it anew.
///
/// # Errors
/// If it cannot be written to.
pub(crate) fn forget(archive: &Archive) -> Result<(), EngineError> {
    Files::forget(archive)
}

/// Finds all renderings between the archive's documents.
///
/// # Errors
/// If the archive or the model cannot be read, or a file cannot be written.
pub(crate) async fn find(
    archive: &Archive,
    heads: &Heads,
    contents: &BTreeMap<DocumentId, Content>,
    options: &TranslationOptions,
    run_id: RunId,
    progress: &dyn Progress,
) -> Result<Vec<Match>, EngineError> {
    let model = options.open()?;
    let mut files = Files::open(archive, options);
    let texts = sentences::update(&mut files, archive, heads, contents, &model, progress).await?;
    let chosen = pairs::choose(&mut files, &texts, options, progress)?;
    let mut found = compare::compare(&mut files, archive, &model, &texts, &chosen, options, progress).await?;
    pivot::add(&texts, &mut found, options.least_probability);
    Ok(matches::of_documents(&texts, &found, contents, run_id))
}

/// The sentences of other languages whose vectors are nearest to a phrase's (its text and language),
/// among the texts of the last trace, the nearest first: their texts and places.
///
/// # Errors
/// If the model cannot be used.
pub(crate) fn near(
    archive: &Archive,
    options: &TranslationOptions,
    model: &Model,
    phrase: (&str, &str),
    most: usize,
) -> Result<Vec<(Content, Span)>, EngineError> {
    let Some(mut files) = Files::open_if_there(archive, options) else { return Ok(Vec::new()) };
    let (texts, table) = sentences::stored(&mut files, model, phrase.0)?;
    Ok(pairs::near(&texts, &table.stored_vectors(&[phrase]), phrase.1, most))
}
