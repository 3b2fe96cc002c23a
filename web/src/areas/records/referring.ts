import type { KindDefinition, Plural } from "@/api/types";
import { pageOf } from "@/lib/kinds";

/** Shown with the record's own parts, by pages that are about them, or of no use as a list. */
const ELSEWHERE = ["pairing", "uncovered", "plan", "reminder", "user", "capability", "group_member"];

/** The rosters whose records can refer to a record of that kind, through a field of its kind or one whose kind another says. */
export function referringPlurals(kinds: readonly KindDefinition[], code: string): Plural[] {
  return kinds
    .filter((kind) => !ELSEWHERE.includes(kind.code) && pageOf(kind.code, "1") !== null)
    .filter((kind) =>
      kind.fields.some((field) => field.target === code || (field.name.endsWith("_kind") && takesKind(kind, field.name, code) && kind.fields.some((other) => other.name === field.name.replace(/_kind$/, "_id")))),
    )
    .map((kind) => kind.plural as Plural);
}

/** What a field of kinds means in each kind of record: who helps, who owns, what a fund comes from. */
const OWNERS = ["enterprise", "expert", "team", "alliance", "platform", "work_team"];
function takesKind(kind: KindDefinition, field: string, code: string): boolean {
  if (kind.code === "fund_application") return code === "fund" || code === "policy";
  if (kind.code === "booking" || field === "") return false;
  return OWNERS.includes(code);
}
