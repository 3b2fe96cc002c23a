import { describe, expect, it } from "vitest";

import type { PairingBrief, PlanSolve, Uncovered, WhatIf } from "@/api/types";
import { priceOf } from "@/areas/matching/prices";
import { shareDone } from "@/areas/matching/solving";
import { groupByReason, helpersOfChange } from "@/areas/matching/uncovered";
import { wayBack } from "@/areas/matching/undo";
import { differencesOf, editsToText, pairEdit, textToEdits, withEdit } from "@/areas/matching/whatIf";

describe("the price of an alternate", () => {
  it.each([
    [{ covered: 1, score: -0.4 }, "uncovers", true],
    [{ covered: -1, score: 0.4 }, "covers", false],
    [{ covered: 0, score: 0.12 }, "loses", true],
    [{ covered: 0, score: 0.004 }, "same", false],
    [{ covered: 0, score: 0 }, "same", false],
    [{ covered: 0, score: -0.2 }, "gains", false],
  ])("%o is %s", (loss, text, bad) => {
    expect(priceOf(loss)).toMatchObject({ text, bad });
  });

  it("is said with two decimals and without its sign", () => {
    expect(priceOf({ covered: 0, score: 0.1234 }).score).toBe("0.12");
    expect(priceOf({ covered: 2, score: 0 }).count).toBe(2);
  });
});

describe("edits in an address", () => {
  const pin = pairEdit("pin", { kind: "expert", id: "9" }, "58");
  const places = { action: "capacity" as const, helper: { kind: "work_team" as const, id: "3" }, capacity: 0 };

  it("come back as they went", () => {
    expect(editsToText([pin, places])).toBe("pin-expert-9-58,capacity-work_team-3-0");
    expect(textToEdits("pin-expert-9-58,capacity-work_team-3-0")).toEqual([pin, places]);
  });

  it("are left out where they are wrong", () => {
    for (const text of ["", "pin", "pin-expert-9", "burn-expert-9-58", "pin-user-9-58", "pin-expert-x-58", "pin-expert-9-58-1"]) expect(textToEdits(text)).toEqual([]);
  });

  it("about the same pair or helper replace each other", () => {
    const forbid = pairEdit("forbid", { kind: "expert", id: "9" }, "58");
    const more = { ...places, capacity: 4 };
    expect(withEdit(withEdit([pin, places], forbid), more)).toEqual([forbid, more]);
    expect(withEdit([pin], pairEdit("pin", { kind: "expert", id: "9" }, "59"))).toHaveLength(2);
  });
});

describe("what a trial changes", () => {
  const brief = (kind: string, id: string) => ({ kind, id, title: id, subtitle: "", region_code: "", programme_sector: "" });
  const pair = (helper: string, enterprise: string) => ({ pair_kind: "expert-enterprise", helper: brief("expert", helper), enterprise: brief("enterprise", enterprise), score: 0.5 });

  it("is put together by enterprise, losses first", () => {
    const answer = { parts: [], come: [pair("a", "1"), pair("b", "2")], go: [pair("b", "1"), pair("a", "3")], covered: [], uncovered: [] } as unknown as WhatIf;
    const seen = differencesOf(answer).map((one) => [one.change, one.enterprise.id, one.before?.helper.id, one.after?.helper.id]);
    expect(seen).toEqual([
      ["removed", "3", "a", undefined],
      ["added", "2", undefined, "b"],
      ["swapped", "1", "b", "a"],
    ]);
  });
});

describe("the share done of a solve", () => {
  const at = (part: number, stage: PlanSolve["stage"], done: number, total: number) => {
    return shareDone({ state: "running", part, parts: 2, stage, done, total } as PlanSolve);
  };

  it("grows from stage to stage and kind to kind", () => {
    const steps = [at(0, "", 0, 0), at(0, "candidates", 5, 10), at(0, "coverage", 0, 2), at(0, "score", 1, 2), at(1, "", 0, 0), at(1, "candidates", 1, 10), at(1, "score", 2, 2), at(1, "save", 1, 9), at(1, "save", 9, 9)];
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(1);
  });

  it("is nothing while it waits and all when it is done", () => {
    expect(shareDone({ state: "waiting", part: 0, parts: 0 } as PlanSolve)).toBe(0);
    expect(shareDone({ state: "done", part: 0, parts: 2 } as PlanSolve)).toBe(1);
  });
});

describe("the uncovered", () => {
  const row = (id: string, reason: string, change: string) => {
    return { id, reason, smallest_change: change, blocked_by: [{ title: "甲" }, { title: "乙" }] } as unknown as Uncovered;
  };

  it("are grouped by reason, the most frequent first", () => {
    const groups = groupByReason([row("1", "满", ""), row("2", "无", ""), row("3", "无", "")]);
    expect(groups.map((group) => [group.first.reason, group.rows.map((one) => one.id)])).toEqual([
      ["无", ["2", "3"]],
      ["满", ["1"]],
    ]);
  });

  it("name the helpers of the smallest change only", () => {
    expect(helpersOfChange(row("1", "满", "以下任一帮扶方增加 1 个名额: 乙")).map((helper) => helper.title)).toEqual(["乙"]);
  });
});

describe("the way back of a decision", () => {
  const was = (state: string, pinned: boolean) => ({ state, pinned }) as PairingBrief;

  it("leads to where the pairing was", () => {
    expect(wayBack(was("suggested", false), was("approved", false))).toEqual(["reopen"]);
    expect(wayBack(was("suggested", true), was("approved", true))).toEqual(["reopen"]);
    expect(wayBack(was("suggested", true), was("rejected", false))).toEqual(["reopen", "pin"]);
    expect(wayBack(was("approved", true), was("rejected", false))).toEqual(["reopen", "pin", "approve"]);
  });
});
