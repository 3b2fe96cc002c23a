import type { UnitIndicators } from "@/api/types";

/** What a unit's month came to, as it was compiled when the report was submitted. */
export interface MonthFigures {
  enterprises: number;
  counts: Record<string, number>;
  indicators: UnitIndicators["values"];
}

/** In the order of the work: who was met, what was found, what came of it. */
export const COUNTS = [
  "visits",
  "problems_found",
  "problems_settled",
  "problems_open",
  "problems_overdue",
  "pairings_in_force",
  "surveys_confirmed",
  "signed_off_in_month",
  "signed_off",
] as const;

/** The lists that the figures count. */
export const LISTS: Record<(typeof COUNTS)[number], string> = {
  visits: "/records/visits",
  problems_found: "/records/ledger",
  problems_settled: "/records/ledger?state=settled",
  problems_open: "/records/ledger",
  problems_overdue: "/records/ledger?overdue=true",
  pairings_in_force: "/approvals?state=published,accepted",
  surveys_confirmed: "/records/surveys?state=confirmed",
  signed_off_in_month: "/records/sign_offs?state=signed_off",
  signed_off: "/records/sign_offs?state=signed_off",
};

/** The figures of a report; null where it was not submitted yet. */
export function figuresOf(stored: unknown): MonthFigures | null {
  if (typeof stored !== "object" || stored === null) return null;
  const figures = stored as Record<string, unknown>;
  const counts: Record<string, number> = {};
  for (const name of COUNTS) counts[name] = typeof figures[name] === "number" ? figures[name] : 0;
  const indicators = (figures.indicators as UnitIndicators | undefined)?.values ?? [];
  return { enterprises: Number(figures.enterprises ?? 0), counts, indicators };
}
