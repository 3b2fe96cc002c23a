import type { LocationQuery } from "vue-router";

/** One condition of the `where` of a list: a field, how it is compared, and with what. */
export interface Condition {
  field: string;
  op: "=" | ">=" | "<=";
  value: string;
}

/** Reads `level=city;year>=2020`; what is no condition is left out. */
export function parseWhere(where: string): Condition[] {
  return where.split(";").flatMap((part) => {
    const found = /^([a-z_]+)(=|>=|<=)(.+)$/.exec(part.trim());
    if (found === null) return [];
    return [{ field: found[1] ?? "", op: (found[2] ?? "=") as Condition["op"], value: found[3] ?? "" }];
  });
}

export function formatWhere(conditions: readonly Condition[]): string {
  return conditions.map(({ field, op, value }) => `${field}${op}${value}`).join(";");
}

/** The value that a field is compared with that way; empty where it is not. */
export function conditionOf(where: string, field: string, op: Condition["op"]): string {
  return parseWhere(where).find((one) => one.field === field && one.op === op)?.value ?? "";
}

/** `where` with that condition in place of the field's own one; taken out where the value is empty. */
export function withCondition(where: string, condition: Condition): string {
  const others = parseWhere(where).filter((one) => one.field !== condition.field || one.op !== condition.op);
  const value = condition.value.replaceAll(/[;]/g, " ").trim();
  return formatWhere(value === "" ? others : [...others, { ...condition, value }]);
}

/** What of the page's address the list of the API takes. */
const ASKED = ["q", "region", "programme_sector", "department", "state", "innovation", "enterprise", "owner", "refers_to", "where", "sort", "deleted"];
/** What an export takes. */
const EXPORTED = ["q", "region", "programme_sector", "department", "state", "innovation", "where"];

function taken(query: LocationQuery, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = query[name];
    if (typeof value === "string" && value !== "") found[name] = value;
  }
  return found;
}

export function listQuery(query: LocationQuery): Record<string, string> {
  return taken(query, ASKED);
}

export function exportQuery(query: LocationQuery): Record<string, string> {
  return taken(query, EXPORTED);
}

/** How many filters are set beside the name and the order. */
export function filterCount(query: LocationQuery): number {
  const { where, ...others } = taken(query, ASKED);
  return Object.keys(others).filter((name) => !["sort", "q", "deleted"].includes(name)).length + parseWhere(where ?? "").length;
}

/** The next order when a column's head is pressed: ascending, descending, as made. */
export function nextSort(now: string, field: string): string {
  if (now === field) return `-${field}`;
  return now === `-${field}` ? "" : field;
}
