//! One text: units with offset maps, sentences, language.
