//! Stretches of a document that other documents have: counted once, for every rule.

use crate::{corpus::Corpus, pairs::Pair, spans};
use rayon::prelude::*;
use throughline_model::{DocumentId, Match, Place, Recurrence, RunId, Span, TimeInterval};

const DAY: i64 = 24 * 3_600_000_000;

/// What another document shares with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Partner {
    pub(super) document: u32,
    pub(super) other: u32,
    /// The shared stretch in `document`.
    pub(super) span: Span,
}

impl Partner {
    /// What the two documents of a match are to each other.
    pub(super) fn both(pair: &Pair, found: &Match) -> [Self; 2] {
        [
            Self { document: pair.a, other: pair.b, span: found.a_span },
            Self { document: pair.b, other: pair.a, span: found.b_span },
        ]
    }
}

/// The partners of every document, in one list.
#[derive(Debug, Default)]
pub(super) struct Partners {
    sorted: Vec<Partner>,
}

impl Partners {
    /// Sorts them by document, and those of one document by item.
    pub(super) fn new(corpus: &Corpus, mut partners: Vec<Partner>) -> Self {
        let item = |partner: &Partner| corpus.item[partner.other as usize];
        partners.par_sort_unstable_by_key(|partner| {
            (partner.document, item(partner), partner.other, partner.span)
        });
        Self { sorted: partners }
    }

    /// The partners of each document that has any, by document.
    pub(super) fn by_document(&self) -> Vec<&[Partner]> {
        self.sorted.chunk_by(|a, b| a.document == b.document).collect()
    }
}

/// Who has a stretch: itself and the items of partners that have at least half of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Holders {
    pub(super) items: u32,
    pub(super) sources: u32,
    /// Sources that have it in several items.
    pub(super) repeating_sources: u32,
    /// Days on which they were first seen, sorted, each once.
    pub(super) days: Vec<i64>,
    /// The same for every item, with repeats.
    moments: Vec<i64>,
    first_seen: Option<TimeInterval>,
    last_seen: Option<TimeInterval>,
}

impl Holders {
    /// The holders of `span` of a document among its partners.
    pub(super) fn of(corpus: &Corpus, document: u32, span: Span, partners: &[Partner]) -> Self {
        let item = |partner: &Partner| corpus.item[partner.other as usize];
        let mut holders = vec![document];
        for of_item in partners.chunk_by(|a, b| item(a) == item(b)) {
            let shared: usize = of_item.iter().map(|partner| partner.span.overlap(&span)).sum();
            if 2 * shared >= span.len() && shared > 0 {
                holders.extend(
                    of_item.iter().map(|partner| partner.other).min_by_key(|other| corpus.rank_key(*other)),
                );
            }
        }
        let mut families: Vec<u32> = holders.iter().map(|holder| corpus.family[*holder as usize]).collect();
        families.sort_unstable();
        let repeating = families.chunk_by(|a, b| a == b).filter(|items| items.len() > 1).count();
        families.dedup();
        let mut seen: Vec<(i64, TimeInterval)> = holders
            .iter()
            .filter_map(|holder| corpus.seen[*holder as usize].interval)
            .map(|interval| (middle(interval), interval))
            .collect();
        seen.sort_unstable();
        let moments: Vec<i64> = seen.iter().map(|(moment, _)| moment.div_euclid(DAY)).collect();
        let mut days = moments.clone();
        days.dedup();
        Self {
            items: holders.len() as u32,
            sources: families.len() as u32,
            repeating_sources: repeating as u32,
            days,
            moments,
            first_seen: seen.first().map(|(_, interval)| *interval),
            last_seen: seen.last().map(|(_, interval)| *interval),
        }
    }

    /// Days between the first and the last.
    pub(super) fn spread(&self) -> i64 {
        self.days.last().zip(self.days.first()).map_or(0, |(last, first)| last - first)
    }

    /// The largest share of the items that are dated within `days` of one another.
    pub(super) fn densest(&self, days: i64) -> f64 {
        let ends = |begin: &i64| self.moments.partition_point(|day| *day < begin + days);
        let most = self.moments.iter().enumerate().map(|(position, begin)| ends(begin) - position).max();
        spans::share(most.unwrap_or(0), self.moments.len())
    }
}

fn middle(interval: TimeInterval) -> i64 {
    interval.earliest + (interval.latest - interval.earliest) / 2
}

/// A stretch of one document that recurs.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    pub(super) document: u32,
    pub(super) span: Span,
    pub(super) place: Place,
    pub(super) holders: Holders,
}

impl Zone {
    pub(super) fn row(self, document_id: DocumentId, run_id: RunId) -> Recurrence {
        let Self { span, place, holders, .. } = self;
        Recurrence {
            document_id,
            span,
            place,
            items: holders.items,
            sources: holders.sources,
            days: holders.days.len() as u32,
            first_seen: holders.first_seen,
            last_seen: holders.last_seen,
            run_id,
        }
    }
}

/// Changes of the number of items that share the text, by place.
pub(super) fn coverage_steps(corpus: &Corpus, partners: &[Partner]) -> Vec<(u32, i32)> {
    let item = |partner: &Partner| corpus.item[partner.other as usize];
    let mut changes: Vec<(u32, i32)> = Vec::with_capacity(2 * partners.len());
    for of_item in partners.chunk_by(|a, b| item(a) == item(b)) {
        for span in spans::union(of_item.iter().map(|partner| partner.span)) {
            changes.extend([(span.begin, 1), (span.end, -1)]);
        }
    }
    changes.sort_unstable();
    changes.dedup_by(|next, last| {
        let same_place = next.0 == last.0;
        if same_place {
            last.1 += next.1;
        }
        same_place
    });
    changes
}

/// Maximal stretches that at least `count` items share.
pub(super) fn covered_at_least(steps: &[(u32, i32)], count: u32) -> Vec<Span> {
    let (mut depth, mut begin, mut found) = (0_i32, None, Vec::new());
    for (at, change) in steps {
        depth += change;
        match (depth >= count as i32, begin) {
            (true, None) => begin = Some(*at),
            (false, Some(first)) => {
                found.push(Span { begin: first, end: *at });
                begin = None;
            }
            _ => {}
        }
    }
    found
}
