//! Text to pieces: the unigram model of SentencePiece.
//!
//! The best segmentation of each word by the Viterbi algorithm over the pieces' log probabilities
//! (Kudo 2018, *Subword Regularization*, section 3.2), after the normalisation the model was
//! trained with. Ids agree with those of Hugging Face's `tokenizers` (`tests/model.rs` compares on
//! ten languages). That crate is not used: with its offsets in three encodings it takes about six
//! times as long, which would be most of the cost of a static vector, and it cannot read the
//! tokenizer inside a 4-bit file.
//!
//! A text is data: `<s>` in a text is three characters, never a mark of the model.

mod json;
mod normal;

use crawdad::Trie;
use throughline_model::Span;

use crate::error::ModelError;
use crate::forward::elementwise::exponential;

pub(crate) use json::from_json;
pub(crate) use normal::Rules;
use normal::{Normal, WORD_START};

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The piece's number in the vocabulary.
    pub id: u32,
    /// Where it stands, in bytes of the text as given. Empty for the mark of a word's beginning
    /// where no character belongs to it.
    pub span: Span,
}

/// Splits texts into the pieces of a vocabulary.
pub struct Tokenizer {
    trie: Trie,
    pieces: Vec<Box<str>>,
    scores: Vec<f64>,
    unknown_score: f64,
    marks: Marks,
    rules: Rules,
}

/// The ids that stand for no text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) unknown: u32,
}

/// What a tokenizer is made of: pieces with their log probabilities, in the order of their ids.
pub(crate) struct Vocabulary {
    pub(crate) pieces: Vec<(String, f64)>,
    pub(crate) marks: Marks,
    pub(crate) rules: Rules,
}

/// Memory that is used again for each text.
#[derive(Default)]
pub(crate) struct TokenScratch {
    normal: Normal,
    paths: Vec<Path>,
}

/// The best way to a position: its score, where its last piece starts, and that piece.
#[derive(Clone, Copy)]
struct Path {
    score: f64,
    start: u32,
    id: u32,
}

const NO_PATH: Path = Path { score: f64::NEG_INFINITY, start: u32::MAX, id: 0 };

/// How much less likely an unknown character is than the least likely piece, as in SentencePiece.
const UNKNOWN_PENALTY: f64 = 10.0;

impl Tokenizer {
    pub(crate) fn new(vocabulary: Vocabulary) -> Result<Self, ModelError> {
        let Vocabulary { pieces, marks, rules } = vocabulary;
        let lowest = pieces.iter().map(|piece| piece.1).fold(0.0, f64::min);
        let named = [marks.first, marks.last, marks.unknown];
        let mut records: Vec<(&str, u32)> = (0u32..)
            .zip(&pieces)
            .filter(|(id, (piece, _))| {
                let mark = piece == "<pad>" || piece == "<mask>" || named.contains(id);
                !piece.is_empty() && !mark
            })
            .map(|(id, (piece, _))| (piece.as_str(), id))
            .collect();
        records.sort_unstable();
        // Of a piece that is listed twice the first one counts.
        records.dedup_by_key(|record| record.0);
        let trie = Trie::from_records(records)
            .map_err(|error| ModelError::unsupported(format!("vocabulary: {error}")))?;
        let (pieces, scores) =
            pieces.into_iter().map(|(piece, score)| (piece.into_boxed_str(), score)).unzip();
        Ok(Tokenizer { trie, pieces, scores, unknown_score: lowest - UNKNOWN_PENALTY, marks, rules })
    }

    /// The pieces of `text`, without the marks around a sentence.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        self.tokens_into(text, &mut TokenScratch::default(), &mut tokens);
        tokens
    }

    /// The piece of a number, with `▁` for the beginning of a word.
    pub fn piece(&self, id: u32) -> Option<&str> {
        self.pieces.get(id as usize).map(AsRef::as_ref)
    }

    /// The logarithm of how likely the piece is in the text the vocabulary was made from.
    pub fn score(&self, id: u32) -> Option<f64> {
        self.scores.get(id as usize).copied()
    }

    /// How much a piece counts beside others, 0 to 1: smooth inverse frequency, `a / (a + p)` with
    /// `a` = 10⁻⁴ (Arora et al. 2017, *A Simple but Tough-to-Beat Baseline for Sentence
    /// Embeddings*), and a tenth of that without a letter or digit.
    pub(crate) fn weight(&self, id: u32) -> f32 {
        const SMOOTHING: f32 = 1e-4;
        let (Some(score), Some(piece)) = (self.score(id), self.piece(id)) else { return 0.0 };
        let weight = SMOOTHING / (SMOOTHING + exponential((score as f32).min(0.0)));
        if piece.chars().any(char::is_alphanumeric) || id == self.marks.unknown {
            weight
        } else {
            0.1 * weight
        }
    }

    /// Number of pieces in the vocabulary.
    pub fn len(&self) -> usize {
        self.scores.len()
    }

    /// Whether the vocabulary has no piece.
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }

    pub(crate) fn marks(&self) -> Marks {
        self.marks
    }

    /// Whether a text can have the piece: it is no mark and not listed before.
    pub(crate) fn occurs(&self, id: u32) -> bool {
        let piece = self.piece(id).unwrap_or_default().chars();
        let length = piece.clone().count();
        self.trie.common_prefix_search(piece).any(|found| found == (id, length))
    }

    pub(crate) fn tokens_into(&self, text: &str, scratch: &mut TokenScratch, tokens: &mut Vec<Token>) {
        tokens.clear();
        let TokenScratch { normal, paths } = scratch;
        self.rules.normalize(text, normal);
        let mut from = 0;
        while from < normal.characters.len() {
            let to = normal.characters[from + 1..]
                .iter()
                .position(|&character| character == WORD_START)
                .map_or(normal.characters.len(), |position| from + 1 + position);
            self.word(&normal.characters[from..to], paths);
            self.read_back(from, normal, paths, tokens);
            from = to;
        }
    }

    /// Fills `paths` with the best way to each position in the word.
    fn word(&self, word: &[char], paths: &mut Vec<Path>) {
        paths.clear();
        paths.resize(word.len() + 1, NO_PATH);
        paths[0].score = 0.0;
        for start in 0..word.len() {
            let before = paths[start].score;
            let mut single = false;
            let mut reach = |length: usize, id: u32, score: f64| {
                let path = &mut paths[start + length];
                // Strictly better: of equal ways the one whose last piece starts first counts.
                if before + score > path.score {
                    *path = Path { score: before + score, start: start as u32, id };
                }
            };
            for (id, length) in self.trie.common_prefix_search(word[start..].iter().copied()) {
                single |= length == 1;
                reach(length, id, self.scores[id as usize]);
            }
            if !single {
                reach(1, self.marks.unknown, self.unknown_score);
            }
        }
    }

    /// Appends the pieces on the best way through the word; neighbouring unknown ones are one.
    fn read_back(&self, from: usize, normal: &Normal, paths: &[Path], tokens: &mut Vec<Token>) {
        let first = tokens.len();
        let mut end = paths.len() - 1;
        while end > 0 {
            let Path { start, id, .. } = paths[end];
            let start = start as usize;
            let span =
                Span::new(normal.spans[from + start].0 as usize, normal.spans[from + end - 1].1 as usize);
            match tokens[first..].last_mut() {
                Some(after) if id == self.marks.unknown && after.id == id => {
                    after.span = Span { end: after.span.end, ..span };
                }
                _ => tokens.push(Token { id, span }),
            }
            end = start;
        }
        tokens[first..].reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokenizer() -> Tokenizer {
        let pieces = [
            ("<s>", 0.0),
            ("</s>", 0.0),
            ("<unk>", 0.0),
            ("▁", -2.0),
            ("▁a", -3.0),
            ("b", -3.0),
            ("ab", -4.0),
            ("▁ab", -5.5),
            ("c", -9.0),
            ("é", -4.0),
        ];
        Tokenizer::new(Vocabulary {
            pieces: pieces.map(|(piece, score)| (piece.to_owned(), score)).to_vec(),
            marks: Marks { first: 0, last: 1, unknown: 2 },
            rules: Rules::new([('Ａ', "a".to_owned()), ('\t', " ".to_owned())]),
        })
        .unwrap()
    }

    fn read(text: &str) -> Vec<(u32, &str)> {
        tokenizer().tokens(text).iter().map(|token| (token.id, &text[token.span.range()])).collect()
    }

    #[test]
    fn the_likeliest_pieces_are_taken_with_their_places() {
        assert_eq!(read("ab Ａb"), [(7, "ab"), (7, "Ａb")]);
        assert_eq!(read(" \tab  "), [(7, "ab")]);
        assert_eq!(read("aabb"), [(4, "a"), (6, "ab"), (5, "b")]);
        assert_eq!(read(""), []);
    }

    #[test]
    fn unknown_characters_are_one_piece_and_marks_are_text() {
        assert_eq!(read("a世界c"), [(4, "a"), (2, "世界"), (8, "c")]);
        assert_eq!(read("<s>"), [(3, ""), (2, "<s>")]);
    }

    #[test]
    fn letters_with_separate_accents_are_composed() {
        assert_eq!(read("be\u{301}"), [(3, ""), (5, "b"), (9, "e\u{301}")]);
    }
}
