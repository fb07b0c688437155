//! Who may write when: read-only archives, full disks, second writers.

use crate::{
    binary::{Run, command_through, json, run, succeed, text},
    corpus, tables,
};
use std::{fs, path::Path, process::Command};
use tempfile::TempDir;

/// Runs the binary as a user that owns nothing.
fn as_nobody(arguments: &[&str]) -> Option<Run> {
    let program = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    match command_through(&program, arguments).output() {
        Ok(output) if !String::from_utf8_lossy(&output.stderr).contains("setpriv:") => Some(output.into()),
        _ => {
            println!("skipped: setpriv is absent or may not change the user");
            None
        }
    }
}

/// Lets everybody read a folder and what is in it, and nobody write.
fn read_only(folder: &Path) {
    let done = Command::new("chmod").args(["-R", "a+rX,a-w", text(folder)]).status().unwrap();
    assert!(done.success());
}

#[test]
fn a_read_only_archive_is_read_and_not_written() {
    let (folder, archive) = corpus::copy(corpus::demo());
    let records = folder.path().join("more.jsonl");
    fs::write(&records, corpus::records(1)).unwrap();
    fs::remove_dir_all(archive.join("derived")).ok();
    read_only(folder.path());
    let place = text(&archive);
    let Some(shown) = as_nobody(&["show", place]) else { return };
    shown.expect(0);
    let read: &[&[&str]] = &[
        &["search", place, "sluice"],
        &["show", place, "--lineages"],
        &["sql", place, "SELECT count(*) FROM documents"],
        &["export", place, "matches"],
        &["check", place],
    ];
    for arguments in read {
        assert!(!as_nobody(arguments).unwrap().expect(0).stdout.is_empty(), "{arguments:?}");
    }
    let write: &[&[&str]] = &[&["add", place, text(&records)], &["trace", place], &["compact", place]];
    for arguments in write {
        let refused = as_nobody(arguments).unwrap().expect(1);
        assert!(refused.stderr.contains("cannot be written to"), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains("hint: check the folder's permissions"), "{}", refused.stderr);
    }
    let nowhere = folder.path().join("new");
    assert!(as_nobody(&["init", text(&nowhere)]).unwrap().expect(1).stderr.contains("cannot be written to"));
    // So that the temporary folder can be removed by whoever runs the tests.
    assert!(Command::new("chmod").args(["-R", "u+w", text(folder.path())]).status().unwrap().success());
}

/// A small disk of its own, unmounted at the end.
struct Disk(TempDir);

impl Disk {
    fn mount(size: &str) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let option = format!("size={size}");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", &option, "tmpfs", text(folder.path())]).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        println!("skipped: a small disk cannot be mounted here");
        None
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_loses_nothing_that_was_committed() {
    let Some(disk) = Disk::mount("6m") else { return };
    let (archive, outside) = (disk.0.path().join("archive"), TempDir::new().unwrap());
    let place = text(&archive);
    let input = |name: &str, records: String| {
        let file = outside.path().join(name);
        fs::write(&file, records).unwrap();
        file
    };
    succeed(["init", place]);
    succeed(["add", place, text(&input("first.jsonl", corpus::records(20)))]);
    succeed(["trace", place]);
    let before = tables::all(&archive);
    let filler = disk.0.path().join("filler");
    let mut fill = vec![0_u8; 5 << 20];
    let second = input("second.jsonl", corpus::records(60));
    // The disk is filled to different degrees, so that it runs full at different steps.
    let mut refused = 0;
    for room in [0, 4, 12, 24, 48, 96, 160] {
        let _ = fs::remove_file(&filler);
        let free = free_kilobytes(disk.0.path());
        fill.resize(((free.saturating_sub(room)) << 10) as usize, 1);
        fs::write(&filler, &fill).unwrap();
        let steps: &[&[&str]] = &[&["add", place, text(&second)], &["compact", place], &["rebuild", place]];
        for arguments in steps {
            let run = run(*arguments);
            // The store's writer panics in a task of its own when it is dropped after an error; the
            // error itself comes through, so that one panic is let pass.
            let panics = run.stderr.matches("panicked").count();
            assert_eq!(
                panics,
                run.stderr.matches("Already shut down").count(),
                "{arguments:?}, {room} kB: {}",
                run.stderr
            );
            if run.code == Some(0) {
                continue;
            }
            refused += 1;
            assert_eq!(run.code, Some(1), "{arguments:?}, {room} kB: {}", run.stderr);
            assert!(run.stderr.contains("no space left"), "{arguments:?}, {room} kB: {}", run.stderr);
            assert!(run.stderr.contains("hint: make room"), "{arguments:?}, {room} kB: {}", run.stderr);
        }
        let now = tables::all(&archive);
        for table in ["documents", "captures"] {
            assert!(
                before[table].lines().all(|row| now[table].contains(row)),
                "{table} lost rows at {room} kB"
            );
        }
    }
    assert!(refused > 3, "the disk was full in {refused} of 21 runs");
    fs::remove_file(&filler).unwrap();
    succeed(["add", place, text(&second)]);
    succeed(["trace", place]);
    succeed(["check", place]);
    let (_undisturbed, other) = corpus::small(60);
    succeed(["trace", text(&other)]);
    // The runs table remembers both traces.
    let (mut now, expected) = (tables::all(&archive), tables::all(&other));
    now.insert("runs", expected["runs"].clone());
    tables::assert_same(&expected, &now, &[], "after making room");
}

fn free_kilobytes(folder: &Path) -> u64 {
    let output = Command::new("df").args(["--output=avail", "-k", text(folder)]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).lines().nth(1).unwrap().trim().parse().unwrap()
}

#[test]
fn a_second_writer_is_told_and_readers_are_not_kept_out() {
    let (_folder, archive) = corpus::small(2);
    let lock = fs::File::options().write(true).open(archive.join("lock")).unwrap();
    lock.lock().unwrap();
    let place = text(&archive);
    for arguments in [vec!["trace", place], vec!["compact", place], vec!["add", place, place]] {
        let refused = run(arguments).expect(4);
        assert!(refused.stderr.contains("another process is writing to the archive"), "{}", refused.stderr);
        assert!(refused.stderr.contains("hint: wait until the other process has finished"));
    }
    succeed(["show", place]);
    succeed(["search", place, "almanacs"]);
    drop(lock);
    succeed(["trace", place]);
}

#[test]
fn many_writers_at_once_give_what_one_gives() {
    let folder = TempDir::new().unwrap();
    let (archive, file) = (folder.path().join("archive"), folder.path().join("records.jsonl"));
    fs::write(&file, corpus::records(40)).unwrap();
    succeed(["init", text(&archive)]);
    let writers: Vec<_> = (0..6)
        .map(|_| crate::binary::start(&mut crate::binary::command(["add", text(&archive), text(&file)])))
        .collect();
    let mut codes: Vec<Option<i32>> =
        writers.into_iter().map(|writer| writer.wait_with_output().unwrap().status.code()).collect();
    codes.sort_unstable();
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 4))), "{codes:?}");
    assert!(codes.contains(&Some(0)), "{codes:?}");
    succeed(["check", text(&archive)]);
    assert_eq!(json(["show", text(&archive), "--json"])["documents"], 80);
}
