/** The heat table of coverage: sources by months or years, gaps kept visible. */

import type { CoverageRow } from "./types";

export type Unit = "month" | "year";

export interface HeatCell {
  period: string;
  documents: number;
  /** 0 for none, 1 to 5 by share of the fullest cell, on a root scale so that small counts show. */
  level: number;
  /** Nothing here, though the same source has documents before and after. */
  gap: boolean;
}

export interface HeatRow {
  source: string;
  total: number;
  undated: number;
  gaps: number;
  cells: HeatCell[];
}

export interface HeatTable {
  periods: string[];
  rows: HeatRow[];
  undated: number;
}

const periodOf = (month: string, unit: Unit): string => (unit === "year" ? month.slice(0, 4) : month);

/** Every period from the first to the last, those without documents included. */
export function periodsBetween(first: string, last: string, unit: Unit): string[] {
  const periods: string[] = [];
  if (unit === "year") {
    for (let year = Number(first); year <= Number(last); year += 1) periods.push(String(year).padStart(4, "0"));
    return periods;
  }
  const index = (period: string): number => Number(period.slice(0, 4)) * 12 + Number(period.slice(5, 7)) - 1;
  for (let month = index(first); month <= index(last); month += 1) {
    periods.push(`${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`);
  }
  return periods;
}

export function heatTable(rows: readonly CoverageRow[], unit: Unit): HeatTable {
  const dated = rows.filter((row) => /^\d{4}-\d{2}$/.test(row.month));
  const found = [...new Set(dated.map((row) => periodOf(row.month, unit)))].sort();
  const [first, last] = [found[0], found.at(-1)];
  const periods = first !== undefined && last !== undefined ? periodsBetween(first, last, unit) : [];

  const bySource = new Map<string, { counts: Map<string, number>; undated: number }>();
  for (const row of rows) {
    const entry = bySource.get(row.source) ?? { counts: new Map<string, number>(), undated: 0 };
    bySource.set(row.source, entry);
    if (/^\d{4}-\d{2}$/.test(row.month)) {
      const period = periodOf(row.month, unit);
      entry.counts.set(period, (entry.counts.get(period) ?? 0) + row.documents);
    } else {
      entry.undated += row.documents;
    }
  }
  const fullest = Math.max(1, ...[...bySource.values()].flatMap((entry) => [...entry.counts.values()]));

  const heatRows = [...bySource.entries()].map(([source, { counts, undated }]): HeatRow => {
    const own = [...counts.keys()].sort();
    const [ownFirst, ownLast] = [own[0] ?? "", own.at(-1) ?? ""];
    const cells = periods.map((period): HeatCell => {
      const documents = counts.get(period) ?? 0;
      const level = documents === 0 ? 0 : Math.max(1, Math.ceil(Math.sqrt(documents / fullest) * 5));
      return { period, documents, level, gap: documents === 0 && period > ownFirst && period < ownLast };
    });
    const total = cells.reduce((sum, cell) => sum + cell.documents, undated);
    return { source, total, undated, gaps: cells.filter((cell) => cell.gap).length, cells };
  });
  heatRows.sort((a, b) => b.total - a.total || (a.source < b.source ? -1 : 1));
  return { periods, rows: heatRows, undated: heatRows.reduce((sum, row) => sum + row.undated, 0) };
}
