//! Views as text for a terminal: plain words, no color needed to understand them.

mod passage;

pub(super) use passage::passage;
use std::fmt::Write;
use throughline_engine::views::{
    ArchiveView, CoverageView, CreditView, DocumentCard, DocumentView, LineageCard, LineageView,
    LineagesView, ProblemsView, RecurrenceView, RenderingsView, SearchView, Segment, SourceView, SourcesView,
    TableView, TimeView, VisitRow, VisitsView,
};

/// Writes a line; writing to a string cannot fail.
macro_rules! line {
    ($out:expr, $($format:tt)*) => { writeln!($out, $($format)*).expect("writing to a string cannot fail") };
}
use line;

fn time(time: Option<&TimeView>) -> String {
    time.map_or_else(|| "no date".to_owned(), |time| time.display.clone())
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn name(card: &DocumentCard) -> String {
    let kind = if card.source_kind.is_empty() { String::new() } else { format!(" ({})", card.source_kind) };
    format!("{}{kind}: {}", card.source, card.title)
}

fn credit(status: &str, credits: &[CreditView]) -> String {
    match credits.first() {
        Some(first) => format!("{status}, {} {:?}", first.cue, first.words.trim()),
        None => status.to_owned(),
    }
}

pub(super) fn archive(view: &ArchiveView) -> String {
    let mut out = String::new();
    line!(out, "{}, version {}", view.name, view.envelope.archive_version);
    line!(out, "{} documents of {} sources, from {} captures", view.documents, view.sources, view.captures);
    line!(
        out,
        "published {} to {}; {} of {} documents have no usable date",
        time(view.first.as_ref()),
        time(view.last.as_ref()),
        view.undated_documents,
        view.documents
    );
    let languages: Vec<String> = view.languages.iter().map(|l| format!("{} {}", l.value, l.count)).collect();
    line!(out, "languages: {}", languages.join(", "));
    if view.run_id.is_some() {
        line!(
            out,
            "{} lineages of carried text, {} of these {} agency copy ({} carries, {} matches), {} of recurring text",
            view.lineages,
            view.agency_copy_lineages,
            view.lineages,
            view.carries,
            view.matches,
            view.recurring_lineages
        );
    }
    if !view.traced {
        line!(out, "not every document has been traced: throughline trace {}", view.name);
    }
    line!(out, "{} problems with inputs", view.problems);
    out
}

pub(super) fn search(view: &SearchView) -> String {
    let mut out = String::new();
    line!(out, "{} of {} documents have all the words", view.paging.total, view.documents);
    for hit in &view.hits {
        line!(out, "\n{}  {}", time(hit.document.published.as_ref()), name(&hit.document));
        line!(out, "  {}", hit.document.document_id);
        for sentence in &hit.sentences {
            let through = match sentence.lineage_ids.len() {
                0 => String::new(),
                n => format!("  [in {n} lineage{}]", if n == 1 { "" } else { "s" }),
            };
            line!(
                out,
                "  {}–{}: {}{through}",
                sentence.begin,
                sentence.end,
                sentence.text.split_whitespace().collect::<Vec<_>>().join(" ")
            );
        }
    }
    out
}

fn lineage_lines(out: &mut String, card: &LineageCard) {
    line!(
        out,
        "\n{}  {} sources, {} documents, {} of {} credit a source",
        card.lineage_id,
        card.source_count,
        card.witness_count,
        card.credited_count,
        card.witness_count
    );
    let first = if card.origin_decided { "first" } else { "who was first is undecided; among the earliest" };
    line!(out, "  {first}: {}, {}", card.first_witness.source, time(card.first_seen.as_ref()));
    if !card.credited_origin.is_empty() {
        let outside = if card.origin_outside { ", which is not among the witnesses" } else { "" };
        line!(out, "  credited: {}{outside}", card.credited_origin);
    }
    if card.agency_copy {
        let shown_by = match card.agency_evidence.as_str() {
            "origin" => "the origin is its own document",
            "first-witness" => "the first witness credits it",
            _ => "most witnesses credit it",
        };
        line!(out, "  agency copy: {}, {shown_by}", card.agency);
    }
    line!(out, "  {}", card.excerpt);
}

/// What shows that a text recurs: "stands in 41 items of Office X on 38 days between … and …".
fn recurrence(evidence: &RecurrenceView) -> String {
    let of = match (evidence.source.as_str(), evidence.sources) {
        ("", 1) => "one source".to_owned(),
        ("", sources) => format!("{sources} sources"),
        (source, _) => source.to_owned(),
    };
    let place = match evidence.place.as_str() {
        "edge" => "at the edge of the text",
        "inside" => "inside the text",
        "phrase" => "a set phrase",
        "name" => "made up of names",
        "common" => "names, numbers and common words",
        _ => "a set formula",
    };
    let days = match evidence.days {
        0 => String::new(),
        1 => format!(" on {}", time(evidence.first_seen.as_ref())),
        days => format!(
            " on {days} days between {} and {}",
            time(evidence.first_seen.as_ref()),
            time(evidence.last_seen.as_ref())
        ),
    };
    format!("{place}; stands in {} items of {of}{days}", evidence.items)
}

pub(super) fn lineages(view: &LineagesView) -> String {
    let mut out = String::new();
    line!(
        out,
        "{} to {} of {} lineages, among {} documents",
        (view.paging.offset + 1).min(view.paging.total),
        view.paging.offset + view.lineages.len() as u64,
        view.paging.total,
        view.documents
    );
    for card in &view.lineages {
        lineage_lines(&mut out, card);
    }
    out
}

pub(super) fn lineage(view: &LineageView) -> String {
    let mut out = String::new();
    lineage_lines(&mut out, &view.lineage);
    for evidence in &view.recurrences {
        line!(out, "  recurs: {}", recurrence(evidence));
    }
    line!(out, "\nwitnesses in order of first-seen:");
    for witness in &view.witnesses {
        line!(
            out,
            "{:>3}. {}  {}",
            witness.rank + 1,
            time(witness.first_seen.as_ref()),
            name(&witness.document)
        );
        line!(
            out,
            "     {}, {} of the first witness's passage, order {}; {}",
            witness.kind,
            percent(witness.coverage),
            witness.order,
            credit(&witness.credit, &witness.credits)
        );
        line!(out, "     {} {}–{}", witness.document.document_id, witness.begin, witness.end);
    }
    out
}

pub(super) fn renderings(view: &RenderingsView) -> String {
    let mut out = String::new();
    line!(
        out,
        "{} ({}): in {} documents; passages of {} of them are matched with renderings; {} near sentences looked at",
        view.phrase,
        view.lang,
        view.documents,
        view.aligned_documents,
        view.near_sentences
    );
    for rendering in &view.renderings {
        let first = rendering.first_published.as_ref().map_or("undated", |time| time.display.as_str());
        line!(
            out,
            "\n{}  ({}, {}, score {:.2}) in {} documents, first {first}",
            rendering.text,
            rendering.lang,
            rendering.evidence,
            rendering.score,
            rendering.documents
        );
        for place in rendering.places.iter().take(2) {
            line!(
                out,
                "  {} {}–{}: {}",
                name(&place.document),
                place.begin,
                place.end,
                one_line(&place.sentence)
            );
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn document(view: &DocumentView) -> String {
    let mut out = String::new();
    line!(out, "{}", name(&view.document));
    line!(
        out,
        "{}  {}  {}  {}",
        view.document.document_id,
        time(view.document.published.as_ref()),
        view.document.lang,
        view.document.url
    );
    for date in &view.dates {
        line!(
            out,
            "date: {:?} ({}, {}) reads as {}",
            date.raw,
            date.kind,
            date.role,
            date.time.as_ref().map_or("no full date", |time| time.display.as_str())
        );
    }
    for credit in &view.credits {
        line!(
            out,
            "credit: {:?} names {} ({}, in the {} at {}–{})",
            credit.words.trim(),
            credit.name,
            credit.cue,
            credit.field,
            credit.begin,
            credit.end
        );
    }
    line!(out, "capture: {} bytes, SHA-256 {}", view.capture.byte_length, view.capture.sha256);
    for version in &view.versions {
        line!(out, "another version: {}  {}", version.document_id, time(version.published.as_ref()));
    }
    for visit in &view.visits {
        line!(out, "visited: {}", visit_line(visit));
    }
    for mark in view.marks.iter().filter(|mark| !mark.speaker.is_empty()) {
        line!(out, "{}: {} at {}–{}", mark.kind, mark.speaker, mark.begin, mark.end);
    }
    let carried: Vec<_> = view.carries.iter().filter(|carry| carry.class == "carried").collect();
    line!(out, "{} documents share text with it", carried.len());
    for carry in carried {
        let arrow = if carry.order == "before" { "→" } else { "–?–" };
        line!(
            out,
            "  {} {arrow} {}: {}, {} of the origin, {} of the carrier; {}",
            carry.origin.source,
            carry.carrier.source,
            carry.kind,
            percent(carry.origin_coverage),
            percent(carry.carrier_share),
            credit(&carry.credit, carry.credit_evidence.as_slice())
        );
    }
    line!(out, "\n{}", view.text);
    if !view.margin.is_empty() {
        line!(out, "\nmargin:\n{}", view.margin);
    }
    out
}

pub(super) fn sources(view: &SourcesView) -> String {
    let mut out = String::new();
    for source in &view.sources {
        let kind = if source.kind.is_empty() { "kind unknown" } else { &source.kind };
        line!(
            out,
            "{}  {} ({kind}{}{})",
            source.source_id,
            source.name,
            if source.country.is_empty() { "" } else { ", " },
            source.country
        );
        line!(
            out,
            "  {} documents, {} of them carry others' text; {} carries, {} of these credited; carried by others {} times; order undecided {} times",
            source.documents,
            source.carrying_documents,
            source.carries_from_others,
            source.credited,
            source.carried_by_others,
            source.undecided
        );
    }
    out
}

pub(super) fn source(view: &SourceView) -> String {
    let mut out = String::new();
    let source = &view.source;
    line!(out, "{}  {}", source.source_id, source.name);
    for (label, value) in [
        ("kind", &source.kind),
        ("country", &source.country),
        ("state relation", &source.state_relation),
        ("owner", &source.owner),
        ("stated by", &source.citation),
        ("as of", &source.as_of),
    ] {
        if !value.is_empty() {
            line!(out, "{label}: {value}");
        }
    }
    line!(out, "{} documents, {} of them carry others' text", source.documents, source.carrying_documents);
    for (label, partners) in [("carries", &view.carries_from), ("carried by", &view.carried_by)] {
        for partner in partners {
            line!(out, "{label} {}: {}", partner.label, partner.count);
        }
    }
    out
}

pub(super) fn visits(view: &VisitsView) -> String {
    let mut out = String::new();
    let counted: Vec<String> =
        view.outcomes.iter().map(|found| format!("{} {}", found.label, found.count)).collect();
    line!(out, "{} visits ({})", view.paging.total, counted.join(", "));
    for visit in &view.visits {
        line!(out, "{}  {}", visit_line(visit), visit.url);
        if !visit.changes.is_empty() {
            line!(out, "    {}", changes(&visit.changes));
        }
    }
    out
}

fn visit_line(visit: &VisitRow) -> String {
    let evidence = if visit.evidence.is_empty() { String::new() } else { format!(" ({})", visit.evidence) };
    format!("{}  {}{evidence}", time(visit.visited.as_ref()), visit.outcome)
}

/// What was cut in [-…-], what was added in {+…+}, with a few words around.
fn changes(segments: &[Segment]) -> String {
    const AROUND: usize = 40;
    let mut out = String::new();
    for segment in segments {
        if segment.kind == "kept" {
            let characters: Vec<char> = segment.text.chars().collect();
            if characters.len() > 2 * AROUND {
                out.extend(&characters[..AROUND]);
                out.push_str(" … ");
                out.extend(&characters[characters.len() - AROUND..]);
            } else {
                out.push_str(&segment.text);
            }
            continue;
        }
        if !segment.base_text.is_empty() {
            out.push_str(&format!("[-{}-]", segment.base_text));
        }
        if !segment.text.is_empty() {
            out.push_str(&format!("{{+{}+}}", segment.text));
        }
    }
    out.replace('\n', " ")
}

pub(super) fn problems(view: &ProblemsView) -> String {
    let mut out = String::new();
    line!(out, "{} problems", view.paging.total);
    for problem in &view.problems {
        let place = if problem.place.is_empty() { String::new() } else { format!(", {}", problem.place) };
        line!(
            out,
            "{}{place}: {}: {}\n  hint: {}",
            problem.input,
            problem.kind,
            problem.message,
            problem.remedy
        );
    }
    out
}

pub(super) fn coverage(view: &CoverageView) -> String {
    let mut out = String::new();
    for row in &view.rows {
        let month = if row.month.is_empty() { "undated" } else { &row.month };
        line!(out, "{:<8} {:>7}  {}", month, row.documents, row.source);
    }
    line!(out, "{} documents in all", view.documents);
    out
}

pub(super) fn table(view: &TableView) -> String {
    let mut out = view.columns.join("\t");
    out.push('\n');
    for row in &view.rows {
        let cells: Vec<String> = row
            .iter()
            .map(|value| match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.replace(['\t', '\n'], " "),
                value => value.to_string(),
            })
            .collect();
        line!(out, "{}", cells.join("\t"));
    }
    out
}
