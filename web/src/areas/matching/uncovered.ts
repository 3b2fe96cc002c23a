import type { Uncovered } from "@/api/types";

export interface ReasonGroup {
  key: string;
  /** What the rows share: reason, who is full, and what would help. */
  first: Uncovered;
  rows: Uncovered[];
}

/** The rows by their reason and what would help, the most frequent first; rows keep their order. */
export function groupByReason(rows: readonly Uncovered[]): ReasonGroup[] {
  const groups = new Map<string, Uncovered[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.reason, row.smallest_change]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const named = [...groups].flatMap(([key, of]) => (of[0] === undefined ? [] : [{ key, first: of[0], rows: of }]));
  return named.sort((a, b) => b.rows.length - a.rows.length);
}

/** Of those who are full, whom the smallest change names: with one place more there the enterprise is covered. */
export function helpersOfChange(row: Uncovered): Uncovered["blocked_by"] {
  return row.blocked_by.filter((helper) => row.smallest_change.includes(helper.title));
}
