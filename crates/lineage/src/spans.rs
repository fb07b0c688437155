//! Sets of spans of one text.

use throughline_model::Span;

/// Sorts spans and joins those that overlap or touch.
pub(crate) fn union(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = spans.into_iter().filter(|span| !span.is_empty()).collect();
    joined.sort_unstable();
    joined.dedup_by(|span, last| {
        let touches = span.begin <= last.end;
        if touches {
            last.end = last.end.max(span.end);
        }
        touches
    });
    joined
}

/// Bytes that spans cover, overlaps counted once; one span alone, as most are, needs no memory.
pub(crate) fn union_bytes(spans: impl Iterator<Item = Span> + Clone) -> usize {
    let mut rest = spans.clone();
    match (rest.next(), rest.next()) {
        (Some(only), None) => only.len(),
        _ => bytes(&union(spans)),
    }
}

/// Bytes in a set of disjoint spans.
pub(crate) fn bytes(spans: &[Span]) -> usize {
    spans.iter().map(Span::len).sum()
}

/// Bytes of `span` that lie in a sorted set of disjoint spans.
pub(crate) fn bytes_within(span: Span, set: &[Span]) -> usize {
    let first = set.partition_point(|other| other.end <= span.begin);
    set[first..].iter().take_while(|other| other.begin < span.end).map(|other| other.overlap(&span)).sum()
}

/// Bytes that two sorted sets of disjoint spans share.
pub(crate) fn common_bytes(a: &[Span], b: &[Span]) -> usize {
    a.iter().map(|span| bytes_within(*span, b)).sum()
}

/// The parts of `span` outside a sorted set of disjoint spans.
pub(crate) fn outside(span: Span, set: &[Span]) -> Vec<Span> {
    let (mut begin, mut parts) = (span.begin, Vec::new());
    for other in set.iter().filter(|other| other.overlap(&span) > 0) {
        parts.push(Span { begin, end: other.begin.max(begin) });
        begin = other.end.min(span.end);
    }
    parts.push(Span { begin, end: span.end });
    parts.retain(|part| !part.is_empty());
    parts
}

/// A share from 0 to 1; of nothing, 0.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64).min(1.0) }
}

/// The smallest span that holds both.
pub(crate) fn hull(a: Span, b: Span) -> Span {
    Span { begin: a.begin.min(b.begin), end: a.end.max(b.end) }
}

/// Bytes between two spans; 0 if they overlap or touch.
pub(crate) fn gap(a: Span, b: Span) -> usize {
    a.begin.max(b.begin).saturating_sub(a.end.min(b.end)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_union_is_sorted_and_disjoint() {
        let spans = [Span::new(5, 9), Span::new(0, 3), Span::new(3, 4), Span::new(6, 7), Span::new(9, 9)];
        let joined = union(spans);
        assert_eq!(joined, [Span::new(0, 4), Span::new(5, 9)]);
        assert_eq!(bytes(&joined), 8);
        assert_eq!(bytes_within(Span::new(2, 6), &joined), 3);
        assert_eq!(common_bytes(&joined, &[Span::new(2, 6), Span::new(8, 20)]), 4);
        assert_eq!(outside(Span::new(2, 11), &joined), [Span::new(4, 5), Span::new(9, 11)]);
        assert!(outside(Span::new(5, 9), &joined).is_empty());
        assert_eq!(gap(Span::new(0, 4), Span::new(9, 12)), 5);
    }
}
