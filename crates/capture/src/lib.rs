//! Bytes to documents: HTML pages, plain-text page dumps, JSON Lines records, web archives, feeds,
//! sitemaps, mail, saved pages, PDF, DOCX and ODT files, subtitles.
//!
//! [`read`] takes one input and calls back once for every capture in it, with the documents
//! extracted from it and what was wrong. Everything is pure: bytes in, values out. This crate opens
//! no file, asks no network and reads no clock; "now" is [`Options::latest_plausible`].
//!
//! Wrong input is data: nothing here panics on bytes or stops a batch. It gives a
//! [`Problem`](throughline_model::Problem) and goes on with the next record.
//!
//! ```
//! use std::{io::Cursor, ops::ControlFlow};
//! use throughline_capture::{Options, read};
//!
//! let input = br#"{"id": "a1", "text": "The minister spoke.", "published_at": "2021-06-02"}"#;
//! let mut titles = Vec::new();
//! let problems = read("notes.jsonl", Cursor::new(input), &Options::default(), &mut |received| {
//!     titles.extend(received.documents.into_iter().map(|document| document.external_id));
//!     ControlFlow::Continue(())
//! });
//! assert!(problems.is_empty());
//! assert_eq!(titles, ["a1"]);
//! ```
//!
//! Crates, and why: `encoding_rs` and `chardetng` (Firefox's own charset code), `trafilatura` and
//! `libreadability` (main text; measured in the module `html`), `scraper` and `ego-tree` (the DOM
//! those two use already), `flate2` and `zstd` (the archive's versions), `pdfboss` (PDF; measured in
//! the module `paginated`), `zip` and `quick-xml` (office packages), `rawzip`, `brotli-decompressor`,
//! `sha1` and `data-encoding` (web archives; see the module `web_archive`), `mail-parser` (the
//! structure of messages), `url`, `jiff`, `serde_json`. Dates, text dumps, bylines, feeds and origin
//! lines have no crate that could be used: those are ours.
//!
//! What it refuses to do: guess. A date without a year stays undecided, a page without an author
//! line has no byline, and a day and month that can be read in two ways are read only where the page
//! itself decides.

mod address;
mod author_names;
mod charset;
mod circumstances;
mod dates;
mod html;
mod language;
mod listing;
mod mail;
mod margin;
mod marks;
mod office;
mod package;
mod page;
mod paginated;
mod phrases;
mod plausible;
mod read;
mod recording;
mod records;
mod running_text;
mod sniff;
mod text_dump;
mod transcript;
mod web_archive;

pub use address::{Behind, Wrapping, address_behind};
pub use circumstances::Circumstances;
#[doc(hidden)]
pub use html::block_features;
pub use listing::{EntryHint, FeedHints, ListingKind, feed_hints};
pub use package::Package;
pub use page::{extract_html, extract_text_dump, keep, read_page};
pub use read::{Options, Received, read};
pub use records::extract_record;
#[doc(hidden)]
pub use text_dump::line_features;
#[doc(hidden)]
pub use web_archive::count_records;
pub use web_archive::{WaczCapture, WaczOptions, write_wacz};
