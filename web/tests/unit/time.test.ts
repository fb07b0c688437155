import { describe, expect, it } from "vitest";
import { DAY, HOUR, intervalOf, isExact, lagText, momentText, orderOf, orderText, overlapOf, ticksFor, windowText } from "../../src/lib/time";
import { time } from "./examples";

const at = (iso: string) => intervalOf(time(iso))!;

describe("intervals", () => {
  it("a day without a zone allows fifty hours", () => {
    const day = at("2024-03-05");
    expect((day.latest - day.earliest) / HOUR).toBeCloseTo(50, 3);
    expect(isExact(day)).toBe(false);
    expect(isExact(at("2024-03-05T06:15:00Z"))).toBe(true);
  });

  it("orders only what is apart", () => {
    expect(orderOf(at("2024-03-01"), at("2024-03-05"))).toBe("before");
    expect(orderOf(at("2024-03-05"), at("2024-03-01"))).toBe("after");
    expect(orderOf(at("2024-03-04"), at("2024-03-05"))).toBe("undecided");
    expect(orderOf(at("2024-03-04T08:00:00Z"), at("2024-03-04T08:00:00Z"))).toBe("undecided");
  });

  it("undecided is the same as sharing a moment", () => {
    const days = ["2024-03-01", "2024-03-02", "2024-03-03T05:00:00Z", "2024-03-04", "2024-03-08"];
    for (const a of days) {
      for (const b of days) expect(orderOf(at(a), at(b)) === "undecided").toBe(overlapOf(at(a), at(b)) !== null);
    }
  });

  it("reads nothing into a broken or missing time", () => {
    expect(intervalOf(null)).toBeNull();
    expect(intervalOf({ ...time("2024-03-05"), latest: "soon" })).toBeNull();
    expect(windowText(null)).toBe("no usable date on the record");
  });

  it("says what decides an order", () => {
    expect(orderText("after", "dates")).toBe("after the first");
    expect(orderText("after", "credit")).toBe("after the first, by its credit");
    expect(orderText("undecided", "")).toBe("order undecided");
  });

  it("says the lag as an interval", () => {
    expect(lagText(at("2024-03-04T08:00:00Z"), at("2024-03-04T10:00:00Z"))).toBe("2 h later");
    expect(lagText(at("2024-03-04T08:00:00Z"), at("2024-03-06"))).toBe("26 h to 3 days later");
    expect(lagText(at("2024-03-04"), at("2024-03-05"))).toBe("lag undecided: the dates overlap");
    expect(lagText(at("2024-03-09"), at("2024-03-04T00:00:00Z"))).toMatch(/earlier$/);
    expect(lagText(null, at("2024-03-05"))).toBe("lag undecided: a date is missing");
  });
});

describe("ticks", () => {
  it("are few, ordered and inside the range at every scale", () => {
    for (const span of [HOUR, DAY, 9 * DAY, 70 * DAY, 800 * DAY, 9000 * DAY]) {
      const from = Date.UTC(2021, 4, 31, 7, 12);
      const ticks = ticksFor(from, from + span, 8);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(10);
      for (const tick of ticks) expect(tick.at >= from && tick.at <= from + span).toBe(true);
      expect([...ticks].sort((a, b) => a.at - b.at)).toEqual(ticks);
    }
  });

  it("mark midnights and new years", () => {
    const hours = ticksFor(Date.UTC(2024, 2, 4, 12), Date.UTC(2024, 2, 5, 12), 8);
    expect(hours.find((tick) => tick.strong)?.label).toBe("5 Mar");
    const months = ticksFor(Date.UTC(2023, 6, 1), Date.UTC(2024, 6, 1), 13);
    expect(months.filter((tick) => tick.strong).map((tick) => tick.label)).toEqual(["2024"]);
  });

  it("writes moments in UTC", () => expect(momentText(Date.UTC(2024, 0, 2, 3, 4))).toBe("2024-01-02 03:04"));
});
