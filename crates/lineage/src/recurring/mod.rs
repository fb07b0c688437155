//! Furniture told apart from findings.
//!
//! A passage *recurs* if one source uses it over many items that otherwise differ (footers,
//! notices, descriptions, series headers, sign-offs), or if many sources use it over a long time
//! in texts that otherwise differ. The rules, in the order in which they are tried for a match:
//!
//! | both documents are of | rule | place | why |
//! |---|---|---|---|
//! | one source | at least 80 % of a matched span lies where the source repeats itself (below) | `edge`, `inside` | the source's own template |
//! | two sources | the same, on both sides, where less evidence of each source is enough (see [`zones`]) | `edge`, `inside` | template meets template, as with letter forms and what two offices announce together |
//! | any | a set formula ("all rights reserved") makes up 40 % of a match of at most 300 bytes, and the two texts share little else | `formula` | too small a corpus cannot show recurrence, yet readers know it |
//! | any | runs of names make up half of a match of at most 300 bytes, and the two texts share next to nothing else | `name` | who writes to one office or names one act takes no words from the other |
//! | any | at least 80 % of both sides of a short match are a set phrase (see [`phrases`]), and the two texts share next to nothing else | `phrase` | words of a field, used on many occasions |
//! | any | half of one side of a match of at most 360 bytes is a template or a set phrase, the other side puts it in its own words (score below 0.75), and the two texts share next to nothing else | as on that side | what one source repeats and another has in its own words is form, not copy |
//! | two sources | all that the two texts share beyond the above says too little (see [`common`]), and otherwise they differ | `common` | names, numbers and common words are of the occasion, whoever writes about it |
//! | any | else it is carried | | a statement that 101 outlets print recurs in no source; a release posted twice shares everything |
//!
//! A source repeats itself at a stretch of a document if enough of its other items have the stretch
//! while sharing at most half of either text with this document. At the start or end of the text
//! two others do, dated on at least two days; in the middle four, spread over two weeks, for there
//! a source may quote one statement in several stories of one week (see [`crate::Settings`]).
//! Where dates are missing, the middle needs twice as many items.

mod common;
mod phrases;
mod repeats;
mod zones;

use crate::{Settings, corpus::Corpus, pairs::Pair, spans};
use rayon::prelude::*;
use repeats::{Holders, Partner, Partners, Zone};
use std::ops::Range;
use throughline_model::{Match, Place, Recurrence, ReuseClass, RunId, Span};

/// Share of a matched span that must lie in recurring passages.
const MOSTLY: f64 = 0.8;
/// Share of both texts up to which two documents count as otherwise different.
const OTHERWISE_DIFFERENT: f64 = 0.5;
/// The same where a name or a phrase is all that they may share.
const NEXT_TO_NOTHING: f64 = 0.2;
/// Longest match, in bytes, that a set formula can explain, and the formula's share of it.
const FORMULA_BYTES: usize = 300;
const FORMULA_SHARE: f64 = 0.4;
/// Longest match, in bytes, that names can explain, and their share of it: addresses of two
/// offices are that long.
const NAMES_BYTES: usize = 300;
const NAMES_SHARE: f64 = 0.5;

/// Score below which the sides of a match are each in their own words; the longest such match, in
/// bytes, that a template or phrase on one side can explain, and the share of it that must lie there.
const OWN_WORDS_SCORE: f64 = 0.75;
const OWN_WORDS_BYTES: usize = 360;
const HALF: f64 = 0.5;

/// Decides the class of every match and returns the passages that recur, by document and place.
pub(crate) fn classify(
    corpus: &Corpus,
    pairs: &[Pair],
    matches: &mut [Match],
    settings: &Settings,
    run_id: RunId,
) -> Vec<Recurrence> {
    let shared: Vec<f64> = pairs.par_iter().map(|pair| largest_share(corpus, pair, matches)).collect();
    let own = partners(
        corpus,
        pairs,
        matches,
        |pair, share| share <= OTHERWISE_DIFFERENT && corpus.same_family(pair.a, pair.b),
        usize::MAX,
        &shared,
    );
    let any = partners(
        corpus,
        pairs,
        matches,
        |_, share| share <= NEXT_TO_NOTHING,
        settings.phrase_bytes as usize,
        &shared,
    );
    let zones = Zones::of(&own, |partners| zones::of_document(corpus, partners, settings));
    let either = Zones::of(&own, |partners| zones::of_either(corpus, partners, settings));
    let phrases = Zones::of(&any, |partners| phrases::of_document(corpus, partners, settings));
    drop((own, any));

    let rules = Rules {
        corpus,
        zones: &zones,
        either: &either,
        phrases: &phrases,
        phrase_bytes: settings.phrase_bytes as usize,
    };
    let decided: Vec<Option<Place>> = pairs
        .par_iter()
        .zip(&shared)
        .flat_map_iter(|(pair, share)| rules.places(pair, *share, pair.of(matches)))
        .collect();
    // Pairs follow one another in the list of matches, so places do too.
    for (found, place) in matches.iter_mut().zip(&decided) {
        found.class = if place.is_some() { ReuseClass::Recurring } else { ReuseClass::Carried };
    }
    let form = |place| by_form(corpus, pairs, matches, &decided, place);
    let of_form = [Place::Name, Place::Formula, Place::Common].into_iter().flat_map(form);
    let either = either.that_explain(corpus, pairs, matches, &decided, &zones);
    let all: Vec<Zone> = zones.all.into_iter().chain(either).chain(phrases.all).chain(of_form).collect();
    let mut rows: Vec<Recurrence> = all
        .into_par_iter()
        .map(|zone| {
            let id = corpus.ids[zone.document as usize];
            zone.row(id, run_id)
        })
        .collect();
    rows.par_sort_unstable_by_key(|row| (row.document_id, row.span, row.place));
    rows
}

/// The larger of the shares of both texts that a pair shares.
fn largest_share(corpus: &Corpus, pair: &Pair, matches: &[Match]) -> f64 {
    let found = pair.of(matches);
    let a = spans::union_bytes(found.iter().map(|found| found.a_span));
    let b = spans::union_bytes(found.iter().map(|found| found.b_span));
    let share = |document, bytes| spans::share(bytes, corpus.text_length(document));
    share(pair.a, a).max(share(pair.b, b))
}

/// Who shares what with whom, in pairs of different items that `counts` accepts and in matches of
/// at most `longest` bytes on both sides.
fn partners(
    corpus: &Corpus,
    pairs: &[Pair],
    matches: &[Match],
    counts: impl Fn(&Pair, f64) -> bool + Sync,
    longest: usize,
    shared: &[f64],
) -> Partners {
    let wanted = pairs
        .par_iter()
        .zip(shared)
        .filter(|(pair, share)| counts(pair, **share) && !corpus.same_item(pair.a, pair.b));
    let found = wanted.flat_map_iter(|(pair, _)| {
        let short =
            pair.of(matches).iter().filter(|found| found.a_span.len().max(found.b_span.len()) <= longest);
        short.flat_map(|found| Partner::both(pair, found))
    });
    Partners::new(corpus, found.collect())
}

/// The recurring stretches of all documents, by document and place.
struct Zones {
    all: Vec<Zone>,
}

impl Zones {
    fn of(partners: &Partners, of_document: impl Fn(&[Partner]) -> Vec<Zone> + Sync + Send) -> Self {
        Self { all: partners.by_document().into_par_iter().flat_map_iter(of_document).collect() }
    }

    /// Whether a span lies in recurring stretches to some share, and the place of the first of them.
    fn explain(&self, document: u32, span: Span, least: f64) -> Option<Place> {
        let here = &self.all[self.positions(document, span)];
        let inside: usize = here.iter().map(|zone| zone.span.overlap(&span)).sum();
        (spans::share(inside, span.len()) >= least).then(|| here[0].place)
    }

    /// The stretches at the beginning or end of a document that a span overlaps.
    fn edges(&self, document: u32, span: Span) -> Vec<Span> {
        let here = &self.all[self.positions(document, span)];
        here.iter().filter(|zone| zone.place == Place::Edge).map(|zone| zone.span).collect()
    }

    /// Where the stretches stand that a span of a document overlaps.
    fn positions(&self, document: u32, span: Span) -> Range<usize> {
        let begin = self.all.partition_point(|zone| (zone.document, zone.span.end) <= (document, span.begin));
        let is_here = |zone: &&Zone| zone.document == document && zone.span.begin < span.end;
        begin..begin + self.all[begin..].iter().take_while(is_here).count()
    }

    /// Of stretches that two sources repeat, those that matches of two sources lie in and that
    /// `strong` ones do not show already.
    fn that_explain(
        self,
        corpus: &Corpus,
        pairs: &[Pair],
        matches: &[Match],
        decided: &[Option<Place>],
        strong: &Self,
    ) -> Vec<Zone> {
        let mut explains = vec![false; self.all.len()];
        for pair in pairs.iter().filter(|pair| !corpus.same_family(pair.a, pair.b)) {
            let is_template = |at: &usize| matches!(decided[*at], Some(Place::Edge | Place::Inside));
            for found in pair.positions().filter(is_template).map(|at| &matches[at]) {
                for (document, span) in [(pair.a, found.a_span), (pair.b, found.b_span)] {
                    explains[self.positions(document, span)].fill(true);
                }
            }
        }
        let is_new = |zone: &Zone| strong.explain(zone.document, zone.span, MOSTLY).is_none();
        let of_use = self.all.into_iter().zip(explains).filter(|(zone, explains)| *explains && is_new(zone));
        of_use.map(|(zone, _)| zone).collect()
    }
}

/// What decides the class of one match.
struct Rules<'r> {
    corpus: &'r Corpus,
    zones: &'r Zones,
    /// What recurs if another source repeats it as well.
    either: &'r Zones,
    phrases: &'r Zones,
    phrase_bytes: usize,
}

impl Rules<'_> {
    /// As what each match of a pair recurs.
    fn places(&self, pair: &Pair, share: f64, matches: &[Match]) -> Vec<Option<Place>> {
        let mut places: Vec<Option<Place>> =
            matches.iter().map(|found| self.place(pair, share, found)).collect();
        let others = || matches.iter().zip(&places).filter(|(_, place)| place.is_none());
        if share <= OTHERWISE_DIFFERENT
            && !self.corpus.same_family(pair.a, pair.b)
            && common::say_too_little(self.corpus, self.zones, pair, others().map(|(found, _)| found))
        {
            for place in &mut places {
                *place = place.or(Some(Place::Common));
            }
        }
        places
    }

    /// As what a match recurs, by the table in this module's text; none if it is carried.
    fn place(&self, pair: &Pair, share: f64, found: &Match) -> Option<Place> {
        let sides = [(pair.a, found.a_span), (pair.b, found.b_span)];
        let within =
            |zones: &Zones, least| sides.map(|(document, span)| zones.explain(document, span, least));
        let [in_a, in_b] = within(self.zones, MOSTLY);
        let template = if self.corpus.same_family(pair.a, pair.b) {
            in_a.or(in_b)
        } else {
            let [either_in_a, either_in_b] = within(self.either, MOSTLY);
            in_a.or(either_in_a).and(in_b.or(either_in_b))
        };
        if template.is_some() {
            return template;
        }
        let longest = found.a_span.len().max(found.b_span.len());
        if share <= OTHERWISE_DIFFERENT && found.a_span.len() <= FORMULA_BYTES {
            let formulas = spans::bytes_within(found.a_span, self.corpus.formulas(pair.a));
            if spans::share(formulas, found.a_span.len()) >= FORMULA_SHARE {
                return Some(Place::Formula);
            }
        }
        if share > NEXT_TO_NOTHING {
            return None;
        }
        let names: usize = sides
            .iter()
            .map(|(document, span)| spans::bytes_within(*span, self.corpus.names(*document)))
            .sum();
        let bytes = found.a_span.len() + found.b_span.len();
        if longest <= NAMES_BYTES && spans::share(names, bytes) >= NAMES_SHARE {
            return Some(Place::Name);
        }
        if !found.kind.is_rendering() && found.score < OWN_WORDS_SCORE && longest <= OWN_WORDS_BYTES {
            let [template_in_a, template_in_b] = within(self.zones, HALF);
            let [phrase_in_a, phrase_in_b] = within(self.phrases, HALF);
            return template_in_a.or(template_in_b).or(phrase_in_a).or(phrase_in_b);
        }
        let [phrase_in_a, phrase_in_b] = within(self.phrases, MOSTLY);
        phrase_in_a.and(phrase_in_b).filter(|_| longest <= self.phrase_bytes)
    }
}

/// The passages that recur by their form, as names, formulas or common words: what matches of that place cover
/// in each document, with those who share it.
fn by_form(
    corpus: &Corpus,
    pairs: &[Pair],
    matches: &[Match],
    decided: &[Option<Place>],
    place: Place,
) -> Vec<Zone> {
    let found = pairs.par_iter().flat_map_iter(|pair| {
        let wanted = pair.positions().filter(|position| decided[*position] == Some(place));
        wanted.flat_map(|position| Partner::both(pair, &matches[position]))
    });
    let partners = Partners::new(corpus, found.collect());
    let zones_of = |partners: &[Partner]| -> Vec<Zone> {
        let document = partners[0].document;
        let stretches = spans::union(partners.iter().map(|partner| partner.span));
        let holders = |span| Holders::of(corpus, document, span, partners);
        stretches.into_iter().map(|span| Zone { document, span, place, holders: holders(span) }).collect()
    };
    Zones::of(&partners, zones_of).all
}

#[cfg(test)]
mod tests;
