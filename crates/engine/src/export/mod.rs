//! Tables, views and graphs as files.

mod gexf;
mod offsets;
mod tables;
mod views;
mod wacz;

pub use gexf::{archive_graph, lineage_graph};
pub use tables::{Format, table};
pub use views::csv_rows;
pub use wacz::{Selection, wacz};
