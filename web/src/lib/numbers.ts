/** Numbers in words. A count is never shown without what it is a part of. */

const grouped = new Intl.NumberFormat("en-US");

export const count = (value: number): string => grouped.format(value);

/** `1 witness`, `12 witnesses`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `7 of 12 witnesses`. */
export function share(part: number, whole: number, one: string, many = `${one}s`): string {
  return `${count(part)} of ${counted(whole, one, many)}`;
}

/** Rounded, yet 0% only for nothing and 100% only for all. */
export function percent(ratio: number): string {
  if (!Number.isFinite(ratio)) return "–";
  if (ratio > 0 && ratio < 0.01) return "<1%";
  if (ratio < 1 && ratio > 0.99) return ">99%";
  return `${Math.round(ratio * 100)}%`;
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${(value / 1000).toFixed(1)} kB`;
  return `${(value / 1_000_000).toFixed(1)} MB`;
}

/** Enough of a hash to tell captures apart; the whole is one copy away. */
export const shortHash = (hash: string): string => hash.slice(0, 12);
