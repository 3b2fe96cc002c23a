import type { Uncovered } from "@/api/types";

export interface ReasonGroup {
  reason: string;
  rows: Uncovered[];
}

/** The rows by their reason, the most frequent first; rows keep their order. */
export function groupByReason(rows: readonly Uncovered[]): ReasonGroup[] {
  const groups = new Map<string, Uncovered[]>();
  for (const row of rows) groups.set(row.reason, [...(groups.get(row.reason) ?? []), row]);
  return [...groups].map(([reason, of]) => ({ reason, rows: of })).sort((a, b) => b.rows.length - a.rows.length);
}

/** Of those who are full, whom the smallest change names: with one place more there the enterprise is covered. */
export function helpersOfChange(row: Uncovered): Uncovered["blocked_by"] {
  return row.blocked_by.filter((helper) => row.smallest_change.includes(helper.title));
}
