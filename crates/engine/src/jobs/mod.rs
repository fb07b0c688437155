//! Jobs: what changes an archive.

mod add;
mod explain;
mod identify;
mod inputs;
mod statements;
mod trace;
mod upkeep;

pub use add::{AddOptions, Added, add};
pub use statements::{CaptureStatement, read_captures};
pub use trace::{TraceOptions, Traced, trace};
pub use upkeep::{full_text, rebuild};
