//! `models`: what finds translations, and whether it is here.

use super::Manner;
use crate::{
    flags::{ModelFlags, ModelsFlags, ModelsVerb},
    outcome::{Failure, Outcome},
    output,
    progress::Bars,
};
use std::path::{Path, PathBuf};
use throughline_engine::{
    TranslationOptions,
    models::{self, ModelState, Origin},
};
use throughline_fetch::Settings;

pub(super) async fn models(manner: &Manner, flags: ModelsFlags) -> Result<Outcome, Failure> {
    let folder = folder(flags.models)?;
    match flags.what.unwrap_or(ModelsVerb::List) {
        ModelsVerb::List => list(manner, &folder),
        ModelsVerb::Get { name, from, asking } => {
            let fetch = super::watch::settings(&asking)?;
            get(manner, &folder, &name, &from, fetch).await
        }
        ModelsVerb::Verify { name } => verify(manner, &folder, name),
    }
}

/// The folder that holds the models: the one named, or the user's own.
fn folder(named: Option<PathBuf>) -> Result<PathBuf, Failure> {
    named.map_or_else(|| Ok(data_folder()?.join("throughline").join("models")), Ok)
}

/// How translations are found with the model named; none if it is not here.
pub(super) fn translation(flags: ModelFlags) -> Result<Option<TranslationOptions>, Failure> {
    let folder = folder(flags.models)?;
    let model = models::stored(&folder, &flags.model)?;
    Ok(model.map(|model| TranslationOptions::with(&model, &folder)))
}

/// Where programs of this system keep a user's data.
fn data_folder() -> Result<PathBuf, Failure> {
    let named =
        |variable: &str| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::home_dir().filter(|home| home.is_absolute());
    let found = if cfg!(windows) {
        named("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library").join("Application Support"))
    } else {
        named("XDG_DATA_HOME").or_else(|| home().map(|home| home.join(".local").join("share")))
    };
    found.ok_or_else(|| {
        Failure::wrong_use(
            "this system names no folder for a user's data",
            "name one for models with --models FOLDER",
        )
    })
}

fn list(manner: &Manner, folder: &Path) -> Result<Outcome, Failure> {
    let known = models::list(folder)?;
    if manner.json {
        let shown = serde_json::json!({ "folder": folder, "models": known });
        output::job_json("models", &shown)?;
        return Ok(Outcome::Done);
    }
    let mut text = format!("models in {}\n", folder.display());
    for model in &known {
        text.push_str(&described(model));
    }
    output::text(&text)?;
    Ok(Outcome::Done)
}

fn described(model: &ModelState) -> String {
    let license = if model.license.is_empty() { "licence not known" } else { &model.license };
    let mut text = match &model.stored {
        None => format!("{}  not here  {license}\n", model.name),
        Some(stored) => {
            let bytes: u64 = stored.files.iter().map(|file| file.bytes).sum();
            format!("{}  here, {} MB  {license}  from {}\n", model.name, bytes / 1_000_000, stored.origin)
        }
    };
    for offer in &model.offers {
        text.push_str(&format!("  {offer}\n"));
    }
    text
}

async fn get(
    manner: &Manner,
    folder: &Path,
    name: &str,
    from: &str,
    fetch: Settings,
) -> Result<Outcome, Failure> {
    let origin = Origin::named(from);
    let model = models::get(folder, name, &origin, fetch, &Bars::new(manner.quiet)).await?;
    if manner.json {
        output::job_json("model", &model)?;
    } else {
        let bytes: u64 = model.files.iter().map(|file| file.bytes).sum();
        output::text(&format!("{name} is here: {} MB, from {}", bytes / 1_000_000, model.origin))?;
    }
    Ok(Outcome::Done)
}

fn verify(manner: &Manner, folder: &Path, name: Option<String>) -> Result<Outcome, Failure> {
    let names: Vec<String> = if let Some(name) = name {
        vec![name]
    } else {
        let here = models::list(folder)?.into_iter().filter(|model| model.stored.is_some());
        here.map(|model| model.name).collect()
    };
    let mut found = Vec::new();
    for name in names {
        let wrong = models::verify(folder, &name, &Bars::new(manner.quiet))?;
        found.push((name, wrong));
    }
    if manner.json {
        let shown: Vec<_> =
            found.iter().map(|(name, wrong)| serde_json::json!({ "name": name, "damage": wrong })).collect();
        output::job_json("models-verified", &serde_json::json!({ "models": shown }))?;
    } else {
        for (name, wrong) in &found {
            let words = if wrong.is_empty() { "whole".to_owned() } else { wrong.join("; ") };
            output::text(&format!("{name}: {words}"))?;
        }
    }
    let is_whole = found.iter().all(|(_, wrong)| wrong.is_empty());
    Ok(if is_whole { Outcome::Done } else { Outcome::Damage })
}
