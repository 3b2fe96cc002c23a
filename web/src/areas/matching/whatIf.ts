import type { HelperKind, WhatIf, WhatIfEdit } from "@/api/types";
import { isHelperKind } from "@/lib/kinds";

/** The most edits of one question. */
export const MOST_EDITS = 64;

type Action = WhatIfEdit["action"];
const ACTIONS: readonly string[] = ["pin", "forbid", "release", "capacity"] satisfies Action[];

/** One edit as the page's address carries it: `pin-expert-9-58`, `capacity-expert-9-3`. */
export function editToText(edit: WhatIfEdit): string {
  const last = edit.action === "capacity" ? String(edit.capacity) : edit.enterprise;
  return [edit.action, edit.helper.kind, edit.helper.id, last].join("-");
}

export function editsToText(edits: readonly WhatIfEdit[]): string {
  return edits.map(editToText).join(",");
}

function readEdit(text: string): WhatIfEdit | null {
  const match = /^([a-z]+)-([a-z_]+)-(\d{1,18})-(\d{1,18})$/.exec(text);
  if (match === null) return null;
  const [, action = "", kind = "", id = "", last = ""] = match;
  if (!ACTIONS.includes(action) || !isHelperKind(kind)) return null;
  const helper = { kind, id };
  if (action === "capacity") return { action, helper, capacity: Number(last) };
  return { action: action as Action, helper, enterprise: last };
}

/** What an address says; what it says wrongly is left out. */
export function textToEdits(text: string): WhatIfEdit[] {
  return text
    .split(",")
    .map(readEdit)
    .filter((edit) => edit !== null)
    .slice(0, MOST_EDITS);
}

function subject(edit: WhatIfEdit): string {
  const about = edit.action === "capacity" ? "" : (edit.enterprise ?? "");
  return `${edit.helper.kind}:${edit.helper.id}:${about}`;
}

/** The list with one more; what it said of the same pair or helper before is replaced. */
export function withEdit(edits: readonly WhatIfEdit[], edit: WhatIfEdit): WhatIfEdit[] {
  return [...edits.filter((other) => subject(other) !== subject(edit)), edit].slice(-MOST_EDITS);
}

type Pair = WhatIf["come"][number];

/** What happens to one enterprise in one pair kind. */
export interface Difference {
  change: "added" | "removed" | "swapped";
  enterprise: Pair["enterprise"];
  before: Pair | null;
  after: Pair | null;
}

/** Pairs that go and come, put together by enterprise; those who lose their helper first. */
export function differencesOf(answer: WhatIf): Difference[] {
  const byEnterprise = new Map<string, { come: Pair[]; go: Pair[] }>();
  for (const side of ["come", "go"] as const) {
    for (const pair of answer[side]) {
      const key = `${pair.pair_kind}:${pair.enterprise.id}`;
      const entry = byEnterprise.get(key) ?? { come: [], go: [] };
      entry[side].push(pair);
      byEnterprise.set(key, entry);
    }
  }
  const differences = [...byEnterprise.values()].flatMap(({ come, go }) => {
    return Array.from({ length: Math.max(come.length, go.length) }, (_, at) => differenceOf(go[at], come[at]));
  });
  const order = ["removed", "added", "swapped"];
  return differences.sort((a, b) => order.indexOf(a.change) - order.indexOf(b.change));
}

function differenceOf(before: Pair | undefined, after: Pair | undefined): Difference {
  const enterprise = ((before ?? after) as Pair).enterprise;
  const change = before === undefined ? "added" : after === undefined ? "removed" : "swapped";
  return { change, enterprise, before: before ?? null, after: after ?? null };
}

/** The address of the plan's page where these edits are tried. */
export function whatIfAddress(plan: string, edits: readonly WhatIfEdit[]): string {
  return `/plans/${plan}?tab=whatif&edits=${editsToText(edits)}`;
}

export function pairEdit(action: "pin" | "forbid", helper: { kind: string; id: string }, enterprise: string): WhatIfEdit {
  return { action, helper: { kind: helper.kind as HelperKind, id: helper.id }, enterprise };
}
