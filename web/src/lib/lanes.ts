/** The swimlanes: kinds of source, from those who make policy to those who watch it. */

export const KINDS = [
  "leadership",
  "ministry",
  "embassy",
  "agency",
  "broadcaster",
  "newspaper",
  "monitor",
  "fact-checker",
  "critic",
] as const;

const UNKNOWN = "unknown";

/** The lane of a kind. A kind we have no lane for keeps its own name, before `unknown`. */
export const laneOf = (kind: string): string => (kind.trim() === "" ? UNKNOWN : kind.trim());

export function compareLanes(a: string, b: string): number {
  const position = (kind: string): number => {
    const found = (KINDS as readonly string[]).indexOf(kind);
    if (found >= 0) return found;
    return kind === UNKNOWN ? KINDS.length + 1 : KINDS.length;
  };
  return position(a) - position(b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** How a lane is called on the page. */
export const laneLabel = (kind: string): string => (laneOf(kind) === UNKNOWN ? "kind unknown" : laneOf(kind));

/** Items by lane, lanes in order, items in the order given. */
export function byLane<T>(items: readonly T[], kindOf: (item: T) => string): { lane: string; items: T[] }[] {
  const lanes = new Map<string, T[]>();
  for (const item of items) {
    const lane = laneOf(kindOf(item));
    const members = lanes.get(lane);
    if (members) members.push(item);
    else lanes.set(lane, [item]);
  }
  return [...lanes.entries()]
    .sort(([a], [b]) => compareLanes(a, b))
    .map(([lane, members]) => ({ lane, items: members }));
}
