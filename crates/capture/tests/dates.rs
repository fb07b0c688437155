//! Publication dates of labelled pages, with floors that can only rise. Data absent: skipped, and
//! said so. `bench/extract/dates.py` tells more, beside a peer.
#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::Value;
use std::ops::ControlFlow;
use std::path::Path;
use throughline_capture::{Options, read};
use throughline_model::{Precision, TimeInterval};

fn published(path: &Path) -> Option<TimeInterval> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut found = None;
    read(&name, std::fs::File::open(path).unwrap(), &Options::default(), &mut |received| {
        found = received.documents.into_iter().next().and_then(|document| document.published);
        ControlFlow::Break(())
    });
    found
}

#[test]
fn labelled_pages_are_dated_as_labelled() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let pages = root.join("../shared/data/extract/scrapinghub/html");
    let labels = root.join("bench/extract/date_labels.json");
    if !pages.exists() || !labels.exists() {
        eprintln!("skipped: {} absent", pages.display());
        return;
    }
    let labels: Value = serde_json::from_slice(&std::fs::read(labels).unwrap()).unwrap();
    let (mut right, mut to_the_minute, mut wrong) = (0, 0, 0);
    for (page, label) in labels["pages"].as_object().unwrap() {
        let found = published(&pages.join(format!("{page}.html.gz")));
        let stated = label["published"].as_str().and_then(TimeInterval::parse);
        let local_day = label["local_day"].as_str().and_then(TimeInterval::parse);
        match (found, stated) {
            (None, None) => right += 1,
            (None, Some(_)) => {}
            (Some(found), stated) => {
                let agrees =
                    [stated, local_day].iter().flatten().any(|day| day.intersection(&found).is_some());
                right += usize::from(agrees && found.precision >= Precision::Day);
                wrong += usize::from(!agrees);
                to_the_minute += usize::from(agrees && found.precision >= Precision::Minute);
            }
        }
    }
    eprintln!("labelled pages: {right} right, {wrong} wrong, {to_the_minute} to the minute");
    assert!(right >= 64, "{right}");
    assert!(to_the_minute >= 48, "{to_the_minute}");
    assert!(wrong <= 2, "{wrong}");
}
