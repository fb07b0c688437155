//! Brings a model here: from the hub, an address, or a path on this machine.

use super::catalog::{self, PackedModel};
use super::store::{self, PART, StoredModel, failed};
use crate::{EngineError, Progress};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use throughline_capture::Package;
use throughline_fetch::{Fetcher, Request, Response, Settings};
use throughline_translation::Model;

/// Where a model is to come from. What is no path asks the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A repository of the Hugging Face hub, `owner/name`.
    Hub(String),
    /// The address of a file of weights, or of a package that holds one.
    Address(String),
    /// A folder with `config.json`, `tokenizer.json` and `model.safetensors`, a file of 4-bit weights,
    /// or a Python package that holds one.
    Path(PathBuf),
}

impl Origin {
    /// Reads what a user names: `hub:OWNER/NAME`, an address, else a path.
    pub fn named(word: &str) -> Self {
        let is_address = ["http://", "https://"].iter().any(|scheme| word.starts_with(scheme));
        match word.strip_prefix("hub:") {
            Some(repository) => Self::Hub(repository.to_owned()),
            None if is_address => Self::Address(word.to_owned()),
            None => Self::Path(PathBuf::from(word)),
        }
    }
}

/// The files of a model in the hub's layout.
const LAYOUT: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

/// Largest file of a model that is taken: a larger one would not run on a small machine.
const LARGEST: u64 = 4 << 30;

/// Brings a model into the folder, under its name; `fetch` has the rules for asking the network. What
/// is there under that name is replaced once the new files are whole, have the stated hashes and can
/// be opened.
///
/// # Errors
/// If the origin does not have it, or what came is not what was stated.
pub async fn get(
    folder: &Path,
    name: &str,
    origin: &Origin,
    fetch: Settings,
    progress: &dyn Progress,
) -> Result<StoredModel, EngineError> {
    let is_name = !name.is_empty()
        && !name.starts_with('.')
        && !name.ends_with(PART)
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if !is_name {
        return Err(failed(name, "a name has letters, digits, hyphens, dots and low lines"));
    }
    let part = folder.join(format!("{name}{PART}"));
    let got = async {
        empty(&part)?;
        let (from, names) = match origin {
            Origin::Path(path) => (path.display().to_string(), copied(&part, path)?),
            Origin::Address(address) => (address.clone(), addressed(&part, address, fetch, progress).await?),
            Origin::Hub(repository) => {
                (format!("hub:{repository}"), from_hub(&part, repository, fetch, progress).await?)
            }
        };
        settled(folder, &part, name, from, &names)
    };
    let got = got.await.map_err(|reason: String| failed(name, &reason));
    if got.is_err() {
        // What is left is of no use; it is made anew the next time.
        let _ = fs::remove_dir_all(&part);
    }
    got
}

/// Makes the folder for what is on its way, without what an earlier attempt left.
fn empty(part: &Path) -> Result<(), String> {
    let made = if part.exists() { fs::remove_dir_all(part) } else { Ok(()) };
    made.and_then(|()| fs::create_dir_all(part)).map_err(|error| format!("{}: {error}", part.display()))
}

/// Checks the files that came and puts them in their place.
fn settled(
    folder: &Path,
    part: &Path,
    name: &str,
    origin: String,
    names: &[String],
) -> Result<StoredModel, String> {
    let files = names.iter().map(|file| store::described(part, file)).collect::<Result<Vec<_>, _>>()?;
    let known = catalog::known(name);
    if let Some(PackedModel { name, sha256, .. }) = known.map(|known| known.packed)
        && let Some(file) = files.iter().find(|file| file.name == name && file.sha256 != sha256)
    {
        return Err(format!("{name} has the SHA-256 {}, not {sha256}", file.sha256));
    }
    let openable = if let [only] = names { part.join(only) } else { part.to_owned() };
    Model::open(&openable).map_err(|error| format!("what came cannot be used: {error}"))?;
    let license = known.map(|model| model.license.to_owned()).unwrap_or_default();
    let model = StoredModel { name: name.to_owned(), license, origin, files };
    store::settle(folder, &model).map_err(|error| format!("it cannot be put in place: {error}"))?;
    Ok(model)
}

/// Asks the hub for a model's files and compares their hashes with those it states.
async fn from_hub(
    part: &Path,
    repository: &str,
    fetch: Settings,
    progress: &dyn Progress,
) -> Result<Vec<String>, String> {
    let fetcher = Fetcher::new(for_models(fetch));
    for name in LAYOUT {
        let address = format!("https://huggingface.co/{repository}/resolve/main/{name}");
        let answer = download(&fetcher, &address, progress).await?;
        fs::write(part.join(name), answer.body()).map_err(|error| format!("{name}: {error}"))?;
        let found = store::described(part, name)?.sha256;
        match stated_hash(&answer) {
            Some(stated) if stated != found => {
                return Err(format!("{name} has the SHA-256 {found}, not {stated}"));
            }
            _ => {}
        }
    }
    Ok(LAYOUT.map(str::to_owned).to_vec())
}

/// The SHA-256 that the hub states of a large file, on the redirect to it.
fn stated_hash(answer: &Response) -> Option<String> {
    let exchanges = answer.redirects.iter().chain([&answer.last]);
    let tags = exchanges.flat_map(|exchange| ["x-linked-etag", "etag"].map(|name| exchange.header(name)));
    let mut tags = tags.flatten().map(|tag| String::from_utf8_lossy(tag).trim_matches('"').to_lowercase());
    tags.find(|tag| tag.len() == 64 && tag.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Asks an address for a file of weights or a package.
async fn addressed(
    part: &Path,
    address: &str,
    fetch: Settings,
    progress: &dyn Progress,
) -> Result<Vec<String>, String> {
    let answer = download(&Fetcher::new(for_models(fetch)), address, progress).await?;
    let path = address.split(['?', '#']).next().unwrap_or_default();
    taken(part, path.rsplit('/').next().unwrap_or_default(), answer.body())
}

async fn download(fetcher: &Fetcher, address: &str, progress: &dyn Progress) -> Result<Response, String> {
    progress.begin("get", 0, "bytes");
    let answer = fetcher.get(&Request::new(address)).await;
    progress.end();
    let answer = answer.map_err(|error| error.to_string())?;
    match answer.truncated {
        _ if answer.status() != 200 => Err(format!("{address} was answered with {}", answer.status())),
        Some(why) => Err(format!("{address} came in part ({})", why.warc_word())),
        None => Ok(answer),
    }
}

/// The rules for pages with limits for models, which are large.
fn for_models(mut settings: Settings) -> Settings {
    settings.largest_body = LARGEST as usize;
    settings.largest_decoded = LARGEST as usize;
    settings.whole_limit = Duration::from_hours(2);
    settings
}

/// Copies a model from this machine. Gives its files' names.
fn copied(part: &Path, path: &Path) -> Result<Vec<String>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if !path.is_dir() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return taken(part, &name, &fs::read(path).map_err(failed)?);
    }
    for name in LAYOUT {
        fs::copy(path.join(name), part.join(name)).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(LAYOUT.map(str::to_owned).to_vec())
}

/// Takes a file of weights, out of its package if it comes in one. Gives its name.
fn taken(part: &Path, name: &str, bytes: &[u8]) -> Result<Vec<String>, String> {
    let write = |name: &str, bytes: &[u8]| {
        fs::write(part.join(name), bytes).map_err(|error| format!("{name}: {error}"))?;
        Ok(vec![name.to_owned()])
    };
    if !bytes.starts_with(b"PK\x03\x04") {
        return write(if name.is_empty() { "weights.bin" } else { name }, bytes);
    }
    let package = Package::open(bytes)?;
    let packed = catalog::CATALOG.iter().map(|model| model.packed).find(|packed| package.has(packed.inside));
    let packed = packed.ok_or("the package holds no model that is known")?;
    write(packed.name, &package.file(packed.inside, LARGEST)?)
}

#[cfg(test)]
mod tests {
    use super::Origin;

    #[test]
    fn origins_are_told_by_what_is_named() {
        assert_eq!(Origin::named("hub:owner/name"), Origin::Hub("owner/name".to_owned()));
        let address = "https://mirror.example/weights.bin";
        assert_eq!(Origin::named(address), Origin::Address(address.to_owned()));
        assert_eq!(Origin::named("models/a"), Origin::Path("models/a".into()));
    }
}
