//! Tables of what runs derive: matches, carries, lineages, witnesses, recurrences, and the runs
//! themselves.

use super::columns::Rows;
use arrow::record_batch::RecordBatch;
use throughline_model::{
    AgencyEvidence, Carry, Lineage, Match, OrderEvidence, Recurrence, Run, Witness, operations,
};

/// Rows of `matches`.
pub fn matches(matches: &[Match]) -> RecordBatch {
    let mut rows = Rows::of("matches");
    for found in matches {
        rows.text("match_id", found.id.to_string())
            .text("a", found.a.to_string())
            .number("a_begin", found.a_span.begin.into())
            .number("a_end", found.a_span.end.into())
            .text("b", found.b.to_string())
            .number("b_begin", found.b_span.begin.into())
            .number("b_end", found.b_span.end.into())
            .text("kind", found.kind.as_str())
            .text("class", found.class.as_str())
            .ratio("score", found.score)
            .text("operations", operations::encode(&found.operations))
            .text("run_id", found.run_id.to_string());
    }
    rows.finish()
}

/// Rows of `carries`.
pub fn carries(carries: &[Carry]) -> RecordBatch {
    let mut rows = Rows::of("carries");
    for carry in carries {
        let credit = carry.credit_evidence.as_ref();
        rows.text("carry_id", carry.id.to_string())
            .text("origin", carry.origin.to_string())
            .text("carrier", carry.carrier.to_string())
            .text("order", carry.order.as_str())
            .optional_text("order_evidence", carry.order_evidence.map(OrderEvidence::as_str))
            .text("kind", carry.kind.as_str())
            .text("class", carry.class.as_str())
            .truth("agency_copy", Some(carry.agency_copy))
            .ratio("origin_coverage", carry.origin_coverage)
            .ratio("carrier_share", carry.carrier_share)
            .number("matched_bytes", carry.matched_bytes)
            .number("match_count", carry.match_count.into())
            .text("credit", carry.credit.as_str())
            .optional_text("credit_name", credit.map(|credit| credit.name.as_str()))
            .optional_text("credit_field", credit.map(|credit| credit.field.as_str()))
            .optional_number("credit_begin", credit.map(|credit| credit.span.begin.into()))
            .optional_number("credit_end", credit.map(|credit| credit.span.end.into()))
            .optional_text("credit_cue", credit.map(|credit| credit.cue))
            .text("run_id", carry.run_id.to_string());
    }
    rows.finish()
}

/// Rows of `lineages`.
pub fn lineages(lineages: &[Lineage]) -> RecordBatch {
    let mut rows = Rows::of("lineages");
    for lineage in lineages {
        let origin = lineage.origin.map(|id| id.to_string());
        rows.text("lineage_id", lineage.id.to_string())
            .text("class", lineage.class.as_str())
            .optional_text("origin", origin.as_deref())
            .truth("origin_outside", Some(lineage.origin_outside))
            .text("credited_origin", &lineage.credited_origin)
            .truth("agency_copy", Some(lineage.agency_copy))
            .text("agency", &lineage.agency)
            .optional_text("agency_evidence", lineage.agency_evidence.map(AgencyEvidence::as_str))
            .number("witness_count", lineage.witness_count.into())
            .number("source_count", lineage.source_count.into())
            .text("languages", &lineage.languages)
            .number("longest_characters", lineage.longest_characters.into())
            .interval("first_seen", lineage.first_seen)
            .interval("last_seen", lineage.last_seen)
            .text("run_id", lineage.run_id.to_string());
    }
    rows.finish()
}

/// Rows of `witnesses`.
pub fn witnesses(witnesses: &[Witness]) -> RecordBatch {
    let mut rows = Rows::of("witnesses");
    for witness in witnesses {
        let carried_from = witness.carried_from.map(|id| id.to_string());
        rows.text("lineage_id", witness.lineage_id.to_string())
            .number("rank", witness.rank.into())
            .text("document_id", witness.document_id.to_string())
            .number("begin", witness.span.begin.into())
            .number("end", witness.span.end.into())
            .text("order", witness.order.as_str())
            .optional_text("order_evidence", witness.order_evidence.map(OrderEvidence::as_str))
            .optional_text("carried_from", carried_from.as_deref())
            .text("kind", witness.kind.as_str())
            .ratio("coverage", witness.coverage)
            .text("credit", witness.credit.as_str())
            .interval("first_seen", witness.first_seen)
            .text("run_id", witness.run_id.to_string());
    }
    rows.finish()
}

/// Rows of `recurrences`.
pub fn recurrences(recurrences: &[Recurrence]) -> RecordBatch {
    let mut rows = Rows::of("recurrences");
    for recurrence in recurrences {
        rows.text("document_id", recurrence.document_id.to_string())
            .number("begin", recurrence.span.begin.into())
            .number("end", recurrence.span.end.into())
            .text("place", recurrence.place.as_str())
            .number("items", recurrence.items.into())
            .number("sources", recurrence.sources.into())
            .number("days", recurrence.days.into())
            .interval("first_seen", recurrence.first_seen)
            .interval("last_seen", recurrence.last_seen)
            .text("run_id", recurrence.run_id.to_string());
    }
    rows.finish()
}

/// Rows of `runs`.
pub fn runs(runs: &[Run]) -> RecordBatch {
    let mut rows = Rows::of("runs");
    for run in runs {
        rows.text("run_id", run.id.to_string())
            .text("job", &run.job)
            .text("version", &run.version)
            .text("settings", &run.settings)
            .text("input_digest", &run.input_digest)
            .number("document_count", run.document_count);
    }
    rows.finish()
}
