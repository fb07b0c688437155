//! Cross-lingual matches: the same sentence in another language, found without translating it.
//!
//! A [`Model`] turns sentences into vectors that lie close where two sentences mean the same, and
//! their pieces into states that can be compared one by one. Everything is the same, byte for byte, on any number of threads,
//! in any batch and on any processor.
//!
//! What it refuses to do: it fetches no model, reads nothing but the path it is given, and does not
//! say who was first.

mod error;
mod forward;
mod model;
mod tokenizer;

pub use error::ModelError;
pub use model::{Model, Sentence};
pub use tokenizer::{Token, Tokenizer};
