//! The REST API with its OpenAPI description, and the embedded pages.
//!
//! Reads only: no route changes an archive. The server binds to loopback unless it is told
//! otherwise, and then demands a token. Archived text leaves it as data under a content security
//! policy that runs no script but the pages' own.

mod answers;
mod guard;
mod openapi;
mod pages;
mod query;
mod routes;
mod state;

pub use guard::{Access, AccessError};
pub use openapi::document as openapi_document;

use axum::ServiceExt;
use std::{net::SocketAddr, sync::Arc};
use throughline_archive::Archive;
use throughline_engine::{EngineError, TranslationOptions};
use tower::Layer;

/// What can go wrong while serving.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's words.
        reason: String,
    },
    /// The address is open to others and no token was given.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The archive cannot be read.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The server stopped with an error.
    #[error("the server stopped: {0}")]
    Stopped(#[from] std::io::Error),
}

/// Serves an archive until `stop` resolves. `ready` hears the address once it is listened on.
/// `translation` names the model that renderings of phrases are found with.
///
/// # Errors
/// If the address cannot be listened on or the archive cannot be read.
pub async fn serve(
    archive: Archive,
    address: SocketAddr,
    token: Option<String>,
    translation: Option<TranslationOptions>,
    ready: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let access = Access::new(address, token)?;
    let state = Arc::new(state::State::new(archive, translation).await?);
    let wrong = |error: std::io::Error| ServeError::Listen { address, reason: error.to_string() };
    let listener = tokio::net::TcpListener::bind(address).await.map_err(wrong)?;
    ready(listener.local_addr().map_err(wrong)?);
    let routes = routes::all(state)
        .layer(axum::middleware::from_fn_with_state(Arc::new(access), guard::check))
        .layer(tower_http::compression::CompressionLayer::new());
    let app = tower::util::MapRequestLayer::new(answers::take_form).layer(routes);
    axum::serve(listener, ServiceExt::<axum::extract::Request>::into_make_service(app))
        .with_graceful_shutdown(stop)
        .await?;
    Ok(())
}
