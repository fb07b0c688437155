//! The reader behind the routes, renewed when the archive has a new version.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use throughline_archive::Archive;
use throughline_engine::{EngineError, Reader, TranslationOptions};
use tokio::sync::Mutex;

/// How often a request looks for a new version.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

pub(crate) struct State {
    current: Mutex<(Arc<Reader>, Instant)>,
    translation: Option<TranslationOptions>,
}

impl State {
    pub(crate) async fn new(
        archive: Archive,
        translation: Option<TranslationOptions>,
    ) -> Result<Self, EngineError> {
        let reader = Arc::new(Reader::new(archive).await?);
        Ok(Self { current: Mutex::new((reader, Instant::now())), translation })
    }

    /// The model that renderings are found with, if there is one.
    pub(crate) fn translation(&self) -> Option<&TranslationOptions> {
        self.translation.as_ref()
    }

    /// The reader of the archive's newest version. If looking for it fails, the one at hand
    /// keeps answering.
    pub(crate) async fn reader(&self) -> Arc<Reader> {
        let mut current = self.current.lock().await;
        if current.1.elapsed() >= LOOK_AGAIN {
            current.1 = Instant::now();
            let location = current.0.archive().location().clone();
            if let Ok(newest) = Archive::open_at(location, None).await
                && newest.version() != current.0.archive().version()
                && let Ok(reader) = Reader::new(newest).await
            {
                current.0 = Arc::new(reader);
            }
        }
        current.0.clone()
    }
}
