//! Self-contained evidence files.
//!
//! A report is one HTML file without scripts or links to anything it needs: it can be printed,
//! mailed and archived. It quotes every witness with its exact span, the hash of the capture it
//! rests on, the archive's version and the command that makes the same report again. It is a
//! function of the views of `throughline-engine`: the same views give the same bytes.

mod document;
mod frame;
mod gather;
mod lineage;
mod marks;
mod text;

pub use document::document;
pub use gather::{for_document, for_lineage, for_text};
pub use lineage::lineage;
pub use text::text;
