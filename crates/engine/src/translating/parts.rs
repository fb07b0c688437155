//! Sentences in files: places in one, vectors in another.

use super::files::Files;
use crate::{
    EngineError,
    matching::{seal, unseal},
};
use throughline_archive::DerivedBytes;
use throughline_model::Span;
use throughline_reuse::Content;
use throughline_translation::SentencePlace;
use zerocopy::{FromBytes, IntoBytes};

/// A text in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlacedText {
    pub(super) content: Content,
    pub(super) lang: String,
    pub(super) sentences: usize,
}

/// Where a sentence stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) span: Span,
    /// The number by which equal sentences are known, 0 for one that does not vote.
    pub(super) vote: u64,
}

impl Place {
    /// A number that equal sentences have in common; one that does not vote has one of its own.
    pub(super) fn same(&self, (text, sentence): SentencePlace) -> u64 {
        match self.vote {
            0 => (u64::from(text) << 32 | u64::from(sentence)) | 1 << 63,
            vote => vote >> 1,
        }
    }
}

/// The sentences of some texts, one text after the other.
pub(super) struct Part {
    pub(super) texts: Vec<PlacedText>,
    pub(super) places: Vec<Place>,
    vectors: DerivedBytes,
}

impl Part {
    /// The vector of a sentence.
    pub(super) fn vector(&self, sentence: usize, dimensions: usize) -> &[i8] {
        let bytes: &[u8] = (*self.vectors).as_ref();
        <[i8]>::ref_from_bytes(&bytes[sentence * dimensions..(sentence + 1) * dimensions])
            .expect("bytes are as good as signed bytes")
    }
}

/// Adds a part. It counts once the state is kept.
pub(super) fn add(
    files: &mut Files,
    texts: &[(PlacedText, Vec<Place>)],
    vectors: &[i8],
) -> Result<(), EngineError> {
    let mut bytes = Vec::new();
    for (text, places) in texts {
        write_text(&mut bytes, text);
        for place in places {
            write_place(&mut bytes, place);
        }
    }
    seal(&mut bytes);
    let places = files.put("places", &bytes)?;
    let mut bytes: Vec<u8> = vectors.as_bytes().to_vec();
    seal(&mut bytes);
    let vectors = files.put("vectors", &bytes)?;
    files.state.sentences.push([places, vectors]);
    Ok(())
}

/// Reads all parts; if one is damaged, none counts, and all are to be made anew.
pub(super) fn read_all(files: &mut Files, dimensions: usize) -> Vec<Part> {
    let read = |[places, vectors]: &[String; 2]| -> Option<Part> {
        let (texts, places) = decode(unseal(&files.derived.read(places).ok()?)?)?;
        let vectors = files.derived.map(vectors).ok()?;
        let whole = unseal((*vectors).as_ref())?.len() == places.len() * dimensions;
        whole.then_some(Part { texts, places, vectors })
    };
    let parts: Option<Vec<Part>> = files.state.sentences.iter().map(read).collect();
    parts.unwrap_or_else(|| {
        files.state.sentences.clear();
        Vec::new()
    })
}

/// Puts all parts into one.
pub(super) fn merge(files: &mut Files) -> Result<(), EngineError> {
    let parts = std::mem::take(&mut files.state.sentences);
    let mut names = [String::new(), String::new()];
    for (side, kind) in ["places", "vectors"].into_iter().enumerate() {
        let mut all = Vec::new();
        for part in &parts {
            let bytes = files.derived.read(&part[side])?;
            all.extend_from_slice(unseal(&bytes).unwrap_or_default());
        }
        seal(&mut all);
        names[side] = files.put(kind, &all)?;
    }
    files.state.sentences.push(names);
    files.keep()
}

fn write_text(bytes: &mut Vec<u8>, text: &PlacedText) {
    bytes.extend_from_slice(&text.content.0.to_le_bytes());
    bytes.extend_from_slice(&(text.sentences as u32).to_le_bytes());
    bytes.extend_from_slice(&(text.lang.len() as u32).to_le_bytes());
    bytes.extend_from_slice(text.lang.as_bytes());
}

fn write_place(bytes: &mut Vec<u8>, place: &Place) {
    bytes.extend_from_slice(&place.span.begin.to_le_bytes());
    bytes.extend_from_slice(&place.span.end.to_le_bytes());
    bytes.extend_from_slice(&place.vote.to_le_bytes());
}

fn decode(mut bytes: &[u8]) -> Option<(Vec<PlacedText>, Vec<Place>)> {
    let (mut texts, mut places) = (Vec::new(), Vec::new());
    while !bytes.is_empty() {
        let content = Content(u128::from_le_bytes(take(&mut bytes)?));
        let sentences = u32::from_le_bytes(take(&mut bytes)?) as usize;
        let length = u32::from_le_bytes(take(&mut bytes)?) as usize;
        let (lang, rest) = bytes.split_at_checked(length)?;
        bytes = rest;
        texts.push(PlacedText { content, lang: String::from_utf8(lang.to_vec()).ok()?, sentences });
        for _ in 0..sentences {
            let begin = u32::from_le_bytes(take(&mut bytes)?);
            let end = u32::from_le_bytes(take(&mut bytes)?);
            let vote = u64::from_le_bytes(take(&mut bytes)?);
            places.push(Place { span: Span { begin, end }, vote });
        }
    }
    Some((texts, places))
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_survive_and_a_cut_file_is_refused() {
        let text = PlacedText { content: Content(7), lang: "zh".into(), sentences: 2 };
        let place = |begin: u32| Place { span: Span { begin, end: begin + 9 }, vote: u64::from(begin) << 40 };
        let mut bytes = Vec::new();
        write_text(&mut bytes, &text);
        write_place(&mut bytes, &place(0));
        write_place(&mut bytes, &place(9));
        assert_eq!(decode(&bytes), Some((vec![text], vec![place(0), place(9)])));
        assert_eq!(decode(&bytes[..bytes.len() - 1]), None);
    }
}
