//! One text, taken apart into units for comparison.

use crate::weight::weight_of;
use throughline_model::{Id, Span};
use throughline_text::{is_character, is_traditional, units};

/// A comparison unit as the engine compares it: 36 bits of the unit's hash above the four bits of
/// its class. Forty bits are what an index stores; texts are compared by the same bits everywhere,
/// so that a pair gives the same matches whether its texts are in memory or in segments.
pub(crate) type Unit = u64;

/// Bytes of a stored [`Unit`].
pub(crate) const UNIT_BYTES: usize = 5;

/// What a text is identified by: 128 bits of a SHA-256 of its bytes. Equal texts are indexed once.
/// The order of contents is the order of the texts in every part of the engine: it depends on
/// nothing but the texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Content(pub u128);

impl Content {
    /// The content of a text.
    pub fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    /// The content of any bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(u128::from_be_bytes(Id::derive("text", &[bytes]).bytes()))
    }
}

/// The units of one text with their spans.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prepared {
    /// The units in order.
    pub units: Vec<Unit>,
    /// Where each stands in the text.
    pub spans: Vec<UnitSpan>,
}

/// Where a unit stands, and whether it is written in a form of its script that folding changes
/// (Traditional Chinese).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UnitSpan {
    /// First byte.
    pub begin: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether folding the script's form changed it.
    pub folded: bool,
}

impl Prepared {
    /// Takes a text apart.
    pub(crate) fn new(text: &str) -> Self {
        let found = units(text);
        let spans = found.spans.iter().zip(&found.hashes).map(|(span, &hash)| UnitSpan {
            begin: span.begin,
            end: span.end,
            folded: is_character(hash) && is_traditional(&text[span.range()]),
        });
        Self { units: found.hashes.iter().map(|&hash| unit_of(hash)).collect(), spans: spans.collect() }
    }
}

/// The part of a unit's hash that is compared.
pub(crate) fn unit_of(hash: u64) -> Unit {
    ((hash >> 28) << 4) | (hash & 0xf)
}

/// The span from the first unit of a range to its last.
pub(crate) fn span_of(spans: &[UnitSpan], range: std::ops::Range<usize>) -> Span {
    Span { begin: spans[range.start].begin, end: spans[range.end - 1].end }
}

/// For each unit the weight of all before it; one more at the end.
pub(crate) fn weights_before(units: &[Unit], weights: &mut Vec<i32>) {
    weights.clear();
    weights.push(0);
    let mut sum = 0;
    weights.extend(units.iter().map(|&unit| {
        sum += weight_of(unit);
        sum
    }));
}
