import { nextTick } from "vue";
import { describe, expect, it } from "vitest";

import type { FieldDefinition, Me, Task } from "@/api/types";
import { filled, toggled } from "@/lib/filters";
import { formatMilliseconds, formatMoment, formatPercent, formatSigned, isProven } from "@/lib/format";
import { pageOf } from "@/lib/kinds";
import { useLoading, usePages } from "@/lib/loading";
import { homeOf, navigationFor } from "@/lib/navigation";
import { generatedPassword } from "@/lib/password";
import { changesOf, draftOf } from "@/areas/records/recordForm";
import { byUrgency, placeOf } from "@/areas/home/tasks";

describe("format", () => {
  it.each([
    [0.25, "+0.250"],
    [-0.03, "−0.030"],
    [0, "0.000"],
    [-0.0001, "0.000"],
  ])("signs %d as %s", (value, text) => expect(formatSigned(value)).toBe(text));

  it("has no percentage of nothing", () => {
    expect(formatPercent(0, 0)).toBe("—");
    expect(formatPercent(1, 8)).toBe("12.5%");
  });

  it.each([
    ["1795917090681", "2026-11-29 09:51"],
    ["0", "—"],
    ["", ""],
    ["soon", "soon"],
  ])("shows %s milliseconds as %s", (value, text) => expect(formatMilliseconds(value)).toBe(text));

  it("leaves alone what is no moment", () => expect(formatMoment("soon")).toBe("soon"));

  it.each([
    ["optimal", 38.41, 38.41, true],
    ["optimal", 38.41, 38.42, false],
    ["infeasible-relaxed", 38.41, 38.41, false],
  ])("%s with %d of %d: proven %s", (solve_status, total_score, upper_bound, proven) => {
    expect(isProven({ solve_status, total_score, upper_bound })).toBe(proven);
  });
});

describe("filters", () => {
  it("leaves out what is empty", () => expect(filled({ q: "", region: "140525", state: undefined })).toEqual({ region: "140525" }));

  it.each([
    ["", "a", "a"],
    ["a", "a", ""],
    ["a,b", "c", "a,b,c"],
    ["a,b,c", "b", "a,c"],
  ])("%s with %s toggled is %s", (list, code, result) => expect(toggled(list, code)).toBe(result));
});

describe("pages of records", () => {
  it.each([
    ["enterprise", "/records/enterprises/5"],
    ["ledger_item", "/ledger/5"],
    ["visit", "/records/visits/5"],
    ["plan", "/plans/5"],
    ["pairing", "/approvals?pairing=5"],
    ["uncovered", null],
  ])("%s is at %s", (kind, page) => expect(pageOf(kind, "5")).toBe(page));
});

describe("tasks", () => {
  const task = (urgency: Task["urgency"], target: Task["target"]): Task => {
    return { code: "open_needs", title_zh: "", title_en: "", count: 1, due: null, urgency, target, items: [] };
  };

  it("lead to their pages", () => {
    expect(placeOf({ view: "approvals", filters: { state: "suggested" } })).toEqual({ path: "/approvals", query: { state: "suggested" } });
    expect(placeOf({ view: "records", filters: { plural: "ledger", state: "open" } })).toEqual({ path: "/records/ledger", query: { state: "open" } });
    expect(placeOf({ view: "record", filters: { kind: "expert", id: "9" } })).toBe("/records/experts/9");
    expect(placeOf({ view: "plan", filters: { id: "3" } })).toEqual({ path: "/plans/3", query: {} });
    expect(placeOf({ view: "sector_proposals", filters: {} })).toEqual({ path: "/sectors", query: {} });
  });

  it("come most urgent first", () => {
    const target: Task["target"] = { view: "plans", filters: {} };
    const groups = byUrgency([task("later", target), task("overdue", target), task("later", target)]);
    expect(groups.map((group) => [group.urgency, group.tasks.length])).toEqual([
      ["overdue", 1],
      ["later", 2],
    ]);
  });
});

describe("navigation", () => {
  const me = (permissions: Me["permissions"], own: string | null): Me => {
    const user = { id: "1", login: "x", display_name: "x", role: "expert", region_code: "", department_code: "" } as const;
    return { permissions, duty: null, csrf_token: "t", user: { ...user, own_kind: own === null ? null : "expert", own_id: own } };
  };
  const places = (who: Me) => navigationFor(who).flatMap((group) => group.entries.map((entry) => entry.to));

  it("shows an owner the own record and pairings, and no rosters", () => {
    const shown = places(me(["read", "recommend", "answer", "offer"], "9"));
    expect(shown.filter((place) => place.startsWith("/records/") || place === "/pairings").slice(0, 2)).toEqual(["/records/experts/9", "/pairings"]);
    expect(shown).toEqual(expect.arrayContaining(["/", "/search", "/helping", "/equipment", "/records/policies", "/records/guidance"]));
    for (const roster of ["enterprises", "needs", "experts", "work_teams"]) expect(shown).not.toContain(`/records/${roster}`);
  });

  it("offers approvals and sectors to those who may", () => {
    expect(places(me(["read", "decide", "settle_sector"], null))).toEqual(expect.arrayContaining(["/approvals", "/sectors"]));
    expect(places(me(["read"], null))).not.toEqual(expect.arrayContaining(["/approvals"]));
  });

  it("leads the three administrators to their own pages and to nothing of the programme", () => {
    const administrator = (role: Me["user"]["role"], permissions: Me["permissions"]) => {
      const who = me(permissions, null);
      return { ...who, user: { ...who.user, role } };
    };
    const of = (...who: Parameters<typeof administrator>) => places(administrator(...who));
    expect(of("system_admin", ["read", "read_users", "edit_users"])).toEqual(["/records/users", "/grants", "/posts", "/sign-in-rules"]);
    expect(of("security_admin", ["read", "read_users", "confirm_grants"])).toContain("/grants");
    expect(of("security_admin", ["read", "read_users", "confirm_grants"])).not.toContain("/audit");
    expect(of("audit_admin", ["read", "read_users", "read_audit"])).toContain("/audit");
    expect(homeOf(administrator("system_admin", ["read", "read_users", "edit_users"]))).toBe("/records/users");
    expect(homeOf(administrator("security_admin", ["read", "read_users", "confirm_grants"]))).toBe("/grants");
    expect(homeOf(administrator("audit_admin", ["read", "read_users", "read_audit"]))).toBe("/audit");
    expect(homeOf(me(["read", "read_audit"], null))).toBe("/");
  });
});

describe("record form", () => {
  const field = (name: string, type: FieldDefinition["type"]): FieldDefinition => {
    return { name, zh: name, en: name, type, flags: [], enumeration: null, target: null };
  };
  const fields = [field("name", "text"), field("capacity", "integer"), field("revenue_wan", "number"), field("own_id", "integer"), field("above_scale", "boolean"), field("fields", "texts")];
  const before = draftOf(fields, null);

  it("sends only what was changed, typed as the API wants it", () => {
    const now = { ...before, capacity: " 3 ", revenue_wan: "1,200.5", own_id: "9", above_scale: true, fields: ["铸造"] };
    expect(changesOf(fields, before, now)).toEqual({ capacity: 3, revenue_wan: 1200.5, own_id: "9", above_scale: true, fields: ["铸造"] });
  });

  it("clears with null and leaves a wrong number to the service", () => {
    const filledIn = { ...before, name: "甲", capacity: "3" };
    expect(changesOf(fields, filledIn, { ...filledIn, name: "", capacity: "三" })).toEqual({ name: null, capacity: "三" });
  });
});

describe("loading", () => {
  it("drops an answer that a later question overtook", async () => {
    const answers: ((value: string) => void)[] = [];
    const loading = useLoading(() => new Promise<string>((resolve) => answers.push(resolve)));
    const first = loading.load();
    const second = loading.load();
    answers[1]?.("second");
    await second;
    answers[0]?.("first");
    await first;
    expect(loading.data.value).toBe("second");
    expect(loading.busy.value).toBe(false);
  });

  it("keeps what is there and the problem when a question fails", async () => {
    let fail = false;
    const loading = useLoading(() => (fail ? Promise.reject(new Error("away")) : Promise.resolve(1)));
    await loading.load();
    fail = true;
    await loading.load();
    expect(loading.data.value).toBe(1);
    expect(loading.problem.value?.code).toBe("network");
  });

  it("appends the next page and starts over", async () => {
    const asked: (string | undefined)[] = [];
    const pages = usePages<number, { items: number[]; next_cursor: string | null }>(async (cursor) => {
      asked.push(cursor);
      return cursor === undefined ? { items: [1, 2], next_cursor: "c" } : { items: [3], next_cursor: null };
    });
    await pages.load();
    expect(pages.hasMore.value).toBe(true);
    await pages.more();
    await nextTick();
    expect(pages.items.value).toEqual([1, 2, 3]);
    expect(pages.hasMore.value).toBe(false);
    await pages.load();
    expect(pages.items.value).toEqual([1, 2]);
    expect(asked).toEqual([undefined, "c", undefined]);
  });
});

describe("a first password", () => {
  it("meets the rules, reads well and never comes again", () => {
    const made = Array.from({ length: 500 }, generatedPassword);
    for (const password of made) expect(password).toMatch(/^([a-hjkmnp-zA-HJ-NP-Z2-9]{4}-){3}[a-hjkmnp-zA-HJ-NP-Z2-9]{4}$/);
    expect(new Set(made).size).toBe(made.length);
  });
});
