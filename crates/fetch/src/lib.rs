//! Asks the web for pages, only when told, and politely.

mod address;
mod clock;
mod coding;
mod error;
mod exchange;
mod fetcher;
mod pace;
mod recorded;
mod resolve;
mod response;
mod retry_after;
mod robots;
mod settings;
mod target;

pub use address::{Allowed, is_local_name, why_private};
pub use clock::{Clock, Sleep, SystemClock, VirtualClock};
pub use coding::ContentCoding;
pub use error::{FetchError, Phase};
pub use fetcher::Fetcher;
pub use resolve::{Resolver, Resolving, SystemResolver};
pub use response::{Exchange, Request, Response, Truncated, Validators};
pub use retry_after::{http_date, retry_after};
pub use settings::{PRODUCT_TOKEN, Settings};
pub use target::LONGEST_URL;
pub mod watch;
