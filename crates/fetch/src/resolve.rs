//! From names to addresses.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

/// The addresses of a name, or why there are none.
pub type Resolving<'a> = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Looks up names. Each request asks once and connects to an address of that one answer, which the
/// guard has seen; a name that changes its address in between ("rebinding") gains nothing.
pub trait Resolver: Send + Sync {
    /// The addresses of `host`, in the order in which to try them.
    fn resolve<'a>(&'a self, host: &'a str) -> Resolving<'a>;
}

/// The system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve<'a>(&'a self, host: &'a str) -> Resolving<'a> {
        Box::pin(async move {
            // The port is not used; the system's interface wants one.
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}
