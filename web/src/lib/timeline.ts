/**
 * Where everything stands in the lineage timeline. Pure: views and a width in, coordinates out.
 *
 * One row a witness, rows grouped into lanes by kind of source. Lines follow the habit of a stemma:
 * a trunk leaves the origin straight down (or up) and a branch runs along the carrier's row, so
 * that fifty carriers of one origin make a comb and not a hairball. A line whose order is undecided
 * stands upright inside the window both records share, which is why nothing can be said.
 */

import { byLane, laneLabel } from "./lanes";
import { DAY, HOUR, type Interval, intervalOf, isExact, overlapOf, type Tick, ticksFor } from "./time";
import type { LineageLink, WitnessView } from "./types";

/** Tells witnesses apart, also two passages of one document. */
export const witnessKey = (witness: WitnessView): string => `${witness.rank}:${witness.begin}:${witness.document.document_id}`;

export interface Mark {
  witness: WitnessView;
  row: number;
  y: number;
  /** Centre of the glyph. */
  x: number;
  /** Ends of the bar; equal to `x` for exact and undated witnesses. */
  begin: number;
  end: number;
  form: "exact" | "interval" | "undated";
  /** Off the visible time range, and on which side. */
  outside: "" | "left" | "right";
}

export interface Lane {
  lane: string;
  label: string;
  top: number;
  height: number;
  count: number;
}

export interface Line {
  link: LineageLink;
  decided: boolean;
  /** The part shared with other carriers of the same origin. */
  trunk: string;
  /** The part that belongs to this carrier alone; the arrow, if any, ends it. */
  branch: string;
}

export interface TimelineLayout {
  width: number;
  height: number;
  plot: { left: number; right: number; top: number; bottom: number };
  rowHeight: number;
  /** Whether rows have room for names. */
  named: boolean;
  /** Where names begin. With room, kinds stand in a column before them; else above each lane. */
  nameX: number;
  laneColumn: boolean;
  /** Centre of the column of undated witnesses, if there are any. */
  undatedX: number | null;
  /** Left edge of the column with kind and credit in words, if there is room for it. */
  wordsX: number | null;
  domain: Interval;
  lanes: Lane[];
  marks: Mark[];
  lines: Line[];
  ticks: (Tick & { x: number })[];
}

export interface TimelineOptions {
  width: number;
  /** The visible range; the whole range if absent. */
  visible?: Interval | null;
}

const AXIS_HEIGHT = 38;
const LANE_HEADER = 20;
const LANE_PADDING = 6;
const LANE_COLUMN = 104;
const GLYPH = 6;
const CORNER = 5;
// Inside the plot: room on the left for the brackets that leave the earliest mark.
const AIR_LEFT = 30;
const AIR_RIGHT = 8;

/** The range that holds every dated witness, with a little air; a day around nothing at all. */
export function wholeRange(witnesses: readonly WitnessView[]): Interval {
  const intervals = witnesses.map((witness) => intervalOf(witness.first_seen)).filter((item) => item !== null);
  if (intervals.length === 0) return { earliest: 0, latest: DAY };
  const earliest = Math.min(...intervals.map((item) => item.earliest));
  const latest = Math.max(...intervals.map((item) => item.latest));
  const air = Math.max((latest - earliest) * 0.03, HOUR);
  return { earliest: earliest - air, latest: latest + air };
}

/** Zooms by a factor around the middle (or `around`), never closer than ten minutes. */
export function zoomed(range: Interval, factor: number, around?: number): Interval {
  const middle = around ?? (range.earliest + range.latest) / 2;
  const span = Math.max((range.latest - range.earliest) * factor, HOUR / 6);
  const share = (middle - range.earliest) / Math.max(1, range.latest - range.earliest);
  const earliest = middle - span * share;
  return { earliest: Math.round(earliest), latest: Math.round(earliest + span) };
}

export function shifted(range: Interval, share: number): Interval {
  const by = Math.round((range.latest - range.earliest) * share);
  return { earliest: range.earliest + by, latest: range.latest + by };
}

export function layoutTimeline(
  witnesses: readonly WitnessView[],
  links: readonly LineageLink[],
  options: TimelineOptions,
): TimelineLayout {
  const width = Math.max(300, Math.round(options.width));
  const narrow = width < 620;
  const laneColumn = width >= 760;
  const packed = witnesses.length > 120;
  const rowHeight = witnesses.length <= 40 ? 24 : packed ? 14 : 16;
  const named = !packed;
  const nameX = (laneColumn ? LANE_COLUMN : 8) + 26;
  const left = nameX + (named ? (narrow ? 98 : Math.min(210, Math.round(width * 0.17))) : 8);
  const header = laneColumn ? 0 : LANE_HEADER;
  const hasUndated = witnesses.some((witness) => intervalOf(witness.first_seen) === null);
  const wordsWidth = named && width >= 760 ? 164 : 0;
  const undatedWidth = hasUndated ? (narrow ? 44 : 72) : 0;
  const right = width - wordsWidth - undatedWidth - 10;
  const domain = options.visible ?? wholeRange(witnesses);
  const scale = (at: number): number =>
    left + AIR_LEFT + ((at - domain.earliest) / Math.max(1, domain.latest - domain.earliest)) * (right - left - AIR_LEFT - AIR_RIGHT);
  const undatedX = hasUndated ? right + undatedWidth / 2 : null;

  const lanes: Lane[] = [];
  const marks: Mark[] = [];
  let top = AXIS_HEIGHT;
  let row = 0;
  for (const group of byLane(witnesses, (witness) => witness.document.source_kind)) {
    const members = [...group.items].sort((a, b) => a.rank - b.rank);
    const rows = packed ? packRows(members, scale) : members.map((_, index) => index);
    const rowCount = Math.max(...rows) + 1;
    const height = header + rowCount * rowHeight + LANE_PADDING;
    members.forEach((witness, index) => {
      const inLane = rows[index] ?? 0;
      const y = top + header + LANE_PADDING / 2 + (inLane + 0.5) * rowHeight;
      marks.push(placeMark(witness, row + inLane, y, scale, undatedX ?? right, { left, right }));
    });
    lanes.push({ lane: group.lane, label: laneLabel(group.lane), top, height, count: members.length });
    top += height;
    row += rowCount;
  }

  // Of a document with two passages, lines meet the first.
  const markOf = new Map([...marks].reverse().map((mark) => [mark.witness.document.document_id, mark]));
  const lines: Line[] = [];
  for (const link of links) {
    const origin = markOf.get(link.origin);
    const carrier = markOf.get(link.carrier);
    // A link to a witness that is not in the answer cannot be drawn; the table still names it.
    if (origin && carrier && origin !== carrier) lines.push(drawLine(link, origin, carrier, scale));
  }

  const ticks = ticksFor(domain.earliest, domain.latest, Math.max(2, Math.floor((right - left) / (narrow ? 50 : 70))))
    .map((tick) => ({ ...tick, x: scale(tick.at) }))
    .filter((tick) => tick.x >= left && tick.x <= right);
  return {
    width,
    height: top + 4,
    plot: { left, right, top: AXIS_HEIGHT, bottom: top },
    rowHeight,
    named,
    nameX,
    laneColumn,
    undatedX,
    wordsX: wordsWidth > 0 ? width - wordsWidth : null,
    domain,
    lanes,
    marks,
    lines,
    ticks,
  };
}

function placeMark(
  witness: WitnessView,
  row: number,
  y: number,
  scale: (at: number) => number,
  undatedX: number,
  plot: { left: number; right: number },
): Mark {
  const interval = intervalOf(witness.first_seen);
  if (!interval) return { witness, row, y, x: undatedX, begin: undatedX, end: undatedX, form: "undated", outside: "" };
  const [begin, end] = [scale(interval.earliest), scale(interval.latest)];
  const x = (begin + end) / 2;
  const outside = end < plot.left ? "left" : begin > plot.right ? "right" : "";
  // A bar narrower than its glyph would only be a smudge: it is drawn as a point.
  if (isExact(interval) || end - begin < 2 * GLYPH) return { witness, row, y, x, begin: x, end: x, form: "exact", outside };
  return { witness, row, y, x, begin, end, form: "interval", outside };
}

/** First row in which a witness does not touch the one before it. */
function packRows(members: readonly WitnessView[], scale: (at: number) => number): number[] {
  const ends: number[] = [];
  return members.map((witness) => {
    const interval = intervalOf(witness.first_seen);
    const begin = interval ? scale(interval.earliest) : Number.POSITIVE_INFINITY;
    const end = interval ? scale(interval.latest) : Number.POSITIVE_INFINITY;
    let row = ends.findIndex((taken) => taken + 3 * GLYPH < begin);
    if (row < 0) row = ends.length;
    ends[row] = end;
    return row;
  });
}

const half = (mark: Mark): number => (mark.form === "interval" ? 1 : GLYPH + 1);
const round = (value: number): number => Math.round(value * 10) / 10;

function drawLine(link: LineageLink, origin: Mark, carrier: Mark, scale: (at: number) => number): Line {
  // The server decides, by dates or by the carrier's credit: an undated carrier can come after, too.
  const decided = link.order === "before";
  const down = carrier.y > origin.y ? 1 : -1;
  const enter = carrier.begin - half(carrier) - (decided ? 2 : 0);

  if (!decided && origin.form !== "undated" && carrier.form !== "undated") {
    const [a, b] = [intervalOf(origin.witness.first_seen), intervalOf(carrier.witness.first_seen)];
    const shared = a && b ? overlapOf(a, b) : null;
    if (shared) {
      // Beside an exact mark the line steps aside, or a trunk of that origin would hide it.
      const aside = origin.form === "exact" || carrier.form === "exact" ? GLYPH : 0;
      const x = round((scale(shared.earliest) + scale(shared.latest)) / 2 + aside);
      const endsAt = round(carrier.y - down * (carrier.form === "exact" ? 2 : 4));
      return { link, decided, trunk: "", branch: `M${x},${round(origin.y)}V${endsAt}` };
    }
  }
  if (origin.form === "undated" && carrier.form !== "undated") {
    const leave = carrier.end + half(carrier) + (decided ? 2 : 0);
    return { link, decided, trunk: "", branch: elbow(origin.x, origin.y, carrier.y, down, leave, -1) };
  }
  if (enter - origin.x >= 2 * CORNER + 2) {
    const y = round(carrier.y - down * CORNER);
    const x = round(origin.x);
    const corner = `Q${x},${round(carrier.y)} ${round(x + CORNER)},${round(carrier.y)}H${round(enter)}`;
    return { link, decided, trunk: `M${x},${round(origin.y)}V${y}`, branch: `M${x},${y}${corner}` };
  }
  // Too near for a corner: the line leaves the origin to the left and comes back, as a bracket.
  const x = round(Math.min(origin.begin, carrier.begin) - 2 * CORNER - 8);
  const leave = round(origin.begin - half(origin));
  const turn = `${x},${round(carrier.y - down * CORNER)}`;
  const branch = `M${turn}Q${x},${round(carrier.y)} ${round(x + CORNER)},${round(carrier.y)}H${round(enter)}`;
  const trunk =
    `M${leave},${round(origin.y)}H${round(x + CORNER)}` +
    `Q${x},${round(origin.y)} ${x},${round(origin.y + down * CORNER)}L${turn}`;
  return { link, decided, trunk, branch };
}

function elbow(x: number, y: number, toY: number, down: number, toX: number, side: number): string {
  const turn = round(toY - down * CORNER);
  return `M${round(x)},${round(y)}V${turn}Q${round(x)},${round(toY)} ${round(x + side * CORNER)},${round(toY)}H${round(toX)}`;
}

/** The witnesses a text went through from the first one to `documentId`, it included. */
export function pathTo(links: readonly LineageLink[], documentId: string): Set<string> {
  const originOf = new Map(links.map((link) => [link.carrier, link.origin]));
  const path = new Set<string>();
  for (let at: string | undefined = documentId; at !== undefined && !path.has(at); at = originOf.get(at)) path.add(at);
  return path;
}

/** The moment at a place of the plot; beyond its edges the moment at the edge. */
export function timeAt(layout: TimelineLayout, x: number): number {
  const { left, right } = layout.plot;
  const share = (x - left - AIR_LEFT) / Math.max(1, right - left - AIR_LEFT - AIR_RIGHT);
  return layout.domain.earliest + Math.max(0, Math.min(1, share)) * (layout.domain.latest - layout.domain.earliest);
}

/** The visible range as kept in the address: `2021-06-02T09:00Z~2021-06-04T09:00Z`. */
export function writeVisible(range: Interval | null): string {
  const text = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
  return range ? `${text(range.earliest)}~${text(range.latest)}` : "";
}

export function readVisible(text: string | null): Interval | null {
  const [from = "", to = ""] = (text ?? "").split("~");
  const [earliest, latest] = [Date.parse(from), Date.parse(to)];
  return Number.isFinite(earliest) && Number.isFinite(latest) && earliest < latest ? { earliest, latest } : null;
}
