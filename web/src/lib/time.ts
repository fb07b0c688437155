/**
 * Intervals of time. A record that says "2021-06-02" without a zone allows a window of 50 hours;
 * the pages draw and compare the window, never an invented moment inside it.
 */

import type { Order, TimeView } from "./types";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Both ends included, in milliseconds since 1970 UTC. */
export interface Interval {
  earliest: number;
  latest: number;
}

/** The interval a time allows, or nothing if there is no time or it cannot be read. */
export function intervalOf(time: TimeView | null): Interval | null {
  if (!time) return null;
  const earliest = Date.parse(time.earliest);
  const latest = Date.parse(time.latest);
  if (Number.isNaN(earliest) || Number.isNaN(latest)) return null;
  return earliest <= latest ? { earliest, latest } : { earliest: latest, latest: earliest };
}

/** A point rather than a bar: the record allows at most one minute. */
export const isExact = (interval: Interval): boolean => interval.latest - interval.earliest <= MINUTE;

export function orderOf(a: Interval, b: Interval): Order {
  if (a.latest < b.earliest) return "before";
  if (b.latest < a.earliest) return "after";
  return "undecided";
}

/** How a witness stands to the first one, and what decides it. */
export function orderText(order: Order, evidence: string): string {
  if (order === "undecided") return "order undecided";
  return `${order} the first${evidence === "credit" ? ", by its credit" : ""}`;
}

/** The moments two intervals share, or nothing if they are apart. */
export function overlapOf(a: Interval, b: Interval): Interval | null {
  const earliest = Math.max(a.earliest, b.earliest);
  const latest = Math.min(a.latest, b.latest);
  return earliest <= latest ? { earliest, latest } : null;
}

/** How long after `origin` the carrier came: shortest and longest lag the records allow. */
export function lagOf(origin: Interval, carrier: Interval): { least: number; most: number } {
  return { least: carrier.earliest - origin.latest, most: carrier.latest - origin.earliest };
}

function durationText(milliseconds: number): string {
  if (milliseconds < HOUR) return `${Math.max(0, Math.round(milliseconds / MINUTE))} min`;
  if (milliseconds < 3 * DAY) return `${Math.round(milliseconds / HOUR)} h`;
  return `${Math.round(milliseconds / DAY)} days`;
}

/** `3 h to 52 h later`, or why that cannot be said. */
export function lagText(origin: Interval | null, carrier: Interval | null): string {
  if (!origin || !carrier) return "lag undecided: a date is missing";
  const { least, most } = lagOf(origin, carrier);
  if (most < 0) return `${durationText(-most)} to ${durationText(-least)} earlier`;
  if (least < 0) return "lag undecided: the dates overlap";
  const [from, to] = [durationText(least), durationText(most)];
  return from === to ? `${from} later` : `${from} to ${to} later`;
}

const pad = (value: number): string => String(value).padStart(2, "0");

/** `2021-06-02 09:47` in UTC. */
export function momentText(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${dayText(milliseconds)} ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
}

/** `2021-06-02` in UTC. */
export function dayText(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

/** What a time claims, in a sentence for titles and screen readers. */
export function windowText(time: TimeView | null): string {
  const interval = intervalOf(time);
  if (!time || !interval) return "no usable date on the record";
  const read = time.evidence ? `, read from ${time.evidence}` : "";
  if (isExact(interval)) return `${momentText(interval.earliest)} UTC${read}`;
  return `between ${momentText(interval.earliest)} and ${momentText(interval.latest)} UTC${read}`;
}

export interface Tick {
  at: number;
  label: string;
  /** Begins a day (in hours), a month (in days), a year (in months): drawn stronger. */
  strong: boolean;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const FIXED_STEPS = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];
const MONTH_STEPS = [1, 3, 6, 12, 24, 60, 120];

/** Round ticks in UTC, at most about `most` of them. */
export function ticksFor(from: number, to: number, most: number): Tick[] {
  const step = FIXED_STEPS.find((candidate) => (to - from) / candidate <= most);
  return step === undefined ? monthTicks(from, to, most) : fixedTicks(from, to, step);
}

function fixedTicks(from: number, to: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const date = new Date(at);
    const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""}`;
    const atMidnight = at % DAY === 0;
    if (step < DAY) {
      ticks.push({ at, label: atMidnight ? day : `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`, strong: atMidnight });
    } else {
      ticks.push({ at, label: day, strong: date.getUTCDate() <= step / DAY });
    }
  }
  return ticks;
}

function monthTicks(from: number, to: number, most: number): Tick[] {
  const first = new Date(from);
  const months = (to - from) / (30.44 * DAY);
  const step = MONTH_STEPS.find((candidate) => months / candidate <= most) ?? 120;
  const ticks: Tick[] = [];
  let month = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / step) * step;
  for (;; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > to) return ticks;
    if (at < from) continue;
    const beginsYear = month % 12 === 0;
    ticks.push({ at, label: beginsYear ? String(Math.floor(month / 12)) : (MONTHS[month % 12] ?? ""), strong: beginsYear });
  }
}
