//! Same-language matches: which spans of which texts are the same text, edited or not.
//!
//! [`find_matches`] compares all texts with each other, [`Index`] one pasted text with many, and
//! [`compare`] shows two whole texts against each other. Everything is pure and in memory: no
//! files, no clock, no thread pool of its own. The result is the same, byte for byte, on any
//! number of threads and in any order of input.
//!
//! What it refuses to do: it does not say who was first, does not call a match a carry, and does
//! not match across languages.
//!
//! ```
//! use throughline_reuse::{Settings, Text, find_matches};
//! let speech = "It is necessary to make friends extensively, unite the majority, and continuously \
//!               expand our circle of friends with those who understand and are friendly to us.";
//! let report = format!("He told the meeting on Monday: {speech} Nobody else spoke.");
//! let texts = [Text { text: speech, family: 0 }, Text { text: &report, family: 1 }];
//! let matches = find_matches(&texts, &Settings::default(), &|_, _| {});
//! assert_eq!(&report[matches[0].b_span.range()], speech.trim_end_matches('.'));
//! ```

mod align;
mod candidates;
mod chain;
mod changes;
mod common;
mod comparison;
mod describe;
mod evidence;
mod index;
mod join;
mod moved;
mod pair;
mod path;
mod prepared;
mod search;
mod seeds;
mod segment;
mod settings;
mod shared;
mod stored;
mod weight;

pub use changes::changes;
pub use common::{Common, TextAbout};
pub use comparison::compare;
pub use describe::Found;
pub use index::{Block, FreshTexts, Index, TextMatch};
pub use prepared::Content;
pub use search::{PairMatch, Text, find_matches, index};
pub use segment::{Bytes, Segment, SegmentBuilder, SegmentError};
pub use settings::Settings;
pub use stored::{StoredMatches, stored_matches};
