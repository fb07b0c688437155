//! The archive on an S3-compatible server: moto's, because it honors `If-None-Match: *`, on which
//! commits rely (rclone's `serve s3` ignores it). `scripts/test.sh` installs it from PyPI.

use crate::{
    binary::{Run, checkout, command, text},
    corpus, tables,
};
use serde_json::Value;
use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

struct Store {
    child: Child,
    endpoint: String,
}

impl Store {
    fn start() -> Option<Self> {
        let Some(program) = program() else {
            println!("skipped: no S3-compatible server; scripts/test.sh installs moto[server] with python3");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let store = Self { child, endpoint: format!("http://127.0.0.1:{port}") };
        let listens = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        for _ in 0..300 {
            if listens() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        assert!(listens(), "the S3 server did not start");
        let address = format!("127.0.0.1:{port}");
        let made = crate::http::ask(&address, "PUT", "/bucket", &[], "");
        assert_eq!(made.status, 200, "{}", made.text());
        Some(store)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(arguments);
        for (name, value) in self.settings() {
            command.env(name, value);
        }
        command
    }

    fn settings(&self) -> [(&'static str, &str); 5] {
        [
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ]
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    fn succeed(&self, arguments: &[&str]) -> String {
        self.run(arguments).expect(0).stdout
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    let installed = checkout().join("target/test-tools/bin/moto_server");
    let on_path = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).map(|folder| folder.join("moto_server")).find(|file| file.is_file())
    });
    installed.is_file().then_some(installed).or(on_path)
}

#[test]
fn an_archive_on_an_object_store_holds_what_a_local_one_holds() {
    let Some(store) = Store::start() else { return };
    let place = "s3://bucket/archives/one";
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("records.jsonl");
    fs::write(&file, corpus::records(12)).unwrap();
    store.run(&["show", place]).expect(5);
    store.succeed(&["init", place]);
    assert!(store.run(&["init", place]).expect(1).stderr.contains("already an archive"));
    store.succeed(&["add", place, text(&file)]);
    store.succeed(&["trace", place]);
    let again: Value = serde_json::from_str(&store.succeed(&["trace", place, "--json"])).unwrap();
    assert_eq!(again["up_to_date"], true);

    let (_local, archive) = corpus::small(12);
    crate::binary::succeed(["trace", text(&archive)]);
    let compare = || {
        for table in throughline_model::tables::all() {
            let export = |run: Run| run.expect(0).stdout;
            let remote = export(store.run(&["export", place, table.name]));
            assert_eq!(
                remote,
                export(crate::binary::run(["export", text(&archive), table.name])),
                "{}",
                table.name
            );
        }
    };
    compare();
    let found: Value =
        serde_json::from_str(&store.succeed(&["search", place, "almanacs", "--json"])).unwrap();
    assert!(found["paging"]["total"].as_u64().unwrap() > 0);
    let capture = store.run(&["show", place, "a0", "--capture"]).expect(0).stdout;
    assert_eq!(capture, corpus::records(12).lines().next().unwrap());
    assert!(store.succeed(&["check", place]).contains("the archive is sound"));
    store.succeed(&["compact", place]);
    compare();
    assert_eq!(tables::count(&tables::all(&archive), "documents"), 24);
}

#[test]
fn of_many_writers_to_an_object_store_none_writes_twice() {
    let Some(store) = Store::start() else { return };
    let place = "s3://bucket/contested";
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("records.jsonl");
    fs::write(&file, corpus::records(20)).unwrap();
    store.succeed(&["init", place]);
    let mut conflicts = 0;
    for _ in 0..4 {
        let writers: Vec<Child> =
            (0..4).map(|_| crate::binary::start(&mut store.command(&["add", place, text(&file)]))).collect();
        for writer in writers {
            let run: Run = writer.wait_with_output().unwrap().into();
            if run.code == Some(4) {
                conflicts += 1;
                assert!(run.stderr.contains("another process committed"), "{}", run.stderr);
                assert!(run.stderr.contains("hint: run the command again"), "{}", run.stderr);
            } else {
                assert_eq!(run.code, Some(0), "{}", run.stderr);
            }
        }
        store.succeed(&["add", place, text(&file)]);
        assert!(store.succeed(&["check", place]).contains("the archive is sound"));
        let shown: Value = serde_json::from_str(&store.succeed(&["show", place, "--json"])).unwrap();
        assert_eq!(shown["documents"], 40);
        if conflicts > 0 {
            return;
        }
        fs::write(&file, corpus::records(20)).unwrap();
    }
    println!("no two writers met");
}

#[test]
fn a_store_that_does_not_answer_is_told() {
    let mut command = command(["show", "s3://bucket/archive"]);
    for (name, value) in [
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "t"),
        ("AWS_SECRET_ACCESS_KEY", "t"),
    ] {
        command.env(name, value);
    }
    let run: Run = command.output().unwrap().into();
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("error: storage") && !run.stderr.contains("panicked"), "{}", run.stderr);
}
