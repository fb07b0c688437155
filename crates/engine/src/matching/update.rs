//! Indexing the texts of new documents.

use super::{
    DEFAULT_MEMORY, Matching,
    files::{encode_contents, open_segment},
    heads::Heads,
    read_heads,
};
use crate::{EngineError, Progress, Silent};
use futures::StreamExt;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};
use throughline_archive::{Archive, DerivedFiles, rows::Row};
use throughline_model::DocumentId;
use throughline_reuse::{Content, Segment, SegmentBuilder, Settings};

/// Up to so many new documents are asked for by id instead of reading all texts.
const FEW: usize = 500;

/// Segments of which more are merged.
const MANY_SEGMENTS: usize = 4;

/// Opens an archive's index; if it cannot be kept with the archive, an empty one in memory.
pub(crate) fn open(archive: &Archive, settings: &Settings) -> Matching {
    let folder = archive.location().folder().map(|folder| folder.join("derived/reuse"));
    let files = folder.and_then(|folder| DerivedFiles::in_folder(&folder).ok());
    Matching::read(files.unwrap_or_else(DerivedFiles::in_memory), settings)
}

/// Throws the index of an archive away and indexes all its texts anew. Their matches are found by
/// the next `trace`.
///
/// # Errors
/// If the archive cannot be read or written to.
pub(crate) async fn rebuild(archive: &Archive) -> Result<(), EngineError> {
    let heads = read_heads(archive).await?;
    let mut matching = open(archive, &Settings::default());
    matching.clear()?;
    update(&mut matching, archive, &heads, DEFAULT_MEMORY, &Silent).await
}

/// A document's text on its way into a segment.
struct Arrived {
    id: DocumentId,
    lang: String,
    content: Content,
    text: String,
}

/// Indexes the texts of documents that are not indexed yet. What is finished is kept whenever
/// memory is full, so a killed update goes on from there.
///
/// # Errors
/// If the archive cannot be read or a file cannot be written.
pub(crate) async fn update(
    matching: &mut Matching,
    archive: &Archive,
    heads: &Heads,
    memory: usize,
    progress: &dyn Progress,
) -> Result<(), EngineError> {
    let new: HashSet<DocumentId> =
        heads.0.iter().map(|head| head.id).filter(|id| !matching.contents.contains_key(id)).collect();
    if new.is_empty() {
        return Ok(());
    }
    progress.begin("index", new.len() as u64, "documents");
    let mut gathering = Gathering { known: known_contents(matching), ..Gathering::default() };
    let mut batches = archive.session().await?.sql(&texts_of(&new)).await?.execute_stream().await?;
    let mut done = 0;
    while let Some(batch) = batches.next().await {
        let arrived = arrived(&[batch?], &new)?;
        done += arrived.len() as u64;
        gathering.add(arrived);
        progress.at(done);
        if gathering.memory() >= memory {
            gathering.flush(matching, memory)?;
        }
    }
    gathering.flush(matching, memory)?;
    if matching.is_kept {
        merge(matching, memory)?;
    }
    progress.end();
    Ok(())
}

fn known_contents(matching: &Matching) -> HashSet<Content> {
    matching.segments.iter().flat_map(|segment| segment.contents().collect::<Vec<_>>()).collect()
}

fn texts_of(new: &HashSet<DocumentId>) -> String {
    let all = "SELECT document_id, lang, text FROM documents";
    if new.len() > FEW {
        return all.to_owned();
    }
    let mut ids: Vec<String> = new.iter().map(|id| format!("'{id}'")).collect();
    ids.sort_unstable();
    format!("{all} WHERE document_id IN ({})", ids.join(", "))
}

fn arrived(
    batch: &[arrow::record_batch::RecordBatch],
    new: &HashSet<DocumentId>,
) -> Result<Vec<Arrived>, EngineError> {
    let plain = Row::plain(batch)?;
    let rows: Vec<(DocumentId, String, String)> = Row::iter(&plain)
        .filter_map(|row| Some((row.text("document_id").parse::<DocumentId>().ok()?, row)))
        .filter(|(id, _)| new.contains(id))
        .map(|(id, row)| (id, row.text("lang").to_owned(), row.text("text").to_owned()))
        .collect();
    let with_content = |(id, lang, text): (DocumentId, String, String)| {
        let content = Content::of(&text);
        Arrived { id, lang, content, text }
    };
    Ok(rows.into_par_iter().map(with_content).collect())
}

/// Texts waiting to be written, one builder for each language, so that the segments of a large
/// archive hold one language each.
#[derive(Default)]
struct Gathering {
    builders: BTreeMap<String, SegmentBuilder>,
    known: HashSet<Content>,
    documents: Vec<(DocumentId, Content)>,
}

impl Gathering {
    fn add(&mut self, arrived: Vec<Arrived>) {
        let mut by_language: BTreeMap<&str, Vec<(Content, &str)>> = BTreeMap::new();
        for document in &arrived {
            self.documents.push((document.id, document.content));
            if self.known.insert(document.content) {
                by_language.entry(&document.lang).or_default().push((document.content, &document.text));
            }
        }
        for (lang, texts) in by_language {
            self.builders.entry(lang.to_owned()).or_default().add_all(&texts);
        }
    }

    fn memory(&self) -> usize {
        self.builders.values().map(SegmentBuilder::memory).sum()
    }

    /// Writes what has gathered: a segment for each language that has much, one for the rest.
    fn flush(&mut self, matching: &mut Matching, memory: usize) -> Result<(), EngineError> {
        let mut rest = SegmentBuilder::default();
        for builder in std::mem::take(&mut self.builders).into_values() {
            if builder.memory() * 8 >= memory {
                matching.add_segment(&builder.finish(&matching.settings))?;
            } else {
                rest.append(builder);
            }
        }
        if !rest.is_empty() {
            matching.add_segment(&rest.finish(&matching.settings))?;
        }
        matching.contents.extend(self.documents.drain(..));
        matching.state.documents = Some(matching.put("documents", &encode_contents(&matching.contents))?);
        matching.keep()
    }
}

impl Matching {
    fn add_segment(&mut self, bytes: &[u8]) -> Result<(), EngineError> {
        let name = self.put("segment", bytes)?;
        self.open_segment(name)
    }

    fn open_segment(&mut self, name: String) -> Result<(), EngineError> {
        let segment = open_segment(&self.files, &name, &self.settings)?;
        self.segments.push(segment);
        self.state.segments.push(name);
        Ok(())
    }
}

/// Merges the smallest segments while there are many. Few segments are looked up faster; large ones
/// are not rewritten for the sake of small ones. What is found does not depend on how texts are
/// spread over segments.
fn merge(matching: &mut Matching, memory: usize) -> Result<(), EngineError> {
    while matching.segments.len() > MANY_SEGMENTS {
        let sizes: Vec<usize> = matching.segments.iter().map(Segment::byte_length).collect();
        let chosen = to_merge(&sizes, memory);
        if chosen.is_empty() {
            return Ok(());
        }
        let name = matching.next_name("segment");
        let small: Vec<Segment> = chosen.iter().map(|&at| matching.segments[at].clone()).collect();
        matching.files.write(&name, |out| Segment::merge(&small, &matching.settings, out))?;
        drop(small);
        let keeps = |at: &usize| !chosen.contains(at);
        let kept = |at: usize| (matching.segments[at].clone(), matching.state.segments[at].clone());
        let (segments, names) = (0..matching.segments.len()).filter(keeps).map(kept).unzip();
        (matching.segments, matching.state.segments) = (segments, names);
        // Its blocks were those of the segments that are merged now.
        matching.state.unfinished = None;
        matching.open_segment(name)?;
        matching.keep()?;
    }
    Ok(())
}

/// Which segments to merge, given their sizes in bytes: the smallest ones, each at most twice as
/// large as those before it together, none if the result would not fit into memory.
fn to_merge(sizes: &[usize], memory: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&at| (sizes[at], at));
    let (mut best, mut sum) = (0, 0);
    for (count, &at) in (1..).zip(&order) {
        let is_like = count == 1 || sizes[at] <= 2 * sum;
        sum += sizes[at];
        if sum > memory || !is_like {
            break;
        }
        best = count;
    }
    if best < 2 {
        // Too unlike: the two smallest, so that their number does not grow.
        best = if order.len() >= 2 && sizes[order[0]] + sizes[order[1]] <= memory { 2 } else { 0 };
    }
    order.truncate(best);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_is_merged_with_like() {
        assert_eq!(to_merge(&[400; 16], 2_000), [0, 1, 2, 3, 4]);
        assert_eq!(to_merge(&[2_000, 3, 2, 5, 300], 2_000), [2, 1, 3], "300 is not rewritten for 10");
        assert_eq!(to_merge(&[900, 1, 100, 10_000, 10], 2_000), [1, 4], "the two smallest at least");
        assert_eq!(to_merge(&[1_500, 1_500, 1_600], 2_000), [] as [usize; 0]);
    }
}
