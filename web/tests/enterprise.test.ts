import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ProblemError } from "@/api/client";
import type { Form, FormQuestion, LedgerClock, LedgerEntry, Survey } from "@/api/types";
import { type Answers, draftField, draftOf, faultOf, faultsOf, isBlankAt, newRow, numberOf, pairedRows, sentAnswers, sumOfColumn } from "@/areas/enterprise/answers";
import { byState, nextClock, pressureOf } from "@/areas/enterprise/clocks";
import { fileSize, guessCategory, hasEvidenceEnding } from "@/areas/enterprise/files";
import { SurveyKeeper, type SurveyStore } from "@/areas/enterprise/keeping";
import { readCopy } from "@/areas/enterprise/stored";
import { newestFirst, type TimelineEntry } from "@/areas/enterprise/timeline";
import { newVisit, sentVisit } from "@/areas/enterprise/visiting";

function question(code: string, type: FormQuestion["type"], more: Partial<FormQuestion> = {}): FormQuestion {
  return { code, zh: code, en: code, type, unit: "", required: false, activity: null, options: [], columns: [], ...more };
}

const TABLE = question("rows", "table", {
  columns: [question("name", "text", { required: true }), question("staff", "integer", { min: 0, max: 100 }), question("wan", "number", { min: 0 })],
});
const option = (code: string) => ({ code, zh: code, en: code, activity: null });
const FORM: Form = {
  code: "f",
  zh: "",
  en: "",
  valid_from: "2019",
  rules: [],
  parts: [
    { code: "p", zh: "", en: "", questions: [TABLE] },
    { code: "a", zh: "", en: "", questions: [question("text", "text"), question("other", "ticks", { options: [option("x"), option("y")] })] },
  ],
};
const ANSWERS: Answers = { p: { rows: [{ name: "甲", staff: 3, wan: 1.5 }] }, a: { text: "有", other: ["y"] } };

describe("what is typed in a survey", () => {
  it.each([
    ["12", 12],
    ["1,234.5", 1234.5],
    ["１２", 12],
    [" 3 ", 3],
    ["三人", null],
    ["1e5", null],
    ["0x10", null],
    ["", null],
  ])("%j is the number %s", (text, number) => expect(numberOf(text)).toBe(number));

  it.each([
    ["integer", "3.5", "whole"],
    ["integer", "101", "high"],
    ["number", "-1", "low"],
    ["number", "很多", "number"],
    ["number", "", undefined],
    ["text", "字".repeat(4001), "long"],
    ["text", "字".repeat(4000), undefined],
  ] as const)("%s %j is at fault: %s", (type, text, kind) => expect(faultOf(question("q", type, { min: 0, max: 100 }), text, "q")?.kind).toBe(kind));

  it("comes back as the same answers", () => expect(sentAnswers(FORM, draftOf(FORM, ANSWERS))).toEqual(ANSWERS));

  it("is sent without what is empty or no answer, and says where that stands", () => {
    const draft = draftOf(FORM, {});
    draft.rows["p.rows"] = [newRow(), newRow({ name: "乙", staff: "三人" })];
    draft.ticks["a.other"] = ["y", "x"];
    expect(sentAnswers(FORM, draft)).toEqual({ p: { rows: [{ name: "乙" }] }, a: { other: ["x", "y"] } });
    expect(faultsOf(FORM, draft)).toEqual([{ field: "p.rows[1].staff", kind: "number", limit: 0 }]);
    expect(draftField(FORM, draft, "p.rows[0].staff")).toBe("p.rows[1].staff");
    expect(draftField(FORM, draft, "p.rows")).toBe("p.rows");
    expect(["p.rows[1].staff", "p.rows[1].wan", "a.text", "p.rows"].map((field) => isBlankAt(draft, field))).toEqual([false, true, true, false]);
  });

  it("adds up by columns", () => {
    const draft = draftOf(FORM, { p: { rows: [{ wan: 0.1 }, { wan: 0.2 }] } });
    draft.rows["p.rows"]?.push(newRow({ wan: "x" }));
    expect(sumOfColumn(draft, "p.rows", "wan")).toBe(0.3);
  });

  it("is compared by its rows' names: new ones, gone ones, and each twin once", () => {
    const pairs = pairedRows(TABLE, [{ name: "甲", staff: 1 }, { name: "甲", staff: 2 }, { name: "丙" }], [{ name: "甲", staff: 9 }, { name: "乙" }]);
    expect(pairs.map((pair) => [pair.now?.name ?? null, pair.last?.name ?? null])).toEqual([
      ["甲", "甲"],
      ["甲", null],
      ["丙", null],
      [null, "乙"],
    ]);
  });
});

const SURVEY = { id: "7", version: 1, updated_at: "2020-09-10T01:00:00.000Z", answers: ANSWERS } as unknown as Survey;

function keeper(store: Partial<SurveyStore> = {}, survey = SURVEY) {
  const write = vi.fn<SurveyStore["write"]>(async (before, answers) => ({ ...before, version: before.version + 1, answers }));
  const read = vi.fn<SurveyStore["read"]>(async () => survey);
  const made = new SurveyKeeper("me", FORM, survey, () => {}, { read, write, ...store });
  return { made, write, read };
}

function type(made: SurveyKeeper, text: string): void {
  made.draft.value.texts["a.text"] = text;
  made.typed();
}

describe("a survey's keeper", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    window.localStorage.clear();
  });
  afterEach(() => vi.useRealTimers());

  it("stores nothing that was not changed", async () => {
    const { made, write } = keeper();
    made.typed();
    await made.save();
    expect(write).not.toHaveBeenCalled();
    expect(readCopy("me", "7")).toBeNull();
  });

  it("keeps what is typed in the browser until the service has it", async () => {
    const { made, write } = keeper();
    type(made, "改了");
    expect(readCopy("me", "7")?.draft.texts["a.text"]).toBe("改了");
    expect(made.saving.value).toBe("typed");
    await vi.runAllTimersAsync();
    expect(write).toHaveBeenCalledOnce();
    expect(write.mock.calls[0]?.[1]).toEqual({ ...ANSWERS, a: { ...ANSWERS.a, text: "改了" } });
    expect(made.saving.value).toBe("saved");
    expect(readCopy("me", "7")).toBeNull();
  });

  it("offers what the browser has and the service has not, and stores it once restored", async () => {
    type(keeper({ write: () => new Promise(() => {}) }).made, "没存上");
    const { made, write } = keeper();
    expect(made.draft.value.texts["a.text"]).toBe("有");
    expect(made.restorable.value?.draft.texts["a.text"]).toBe("没存上");
    made.typed();
    expect(readCopy("me", "7")?.draft.texts["a.text"]).toBe("没存上");
    made.restore();
    await vi.runAllTimersAsync();
    expect(made.draft.value.texts["a.text"]).toBe("没存上");
    expect(write).toHaveBeenCalledOnce();
  });

  it("offers nothing to another account", () => {
    type(keeper({ write: () => new Promise(() => {}) }).made, "没存上");
    const other = new SurveyKeeper("you", FORM, SURVEY, () => {}, { read: vi.fn(), write: vi.fn() });
    expect(other.restorable.value).toBeNull();
  });

  it("tries again by itself when the network was away", async () => {
    let away = true;
    const write: SurveyStore["write"] = async (before, answers) => {
      if (away) throw new ProblemError({ code: "network" });
      return { ...before, answers };
    };
    const { made } = keeper({ write });
    type(made, "改了");
    await vi.advanceTimersByTimeAsync(1500);
    expect(made.saving.value).toBe("failed");
    expect(readCopy("me", "7")).not.toBeNull();
    away = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(made.saving.value).toBe("saved");
    expect(readCopy("me", "7")).toBeNull();
  });

  it("lets one choose between one's own and somebody else's change", async () => {
    const theirs = { ...SURVEY, version: 5, answers: { a: { text: "他的" } } } as Survey;
    const write = vi.fn<SurveyStore["write"]>(async (before, answers) => {
      if (before.version < 5) throw new ProblemError({ code: "precondition_failed", status: 412 });
      return { ...before, version: before.version + 1, answers };
    });
    for (const [ours, text] of [
      [true, "我的"],
      [false, "他的"],
    ] as const) {
      window.localStorage.clear();
      const { made } = keeper({ write, read: async () => theirs });
      type(made, "我的");
      await vi.advanceTimersByTimeAsync(1500);
      expect(made.saving.value).toBe("conflict");
      await made.settle(ours);
      expect([made.saving.value, made.draft.value.texts["a.text"]]).toEqual(["saved", text]);
    }
  });

  it("keeps letters typed for a number in the browser, and stores the rest", async () => {
    const { made, write } = keeper();
    made.draft.value.rows["p.rows"]?.push(newRow({ name: "乙", staff: "三人" }));
    made.typed();
    await vi.runAllTimersAsync();
    expect(write.mock.calls[0]?.[1].p?.rows).toEqual([{ name: "甲", staff: 3, wan: 1.5 }, { name: "乙" }]);
    expect(readCopy("me", "7")?.draft.rows["p.rows"]?.[1]?.cells.staff).toBe("三人");
  });

  it("stores what was typed while it was storing", async () => {
    let finish = () => {};
    const write = vi.fn<SurveyStore["write"]>((before, answers) => new Promise((done) => (finish = () => done({ ...before, version: before.version + 1, answers }))));
    const { made } = keeper({ write });
    type(made, "一");
    await vi.advanceTimersByTimeAsync(1500);
    type(made, "一二");
    finish();
    await vi.advanceTimersByTimeAsync(1500);
    finish();
    await vi.runAllTimersAsync();
    expect(write.mock.calls.map(([, answers]) => answers.a?.text)).toEqual(["一", "一二"]);
    expect(made.saving.value).toBe("saved");
  });
});

function clock(name: LedgerClock["clock"], due: string, days_left: number | null): LedgerClock {
  return { clock: name, due, met_on: null, running: days_left !== null, late: (days_left ?? 0) < 0, days_left };
}

describe("the ledger", () => {
  it("looks at the running clock that ends first", () => {
    const clocks = [clock("arrange", "2020-09-01", null), clock("settle", "2020-09-20", 7), clock("report", "2020-09-12", 1)];
    expect(nextClock(clocks)?.clock).toBe("report");
    expect(pressureOf(clocks)).toBe("near");
  });

  it.each([
    [-1, "late"],
    [0, "near"],
    [2, "calm"],
    [null, "done"],
  ])("with %s days left is %s", (left, pressure) => expect(pressureOf([clock("settle", "2020-09-20", left)])).toBe(pressure));

  it("stands in columns by state, empty ones too", () => {
    const entry = (state: string) => ({ item: { state } }) as LedgerEntry;
    expect(byState([entry("open"), entry("settled"), entry("open")], ["open", "arranged"]).map((column) => column.entries.length)).toEqual([2, 0]);
  });
});

describe("evidence", () => {
  it.each([
    [900, "900 B"],
    [2048, "2 KB"],
    [20 * 1024 * 1024, "20 MB"],
  ])("of %d bytes is %s", (bytes, text) => expect(fileSize(bytes)).toBe(text));

  it("is told by its ending", () => {
    expect(hasEvidenceEnding("立项.PDF")).toBe(true);
    expect(hasEvidenceEnding("run.exe")).toBe(false);
  });

  it("is put under the category that its name speaks of", () => {
    const words = { project_approval: ["立项"], spending_proof: ["费用"] };
    expect(guessCategory("研发费用辅助账.pdf", words)).toBe("spending_proof");
    expect(guessCategory("IMG_1.jpg", words)).toBe("photo");
    expect(guessCategory("扫描件.pdf", words)).toBe("other");
  });
});

describe("a visit", () => {
  it("is sent without what is blank; hotline numbers only with a call", () => {
    const visit = newVisit("5", "2020-09-10");
    visit.subject = " 走访 ";
    visit.found = [
      { key: 1, kind: "problem", title: "缺资金", text: "", hotlineNo: "12" },
      { key: 2, kind: "need", title: " ", text: "", hotlineNo: "" },
    ];
    expect(sentVisit(visit)).toEqual({ visit: { enterprise: "5", visited_on: "2020-09-10", way: "on_site", subject: "走访" }, needs: [], problems: [{ problem: "缺资金" }] });
    visit.way = "hotline";
    expect(sentVisit(visit).problems).toEqual([{ problem: "缺资金", hotline_no: "12" }]);
  });
});

describe("an enterprise's timeline", () => {
  it("is newest first, and within a day what comes later on the way", () => {
    const entry = (kind: TimelineEntry["kind"], day: string): TimelineEntry => ({ kind, id: "1", day, title: "", state: "", text: "" });
    const sorted = newestFirst([entry("need", "2020-07-01"), entry("visit", "2020-08-01"), entry("ledger_item", "2020-08-01"), entry("sign_off", "2020-07-15")]);
    expect(sorted.map((one) => one.kind)).toEqual(["ledger_item", "visit", "sign_off", "need"]);
  });
});
