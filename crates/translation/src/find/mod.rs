//! Finding renderings among many texts: which texts to compare, and what two texts share.
//!
//! [`NearSearch`] finds near sentences, [`CandidateSearch`] goes from these to windows of two texts,
//! [`renderings`] from these to the passages of which one is the other's rendering, with the
//! probability of each, and [`among_all`] measures what was found in each two texts against what was
//! found in others.

mod anchors;
mod candidates;
mod chains;
mod company;
mod direct;
mod disjoint;
mod languages;
mod measure;
mod memory;
mod near;
mod odds;
mod parts;
mod passages;
mod rivals;
mod windows;

pub use candidates::{Candidate, CandidateSearch, CandidateSettings};
pub use direct::windows_between;
pub use languages::{Holder, LanguageSentences};
pub use memory::SentenceMemory;
pub use near::NearSearch;
pub use passages::{RenderedGroup, RenderedPassage, RenderingSettings, TextPair, TextSentences, renderings};
pub use rivals::{SentencePlace, among_all, with_evidence};
pub use windows::{Window, most_windows, within_effort};
