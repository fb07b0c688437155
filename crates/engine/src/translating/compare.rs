//! The second pass: the model on the windows of chosen pairs.

use super::{
    TranslationOptions,
    files::Files,
    pairs::Pair,
    parts::Place,
    results::{self, Key},
    sentences::{SOON, Text, Texts},
};
use crate::{EngineError, Progress};
use futures::StreamExt;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};
use throughline_archive::{Archive, rows::Row};
use throughline_reuse::Content;
use throughline_translation::{
    Model, RenderedPassage, RenderingSettings, SentenceMemory, SentencePlace, StaticTable, TextPair,
    TextSentences, among_all, renderings, with_evidence,
};

/// Sentences of windows that are measured together.
const TOGETHER: usize = 4_000;
/// Bytes of texts that are held at a time.
const TEXT_BYTES: usize = 128 << 20;
/// Bytes of sentences' states that are held at a time.
const STATE_BYTES: usize = 1 << 29;

/// How long finished pairs wait until a file has them: what a kill costs at most.
const BETWEEN_FILES: Duration = Duration::from_secs(20);

/// What the texts of each pair share.
pub(super) type Found = Vec<((u32, u32), Vec<RenderedPassage>)>;

/// Compares all pairs that were not compared before.
///
/// # Errors
/// If the archive cannot be read or a file cannot be written.
pub(super) async fn compare(
    files: &mut Files,
    archive: &Archive,
    model: &Model,
    texts: &Texts,
    pairs: &[Pair],
    options: &TranslationOptions,
    progress: &dyn Progress,
) -> Result<Found, EngineError> {
    let settings = RenderingSettings::default();
    let named = format!("{settings:?}");
    let keys: Vec<Key> = pairs.iter().map(|pair| results::key(texts, pair, &named)).collect();
    let mut known = results::read(files);
    let mut new: Vec<usize> = (0..pairs.len()).filter(|at| !known.contains_key(&keys[*at])).collect();
    // Texts of one time share partners, whose sentences are in memory then.
    new.sort_by_key(|at| {
        let (a, b) = pairs[*at].texts;
        (texts.all[a].earliest.max(texts.all[b].earliest), texts.all[a].earliest, *at)
    });
    if !new.is_empty() {
        progress.begin("translations", new.len() as u64, "pairs of texts");
        let mut memory = SentenceMemory::new(STATE_BYTES);
        let (mut done, mut kept, mut kept_at) = (0, 0, Instant::now());
        for batch in batches(texts, pairs, &new) {
            let held = read_texts(archive, texts, pairs, batch).await?;
            for chunk in chunks(pairs, batch) {
                let found = of_pairs(model, &mut memory, texts, pairs, chunk, &held, &settings);
                known.extend(chunk.iter().map(|at| keys[*at]).zip(found));
                done += chunk.len();
                progress.at(done as u64);
                if kept_at.elapsed() >= BETWEEN_FILES || done == new.len() {
                    let finished = new[kept..done].iter().map(|at| keys[*at]);
                    let rows: Vec<(Key, &[RenderedPassage])> =
                        finished.map(|key| (key, known[&key].as_slice())).collect();
                    results::add(files, &rows)?;
                    (kept, kept_at) = (done, Instant::now());
                }
            }
        }
        progress.end();
    }
    let mut found: Found = pairs
        .iter()
        .zip(&keys)
        .map(|(Pair { texts: (a, b), .. }, key)| {
            ((*a as u32, *b as u32), known.get(key).cloned().unwrap_or_default())
        })
        .collect();
    if files.state.results.len() > 1 || known.len() > pairs.len() {
        let rows: Vec<(Key, &[RenderedPassage])> =
            keys.iter().zip(&found).map(|(key, (_, passages))| (*key, passages.as_slice())).collect();
        results::replace(files, &rows)?;
    }
    with_evidence(&mut found, &|pair| by_time(texts, pair));
    against_all(texts, &mut found);
    for ((a, b), passages) in &mut found {
        let places = [*a, *b].map(|text| texts.places(&texts.all[text as usize]));
        passages.retain(|passage| {
            f64::from(passage.probability) >= options.least_probability && says_enough(places, passage)
        });
    }
    Ok(found)
}

/// Whether a passage has a sentence on either side that does not stand everywhere: a hashtag, or "She
/// agreed.", is nobody's statement.
pub(super) fn says_enough([a, b]: [&[Place]; 2], passage: &RenderedPassage) -> bool {
    let votes = |places: &[Place]| places.iter().any(|place| place.vote != 0);
    passage.groups.iter().any(|group| votes(&a[group.first.clone()]) && votes(&b[group.second.clone()]))
}

/// The cosine of two stored vectors.
pub(super) fn cosine(one: &[i8], other: &[i8]) -> f32 {
    let product = |(a, b): (&i8, &i8)| i32::from(*a) * i32::from(*b);
    one.iter().zip(other).map(product).sum::<i32>() as f32 / StaticTable::ONE
}

/// The log odds that it adds to be carried soon.
const AT_ONCE: f64 = 1.5;
/// Days after which little is carried any more, and the log odds that it adds.
const LATE: (u64, f64) = (30, -1.0);

/// What the times of two texts say for one being carried by the other. If most carries are within two
/// days, and texts are published evenly over a hundred days, it would add 3; less is taken, since dates
/// may be wrong and texts may be old.
fn by_time(texts: &Texts, pair: (u32, u32)) -> f64 {
    match texts.apart(pair) {
        Some(days) if days <= SOON => AT_ONCE,
        Some(days) if days > LATE.0 => LATE.1,
        _ => 0.0,
    }
}

/// Measures passages against those of other texts: translations of each two languages, and other words
/// of one, by themselves.
fn against_all(texts: &Texts, found: &mut Found) {
    let place = |(text, sentence): SentencePlace| &texts.places(&texts.all[text as usize])[sentence as usize];
    let same = |at: SentencePlace| place(at).same(at);
    let vector = |(text, sentence): SentencePlace| texts.vector(&texts.all[text as usize], sentence as usize);
    let alike = |one: SentencePlace, other: SentencePlace| cosine(vector(one), vector(other));
    let languages = |(a, b): (u32, u32)| {
        let [a, b] = [a, b].map(|text| texts.all[text as usize].primary());
        (a.min(b).to_owned(), a.max(b).to_owned())
    };
    let mut by_languages: BTreeMap<(String, String), Found> = BTreeMap::new();
    for (pair, passages) in std::mem::take(found) {
        // The first side is of the first language, so that rivals of one side are of one language.
        let is_turned = texts.all[pair.0 as usize].primary() > texts.all[pair.1 as usize].primary();
        let of_languages = by_languages.entry(languages(pair)).or_default();
        of_languages.push(if is_turned { turned(pair, passages) } else { (pair, passages) });
    }
    for (_, mut of_languages) in by_languages {
        among_all(&mut of_languages, &same, &alike);
        let lower_first = |(pair, passages): ((u32, u32), Vec<RenderedPassage>)| {
            if pair.0 > pair.1 { turned(pair, passages) } else { (pair, passages) }
        };
        found.extend(of_languages.into_iter().map(lower_first));
    }
    found.sort_by_key(|(pair, _)| *pair);
}

fn turned(pair: (u32, u32), mut passages: Vec<RenderedPassage>) -> ((u32, u32), Vec<RenderedPassage>) {
    for group in passages.iter_mut().flat_map(|passage| &mut passage.groups) {
        std::mem::swap(&mut group.first, &mut group.second);
        group.parts = group.parts.take().map(|(first, second)| (second, first));
    }
    ((pair.1, pair.0), passages)
}

/// Cuts pairs into batches whose texts are held together.
fn batches<'p>(texts: &Texts, pairs: &[Pair], new: &'p [usize]) -> Vec<&'p [usize]> {
    let bytes = |number: usize| {
        let places = texts.places(&texts.all[number]);
        places.last().map_or(0, |place| place.span.end as usize)
    };
    let (mut batches, mut begin) = (Vec::new(), 0);
    let mut held: BTreeSet<usize> = BTreeSet::new();
    let mut sum = 0;
    for (at, pair) in new.iter().enumerate() {
        for number in [pairs[*pair].texts.0, pairs[*pair].texts.1] {
            if held.insert(number) {
                sum += bytes(number);
            }
        }
        if sum >= TEXT_BYTES {
            batches.push(&new[begin..=at]);
            begin = at + 1;
            held.clear();
            sum = 0;
        }
    }
    if begin < new.len() {
        batches.push(&new[begin..]);
    }
    batches
}

/// Cuts a batch into parts whose windows have about as many sentences.
fn chunks<'p>(pairs: &[Pair], batch: &'p [usize]) -> Vec<&'p [usize]> {
    let (mut chunks, mut begin, mut sum) = (Vec::new(), 0, 0);
    for (at, pair) in batch.iter().enumerate() {
        let windows = pairs[*pair].windows.iter();
        sum += windows.map(|window| window.first.len() + window.second.len()).sum::<usize>();
        if sum >= TOGETHER {
            chunks.push(&batch[begin..=at]);
            (begin, sum) = (at + 1, 0);
        }
    }
    if begin < batch.len() {
        chunks.push(&batch[begin..]);
    }
    chunks
}

/// The texts of some pairs, by number.
async fn read_texts(
    archive: &Archive,
    texts: &Texts,
    pairs: &[Pair],
    batch: &[usize],
) -> Result<BTreeMap<usize, String>, EngineError> {
    let wanted: BTreeMap<Content, usize> = batch
        .iter()
        .flat_map(|at| [pairs[*at].texts.0, pairs[*at].texts.1])
        .map(|number| (texts.all[number].content, number))
        .collect();
    let mut held = BTreeMap::new();
    let mut batches =
        archive.session().await?.sql("SELECT text FROM documents").await?.execute_stream().await?;
    while let Some(batch) = batches.next().await {
        for row in Row::iter(&Row::plain(&[batch?])?) {
            let text = row.text("text");
            if let Some(number) = wanted.get(&Content::of(text)) {
                held.entry(*number).or_insert_with(|| text.to_owned());
            }
        }
    }
    Ok(held)
}

fn of_pairs(
    model: &Model,
    memory: &mut SentenceMemory,
    texts: &Texts,
    pairs: &[Pair],
    chunk: &[usize],
    held: &BTreeMap<usize, String>,
    settings: &RenderingSettings,
) -> Vec<Vec<RenderedPassage>> {
    let cut: BTreeMap<usize, Vec<&str>> = chunk
        .iter()
        .flat_map(|at| [pairs[*at].texts.0, pairs[*at].texts.1])
        .map(|number| (number, sentences_of(texts, &texts.all[number], held.get(&number))))
        .collect();
    let side = |number: usize| TextSentences { language: &texts.all[number].lang, sentences: &cut[&number] };
    let asked: Vec<TextPair<'_>> = chunk
        .iter()
        .map(|at| &pairs[*at])
        .map(|pair| TextPair {
            first: side(pair.texts.0),
            second: side(pair.texts.1),
            windows: &pair.windows,
        })
        .collect();
    renderings(model, memory, &asked, settings)
}

fn sentences_of<'t>(texts: &Texts, text: &Text, held: Option<&'t String>) -> Vec<&'t str> {
    let words = held.map_or("", String::as_str);
    texts.places(text).iter().map(|place| words.get(place.span.range()).unwrap_or_default()).collect()
}
