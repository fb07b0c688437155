//! Explains matches: which document carried which, whether it says so, who had the words first.
//!
//! - [`credits`] finds every place where a document names where its text comes from;
//! - [`first_seen`] says when a document can first have been seen, and why;
//! - [`explain`] puts matches together into carries and lineages and tells furniture (footers,
//!   notices, letter formulas) from findings; [`Reading`] does it for an archive whose texts do not
//!   fit into memory.
//!
//! All functions are pure: same inputs, same outputs, in any input order and on any number of
//! threads. The crate finds no matches, reads no clock and does no input or output.
//!
//! ```
//! use throughline_lineage::{KnownSources, credits};
//! use throughline_model::{Document, TextField};
//!
//! let document = Document { text: "BEIJING, June 2 (Xinhua) — The leadership met.".into(), ..blank() };
//! let found = credits(&document, &KnownSources::new(&[]));
//! assert_eq!(found[0].name, "Xinhua");
//! assert_eq!(document.slice(TextField::Text, found[0].span), Some("(Xinhua)"));
//! # fn blank() -> Document {
//! #     use throughline_model::*;
//! #     let empty = String::new;
//! #     Document { id: DocumentId::derive(&[]), capture_id: CaptureId::derive(&[]), item_id: ItemId::derive(&[]),
//! #         external_id: empty(), form: DocumentForm::Record, url: empty(), source_name: empty(), source_id: None,
//! #         title: empty(), byline: empty(), lang: empty(), text: empty(), margin: empty(), published: None,
//! #         dates: vec![], declared_type: empty(), passages: vec![],
//! #         links: vec![], extra: empty() }
//! # }
//! ```

mod carries;
mod corpus;
mod credit;
mod editions;
mod explain;
mod facts;
mod first_seen;
mod heads;
mod lineages;
mod pairs;
#[cfg(test)]
mod properties;
mod reading;
mod recurring;
#[cfg(test)]
mod sample;
mod settings;
mod spans;
mod versions;

pub use credit::{KnownSource, KnownSources, credits};
pub use explain::{Explanation, explain};
pub use first_seen::{FirstSeen, first_seen};
pub use heads::Heads;
pub use reading::Reading;
pub use settings::Settings;
