//! Jobs: what changes an archive.

mod add;
mod explain;
mod identify;
mod inputs;
mod intake;
mod pages;
mod statements;
mod trace;
mod upkeep;
mod watch;

pub use add::{AddOptions, add};
pub use intake::Added;
pub use statements::{CaptureStatement, read_captures};
pub use trace::{TraceOptions, Traced, trace};
pub use upkeep::{full_text, rebuild};
pub use watch::{WatchOptions, Watched, watch};
