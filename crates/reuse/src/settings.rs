//! What a user may set.

use serde::{Deserialize, Serialize};

/// Settings of the search for matches. The defaults are the product's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Shortest match, in words kept; default 8.
    pub min_words: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { min_words: 8 }
    }
}
