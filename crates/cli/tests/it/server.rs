//! The server: who may ask, what every route answers, and that nothing it shows is run.

use crate::{
    binary::{checkout, command, json, run, start, succeed, text},
    corpus::{self, demo},
    http::{Answer, ask},
};
use serde_json::Value;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::Child,
};

/// A server that stops with the test.
pub struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Serves an archive at a free port.
    pub fn start(archive: &Path, more: &[&str]) -> Self {
        let arguments = [&["serve", text(archive), "--port", "0", "--json"], more].concat();
        let mut child = start(&mut command(arguments));
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        while !said.contains("archive_version") {
            said.push_str(&lines.next().expect("the server says where it listens").unwrap());
        }
        if !said.trim_end().ends_with('}') {
            said.push('}');
        }
        let said: Value = serde_json::from_str(&said).unwrap();
        let address =
            said["address"].as_str().unwrap().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// Asks for a path.
    pub fn get(&self, path: &str) -> Answer {
        ask(&self.address, "GET", path, &[], "")
    }

    /// Posts a body of JSON.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        ask(&self.address, "POST", path, &[("Content-Type", "application/json")], &body.to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A text as it stands in an address.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// Paths of the API with the values of their parameters put in, by the templates they come from.
fn asked(server: &Server) -> Vec<(String, String)> {
    let lineage = server.get("/api/v1/lineages?limit=1").json()["lineages"][0].clone();
    let id = lineage["lineage_id"].as_str().unwrap().to_owned();
    let document = lineage["first_witness"]["document_id"].as_str().unwrap().to_owned();
    let source = server.get("/api/v1/sources").json()["sources"][0]["source_id"].as_str().unwrap().to_owned();
    let described = server.get("/api/v1/openapi.json").json();
    let mut paths = Vec::new();
    for template in described["paths"].as_object().unwrap().keys() {
        let value = match template.as_str() {
            path if path.contains("/lineages/") => &id,
            path if path.contains("/documents/") => &document,
            path if path.contains("/sources/") => &source,
            _ => "",
        };
        paths.push((template.clone(), template.replace("{id}", value)));
    }
    paths
}

#[test]
fn every_route_answers_as_json_and_csv() {
    let server = Server::start(demo(), &[]);
    let paths = asked(&server);
    assert!(paths.len() >= 16, "{paths:?}");
    for (template, path) in paths {
        match template.rsplit('/').next().unwrap() {
            "report.html" => {
                let answer = server.get(&path);
                assert_eq!(
                    (answer.status, answer.header("content-type")),
                    (200, "text/html; charset=utf-8"),
                    "{path}"
                );
            }
            "graph.gexf" => {
                let answer = server.get(&path);
                assert_eq!(
                    (answer.status, answer.header("content-type")),
                    (200, "application/gexf+xml"),
                    "{path}"
                );
            }
            "{file}" => {
                for file in ["matches.csv", "documents.jsonl", "carries.parquet", "graph.gexf"] {
                    let answer = server.get(&path.replace("{file}", file));
                    assert_eq!(answer.status, 200, "{file}");
                    assert!(answer.header("content-disposition").contains(file), "{file}");
                    assert!(answer.body.len() > 1_000, "{file}");
                }
            }
            // Without a model on the machine it says what is missing; `translations` asks with one.
            "renderings" => {
                let answer = server.get(&format!("{path}?phrase=sluice&lang=en"));
                assert_eq!(answer.status, 400, "{path}");
                assert!(answer.text().contains("throughline models"), "{}", answer.text());
            }
            "trace" => {
                let text = "For eleven days the western sluice at Harnow has been shut, and nobody has said why it was closed.";
                let answer = server.post(&path, &serde_json::json!({ "text": text, "offsets": "utf16" }));
                assert_eq!(answer.status, 200, "{}", answer.text());
                assert_eq!(answer.json()["schema"], "throughline.text-trace/1");
            }
            _ => {
                let query = if template.ends_with("/sql") {
                    format!(
                        "?query={}",
                        encoded("SELECT lang, count(*) AS n FROM documents GROUP BY lang ORDER BY lang")
                    )
                } else {
                    String::new()
                };
                let plain = server.get(&format!("{path}{query}"));
                assert_eq!(
                    (plain.status, plain.header("content-type")),
                    (200, "application/json"),
                    "{path}: {}",
                    plain.text()
                );
                let schema = plain.json()["schema"].as_str().unwrap().to_owned();
                assert!(schema.starts_with("throughline.") && schema.ends_with("/1"), "{path}: {schema}");
                assert_eq!(server.get(&format!("{path}.json{query}")).body, plain.body, "{path}.json");
                let csv = server.get(&format!("{path}.csv{query}"));
                assert_eq!(
                    (csv.status, csv.header("content-type")),
                    (200, "text/csv; charset=utf-8"),
                    "{path}.csv"
                );
                // A list of nothing has no rows to name the columns of.
                let is_empty = ["visits", "problems"]
                    .iter()
                    .any(|list| plain.json()[*list].as_array().is_some_and(Vec::is_empty));
                assert!(
                    is_empty || csv.text().lines().next().unwrap_or_default().contains(char::is_alphabetic),
                    "{path}.csv has a header"
                );
            }
        }
    }
}

#[test]
fn offsets_come_in_the_unit_asked_for() {
    let server = Server::start(demo(), &[]);
    let list = server.get("/api/v1/lineages?lang=zh&limit=1").json();
    let id = list["lineages"][0]["lineage_id"].as_str().unwrap().to_owned();
    for (unit, length) in [
        ("bytes", str::len as fn(&str) -> usize),
        ("chars", |s| s.chars().count()),
        ("utf16", |s| s.encode_utf16().count()),
    ] {
        let view = server.get(&format!("/api/v1/lineages/{id}?offsets={unit}")).json();
        for witness in view["witnesses"].as_array().unwrap() {
            let span = witness["end"].as_u64().unwrap() - witness["begin"].as_u64().unwrap();
            assert_eq!(span as usize, length(witness["passage"].as_str().unwrap()), "{unit}");
        }
    }
}

#[test]
fn errors_have_one_shape() {
    let server = Server::start(demo(), &[]);
    for (status, path) in [
        (404, "/api/v1/lineages/none".to_owned()),
        (404, "/api/v1/documents/none".to_owned()),
        (404, "/api/v1/sources/s00".to_owned()),
        (404, "/api/v1/export/none.csv".to_owned()),
        (404, "/api/v1/export/matches.exe".to_owned()),
        (404, "/api/v1/no/such/route".to_owned()),
        (400, "/api/v1/search?q=x&from=yesterday".to_owned()),
        (400, format!("/api/v1/sql?query={}", encoded("SELEKT 1"))),
        (400, "/api/v1/sql".to_owned()),
        (400, "/api/v1/lineages?limit=many".to_owned()),
    ] {
        let answer = server.get(&path);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        let error = &answer.json()["error"];
        assert!(!error["message"].as_str().unwrap_or_default().is_empty(), "{path}: {}", answer.text());
        assert!(error["help"].is_string(), "{path}: {}", answer.text());
    }
    let short = ask(
        &server.address,
        "POST",
        "/api/v1/trace",
        &[("Content-Type", "application/json")],
        "{\"text\": \"x\"}",
    );
    assert_eq!(short.status, 400);
    let broken = ask(&server.address, "POST", "/api/v1/trace", &[("Content-Type", "application/json")], "{");
    assert!(broken.status == 400 && broken.json()["error"]["message"].is_string(), "{}", broken.text());
}

#[test]
fn sql_reads_and_nothing_else() {
    let (_folder, archive) = corpus::small(1);
    let server = Server::start(&archive, &[]);
    let sql = |query: &str| server.get(&format!("/api/v1/sql?query={}", encoded(query)));
    assert_eq!(sql("SELECT count(*) AS n FROM documents").json()["rows"][0][0], 2);
    assert_eq!(sql("WITH d AS (SELECT * FROM documents) SELECT count(*) FROM d").status, 200);
    let target = archive.join("stolen.csv");
    let writes = [
        "CREATE TABLE t (x INT)".to_owned(),
        "CREATE TABLE t AS SELECT 1".to_owned(),
        "CREATE VIEW v AS SELECT 1".to_owned(),
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'".to_owned(),
        format!("COPY documents TO '{}'", text(&target)),
        format!("COPY (SELECT 1) TO '{}' STORED AS CSV", text(&target)),
        "INSERT INTO problems VALUES ('a', 'b', 'c', 'd', 'e', 'f')".to_owned(),
        "UPDATE documents SET title = 'x'".to_owned(),
        "DELETE FROM documents".to_owned(),
        "DROP TABLE documents".to_owned(),
        "SET datafusion.execution.batch_size = 1".to_owned(),
        "EXPLAIN ANALYZE INSERT INTO problems VALUES ('a', 'b', 'c', 'd', 'e', 'f')".to_owned(),
        "SELECT 1; DROP TABLE documents".to_owned(),
    ];
    for write in writes {
        assert_eq!(sql(&write).status, 400, "{write}");
        assert_eq!(run(["sql", text(&archive), &write]).code, Some(1), "{write}");
    }
    assert!(!target.exists());
    assert_ne!(sql("SELECT * FROM '/etc/passwd'").status, 200, "files are no tables");
    assert_eq!(json(["show", text(&archive), "--json"])["archive_version"], 1);
}

#[test]
fn only_this_machine_may_ask_and_only_by_its_own_name() {
    let server = Server::start(demo(), &[]);
    assert!(server.address.starts_with("127.0.0.1:"));
    let named = |host: &str| ask(&server.address, "GET", "/api/v1/archive", &[("Host", host)], "").status;
    assert_eq!((named("localhost:7117"), named("127.0.0.1"), named("[::1]:80")), (200, 200, 200));
    assert_eq!((named("evil.example"), named("127.0.0.1.evil.example:7117")), (403, 403));
    let refused = run(["serve", text(demo()), "--bind", "0.0.0.0", "--port", "0"]).expect(1);
    assert!(refused.stderr.contains("a token is needed"), "{}", refused.stderr);
}

#[test]
fn a_token_is_asked_for_on_every_route() {
    let server = Server::start(demo(), &["--token", "one-long-secret"]);
    let get = |path: &str, headers: &[(&str, &str)]| ask(&server.address, "GET", path, headers, "");
    for path in ["/", "/api/v1/archive", "/api/v1/export/matches.csv", "/api/v1/openapi.json", "/assets/x.js"]
    {
        assert_eq!(get(path, &[]).status, 401, "{path}");
        assert_eq!(get(path, &[("Authorization", "Bearer one-long-secreT")]).status, 401, "{path}");
    }
    assert_eq!(get("/api/v1/archive", &[("Authorization", "Bearer one-long-secret")]).status, 200);
    let first = get("/?token=one-long-secret", &[]);
    assert_eq!(first.status, 200);
    let cookie = first.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(get("/api/v1/archive", &[("Cookie", cookie)]).status, 200);
}

#[test]
fn a_browser_may_run_nothing_but_our_own_pages() {
    let server = Server::start(demo(), &[]);
    let directives = |answer: &Answer| answer.header("content-security-policy").to_owned();
    for path in ["/", "/lineages", "/api/v1/archive", "/no/such/page"] {
        let answer = server.get(path);
        let policy = directives(&answer);
        assert!(
            policy.contains("default-src 'none'") && policy.contains("script-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
    let id = server.get("/api/v1/lineages?limit=1").json()["lineages"][0]["lineage_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let policy = directives(&server.get(&format!("/api/v1/lineages/{id}/report.html")));
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
}

#[test]
fn archived_markup_is_data() {
    let folder = tempfile::TempDir::new().unwrap();
    let (archive, file) = (folder.path().join("archive"), folder.path().join("records.jsonl"));
    let markup = "The notice said <script>alert(1)</script> and <img src=x onerror=alert(2)> to everyone who read it at the lock.";
    let record = |id: &str| {
        serde_json::json!({ "id": id, "source": format!("<b>{id}</b>"), "title": "<script>alert(3)</script>", "text": markup }).to_string()
    };
    fs::write(&file, format!("{}\n{}\n", record("one"), record("two"))).unwrap();
    succeed(["init", text(&archive)]);
    succeed(["add", text(&archive), text(&file)]);
    succeed(["trace", text(&archive)]);
    let server = Server::start(&archive, &[]);
    let document = server.get("/api/v1/documents/one");
    assert_eq!(document.json()["text"], markup);
    assert_eq!(
        (document.header("content-type"), document.header("x-content-type-options")),
        ("application/json", "nosniff")
    );
    let id = document.json()["document"]["document_id"].as_str().unwrap().to_owned();
    let report = server.get(&format!("/api/v1/documents/{id}/report.html")).text();
    assert!(
        report.contains("&lt;script&gt;alert(1)") && !report.contains("<script>") && !report.contains("<img")
    );
}

#[test]
fn a_new_version_is_served_without_a_restart() {
    let (folder, archive) = corpus::small(1);
    let server = Server::start(&archive, &[]);
    assert_eq!(server.get("/api/v1/archive").json()["documents"], 2);
    let file = folder.path().join("more.jsonl");
    fs::write(&file, corpus::records(3)).unwrap();
    succeed(["add", text(&archive), text(&file)]);
    std::thread::sleep(std::time::Duration::from_millis(2_200));
    assert_eq!(server.get("/api/v1/archive").json()["documents"], 6);
    assert_eq!(server.get("/api/v1/search?q=almanacs").json()["documents"], 6);
}

#[test]
fn the_committed_description_is_that_of_the_routes() {
    let described = succeed(["openapi"]).stdout;
    let file = checkout().join("docs/openapi.json");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &described).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == described,
        "docs/openapi.json is not what `throughline openapi` prints: run the tests with UPDATE=1"
    );
    let served = Server::start(demo(), &[]).get("/api/v1/openapi.json").json();
    assert_eq!(served, serde_json::from_str::<Value>(&described).unwrap());
}
