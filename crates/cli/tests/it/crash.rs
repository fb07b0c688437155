//! `kill -9` at many moments of every job that writes: the archive opens at its last commit,
//! nothing committed is lost, and running the job again gives what an undisturbed run gives.

use crate::{
    binary::{command, start, succeed, text},
    corpus, tables,
};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const MOMENTS: u32 = 8;

/// Runs `job` on copies of `prepared`, killing it twice at a later moment each time, and once more
/// to its end. Gives how many runs were killed before they had ended.
fn killed(prepared: &Path, job: impl Fn(&str) -> Vec<String>) -> u32 {
    let before = tables::all(prepared);
    let (_folder, undisturbed) = corpus::copy(prepared);
    let began = Instant::now();
    succeed(job(text(&undisturbed)));
    let whole = began.elapsed();
    let expected = tables::all(&undisturbed);

    let mut interrupted = 0;
    for moment in 0..=MOMENTS {
        let (_folder, archive) = corpus::copy(prepared);
        let place = text(&archive);
        // The second run finds what the first left behind.
        for share in [moment, MOMENTS - moment / 2] {
            let delay = whole * share / MOMENTS;
            let mut child = start(&mut command(job(place)));
            std::thread::sleep(delay);
            child.kill().unwrap();
            interrupted += u32::from(child.wait_with_output().unwrap().status.code().is_none());
            succeed(["show", place]);
            nothing_is_lost(&before, &tables::all(&archive), &expected, delay);
        }
        let checked = succeed(["check", place]);
        assert!(checked.stdout.contains("the archive is sound"), "{}", checked.stdout);
        succeed(job(place));
        let what = format!("run again after being killed at {moment} of {MOMENTS}");
        tables::assert_same(&expected, &tables::all(&archive), &[], &what);
    }
    interrupted
}

type Tables = std::collections::BTreeMap<&'static str, String>;

/// What is truth is still there; what derives from it is as it was, or as the whole job leaves it.
fn nothing_is_lost(before: &Tables, now: &Tables, expected: &Tables, delay: Duration) {
    for (table, rows) in before {
        let derived = throughline_model::tables::get(table).unwrap().derived;
        let kept = if derived {
            rows == &now[table] || now[table] == expected[table]
        } else {
            holds(&now[table], rows)
        };
        assert!(kept, "killed after {delay:?}: {table} lost rows");
    }
}

/// Whether all lines of `part` are among those of `whole`.
fn holds(whole: &str, part: &str) -> bool {
    let lines: std::collections::HashSet<&str> = whole.lines().collect();
    part.lines().all(|line| lines.contains(line))
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// An archive with some documents in it, and a file with more.
fn prepared(more_pairs: usize) -> (TempDir, PathBuf, PathBuf) {
    let (folder, archive) = corpus::small(20);
    let more = folder.path().join("more.jsonl");
    std::fs::write(&more, corpus::records(more_pairs)).unwrap();
    (folder, archive, more)
}

#[test]
fn add_survives_being_killed() {
    let (_folder, archive, more) = prepared(400);
    let interrupted = killed(&archive, |place| strings(&["add", place, text(&more)]));
    println!("add was killed at {interrupted} of {} times", 2 * (MOMENTS + 1));
    assert!(interrupted >= MOMENTS / 4, "{interrupted}");
}

#[test]
fn trace_survives_being_killed() {
    let (_folder, archive, more) = prepared(100);
    succeed(["trace", text(&archive)]);
    succeed(["add", text(&archive), text(&more)]);
    let interrupted = killed(&archive, |place| strings(&["trace", place]));
    println!("trace was killed at {interrupted} of {} times", 2 * (MOMENTS + 1));
    assert!(interrupted >= MOMENTS / 4, "{interrupted}");
}

#[test]
fn compaction_survives_being_killed() {
    let (folder, archive, more) = prepared(400);
    let lines = std::fs::read_to_string(more).unwrap();
    for (number, part) in lines.lines().collect::<Vec<_>>().chunks(40).enumerate().take(8) {
        let file = folder.path().join(format!("{number}.jsonl"));
        std::fs::write(&file, part.join("\n")).unwrap();
        succeed(["add", text(&archive), text(&file)]);
    }
    let interrupted = killed(&archive, |place| strings(&["compact", place]));
    println!("compact was killed at {interrupted} of {} times", 2 * (MOMENTS + 1));
    assert!(interrupted >= MOMENTS / 4, "{interrupted}");
}

#[test]
fn init_survives_being_killed() {
    for delay in (0..60).step_by(4) {
        let folder = TempDir::new().unwrap();
        let archive = folder.path().join("archive");
        let mut child = start(&mut command(["init", text(&archive)]));
        std::thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        let again = crate::binary::run(["init", text(&archive)]);
        let made_before = again.code == Some(1) && again.stderr.contains("already an archive");
        assert!(again.code == Some(0) || made_before, "after {delay} ms: {}", again.stderr);
        succeed(["check", text(&archive)]);
    }
}
