//! What the index keeps in files.

use super::Matching;
use crate::{EngineError, VERSION};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use throughline_archive::{ArchiveError, DerivedFiles};
use throughline_model::DocumentId;
use throughline_reuse::{Content, Segment, Settings, TextAbout};

/// Names the files that count. Everything else in the folder is left over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// The version of Throughline and the settings that made it: matches of another version are
    /// not mixed with this one's.
    pub(super) made_by: String,
    /// Segments of texts, in the order in which they are searched.
    pub(super) segments: Vec<String>,
    /// Which text each indexed document has.
    pub(super) documents: Option<String>,
    /// The last finished comparison.
    pub(super) compared: Option<Compared>,
    /// A comparison that has not finished.
    pub(super) unfinished: Option<Compared>,
    /// Number of files made so far; the next one is named by it.
    pub(super) made: u64,
}

/// Files of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Compared {
    /// The texts compared and what was known of them.
    pub(super) texts: String,
    /// The common seeds among them.
    pub(super) common: String,
    /// Their matches; of an unfinished comparison, one file for each block done.
    pub(super) matches: Vec<String>,
}

impl State {
    fn named(&self) -> Vec<&str> {
        let compared = [&self.compared, &self.unfinished].into_iter().flatten();
        let of_compared = compared.flat_map(|c| [&c.texts, &c.common].into_iter().chain(&c.matches));
        self.segments.iter().chain(&self.documents).chain(of_compared).map(String::as_str).collect()
    }
}

fn made_by(settings: &Settings) -> String {
    let settings = serde_json::to_string(settings).expect("settings have only numbers");
    format!("throughline {VERSION} {settings}")
}

impl Matching {
    /// Opens what is there. Whatever was made by another version or with other settings, or was
    /// cut or altered, is left out and made anew by the next update.
    pub(super) fn read(files: DerivedFiles, settings: &Settings) -> Self {
        let made_by = made_by(settings);
        let stored = files.state::<State>().filter(|state| state.made_by == made_by);
        let empty = || State { made_by: made_by.clone(), ..State::default() };
        let mut state = stored.unwrap_or_else(empty);
        let opened: Option<Vec<Segment>> =
            state.segments.iter().map(|name| open_segment(&files, name, settings).ok()).collect();
        let contents = state
            .documents
            .as_ref()
            .map_or(Some(BTreeMap::new()), |name| decode_contents(&files.read(name).ok()?));
        let (segments, contents) = if let (Some(segments), Some(contents)) = (opened, contents) {
            (segments, contents)
        } else {
            state = State { made: state.made, ..empty() };
            (Vec::new(), BTreeMap::new())
        };
        Self { files, state, settings: settings.clone(), segments, contents, is_kept: true }
    }

    /// Throws everything away.
    pub(super) fn clear(&mut self) -> Result<(), EngineError> {
        let State { made_by, made, .. } = std::mem::take(&mut self.state);
        self.state = State { made_by, made, ..State::default() };
        self.segments.clear();
        self.contents.clear();
        self.keep()
    }

    /// Writes a file and gives its name.
    pub(super) fn put(&mut self, kind: &str, bytes: &[u8]) -> Result<String, EngineError> {
        let name = self.next_name(kind);
        self.files.put(&name, bytes)?;
        Ok(name)
    }

    /// The name of the next file.
    pub(super) fn next_name(&mut self, kind: &str) -> String {
        self.state.made += 1;
        format!("{kind}-{:08}", self.state.made)
    }

    /// Makes the present state the one that counts.
    pub(super) fn keep(&self) -> Result<(), EngineError> {
        Ok(self.files.commit(&self.state, &self.state.named())?)
    }
}

/// Checks a segment and opens it without keeping in memory what checking has read of it.
pub(super) fn open_segment(
    files: &DerivedFiles,
    name: &str,
    settings: &Settings,
) -> Result<Segment, ArchiveError> {
    let damaged =
        |reason: &dyn ToString| ArchiveError::Damaged { file: name.to_owned(), reason: reason.to_string() };
    let checked = Segment::open(files.map(name)?, settings).map_err(|error| damaged(&error))?;
    checked.in_bytes(files.map(name)?).ok_or_else(|| damaged(&"it has changed"))
}

const CONTENT_BYTES: usize = 32;

/// Documents and their texts as bytes.
pub(super) fn encode_contents(contents: &BTreeMap<DocumentId, Content>) -> Vec<u8> {
    let rows = contents.iter().flat_map(|(id, content)| [id.bytes(), content.0.to_be_bytes()]);
    let mut bytes: Vec<u8> = rows.flatten().collect();
    seal(&mut bytes);
    bytes
}

fn decode_contents(bytes: &[u8]) -> Option<BTreeMap<DocumentId, Content>> {
    let rows = unseal(bytes)?.as_chunks::<CONTENT_BYTES>().0;
    let row = |row: &[u8; CONTENT_BYTES]| {
        let (id, content) = (row.first_chunk()?, row.last_chunk()?);
        Some((DocumentId::from_bytes(*id), Content(u128::from_be_bytes(*content))))
    };
    rows.iter().map(row).collect()
}

const TEXT_BYTES: usize = 36;

/// Texts and what is known of them as bytes.
pub(super) fn encode_texts(texts: &BTreeMap<Content, TextAbout>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(texts.len() * TEXT_BYTES + 4);
    for (content, about) in texts {
        bytes.extend_from_slice(&content.0.to_be_bytes());
        bytes.extend_from_slice(&about.family.to_le_bytes());
        bytes.extend_from_slice(&about.earliest.to_le_bytes());
        bytes.extend_from_slice(&about.latest.to_le_bytes());
    }
    seal(&mut bytes);
    bytes
}

/// Reads what [`encode_texts`] wrote.
pub(super) fn decode_texts(bytes: &[u8]) -> Option<BTreeMap<Content, TextAbout>> {
    let rows = unseal(bytes)?.as_chunks::<TEXT_BYTES>().0;
    let row = |row: &[u8; TEXT_BYTES]| {
        let (content, rest) = row.split_first_chunk::<16>()?;
        let (family, rest) = rest.split_first_chunk::<4>()?;
        let (earliest, rest) = rest.split_first_chunk::<8>()?;
        let about = TextAbout {
            family: u32::from_le_bytes(*family),
            earliest: i64::from_le_bytes(*earliest),
            latest: i64::from_le_bytes(*rest.first_chunk()?),
        };
        Some((Content(u128::from_be_bytes(*content)), about))
    };
    rows.iter().map(row).collect()
}

/// Ends bytes with a digest, so that damage is seen.
pub(crate) fn seal(bytes: &mut Vec<u8>) {
    let digest = Content::of_bytes(bytes);
    bytes.extend_from_slice(&digest.0.to_be_bytes());
}

/// What [`seal`] was given; none if the bytes were cut or altered.
pub(crate) fn unseal(bytes: &[u8]) -> Option<&[u8]> {
    let (rest, digest) = bytes.split_last_chunk::<16>()?;
    (Content::of_bytes(rest).0.to_be_bytes() == *digest).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_survive_and_damage_is_seen() {
        let contents: BTreeMap<DocumentId, Content> =
            (0..9_u8).map(|n| (DocumentId::from_bytes([n; 16]), Content(u128::from(n) << 90))).collect();
        let texts: BTreeMap<Content, TextAbout> = (0..9_u32)
            .map(|n| {
                let moment = i64::from(n) * -77;
                (Content(u128::from(n)), TextAbout { family: n, earliest: moment, latest: i64::MIN })
            })
            .collect();
        let (mut one, mut two) = (encode_contents(&contents), encode_texts(&texts));
        assert_eq!(decode_contents(&one), Some(contents));
        assert_eq!(decode_texts(&two), Some(texts));
        (one[40], two[40]) = (one[40] ^ 1, two[40] ^ 1);
        assert_eq!((decode_contents(&one), decode_texts(&two)), (None, None));
        assert_eq!(decode_contents(&one[..7]), None);
    }
}
