//! Sentence-embedding models on this machine: which there are, how they come here, whether they are
//! whole.
//!
//! A model lies in a folder of its own below the models' folder, with `model.json` beside its files:
//! where each came from, its bytes and its SHA-256. Nothing here is fetched unless a user asks for
//! it by name, and a file that does not have the stated hash is never put in place. What a model is
//! used for is told in `throughline_translation`.

mod catalog;
mod get;
mod store;

pub use catalog::{CATALOG, KnownModel, PackedModel};
pub use get::{Origin, get};
pub use store::{ModelFile, ModelState, StoredModel, list, stored, verify};
