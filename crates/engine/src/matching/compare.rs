//! Finding the matches of new texts, and looking at old ones again.

use super::{
    Matching,
    files::{Compared, decode_texts, encode_texts},
    heads::Heads,
};
use crate::{EngineError, Progress};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};
use throughline_archive::ArchiveError;
use throughline_reuse::{Common, Content, Index, StoredMatches, TextAbout, TextMatch, stored_matches};

/// How long finished blocks wait until the state names them: what a kill costs at most.
const BETWEEN_STATES: Duration = Duration::from_secs(2);

/// Finds all matches between the archive's texts and keeps them, block by block, so that a killed
/// comparison goes on where it was a moment ago.
///
/// # Errors
/// If a file cannot be written or read.
pub(crate) fn compare(
    matching: &mut Matching,
    heads: &Heads,
    progress: &dyn Progress,
) -> Result<(), EngineError> {
    let texts = matching.texts(heads);
    let encoded = encode_texts(&texts);
    if let Some(compared) = &matching.state.compared
        && matching.files.read(&compared.texts).is_ok_and(|before| before == encoded)
        && readable(matching, &compared.matches)
    {
        return Ok(());
    }
    let (before, earlier, old) = last_comparison(matching);
    let about = |content: Content| about_of(&texts, content);
    // A text of which something else is known now is as good as new.
    let is_fresh = |content: Content| before.get(&content) != texts.get(&content);
    let unfinished = begin_or_go_on(matching, encoded, &about)?;
    let common = read_common(matching, &unfinished.common).unwrap_or_default();
    let index = Index::new(matching.segments.clone(), &about, common, &matching.settings);

    let fresh = index.fresh(&is_fresh);
    let blocks = index.blocks(&fresh);
    progress.begin("compare", blocks.iter().map(|block| block.len() as u64).sum(), "documents");
    let (mut done, mut kept) = (0, Instant::now());
    for (number, block) in blocks.iter().enumerate() {
        if number >= unfinished.matches.len() {
            let mut stored = StoredMatches::default();
            index.compare(block, &fresh).iter().for_each(|found| stored.add(found));
            let name = matching.put("matches", &stored.finish())?;
            if let Some(unfinished) = &mut matching.state.unfinished {
                unfinished.matches.push(name);
            }
            if kept.elapsed() >= BETWEEN_STATES {
                matching.keep()?;
                kept = Instant::now();
            }
        }
        done += block.len() as u64;
        progress.at(done);
    }
    let mut compared = matching.state.unfinished.take().unwrap_or(unfinished);
    if let Some(old) = old {
        let kept = still_matches(&old, &index, &earlier, &is_fresh);
        let name = matching.put("matches", &kept.finish())?;
        compared.matches.push(name);
    }
    matching.state.compared = Some(compared);
    matching.keep()?;
    progress.end();
    Ok(())
}

fn about_of(texts: &BTreeMap<Content, TextAbout>, content: Content) -> TextAbout {
    texts.get(&content).copied().unwrap_or(TextAbout::of_family(TextAbout::SEVERAL))
}

type LastComparison = (BTreeMap<Content, TextAbout>, Common, Option<Vec<TextMatch>>);

/// The texts, common seeds and matches of the last comparison; nothing if any of it is damaged.
fn last_comparison(matching: &Matching) -> LastComparison {
    let read = || -> Option<LastComparison> {
        let compared = matching.state.compared.as_ref()?;
        let texts = decode_texts(&matching.files.read(&compared.texts).ok()?)?;
        let common = read_common(matching, &compared.common)?;
        let mut matches = Vec::new();
        for name in &compared.matches {
            matches.extend(stored_matches(&matching.files.read(name).ok()?)?);
        }
        Some((texts, common, Some(matches)))
    };
    read().unwrap_or_default()
}

fn read_common(matching: &Matching, name: &str) -> Option<Common> {
    Common::decode(&matching.files.read(name).ok()?)
}

fn readable(matching: &Matching, names: &[String]) -> bool {
    names.iter().all(|name| matching.files.read(name).is_ok_and(|bytes| stored_matches(&bytes).is_some()))
}

/// The unfinished comparison of just these texts, if there is one, or a new one.
fn begin_or_go_on(
    matching: &mut Matching,
    encoded: Vec<u8>,
    about: &dyn Fn(Content) -> TextAbout,
) -> Result<Compared, EngineError> {
    if let Some(unfinished) = matching.state.unfinished.clone()
        && matching.files.read(&unfinished.texts).is_ok_and(|texts| texts == encoded)
        && read_common(matching, &unfinished.common).is_some()
        && readable(matching, &unfinished.matches)
    {
        return Ok(unfinished);
    }
    let common = Common::count(&matching.segments, about, &matching.settings);
    let compared = Compared {
        texts: matching.put("texts", &encoded)?,
        common: matching.put("common", &common.encode())?,
        matches: Vec::new(),
    };
    matching.state.unfinished = Some(compared.clone());
    matching.keep()?;
    Ok(compared)
}

/// The old matches of texts that are not looked up anew and still are candidates.
fn still_matches(
    old: &[TextMatch],
    index: &Index,
    earlier: &Common,
    is_fresh: &dyn Fn(Content) -> bool,
) -> StoredMatches {
    let mut pairs: Vec<(Content, Content)> =
        old.iter().map(|found| (found.a, found.b)).filter(|(a, b)| !is_fresh(*a) && !is_fresh(*b)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let still = index.still_candidates(&pairs, earlier);
    let mut kept = StoredMatches::default();
    for found in old {
        if pairs.binary_search(&(found.a, found.b)).is_ok_and(|at| still[at]) {
            kept.add(found);
        }
    }
    kept
}

/// All matches of the last comparison, file by file.
///
/// # Errors
/// If a file cannot be read.
pub(super) fn for_each_match(
    matching: &Matching,
    mut each: impl FnMut(TextMatch),
) -> Result<(), EngineError> {
    let names = matching.state.compared.iter().flat_map(|compared| &compared.matches);
    for name in names {
        let damaged = || ArchiveError::Damaged {
            file: format!("derived/reuse/{name}"),
            reason: "cut or altered; `rebuild` makes it anew".into(),
        };
        stored_matches(&matching.files.read(name)?).ok_or_else(damaged)?.for_each(&mut each);
    }
    Ok(())
}
