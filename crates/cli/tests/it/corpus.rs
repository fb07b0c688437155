//! Archives the tests start from: made once, copied by those who change them.

use crate::binary::{checkout, json, succeed, text};
use serde_json::{Value, json as value};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tempfile::TempDir;

/// The demo corpus, added and traced as `demo/run.sh` does it. Read only: use [`copy`] to write.
pub fn demo() -> &'static Path {
    static DEMO: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, archive) = DEMO.get_or_init(|| {
        // Statics are not dropped: what stays behind stays below `target`.
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let archive = folder.path().join("demo");
        succeed(["init", text(&archive)]);
        add_demo(&archive);
        succeed(["trace", text(&archive)]);
        (folder, archive)
    });
    archive
}

/// Adds the demo corpus to an archive.
pub fn add_demo(archive: &Path) -> Value {
    let corpus = checkout().join("demo/corpus");
    let (sources, captures) = (corpus.join("sources.csv"), corpus.join("captures.csv"));
    json([
        "add",
        text(archive),
        text(&corpus),
        "--sources",
        text(&sources),
        "--captures",
        text(&captures),
        "--json",
    ])
}

/// A folder of its own with a copy of an archive in it.
pub fn copy(archive: &Path) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join(archive.file_name().unwrap());
    copy_folder(archive, &place);
    (folder, place)
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Sentences in four scripts, so that offsets in bytes, characters and UTF-16 units all differ.
const SENTENCES: [&str; 6] = [
    "The river commission of the northern bank met for the ninth time this spring and agreed on nothing — “again”, as its secretary wrote in the minutes.",
    "Комиссия по делам реки собралась в девятый раз за эту весну и, как записал её секретарь, снова ни о чём не договорилась.",
    "北岸河流委员会今年春天举行了第九次会议，正如秘书在会议记录中所写的那样，再次没有达成任何协议。",
    "Ferrymen on both banks painted 🛶🛶 on their boats in protest and would not take them off until the gauges were read aloud every morning.",
    "Les passeurs des deux rives ont décidé d’arrêter le service jusqu’à ce que les échelles soient relevées à haute voix chaque matin.",
    "Nobody in the harbour office could say which of the two almanacs was right about the tide, so both were pinned to the door side by side.",
];

/// JSON Lines records in which every even document shares a passage with the one before it, in
/// edited words for every fourth, plus one in between that shares nothing.
pub fn records(pairs: usize) -> String {
    let mut lines = String::new();
    for pair in 0..pairs {
        let shared = SENTENCES[pair % SENTENCES.len()];
        let next = SENTENCES[(pair + 1) % SENTENCES.len()];
        let number = words(pair * 7 + 3);
        let first = format!("{number} ☂ stood on the first board. {shared} {number} was read out. {next}");
        let edited = if pair % 2 == 0 { shared.to_owned() } else { shared.replacen(' ', " very ", 1) };
        let second =
            format!("On another page: {edited} Then {} closed the session. {next} …", words(pair * 7 + 5));
        let day = 1 + pair % 27;
        for (side, text, hour) in [("a", first, 6), ("b", second, 18)] {
            let record = value!({
                "id": format!("{side}{pair}"),
                "url": format!("https://{side}{pair}.example/page"),
                "source": format!("Paper {side}{pair}"),
                "title": format!("Page {side}{pair} — «{number}»"),
                "published_at": format!("2025-03-{day:02}T{hour:02}:00:00Z"),
                "text": text,
                "desk": pair,
            });
            writeln!(lines, "{record}").unwrap();
        }
    }
    lines
}

/// Words that no other number gives.
fn words(number: usize) -> String {
    const SYLLABLES: [&str; 10] = ["ka", "lo", "mi", "nu", "pe", "ra", "so", "ti", "vu", "ze"];
    let digits = (number * number + 1_000_003).to_string();
    digits
        .bytes()
        .collect::<Vec<_>>()
        .chunks(2)
        .map(|pair| pair.iter().map(|digit| SYLLABLES[usize::from(digit - b'0')]).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// An archive of [`records`], added but not traced.
pub fn small(pairs: usize) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let archive = folder.path().join("small");
    let file = folder.path().join("records.jsonl");
    fs::write(&file, records(pairs)).unwrap();
    succeed(["init", text(&archive)]);
    succeed(["add", text(&archive), text(&file)]);
    (folder, archive)
}

/// A folder beside the checkout with real pages and evaluation data, where there is one.
pub fn shared() -> Option<PathBuf> {
    let folder = checkout().parent()?.join("shared");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: ../shared is absent");
    None
}
