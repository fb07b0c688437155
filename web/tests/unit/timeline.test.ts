import { describe, expect, it } from "vitest";
import { byLane, compareLanes } from "../../src/lib/lanes";
import { layoutTimeline, pathTo, readVisible, timeAt, wholeRange, witnessKey, writeVisible, zoomed } from "../../src/lib/timeline";
import { link, witness } from "./examples";

const witnesses = [
  witness("ministry", 0, "2024-03-04T08:30:00Z", "ministry"),
  witness("agency", 1, "2024-03-04T10:00:00Z", "agency"),
  witness("paper", 2, "2024-03-07", "newspaper"),
  witness("same-day", 3, "2024-03-08", "newspaper"),
  witness("old", 4, null, "newspaper"),
  witness("nobody", 5, "2024-03-20", ""),
];
const links = [link("ministry", "agency"), link("agency", "paper"), link("paper", "same-day", "undecided"), link("agency", "old", "undecided"), link("ministry", "nobody")];

describe("lanes", () => {
  it("stand in the order of the house, unknown kinds last", () => {
    expect(byLane(["critic", "", "ministry", "club", "agency"], (kind) => kind).map((lane) => lane.lane)).toEqual(["ministry", "agency", "critic", "club", "unknown"]);
    expect(compareLanes("embassy", "embassy")).toBe(0);
  });
});

describe("layout", () => {
  const layout = layoutTimeline(witnesses, links, { width: 1200 });
  const mark = (id: string) => layout.marks.find((item) => item.witness.document.document_id === id)!;

  it("has one mark a witness, in its lane, without rows that touch", () => {
    expect(layout.marks).toHaveLength(witnesses.length);
    const ys = layout.marks.map((item) => item.y).sort((a, b) => a - b);
    for (let index = 1; index < ys.length; index += 1) expect(ys[index]! - ys[index - 1]!).toBeGreaterThanOrEqual(layout.rowHeight);
    for (const lane of layout.lanes) {
      const inside = layout.marks.filter((item) => item.y > lane.top && item.y < lane.top + lane.height);
      expect(inside).toHaveLength(lane.count);
    }
  });

  it("draws intervals as bars, exact times as points, the undated in their own column", () => {
    expect(mark("paper").form).toBe("interval");
    expect(mark("paper").begin).toBeLessThan(mark("paper").end);
    expect(mark("ministry").form).toBe("exact");
    expect(mark("old").form).toBe("undated");
    expect(mark("old").x).toBe(layout.undatedX);
    expect(mark("old").x).toBeGreaterThan(layout.plot.right);
    for (const item of layout.marks.filter((one) => one.form !== "undated")) {
      expect(item.begin).toBeGreaterThanOrEqual(layout.plot.left);
      expect(item.end).toBeLessThanOrEqual(layout.plot.right);
    }
  });

  it("decides what the link decides, and nothing else", () => {
    const decided = new Map(layout.lines.map((line) => [line.link.carrier, line.decided]));
    expect(decided.get("agency")).toBe(true);
    expect(decided.get("same-day")).toBe(false);
    expect(decided.get("old")).toBe(false);
    // Decided by credit although the dates overlap, or are missing on either side.
    const credited = [link("paper", "same-day"), link("agency", "old"), link("old", "nobody")];
    for (const line of layoutTimeline(witnesses, credited, { width: 1200 }).lines) {
      expect(line.decided).toBe(true);
      expect(line.branch).toMatch(/H[\d.]+$/);
    }
  });

  it("stands an undecided line upright within the shared window", () => {
    const line = layout.lines.find((item) => item.link.carrier === "same-day")!;
    const x = Number(/^M([\d.]+),/.exec(line.branch)?.[1]);
    expect(x).toBeGreaterThanOrEqual(mark("same-day").begin);
    expect(x).toBeLessThanOrEqual(mark("paper").end);
    expect(line.branch).not.toMatch(/[HQ]/);
  });

  it("draws no link to a document that is not there, nor to itself", () => {
    expect(layoutTimeline(witnesses, [link("ministry", "gone"), link("agency", "agency")], { width: 900 }).lines).toEqual([]);
  });

  it("gives two passages of one document two rows and one line", () => {
    const twice = { ...witness("agency", 6, "2024-03-04T10:00:00Z", "agency"), begin: 900 };
    const both = layoutTimeline([...witnesses, twice], links, { width: 1200 });
    expect(new Set(both.marks.map((item) => witnessKey(item.witness))).size).toBe(witnesses.length + 1);
    expect(both.lines).toHaveLength(links.length);
  });

  it("is the same for any order of input", () => {
    const turned = layoutTimeline([...witnesses].reverse(), links, { width: 1200 });
    const place = (one: typeof layout) => Object.fromEntries(one.marks.map((item) => [item.witness.document.document_id, [item.x, item.y]]));
    expect(place(turned)).toEqual(place(layout));
  });

  it("says which witnesses lie outside the visible range", () => {
    const zoom = layoutTimeline(witnesses, links, { width: 1200, visible: { earliest: Date.UTC(2024, 2, 6), latest: Date.UTC(2024, 2, 10) } });
    const side = (id: string) => zoom.marks.find((item) => item.witness.document.document_id === id)?.outside;
    expect([side("ministry"), side("paper"), side("nobody"), side("old")]).toEqual(["left", "", "right", ""]);
  });

  it("fits narrow screens, single witnesses, only undated ones, and hundreds", () => {
    const narrow = layoutTimeline(witnesses, links, { width: 328 });
    expect(narrow.width).toBe(328);
    expect(narrow.wordsX).toBeNull();
    expect(layoutTimeline([witness("one", 0, "2024-03-04T08:30:00Z")], [], { width: 800 }).marks).toHaveLength(1);
    expect(layoutTimeline([witness("one", 0, null)], [], { width: 800 }).marks[0]?.form).toBe("undated");
    const many = Array.from({ length: 400 }, (_, index) => witness(`w${index}`, index, new Date(Date.UTC(2024, 0, 1) + index * 3_600_000 * 9).toISOString()));
    const packed = layoutTimeline(many, [], { width: 1200 });
    expect(packed.marks).toHaveLength(400);
    expect(packed.named).toBe(false);
    expect(packed.height).toBeLessThan(3000);
    const numbers = [packed, narrow].flatMap((one) => one.marks.flatMap((item) => [item.x, item.y, item.begin, item.end]));
    expect(numbers.every(Number.isFinite)).toBe(true);
  });
});

describe("zoom", () => {
  it("keeps the middle, stays apart, and fits an address", () => {
    const range = wholeRange(witnesses);
    const closer = zoomed(range, 0.5);
    expect(closer.earliest + closer.latest).toBeCloseTo(range.earliest + range.latest, -2);
    let tight = range;
    for (let step = 0; step < 60; step += 1) tight = zoomed(tight, 0.5);
    expect(tight.latest).toBeGreaterThan(tight.earliest);
    expect(readVisible(writeVisible({ earliest: Date.UTC(2024, 2, 4, 8), latest: Date.UTC(2024, 2, 5) }))).toEqual({ earliest: Date.UTC(2024, 2, 4, 8), latest: Date.UTC(2024, 2, 5) });
    expect(readVisible("nonsense")).toBeNull();
    expect(readVisible("2024-03-05T00:00Z~2024-03-04T00:00Z")).toBeNull();
  });
});

describe("the axis", () => {
  it("reads moments off the plot where marks were put", () => {
    const layout = layoutTimeline(witnesses, links, { width: 1000 });
    const ministry = layout.marks[0]!;
    expect(timeAt(layout, ministry.x)).toBeCloseTo(Date.parse("2024-03-04T08:30:00Z"), -2);
    expect(timeAt(layout, -50)).toBe(layout.domain.earliest);
    expect(timeAt(layout, 5000)).toBe(layout.domain.latest);
  });
});

describe("the way of a text", () => {
  it("leads back to the first witness and survives a circle", () => {
    expect([...pathTo(links, "same-day")]).toEqual(["same-day", "paper", "agency", "ministry"]);
    expect(pathTo([link("a", "b"), link("b", "a")], "a").size).toBe(2);
  });
});
