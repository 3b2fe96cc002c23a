import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, it } from "vitest";

import type { AnyRecord, BenchmarkLine, KindDefinition, Sector } from "@/api/types";
import { referringPlurals } from "@/areas/records/referring";
import { chosenColumns, useColumns } from "@/areas/records/rosterColumns";
import { conditionOf, exportQuery, filterCount, listQuery, nextSort, parseWhere, withCondition } from "@/areas/records/rosterQuery";
import { barPlaces } from "@/areas/support/benchmark";
import { sectorsOf, wordsOf } from "@/areas/support/helper";
import { daysOfWeek, partsOfDay } from "@/areas/support/week";
import { addDays, fromChina, mondayOf, toChina, todayInChina } from "@/lib/chinaTime";

type Field = KindDefinition["fields"][number];
function field(name: string, type: Field["type"] = "text", more: Partial<Field> = {}): Field {
  return { name, zh: name, en: name, type, flags: [], enumeration: null, target: null, ...more };
}
function kind(code: string, fields: Field[]): KindDefinition {
  return { code: code as KindDefinition["code"], plural: `${code}s`, zh: code, en: code, fields, events: [] };
}

beforeEach(() => {
  setActivePinia(createPinia());
  window.localStorage.clear();
});

describe("the filters of a roster", () => {
  it("are read, changed and taken out, each on its own", () => {
    let where = withCondition("", { field: "level", op: "=", value: "city" });
    where = withCondition(where, { field: "year", op: ">=", value: "2019" });
    where = withCondition(where, { field: "year", op: "<=", value: "2020" });
    expect(where).toBe("level=city;year>=2019;year<=2020");
    expect(conditionOf(where, "year", ">=")).toBe("2019");
    where = withCondition(where, { field: "year", op: ">=", value: "" });
    expect(where).toBe("level=city;year<=2020");
    expect(withCondition("", { field: "place", op: "=", value: "a;b" })).toBe("place=a b");
    expect(parseWhere("nonsense;=x;level=")).toEqual([]);
  });

  it("go to the list and the export as far as those take them", () => {
    const query = { q: "铸", region: "140525", sort: "-year", where: "level=city", deleted: "", other: "x", state: null };
    expect(listQuery(query)).toEqual({ q: "铸", region: "140525", sort: "-year", where: "level=city" });
    expect(exportQuery(query)).toEqual({ q: "铸", region: "140525", where: "level=city" });
    expect(filterCount(query)).toBe(2);
  });

  it("and the order goes up, down and back", () => {
    expect(["", "year", "-year"].map((now) => nextSort(now, "year"))).toEqual(["year", "-year", ""]);
    expect(nextSort("-name", "year")).toBe("year");
  });
});

describe("the columns of a roster", () => {
  const project = kind("project", [field("title"), field("year", "integer"), field("state", "choice"), field("secret", "text", { flags: ["secret"] })]);

  it("are those chosen that there are, or the usual ones", () => {
    expect(chosenColumns(project, ["year", "gone", "secret"]).map((one) => one.name)).toEqual(["year"]);
    expect(chosenColumns(project, ["gone"]).map((one) => one.name)).toContain("state");
  });

  it("are kept per person and roster", () => {
    useColumns("7", "projects").choose(["year"]);
    expect(useColumns("7", "projects").names.value).toEqual(["year"]);
    expect(useColumns("8", "projects").names.value).toEqual([]);
    expect(useColumns("7", "pilots").names.value).toEqual([]);
  });
});

describe("what refers to a record", () => {
  const kinds = [
    kind("need", [field("enterprise", "reference", { target: "enterprise" })]),
    kind("equipment", [field("owner_kind", "choice"), field("owner_id", "integer")]),
    kind("fund_application", [field("source_kind", "choice"), field("source_id", "integer")]),
    kind("pairing", [field("enterprise", "reference", { target: "enterprise" })]),
  ];

  it("is found by references and by ids whose kind another field says", () => {
    expect(referringPlurals(kinds, "enterprise")).toEqual(["needs", "equipments"]);
    expect(referringPlurals(kinds, "platform")).toEqual(["equipments"]);
    expect(referringPlurals(kinds, "fund")).toEqual(["fund_applications"]);
  });
});

describe("times in China", () => {
  it("do not depend on the browser's zone", () => {
    expect(toChina("2020-09-10T17:30:00.000Z")).toBe("2020-09-11T01:30");
    expect(fromChina("2020-09-11T01:30")).toBe("2020-09-10T17:30:00.000Z");
    expect([toChina(""), fromChina(""), fromChina("soon")]).toEqual(["", "", ""]);
    expect(todayInChina(Date.parse("2020-09-10T16:00:00Z"))).toBe("2020-09-11");
  });

  it("make weeks that begin on Monday", () => {
    expect(["2020-09-07", "2020-09-10", "2020-09-13"].map(mondayOf)).toEqual(["2020-09-07", "2020-09-07", "2020-09-07"]);
    expect(addDays("2020-02-28", 2)).toBe("2020-03-01");
    expect(daysOfWeek("2020-09-07").at(-1)).toBe("2020-09-13");
  });

  it("split what lasts over midnight between its days", () => {
    const night = { starts_at: fromChina("2020-09-08T20:00"), ends_at: fromChina("2020-09-10T00:00") };
    const morning = { starts_at: fromChina("2020-09-09T08:00"), ends_at: fromChina("2020-09-09T09:00") };
    const parts = (day: string) => partsOfDay([morning, night], day).map(({ from, until }) => `${from}-${until}`);
    expect(["2020-09-07", "2020-09-08", "2020-09-09", "2020-09-10"].map(parts)).toEqual([[], ["20:00-24:00"], ["00:00-24:00", "08:00-09:00"], []]);
  });
});

describe("a helper's own field", () => {
  const sectors: Sector[] = [
    { code: "06", name: "煤炭", parent: "B", programme_sector: "" },
    { code: "0610", name: "烟煤", parent: "06", programme_sector: "coal" },
    { code: "0620", name: "褐煤", parent: "06", programme_sector: "coal" },
  ];

  it("is its programme sectors, however they are written", () => {
    const record = { sectors: ["0610", "power", "06", "99"], fields: ["智能化开采"] } as unknown as AnyRecord;
    expect(sectorsOf(record, [{ code: "power" }], sectors)).toEqual(["coal", "power"]);
    expect(wordsOf(record)).toBe("智能化开采");
    expect(wordsOf({} as AnyRecord)).toBe("");
  });
});

describe("a benchmark's bar", () => {
  it("keeps the order of its figures, and within its ends", () => {
    const line = { metric: "rd_intensity", zh: "", en: "", value: 9, peers: 3, lower: 1, median: 2, upper: 4, rank: 1, leaders: [{ enterprise: "1", name: "", value: 900 }] } as BenchmarkLine;
    const places = barPlaces(line);
    expect(places.lower).toBeLessThan(places.median);
    expect(places.median).toBeLessThan(places.upper);
    expect(places.value).toBeGreaterThan(places.upper);
    expect(places.value).toBeLessThanOrEqual(1);
    expect(barPlaces({ ...line, value: null, lower: 0, median: 0, upper: 0, leaders: [] }).value).toBeNull();
  });
});
