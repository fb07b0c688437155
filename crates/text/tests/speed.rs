//! How fast texts are split into units. Ignored by default: it measures, it asserts nothing that
//! depends on the machine. `cargo test --release -p throughline-text --test speed -- --ignored --nocapture`

use std::path::Path;
use std::time::Instant;
use throughline_text::units;

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
