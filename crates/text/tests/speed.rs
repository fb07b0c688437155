//! How fast texts are split into units and sentences, and languages told. Ignored by default: it measures, it asserts nothing that
//! depends on the machine. `cargo test --release -p throughline-text --test speed -- --ignored --nocapture`

use std::path::Path;
use std::time::Instant;
use throughline_text::{detect_language, language_passages, sentences, units};

#[test]
#[ignore = "measures speed"]
fn megabytes_of_units_a_second() {
    let start = Instant::now();
    let first = units("first");
    eprintln!("first call, tables read: {:?} for {} unit", start.elapsed(), first.len());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/xling/ntrex");
    for language in ["src.eng", "ref.deu", "ref.rus", "ref.arb", "ref.kor", "ref.jpn", "ref.zho-CN"] {
        let Ok(text) = std::fs::read_to_string(folder.join(format!("newstest2019-{language}.txt"))) else {
            eprintln!("skipped: {language} absent");
            continue;
        };
        let (mut bytes, mut found, start) = (0, 0, Instant::now());
        while start.elapsed().as_millis() < 700 {
            // Documents of about three kilobytes, as the matching engine gets them.
            let mut rest = text.as_str();
            while !rest.is_empty() {
                let (document, after) = rest.split_at(rest.floor_char_boundary(3_000));
                found += units(document).len();
                bytes += document.len();
                rest = after;
            }
        }
        let megabytes = bytes as f64 / 1e6 / start.elapsed().as_secs_f64();
        eprintln!("{language:12} {megabytes:6.0} MB/s, {:.1} bytes a unit", bytes as f64 / found as f64);
    }
}

/// Seconds that this thread has had a processor (Linux); elsewhere the time of day does instead.
fn processor_seconds() -> f64 {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = statistics.split_whitespace().next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |number| number / 1e9)
}

#[test]
#[ignore = "measures speed"]
fn sentences_and_languages_a_second() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/extract/langid");
    let Ok(table) = std::fs::read_to_string(folder.join("lingua-sentences.tsv")) else {
        eprintln!("skipped: {} absent", folder.display());
        return;
    };
    let lines: Vec<(&str, &str)> = table.lines().filter_map(|line| line.split_once('\t')).collect();
    detect_language("first");
    let measure = |name: &str, of: &dyn Fn(&str, &str) -> usize| {
        let (mut done, mut found, start) = (0, 0, processor_seconds());
        while processor_seconds() - start < 0.4 {
            found += lines.iter().map(|(tag, text)| of(tag, text)).sum::<usize>();
            done += lines.len() as u32;
        }
        eprintln!(
            "{name}: {:.0} lines a processor second ({found} found)",
            f64::from(done) / (processor_seconds() - start)
        );
    };
    measure("detect_language", &|_, text| usize::from(detect_language(text) != "und"));
    measure("sentences", &|tag, text| sentences(text, tag).len());
    // Documents of 40 lines of one language.
    let documents: Vec<String> = lines
        .chunks(40)
        .map(|lines| lines.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n"))
        .collect();
    let start = processor_seconds();
    let found: usize = documents.iter().map(|text| language_passages(text).len()).sum();
    eprintln!(
        "language_passages: {:.0} lines a processor second ({found} found)",
        lines.len() as f64 / (processor_seconds() - start)
    );
    for text in
        [".".repeat(1_000_000), "“".repeat(1_000_000), "a b. ".repeat(2_000_000), "x".repeat(10_000_000)]
    {
        let start = processor_seconds();
        let found = sentences(&text, "en").len();
        let split = processor_seconds() - start;
        let start = processor_seconds();
        let passages = language_passages(&text).len();
        eprintln!(
            "{} bytes of {:?}: {found} sentences in {split:.3} s, {passages} passages in {:.3} s",
            text.len(),
            &text[..text.floor_char_boundary(5)],
            processor_seconds() - start
        );
    }
}
