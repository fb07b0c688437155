//! Cross-lingual matches: the same sentence in another language, found without translating it.
//!
//! A [`Model`] turns sentences into vectors that lie close where two sentences mean the same, and
//! their pieces into states that can be compared one by one. A [`StaticTable`], made from a model by
//! [`distil()`], gives rougher vectors some hundred times as fast. So candidates come from
//! [`nearest`] over static vectors, and [`compare_pair`] measures only these. [`align`](align()) and
//! [`carried`] go from sentences to passages of two texts.
//!
//! Everything is the same, byte for byte, on any number of threads, in any batch and on any
//! processor.
//!
//! What it refuses to do: it fetches no model, reads nothing but the path it is given, says nothing
//! of who was first, and gives no verdict by one threshold for all languages.
//!
//! ```no_run
//! use throughline_translation::{Model, compare_pair};
//! let model = Model::open("e5-small-q4.bin".as_ref())?;
//! let texts = ["China will deepen reform in 2025.", "2025年中国将深化改革。"];
//! let sentences = model.sentences(&texts);
//! let features = compare_pair((&sentences[0], texts[0]), (&sentences[1], texts[1]));
//! assert!(features.forward > 0.8);
//! # Ok::<(), throughline_translation::ModelError>(())
//! ```

mod align;
mod bytes;
mod distil;
mod error;
mod forward;
mod model;
mod pair;
mod scan;
mod static_table;
mod tokenizer;

pub use align::{AlignSettings, AlignSide, AlignedGroup, CarriedPassage, align, carried};
pub use distil::{DistilSettings, LanguageText, distil};
pub use error::ModelError;
pub use model::{Model, Sentence};
pub use pair::{PairFeatures, compare_pair, margin};
pub use scan::{Near, nearest};
pub use static_table::StaticTable;
pub use tokenizer::{Token, Tokenizer};
