//! What was found between pairs of texts, kept so that it is not looked for again.

use super::{files::Files, pairs::Pair, sentences::Texts};
use crate::{
    EngineError,
    matching::{seal, unseal},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use throughline_model::Id;
use throughline_translation::{RenderedGroup, RenderedPassage, Window};

/// What tells one comparison from any other: the two texts, and the windows that were looked at.
pub(super) type Key = [u8; 16];

/// The key of a pair under settings.
pub(super) fn key(texts: &Texts, pair: &Pair, settings: &str) -> Key {
    let [a, b] = [pair.texts.0, pair.texts.1].map(|number| texts.all[number].content.0.to_le_bytes());
    let [of_a, of_b] = [pair.texts.0, pair.texts.1].map(|number| texts.all[number].lang.as_bytes());
    // What the votes count changes with the archive; what is looked at does not.
    let ends = |window: &Window| {
        let Window { first, second, .. } = window;
        [first.start, first.end, second.start, second.end].map(u32::to_le_bytes)
    };
    let windows: Vec<u8> = pair.windows.iter().flat_map(ends).flatten().collect();
    Id::derive("renderings", &[&a, of_a, &b, of_b, &windows, settings.as_bytes()]).bytes()
}

/// A passage as it is stored: its probability, and its groups.
#[derive(Serialize, Deserialize)]
struct Stored(f32, Vec<StoredGroup>);

/// The sentences of both sides, the probability, and the parts of two sentences.
#[derive(Serialize, Deserialize)]
struct StoredGroup([usize; 4], f32, Option<[u32; 4]>);

#[derive(Serialize, Deserialize)]
struct Row(Key, Vec<Stored>);

/// All comparisons that are kept.
pub(super) fn read(files: &Files) -> BTreeMap<Key, Vec<RenderedPassage>> {
    let mut all = BTreeMap::new();
    for name in &files.state.results {
        let Ok(bytes) = files.derived.read(name) else { continue };
        let rows = unseal(&bytes).and_then(|bytes| serde_json::from_slice::<Vec<Row>>(bytes).ok());
        for Row(key, passages) in rows.unwrap_or_default() {
            all.insert(key, passages.into_iter().map(passage).collect());
        }
    }
    all
}

/// Keeps finished comparisons.
pub(super) fn add(files: &mut Files, rows: &[(Key, &[RenderedPassage])]) -> Result<(), EngineError> {
    let name = put(files, rows)?;
    files.state.results.push(name);
    files.keep()
}

/// Keeps these comparisons and no others.
pub(super) fn replace(files: &mut Files, rows: &[(Key, &[RenderedPassage])]) -> Result<(), EngineError> {
    let name = put(files, rows)?;
    files.state.results = vec![name];
    files.keep()
}

fn put(files: &mut Files, rows: &[(Key, &[RenderedPassage])]) -> Result<String, EngineError> {
    let rows: Vec<Row> =
        rows.iter().map(|(key, passages)| Row(*key, passages.iter().map(stored).collect())).collect();
    let mut bytes = serde_json::to_vec(&rows).expect("results are plain numbers");
    seal(&mut bytes);
    files.put("results", &bytes)
}

fn stored(passage: &RenderedPassage) -> Stored {
    let group = |RenderedGroup { first, second, probability, parts }: &RenderedGroup| {
        let parts = parts.as_ref().map(|(one, other)| [one.start, one.end, other.start, other.end]);
        StoredGroup([first.start, first.end, second.start, second.end], *probability, parts)
    };
    Stored(passage.probability, passage.groups.iter().map(group).collect())
}

fn passage(Stored(probability, groups): Stored) -> RenderedPassage {
    let group = |StoredGroup([begin, end, other, other_end], probability, parts)| RenderedGroup {
        first: begin..end,
        second: other..other_end,
        probability,
        parts: parts.map(|[begin, end, other, other_end]| (begin..end, other..other_end)),
    };
    RenderedPassage { groups: groups.into_iter().map(group).collect(), probability }
}
