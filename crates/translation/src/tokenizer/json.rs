//! The vocabulary in Hugging Face's `tokenizer.json`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use super::{Marks, Rules, Vocabulary};
use crate::error::ModelError;

#[derive(Deserialize)]
struct File {
    model: Model,
    #[serde(default)]
    normalizer: Value,
}

#[derive(Deserialize)]
struct Model {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    unk_id: Option<u32>,
    #[serde(default)]
    vocab: Value,
}

/// Reads a unigram vocabulary with its normalising table.
pub(crate) fn from_json(bytes: &[u8]) -> Result<Vocabulary, ModelError> {
    let json = |source| ModelError::Json { what: "tokenizer.json", source };
    let File { model, normalizer } = serde_json::from_slice(bytes).map_err(json)?;
    let (true, Some(unknown)) = (model.kind == "Unigram", model.unk_id) else {
        return Err(ModelError::unsupported(format!(
            "its tokenizer is of kind {:?}; a unigram tokenizer with an unknown piece is needed",
            model.kind
        )));
    };
    let pieces: Vec<(String, f64)> = serde_json::from_value(model.vocab).map_err(json)?;
    let id_of = |names: [&str; 2]| {
        let place = pieces.iter().position(|(piece, _)| names.contains(&piece.as_str()));
        place
            .map(|place| place as u32)
            .ok_or_else(|| ModelError::unsupported(format!("its vocabulary has no piece {}", names[0])))
    };
    let marks = Marks { first: id_of(["<s>", "[CLS]"])?, last: id_of(["</s>", "[SEP]"])?, unknown };
    let rules = match find_table(&normalizer) {
        None => Rules::new([]),
        Some(base64) => {
            let damaged = || ModelError::damaged("the normaliser of tokenizer.json");
            let bytes = STANDARD.decode(base64).map_err(|_| damaged())?;
            Rules::new(read_table(&bytes).ok_or_else(damaged)?)
        }
    };
    Ok(Vocabulary { pieces, marks, rules })
}

/// The table of a `Precompiled` normaliser, alone or in a sequence.
fn find_table(normalizer: &Value) -> Option<&str> {
    match normalizer.get("precompiled_charsmap") {
        Some(table) => table.as_str(),
        None => normalizer.get("normalizers")?.as_array()?.iter().find_map(find_table),
    }
}

/// Reads SentencePiece's `precompiled_charsmap`: a length, a double array in the layout of
/// darts-clone whose values are places in the text that follows, of entries that end in a zero
/// byte. Of its keys those of one character are taken.
fn read_table(bytes: &[u8]) -> Option<Vec<(char, String)>> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (units, texts) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let units: Vec<u32> = units.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    let mut table = Vec::new();
    for character in '\u{1}'..=char::MAX {
        let mut key = [0; 4];
        if let Some(place) = look_up(&units, character.encode_utf8(&mut key).as_bytes()) {
            let text = texts.get(place..)?.split(|&byte| byte == 0).next()?;
            table.push((character, std::str::from_utf8(text).ok()?.to_owned()));
        }
    }
    Some(table)
}

fn look_up(units: &[u32], key: &[u8]) -> Option<usize> {
    // Offsets above 21 bits are stored divided by 256, which bit 9 tells.
    let offset = |unit: u32| (unit >> 10) << ((unit & (1 << 9)) >> 6);
    let mut unit = *units.first()?;
    let mut position = offset(unit);
    for &byte in key {
        position ^= u32::from(byte);
        unit = *units.get(position as usize)?;
        if unit & ((1 << 31) | 0xff) != u32::from(byte) {
            return None;
        }
        position ^= offset(unit);
    }
    let has_value = unit & (1 << 8) != 0;
    has_value.then(|| units.get(position as usize).map(|value| (value & !(1 << 31)) as usize))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_tokenizers_are_refused_with_the_reason() {
        let error = from_json(br#"{"model": {"type": "WordPiece", "vocab": {}}}"#).err().unwrap();
        assert!(error.to_string().contains("WordPiece"), "{error}");
        assert!(from_json(b"{").is_err());
        let cut = br#"{"model": {"type": "Unigram", "unk_id": 2, "vocab": [["<s>", 0], ["</s>", 0],
            ["<unk>", 0]]}, "normalizer": {"type": "Precompiled", "precompiled_charsmap": "/wAA"}}"#;
        assert!(matches!(from_json(cut), Err(ModelError::Damaged { .. })));
    }
}
