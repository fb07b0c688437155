/**
 * How a witness's passage is laid out against the base. The server tiles both passages; these
 * functions only regroup the tiles, so the witness's characters joined are always the passage.
 */

import type { Segment } from "./types";

/** A stretch left out where only differences are shown. */
export interface Gap {
  kind: "gap";
  characters: number;
}
export type Part = Segment | Gap;

const onlySpaceOrPunctuation = /^[\s\p{P}]{1,2}$/u;

/**
 * Joins tiles that a reader sees as one change: neighbours of one kind, a cut beside an addition,
 * and two replacements that only a space or a comma holds apart.
 */
export function joinSegments(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    const before = joined.at(-2);
    if (last && last.kind === segment.kind) {
      append(last, segment);
    } else if (last && isChange(last) && isChange(segment)) {
      append(last, segment);
      last.kind = "replaced";
    } else if (
      last &&
      before &&
      segment.kind === "replaced" &&
      before.kind === "replaced" &&
      last.kind === "kept" &&
      onlySpaceOrPunctuation.test(last.text)
    ) {
      append(before, last);
      append(before, segment);
      joined.pop();
    } else {
      joined.push({ ...segment });
    }
  }
  return joined;
}

const isChange = (segment: Segment): boolean => segment.kind !== "kept";

function append(target: Segment, segment: Segment): void {
  target.text += segment.text;
  target.base_text += segment.base_text;
}

/** Leaves out the middle of long kept stretches, keeping about `context` characters on each side. */
export function onlyDifferences(segments: readonly Segment[], context = 28): Part[] {
  const parts: Part[] = [];
  segments.forEach((segment, index) => {
    const characters = Array.from(segment.text);
    const keepHead = index > 0;
    const keepTail = index < segments.length - 1;
    const head = keepHead ? wordEnd(characters, context) : 0;
    const tail = keepTail ? wordBegin(characters, characters.length - context) : characters.length;
    if (segment.kind !== "kept" || tail - head < context) {
      parts.push(segment);
      return;
    }
    // Kept words may differ in case or quotation marks, so the base's side is not cut to match:
    // it is not shown here.
    if (head > 0) parts.push({ kind: "kept", text: characters.slice(0, head).join(""), base_text: "" });
    parts.push({ kind: "gap", characters: tail - head });
    if (tail < characters.length) parts.push({ kind: "kept", text: characters.slice(tail).join(""), base_text: "" });
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

export interface BasePiece {
  text: string;
  /** Kept by every witness shown. */
  kept: boolean;
  /** Words stand here in a witness that the base does not have. */
  addedAfter: boolean;
}

/** The base passage, cut wherever one of the witnesses shown departs from it. */
export function basePieces(baseText: string, shown: readonly (readonly Segment[])[]): BasePiece[] {
  const changed: [number, number][] = [];
  const additions = new Set<number>();
  const edges = new Set<number>([0, baseText.length]);
  for (const segments of shown) {
    let at = 0;
    for (const segment of segments) {
      const end = at + segment.base_text.length;
      if (segment.kind === "added") additions.add(at);
      else if (segment.kind !== "kept") changed.push([at, end]);
      if (segment.kind !== "kept") edges.add(at).add(end);
      at = end;
    }
  }
  const cuts = [...edges].filter((edge) => edge <= baseText.length).sort((a, b) => a - b);
  const pieces: BasePiece[] = [];
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const [begin, end] = [cuts[index] ?? 0, cuts[index + 1] ?? 0];
    const kept = !changed.some(([from, to]) => from < end && begin < to);
    pieces.push({ text: baseText.slice(begin, end), kept, addedAfter: additions.has(end) });
  }
  return pieces;
}

export interface StripPart {
  kind: "replaced" | "cut" | "added";
  /** Shares of the base passage, 0 to 1; an addition has no width. */
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
    if (segment.kind !== "kept") parts.push({ kind: segment.kind, begin: at / total, end: end / total });
    at = end;
  }
  return parts;
}

export interface DifferenceCount {
  replaced: number;
  added: number;
  cut: number;
}

export function countDifferences(segments: readonly Segment[]): DifferenceCount {
  const count: DifferenceCount = { replaced: 0, added: 0, cut: 0 };
  for (const segment of segments) if (segment.kind !== "kept") count[segment.kind] += 1;
  return count;
}
