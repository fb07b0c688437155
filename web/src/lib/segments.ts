/**
 * How a witness's passage is laid out against the base. The server tiles both passages; these
 * functions only regroup the tiles, so the witness's characters joined are always the passage.
 */

import type { Segment, WordSpan } from "./types";

/** A stretch left out where only differences are shown. */
export interface Gap {
  kind: "gap";
  characters: number;
}
export type Part = Segment | Gap;

const onlySpaceOrPunctuation = /^[\s\p{P}]{1,2}$/u;
/** Half of all characters are the same in both forms of the script. */
const fewHanCharacters = /^[\p{Script=Han}\s\p{P}]{1,12}$/u;

/**
 * Joins tiles that a reader sees as one change: neighbours of one kind, a cut beside an addition,
 * two replacements that only a space or a comma holds apart, and respelled characters with the few
 * between them that both forms of the script share. A moved block stays alone, and so does each
 * rendered sentence.
 */
export function joinSegments(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    const before = joined.at(-2);
    if (last && last.kind === segment.kind && segment.kind !== "moved" && segment.kind !== "rendered") {
      append(last, segment);
    } else if (last && isChange(last) && isChange(segment)) {
      append(last, segment);
      last.kind = "replaced";
    } else if (last && before && last.kind === "kept" && before.kind === segment.kind && isJoint(last.text, segment.kind)) {
      append(before, last);
      append(before, segment);
      joined.pop();
    } else {
      joined.push({ ...segment });
    }
  }
  return joined;
}

const isJoint = (text: string, kind: Segment["kind"]): boolean =>
  (kind === "replaced" && onlySpaceOrPunctuation.test(text)) || (kind === "respelled" && fewHanCharacters.test(text));

/**
 * Whether words were changed. Words in the other form of their script, and words that moved, are the
 * same words; a rendering says the same in its own.
 */
const isChange = ({ kind }: Segment): boolean => kind === "replaced" || kind === "added" || kind === "cut";

/** Whether a segment is the block's place in the base: the witness has no words there. */
export const movedAway = (segment: Segment): boolean => segment.kind === "moved" && segment.text === "";

function append(target: Segment, segment: Segment): void {
  target.text += segment.text;
  target.base_text += segment.base_text;
}

/** Leaves out the middle of long kept or respelled stretches, keeping about `context` characters on each side. */
export function onlyDifferences(segments: readonly Segment[], context = 28): Part[] {
  const parts: Part[] = [];
  segments.forEach((segment, index) => {
    const characters = Array.from(segment.text);
    const keepHead = index > 0;
    const keepTail = index < segments.length - 1;
    const head = keepHead ? wordEnd(characters, context) : 0;
    const tail = keepTail ? wordBegin(characters, characters.length - context) : characters.length;
    const kind = segment.kind;
    if ((kind !== "kept" && kind !== "respelled") || tail - head < context) {
      parts.push(segment);
      return;
    }
    // Kept words may differ in case or quotation marks, so the base's side is not cut to match:
    // it is not shown here.
    const piece = (text: string[]): Segment => ({ kind, text: text.join(""), base_text: "", block: 0 });
    if (head > 0) parts.push(piece(characters.slice(0, head)));
    parts.push({ kind: "gap", characters: tail - head });
    if (tail < characters.length) parts.push(piece(characters.slice(tail)));
  });
  return parts;
}

const WORD_REACH = 14;

function wordEnd(characters: readonly string[], from: number): number {
  for (let at = from; at < Math.min(from + WORD_REACH, characters.length); at += 1) {
    if (/\s/u.test(characters[at] ?? "")) return at;
  }
  return Math.min(from, characters.length);
}

function wordBegin(characters: readonly string[], from: number): number {
  for (let at = Math.max(0, from); at > Math.max(0, from - WORD_REACH); at -= 1) {
    if (/\s/u.test(characters[at - 1] ?? "")) return at;
  }
  return Math.max(0, from);
}

export interface WordPiece {
  text: string;
  /** Nothing on the other side says it. */
  alone: boolean;
}

/** A text cut around words that stand alone. The pieces joined are the text. */
export function wordPieces(text: string, words: readonly WordSpan[] = []): WordPiece[] {
  const characters = Array.from(text);
  const pieces: WordPiece[] = [];
  let at = 0;
  const push = (to: number, alone: boolean): void => {
    if (to > at) pieces.push({ text: characters.slice(at, to).join(""), alone });
    at = Math.max(at, to);
  };
  for (const { begin, end } of words) {
    push(begin, false);
    push(end, true);
  }
  push(characters.length, false);
  return pieces;
}

export interface BasePiece {
  text: string;
  /** Kept by every witness shown, if not in its place. */
  kept: boolean;
  /** Stands elsewhere in a witness shown. */
  moved: boolean;
  /** Words stand here in a witness that the base does not have. */
  addedAfter: boolean;
}

/** The base passage, cut wherever one of the witnesses shown departs from it. */
export function basePieces(baseText: string, shown: readonly (readonly Segment[])[]): BasePiece[] {
  const changed: [number, number][] = [];
  const moved: [number, number][] = [];
  const additions = new Set<number>();
  const edges = new Set<number>([0, baseText.length]);
  for (const segments of shown) {
    let at = 0;
    for (const segment of segments) {
      const end = at + segment.base_text.length;
      if (isChange(segment) || segment.kind === "moved") edges.add(at).add(end);
      let within = at;
      for (const piece of segment.left_out ? wordPieces(segment.base_text, segment.left_out) : []) {
        const pieceEnd = within + piece.text.length;
        if (piece.alone) {
          edges.add(within).add(pieceEnd);
          changed.push([within, pieceEnd]);
        }
        within = pieceEnd;
      }
      if (segment.kind === "added" || (segment.kind === "moved" && end === at)) additions.add(at);
      else if (segment.kind === "moved") moved.push([at, end]);
      else if (isChange(segment)) changed.push([at, end]);
      at = end;
    }
  }
  const cuts = [...edges].filter((edge) => edge <= baseText.length).sort((a, b) => a - b);
  const pieces: BasePiece[] = [];
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const [begin, end] = [cuts[index] ?? 0, cuts[index + 1] ?? 0];
    const among = (spans: readonly [number, number][]): boolean => spans.some(([from, to]) => from < end && begin < to);
    pieces.push({ text: baseText.slice(begin, end), kept: !among(changed), moved: among(moved), addedAfter: additions.has(end) });
  }
  return pieces;
}

export interface StripPart {
  /** A block that left this place is `away`, one that came to it `moved`. */
  kind: "replaced" | "cut" | "added" | "away" | "moved";
  /** Shares of the base passage, 0 to 1; an addition and a block that came have no width. */
  begin: number;
  end: number;
}

/** Where along the base a witness departs from it: the passage's apparatus in one line. */
export function stripOf(segments: readonly Segment[]): StripPart[] {
  const total = segments.reduce((sum, segment) => sum + segment.base_text.length, 0);
  if (total === 0) return [];
  const parts: StripPart[] = [];
  let at = 0;
  for (const segment of segments) {
    const end = at + segment.base_text.length;
    const [begin, share] = [at / total, end / total];
    if (movedAway(segment)) parts.push({ kind: "away", begin, end: share });
    else if (segment.kind !== "kept" && segment.kind !== "respelled" && segment.kind !== "rendered") parts.push({ kind: segment.kind, begin, end: share });
    at = end;
  }
  return parts;
}

export interface DifferenceCount {
  replaced: number;
  added: number;
  cut: number;
  /** Blocks, each counted where it stands now. */
  moved: number;
  respelled: number;
  /** Sentences, or groups of them. */
  rendered: number;
}

export function countDifferences(segments: readonly Segment[]): DifferenceCount {
  const count: DifferenceCount = { replaced: 0, added: 0, cut: 0, moved: 0, respelled: 0, rendered: 0 };
  for (const segment of segments) {
    if (segment.kind !== "kept" && !movedAway(segment)) count[segment.kind] += 1;
    count.added += segment.added?.length ?? 0;
    count.cut += segment.left_out?.length ?? 0;
  }
  return count;
}

/** "2 replaced, 0 added, 1 cut, 1 moved", and what is respelled or rendered, if anything. */
export function differencesText(segments: readonly Segment[]): string {
  const { replaced, added, cut, moved, respelled, rendered } = countDifferences(segments);
  if (rendered > 0) return `${rendered} rendered, ${added + replaced} added, ${cut + replaced} left out`;
  const counts = `${replaced} replaced, ${added} added, ${cut} cut, ${moved} moved`;
  return respelled > 0 ? `${counts}, ${respelled} respelled` : counts;
}

/** Whether a witness says the base's statement in another language or in other words. */
export const isRendering = (segments: readonly Segment[]): boolean => segments.some((segment) => segment.kind === "rendered");

/** One wording of a sentence of the base, and the witnesses that have it. */
export interface Wording<Witness> {
  text: string;
  witnesses: Witness[];
}

/** A sentence of the base, or a few that are rendered together, with all wordings of it. */
export interface RenderedSentence<Witness> {
  base: string;
  wordings: Wording<Witness>[];
}

/** All wordings of each sentence of the base, in the order of the base and of the witnesses given. */
export function wordingsOf<Witness extends { segments: readonly Segment[] }>(witnesses: readonly Witness[]): RenderedSentence<Witness>[] {
  const sentences = new Map<string, { at: number; sentence: RenderedSentence<Witness> }>();
  for (const witness of witnesses) {
    let at = 0;
    for (const segment of witness.segments) {
      if (segment.kind === "rendered") {
        const base = segment.base_text.trim();
        const key = `${at} ${base}`;
        const found = sentences.get(key) ?? { at, sentence: { base, wordings: [] } };
        sentences.set(key, found);
        const text = segment.text.trim();
        const wording = found.sentence.wordings.find((other) => other.text === text);
        if (wording) wording.witnesses.push(witness);
        else found.sentence.wordings.push({ text, witnesses: [witness] });
      }
      at += segment.base_text.length;
    }
  }
  return [...sentences.values()].sort((a, b) => a.at - b.at).map(({ sentence }) => sentence);
}
