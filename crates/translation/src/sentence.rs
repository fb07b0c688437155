//! Adjacent sentences as one, without another forward pass.

use throughline_model::Span;

use crate::model::{Sentence, to_unit_length};
use crate::tokenizer::Token;

impl Sentence {
    /// Adjacent sentences as one, as if their texts were joined by a space: pieces and states one
    /// after the other, vectors added by their numbers of pieces. The model read each by itself, so
    /// states know nothing of the sentences beside them.
    pub fn joined(parts: &[&Sentence]) -> Sentence {
        let mut begin = 0;
        let placed: Vec<(&Sentence, usize)> = parts
            .iter()
            .map(|part| {
                let at = begin;
                begin += part.bytes as usize + 1;
                (*part, at)
            })
            .collect();
        Self::joined_at(&placed)
    }

    /// The same where each sentence begins at the given byte of the text they make up.
    pub fn joined_at(parts: &[(&Sentence, usize)]) -> Sentence {
        let dimensions = parts.iter().map(|(part, _)| part.vector.len()).max().unwrap_or_default();
        let mut joined = Sentence {
            tokens: Vec::new(),
            states: Vec::new(),
            vector: vec![0.0; dimensions],
            weights: Vec::new(),
            bytes: 0,
        };
        for (part, begin) in parts {
            joined.tokens.extend(part.tokens.iter().map(|token| {
                let span = token.span.range();
                Token { id: token.id, span: Span::new(begin + span.start, begin + span.end) }
            }));
            joined.states.extend_from_slice(&part.states);
            joined.weights.extend_from_slice(&part.weights);
            let pieces = part.tokens.len().max(1) as f32;
            for (sum, value) in joined.vector.iter_mut().zip(&part.vector) {
                *sum += pieces * value;
            }
            joined.bytes = joined.bytes.max(*begin as u32 + part.bytes);
        }
        to_unit_length(&mut joined.vector);
        joined
    }

    /// Values of a state.
    pub(crate) fn width(&self) -> usize {
        self.vector.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_sentences_stand_one_after_the_other() {
        let sentence = |state: [f32; 2], bytes| Sentence {
            tokens: vec![Token { id: 7, span: Span::new(1, 3) }],
            states: state.to_vec(),
            vector: state.to_vec(),
            weights: vec![0.5],
            bytes,
        };
        let (first, second) = (sentence([1.0, 0.0], 4), sentence([0.0, 1.0], 3));
        let joined = Sentence::joined(&[&first, &second]);
        assert_eq!(joined.states, [1.0, 0.0, 0.0, 1.0]);
        assert_eq!(joined.tokens[1].span, Span::new(6, 8));
        assert_eq!((joined.bytes, joined.weights.len()), (8, 2));
        assert!((joined.vector[0] - joined.vector[1]).abs() < 1e-6);
        assert_eq!(Sentence::joined(&[]).bytes, 0);
    }
}
