/**
 * Every state of a page lives in its address. These functions turn addresses into values and back;
 * they know nothing of the browser, so that they can be tested.
 */

export type QueryValue = string | number | boolean | null | undefined;
export type Query = Record<string, QueryValue>;

/** `?a=1&b=2`, keys in the order given; empty values are left out. */
export function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "" || value === false) continue;
    parameters.set(key, value === true ? "1" : String(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

/** The same address with some keys changed; an empty value removes its key. */
export function withQuery(search: string, changes: Query): string {
  const parameters = new URLSearchParams(search);
  const query: Query = Object.fromEntries(parameters.entries());
  return queryString({ ...query, ...changes });
}

/** The filters all list views share, in the order in which the filter bar shows them. */
export const FILTER_KEYS = ["q", "source", "kind", "lang", "country", "from", "to"] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];
export type Filters = Record<FilterKey, string>;

export function readFilters(search: string): Filters {
  const parameters = new URLSearchParams(search);
  return Object.fromEntries(FILTER_KEYS.map((key) => [key, parameters.get(key)?.trim() ?? ""])) as Filters;
}

/** Only the shared filters: what a reader takes along from one view to the next. */
export function carriedFilters(search: string): string {
  return queryString(readFilters(search));
}

/** A whole number of at least `least`, or `fallback`. */
export function readNumber(search: string, key: string, fallback: number, least = 0): number {
  const value = new URLSearchParams(search).get(key);
  if (value === null || !/^\d{1,9}$/.test(value)) return fallback;
  return Math.max(least, Number(value));
}

/** One of the words allowed, or the first of them. */
export function readChoice<const T extends string>(search: string, key: string, choices: readonly [T, ...T[]]): T {
  const value = new URLSearchParams(search).get(key);
  return choices.find((choice) => choice === value) ?? choices[0];
}

/** Ids kept as `beside=a,b`: at most `most`, none twice. */
export function readList(search: string, key: string, most: number): string[] {
  const value = new URLSearchParams(search).get(key) ?? "";
  return [...new Set(value.split(",").filter((item) => item !== ""))].slice(0, most);
}

/** A span kept as `at=120-340`, or nothing. */
export function readSpan(search: string, key: string): [number, number] | null {
  const found = /^(\d{1,9})-(\d{1,9})$/.exec(new URLSearchParams(search).get(key) ?? "");
  if (!found) return null;
  const [begin, end] = [Number(found[1]), Number(found[2])];
  return begin < end ? [begin, end] : null;
}
