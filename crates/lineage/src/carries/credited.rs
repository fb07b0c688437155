//! Whether a carrier credits its origin.
//!
//! Rows are tried from the top; the first that fits decides.
//!
//! | # | what is known | status |
//! |---|---|---|
//! | 1 | both are of one source | credited: the page's own name gives it |
//! | 2 | the carrier names the origin's source | credited |
//! | 3 | the carrier names a source that the origin names too | credited |
//! | 4 | the order is undecided | undecided: nobody can be said to owe credit |
//! | 5 | the carrier names nobody, or only "original title" | uncredited |
//! | 6 | it names a source with a document of this text seen before the carrier | credited: it names from whom it took it |
//! | 7 | it names a source whose document of this text may have been seen before it | undecided |
//! | 8 | it names somebody who cannot be resolved, or who has no documents here | undecided: the archive shows nothing about them |
//! | 9 | all it names are sources with documents here, none of which had this text before it | misattributed |
//!
//! Row 8 is why a paper that writes "Source: Reuters" is not accused because an archive without
//! Reuters happens to hold an earlier, silent copy.

use crate::corpus::{Corpus, Named, NamedCredit};
use throughline_model::{Credit, CreditStatus, Order};

/// What the lineage says about a source's documents of this text against the carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Presence {
    /// It has none, or only decidedly later ones.
    NotBefore,
    /// It has one whose order against the carrier is undecided.
    Undecided,
    /// It has one that was seen before the carrier.
    Before,
}

/// The status by the table in this module's text, and the credit that decided it.
pub(crate) fn status(
    corpus: &Corpus,
    origin: u32,
    carrier: u32,
    order: Order,
    presence: impl Fn(u32) -> Presence,
) -> (CreditStatus, Option<Credit>) {
    let credits = corpus.credits(carrier);
    let evidence = |named: &NamedCredit| Some(named.credit.clone());
    let first_where = |fits: &dyn Fn(&NamedCredit) -> bool| credits.iter().find(|credit| fits(credit));
    let origin_family = corpus.family[origin as usize];

    if let Some(named) = first_where(&|credit| credit.named == Named::Family(origin_family)) {
        return (CreditStatus::Credited, evidence(named));
    }
    if origin_family == corpus.family[carrier as usize] {
        return (CreditStatus::Credited, None);
    }
    let upstream = corpus.credits(origin);
    let is_shared = |credit: &NamedCredit| {
        credit.named != Named::Nobody && upstream.iter().any(|other| other.named == credit.named)
    };
    if let Some(named) = first_where(&is_shared) {
        return (CreditStatus::Credited, evidence(named));
    }
    let first_name = first_where(&|credit| credit.named != Named::Nobody).or(credits.first());
    if order == Order::Undecided {
        return (CreditStatus::Undecided, first_name.and_then(evidence));
    }
    if credits.iter().all(|credit| credit.named == Named::Nobody) {
        return (CreditStatus::Uncredited, first_name.and_then(evidence));
    }
    let present = |credit: &NamedCredit, wanted| matches!(credit.named, Named::Family(family) if presence(family) == wanted);
    if let Some(named) = first_where(&|credit| present(credit, Presence::Before)) {
        return (CreditStatus::Credited, evidence(named));
    }
    if let Some(named) = first_where(&|credit| present(credit, Presence::Undecided)) {
        return (CreditStatus::Undecided, evidence(named));
    }
    let is_beyond_the_archive =
        |credit: &NamedCredit| matches!(credit.named, Named::Unknown(_) | Named::Elsewhere(_));
    if let Some(named) = first_where(&is_beyond_the_archive) {
        return (CreditStatus::Undecided, evidence(named));
    }
    (CreditStatus::Misattributed, first_name.and_then(evidence))
}
