//! Cross-lingual matches: the same sentence in another language, found without translating it.
//!
//! A [`Model`] turns sentences into vectors that lie close where two sentences mean the same, and
//! their pieces into states that can be compared one by one. A [`StaticTable`], made from a model and
//! a [`Fit`], gives rougher vectors some hundred times as fast. So candidates come from static vectors
//! ([`CandidateSearch`]), [`compare_pair`] measures only these, and [`probability`](probability()) says
//! what that is worth in these languages. [`renderings`](renderings()) puts this together for texts;
//! [`align`](align()) aligns two texts from end to end.
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
mod cells;
mod error;
mod find;
mod fit;
mod forward;
mod model;
mod names;
mod numbers;
mod pair;
mod pool;
mod probability;
mod renderings;
mod scan;
mod sentence;
mod static_table;
mod stretches;
mod tokenizer;
mod units;
mod words;

/// Raised when states of sentences, or what is found of them, come out otherwise: what is kept of them
/// is of one revision.
pub const REVISION: u32 = 5;

pub use align::{AlignSettings, AlignSide, AlignedGroup, align};
pub use cells::Cells;
pub use error::ModelError;
pub use find::{
    Candidate, CandidateSearch, CandidateSettings, Holder, LanguageSentences, NearSearch, RenderedGroup,
    RenderedPassage, RenderingSettings, SentenceMemory, SentencePlace, TextPair, TextSentences, Window,
    among_all, most_windows, renderings, windows_between, with_evidence, within_effort,
};
pub use fit::{Fit, FitSettings, LanguageText};
pub use model::{Model, Sentence};
pub use pair::{PairFeatures, compare_pair, margin};
pub use pool::Pool;
pub use probability::{Evidence, log_odds, probabilities, probability, probability_among};
pub use renderings::{Rendering, additions, omissions, rendering, rendering_of_phrase};
pub use scan::{Near, nearest};
pub use static_table::StaticTable;
pub use stretches::{Stretch, Stretches};
pub use tokenizer::{Token, Tokenizer};
pub use units::Unit;
pub use words::{WordLink, word_links};
