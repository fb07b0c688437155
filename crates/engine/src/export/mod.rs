//! Tables, views and graphs as files.

mod gexf;
mod offsets;
mod tables;
mod views;

pub use gexf::{archive_graph, lineage_graph};
pub use tables::{Format, table};
pub use views::csv_rows;
