import type { RankingRow } from "@/api/types";

/** How the points come about: what each indicator brings, and what the report costs. */
export interface PointPart {
  indicator: RankingRow["indicators"][number];
  points: number;
}

/** The same sum as the service's: 100 × attainment by weight. */
export function partsOf(row: RankingRow): PointPart[] {
  const weights = row.indicators.reduce((sum, part) => sum + part.weight, 0);
  return row.indicators.map((indicator) => ({
    indicator,
    points: weights === 0 ? 0 : (100 * indicator.weight * indicator.attainment) / weights,
  }));
}

export function reportCost(row: RankingRow, costs: { late_costs: number; missing_costs: number }): number {
  if (row.report === "on_time") return 0;
  return row.report === "late" ? costs.late_costs : costs.missing_costs;
}

/** Places gained since the month before; null where there was no place. */
export function placesGained(row: RankingRow): number | null {
  return row.place_before === null ? null : row.place_before - row.place;
}
