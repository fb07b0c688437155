/** Marking spans in a text where they may nest and overlap. */

export interface Span {
  begin: number;
  end: number;
}

export interface Piece {
  begin: number;
  end: number;
  text: string;
  /** Indices of the spans that cover the piece, shortest span first: the innermost is the nearest. */
  spans: number[];
}

/** Cuts `text[begin, end)` at every edge of a span. The pieces joined are the text. */
export function pieces(text: string, spans: readonly Span[], begin = 0, end = text.length): Piece[] {
  const edges = new Set<number>([begin, end]);
  for (const span of spans) {
    if (span.begin > begin && span.begin < end) edges.add(span.begin);
    if (span.end > begin && span.end < end) edges.add(span.end);
  }
  const cuts = [...edges].sort((a, b) => a - b);
  const result: Piece[] = [];
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const [from, to] = [cuts[index] ?? 0, cuts[index + 1] ?? 0];
    const covering: number[] = [];
    spans.forEach((span, at) => {
      if (span.begin <= from && to <= span.end) covering.push(at);
    });
    covering.sort((a, b) => length(spans[a]) - length(spans[b]) || a - b);
    result.push({ begin: from, end: to, text: text.slice(from, to), spans: covering });
  }
  return result;
}

const length = (span: Span | undefined): number => (span ? span.end - span.begin : 0);

/** Paragraphs as spans of the text; the blank lines between them belong to none. */
export function paragraphs(text: string): Span[] {
  const found: Span[] = [];
  let begin = 0;
  for (const gap of text.matchAll(/\n[^\S\n]*\n\s*/g)) {
    if (gap.index > begin) found.push({ begin, end: gap.index });
    begin = gap.index + gap[0].length;
  }
  if (begin < text.length) found.push({ begin, end: text.length });
  return found;
}
