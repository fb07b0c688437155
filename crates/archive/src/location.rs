//! Where an archive lives: a folder, or a URL of an object store.

use crate::ArchiveError;
use deltalake_core::logstore::{
    LogStore, LogStoreFactory, ObjectStoreRef, StorageConfig, default_logstore, logstore_factories,
};
use object_store::{ObjectStore, path::Path as StorePath};
use std::{
    path::PathBuf,
    sync::{Arc, Once},
};
use url::Url;

/// Where an archive lives.
#[derive(Debug, Clone)]
pub struct Location {
    /// As the user wrote it, for messages.
    pub(crate) place: String,
    /// As a URL that ends in `/`.
    pub(crate) url: Url,
    /// The store, with `/` at its root.
    pub(crate) root: Arc<dyn ObjectStore>,
    /// The archive's path in the store.
    pub(crate) prefix: StorePath,
    /// The folder, if it is local.
    pub(crate) folder: Option<PathBuf>,
}

impl Location {
    /// Reads a folder's path or a URL. An object store takes its settings (endpoint, region,
    /// keys) from the `AWS_…` variables in `settings`.
    ///
    /// # Errors
    /// [`ArchiveError::Place`] if it is neither.
    pub fn parse(
        place: &str,
        settings: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ArchiveError> {
        let wrong = |reason: String| ArchiveError::Place { place: place.to_owned(), reason };
        let is_url = place.split_once("://").is_some_and(|(scheme, _)| scheme.len() > 1);
        let (mut url, folder) = if is_url {
            let url = Url::parse(place).map_err(|error| wrong(error.to_string()))?;
            let folder = (url.scheme() == "file").then(|| url.to_file_path()).transpose();
            (url, folder.map_err(|()| wrong("it has no path".into()))?)
        } else {
            let folder = std::path::absolute(place).map_err(|error| wrong(error.to_string()))?;
            let url =
                Url::from_directory_path(&folder).map_err(|()| wrong("it is no absolute path".into()))?;
            (url, Some(folder))
        };
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        register_log_stores();
        let options: Vec<(String, String)> = settings
            .filter(|(name, _)| name.to_ascii_uppercase().starts_with("AWS_"))
            .map(|(name, value)| (name.to_ascii_lowercase(), value))
            .collect();
        let (root, prefix) =
            object_store::parse_url_opts(&url, options).map_err(|error| wrong(error.to_string()))?;
        Ok(Self { place: place.to_owned(), url, root: Arc::from(root), prefix, folder })
    }

    /// The place as the user wrote it.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The last part of the place: what people call the archive.
    pub fn name(&self) -> String {
        self.prefix.parts().next_back().map_or_else(|| "archive".to_owned(), |part| part.as_ref().to_owned())
    }

    /// The folder, if the archive is local.
    pub fn folder(&self) -> Option<&std::path::Path> {
        self.folder.as_deref()
    }

    /// The path of a file of the archive in the store.
    pub(crate) fn file(&self, relative: &str) -> StorePath {
        relative.split('/').fold(self.prefix.clone(), object_store::path::Path::join)
    }

    /// The URL of a table.
    pub(crate) fn table_url(&self, table: &str) -> Url {
        self.url.join(&format!("tables/{table}/")).expect("a table's name is a valid URL path")
    }
}

/// Delta's commit needs a log store per URL scheme; object stores with conditional put (S3 and
/// its kin) work with the default one, which puts each commit only if it is absent.
#[derive(Debug)]
struct ConditionalPut;

impl LogStoreFactory for ConditionalPut {
    fn with_options(
        &self,
        prefixed_store: ObjectStoreRef,
        root_store: ObjectStoreRef,
        location: &Url,
        options: &StorageConfig,
    ) -> deltalake_core::DeltaResult<Arc<dyn LogStore>> {
        Ok(default_logstore(prefixed_store, root_store, location, options))
    }
}

fn register_log_stores() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for scheme in ["s3", "s3a"] {
            let url = Url::parse(&format!("{scheme}://")).expect("a scheme alone is a URL");
            logstore_factories().insert(url, Arc::new(ConditionalPut));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_becomes_a_url() {
        let location = Location::parse("/data/my archive", std::iter::empty()).unwrap();
        assert_eq!(location.url.as_str(), "file:///data/my%20archive/");
        assert_eq!(location.name(), "my archive");
        assert_eq!(location.table_url("documents").as_str(), "file:///data/my%20archive/tables/documents/");
    }

    #[test]
    fn a_wrong_scheme_is_told() {
        let error = Location::parse("gopher://old/archive", std::iter::empty()).unwrap_err();
        assert!(error.to_string().contains("gopher"));
    }
}
