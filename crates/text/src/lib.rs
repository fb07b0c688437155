//! One text: units with offset maps, sentences, language.
//!
//! Everything here is a pure function of a string. Spans are UTF-8 byte offsets into the string
//! as it was given, on grapheme boundaries, so that whatever is found in a normalised form can be
//! shown in the stored one. What a unit is worth in a comparison is in its hash: how rare it is in
//! writing at large, from the frequency lists in `background/`. This crate does not read files, does not guess encodings and does not
//! know documents.
//!
//! ```
//! let text = "“Hello,” she said. 中国发言人说。";
//! let units = throughline_text::units(text);
//! assert_eq!(&text[units.spans[0].range()], "Hello");
//! let sentences = throughline_text::sentences(text, "und");
//! assert_eq!(&text[sentences[1].range()], "中国发言人说。");
//! ```

mod abbreviations;
mod background;
mod characters;
mod language;
mod offsets;
mod script_form;
mod sentences;
mod units;

pub use language::{LanguageGuess, detect_language, guess_language, language_passages};
pub use offsets::{OffsetMap, OffsetUnit, OffsetUnitError};
pub use script_form::{ScriptVariant, is_traditional, script_form_differs, script_variant};
pub use sentences::{sentence_parts, sentences};
pub use units::{Units, is_character, normal_forms, rarity, units};
