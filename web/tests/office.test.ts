import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { effectScope, nextTick, shallowRef } from "vue";

import type { Network, RankingRow } from "@/api/types";
import { placed } from "@/areas/office/figures/network";
import { shadeOf, SHADES, tilesOf } from "@/areas/office/figures/tiles";
import { tableInput } from "@/areas/office/figureTable";
import { begunMonths, monthAfter, monthBefore, reportedMonth } from "@/areas/office/months";
import { partsOf, placesGained, reportCost } from "@/areas/office/ranking";
import { figuresOf } from "@/areas/office/reportFigures";
import { standingOf } from "@/areas/office/standings";
import { countTasks } from "@/areas/office/workPlans";

describe("months", () => {
  it("go over the turn of the year", () => {
    expect(monthBefore("2020-01")).toBe("2019-12");
    expect(monthAfter("2020-12")).toBe("2021-01");
  });

  it("of a campaign are those that have begun, the latest first", () => {
    expect(begunMonths("2020-04-01", "2020-12-31", "2020-06-10")).toEqual(["2020-06", "2020-05", "2020-04"]);
    expect(begunMonths("2020-11-01", "2020-12-31", "2026-01-01")).toEqual(["2020-12", "2020-11"]);
    expect(begunMonths(null, null, "2020-06-10")).toEqual([]);
    expect(begunMonths("1020-01-01", null, "2020-06-10")).toHaveLength(36);
  });

  it("are reported when they are over", () => {
    expect(reportedMonth(["2020-06", "2020-05"], "2020-06-10")).toBe("2020-05");
    expect(reportedMonth(["2020-12", "2020-11"], "2021-02-01")).toBe("2020-12");
    expect(reportedMonth(["2020-04"], "2020-04-10")).toBe("2020-04");
  });
});

function row(changes: Partial<RankingRow>): RankingRow {
  return {
    unit: "a", zh: "甲", en: "A", enterprises: 10, place: 2, tied: false, place_before: 3, points: 78, report: "late",
    indicators: [
      { indicator: "coverage", value: 80, target: 100, weight: 30, attainment: 0.8 },
      { indicator: "rd_growth", value: 16, target: null, weight: 10, attainment: 0.8 },
    ],
    ...changes,
  };
}

describe("points", () => {
  it("are the sum of what the indicators bring, less what the report costs", () => {
    const parts = partsOf(row({}));
    expect(parts.map((part) => part.points)).toEqual([60, 20]);
    const cost = reportCost(row({}), { late_costs: 2, missing_costs: 5 });
    expect(parts.reduce((sum, part) => sum + part.points, 0) - cost).toBe(78);
    expect(reportCost(row({ report: "missing" }), { late_costs: 2, missing_costs: 5 })).toBe(5);
    expect(reportCost(row({ report: "on_time" }), { late_costs: 2, missing_costs: 5 })).toBe(0);
  });

  it("of nothing that counts are none", () => {
    const weightless = row({}).indicators.map((part) => ({ ...part, weight: 0 }));
    expect(partsOf(row({ indicators: weightless })).map((part) => part.points)).toEqual([0, 0]);
  });

  it("say how many places were gained", () => {
    expect(placesGained(row({}))).toBe(1);
    expect(placesGained(row({ place_before: 1 }))).toBe(-1);
    expect(placesGained(row({ place_before: null }))).toBeNull();
  });
});

describe("a report", () => {
  const unit = { unit: "a", zh: "甲", en: "A", expected: true, received: false, late: false, report: null, state: null, submitted_at: null };

  it("stands in one of five ways", () => {
    expect(standingOf(unit)).toBe("awaited");
    expect(standingOf({ ...unit, late: true })).toBe("overdue");
    expect(standingOf({ ...unit, received: true })).toBe("onTime");
    expect(standingOf({ ...unit, received: true, late: true })).toBe("late");
    expect(standingOf({ ...unit, expected: false })).toBe("extra");
  });

  it("has figures once it was submitted", () => {
    expect(figuresOf("")).toBeNull();
    expect(figuresOf({ enterprises: 37, visits: 6, indicators: { values: [] } })?.counts).toMatchObject({ visits: 6, signed_off: 0 });
  });
});

describe("tasks", () => {
  it("are late after their day, unless they are done or called off", () => {
    const due_on = "2020-08-31";
    const tasks = (["open", "in_progress", "done", "cancelled"] as const).map((state) => ({ state, due_on }));
    expect(countTasks(tasks, "2020-09-10")).toEqual({ total: 3, open: 1, in_progress: 1, done: 1, late: 2 });
    expect(countTasks(tasks, "2020-08-31").late).toBe(0);
  });
});

describe("figures", () => {
  it("become workbooks with numbers as numbers", () => {
    const table = { head: ["县区", "覆盖率"], rows: [[{ text: "泽州县", to: "/a" }, { text: "76.5%", value: 76.5 }], [{ text: "高平市" }, { text: "—", value: null }]] };
    expect(tableInput("覆盖", table)).toEqual({ title: "覆盖", header: ["县区", "覆盖率"], rows: [["泽州县", 76.5], ["高平市", null]] });
  });

  it("put areas that are not known in rows, and no two on one place", () => {
    const places = tilesOf(["1", "2", "3", "4", "5"]);
    expect(places.map((tile) => [tile.column, tile.row])).toEqual([[0, 0], [1, 0], [2, 0], [3, 0], [0, 1]]);
    const known = tilesOf(["140502", "140521", "140522", "140524", "140525", "140581", "140571"]);
    expect(new Set(known.map((tile) => `${tile.column},${tile.row}`)).size).toBe(7);
  });

  it("shade from none to all", () => {
    expect(shadeOf(0).fill).toBe(SHADES[0]);
    expect(shadeOf(1).fill).toBe(SHADES[4]);
    expect(SHADES).not.toContain(shadeOf(null).fill);
  });

  it("draw the busiest helper first, with those it helps beside it", () => {
    const record = (kind: "expert" | "enterprise", id: string) => ({ kind, id, title: id, subtitle: "", region_code: "", programme_sector: "" });
    const link = (helper: string, enterprise: string) => ({ pairing: `${helper}${enterprise}`, pair_kind: "expert-enterprise" as const, helper: `expert:${helper}`, enterprise: `enterprise:${enterprise}`, score: 0.5 });
    const network: Network = {
      pairings: 3,
      nodes: [
        { record: record("expert", "1"), helps: true, links: 1 },
        { record: record("expert", "2"), helps: true, links: 2 },
        { record: record("enterprise", "8"), helps: false, links: 1 },
        { record: record("enterprise", "9"), helps: false, links: 2 },
      ],
      links: [link("1", "9"), link("2", "8"), link("2", "9")],
    };
    const drawn = placed(network);
    expect(drawn.helpers.map((node) => node.id)).toEqual(["2", "1"]);
    expect(drawn.receivers.map((node) => node.id)).toEqual(["8", "9"]);
    expect(drawn.links).toHaveLength(3);
    expect(drawn.links.every((one) => one.from > 0 && one.to > 0 && one.from < drawn.height)).toBe(true);
  });
});

describe("written texts", () => {
  const sent: object[] = [];
  let fail: (() => unknown) | null = null;

  beforeEach(() => {
    sent.length = 0;
    fail = null;
    vi.useFakeTimers();
    vi.doMock("@/areas/office/records", () => ({
      changeRecord: async (_plural: string, record: { version: number }, changes: object) => {
        sent.push({ version: record.version, ...changes });
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (fail !== null) throw fail();
        return { ...record, ...changes, version: record.version + 1 };
      },
      oneOf: async () => ({ id: "1", version: 9, highlights: "别人写的" }),
    }));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.doUnmock("@/areas/office/records");
    vi.resetModules();
  });

  async function make() {
    const { useTexts } = await import("@/areas/office/texts");
    const record = shallowRef<{ id: string; version: number; highlights: string } | null>({ id: "1", version: 1, highlights: "" });
    const scope = effectScope();
    const texts = scope.run(() => useTexts("monthly_reports", record, ["highlights"]));
    if (texts === undefined) throw new Error("no scope");
    await nextTick();
    return { record, texts };
  }

  it("are saved shortly after the last key, once", async () => {
    const { texts, record } = await make();
    texts.typed("highlights", "现");
    texts.typed("highlights", "现场");
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(sent).toEqual([{ version: 1, highlights: "现场" }]);
    expect(texts.state.value).toBe("saved");
    expect(record.value?.version).toBe(2);
  });

  it("wait for one another, so that no save is based on an old version", async () => {
    const { texts } = await make();
    texts.typed("highlights", "一");
    const first = texts.save();
    texts.typed("highlights", "一二");
    const second = texts.save();
    await vi.advanceTimersByTimeAsync(500);
    expect(await first).toBe(true);
    expect(await second).toBe(true);
    expect(sent.map((one) => (one as { version: number }).version)).toEqual([1, 2].slice(0, sent.length));
    expect(sent.at(-1)).toMatchObject({ highlights: "一二" });
  });

  it("keep what was typed when a save fails, and take up what another made meanwhile", async () => {
    const { ProblemError } = await import("@/api/client");
    const { texts, record } = await make();
    fail = () => new ProblemError({ code: "precondition_failed", status: 412, detail: "他人已修改" });
    texts.typed("highlights", "我写的");
    const saved = texts.save();
    await vi.advanceTimersByTimeAsync(500);
    expect(await saved).toBe(false);
    expect(texts.draft.highlights).toBe("我写的");
    expect(record.value?.version).toBe(9);
    fail = null;
    const again = texts.save();
    await vi.advanceTimersByTimeAsync(500);
    expect(await again).toBe(true);
    expect(sent.at(-1)).toEqual({ version: 9, highlights: "我写的" });
  });
});
