import type { CoverageRow, PairKind } from "@/api/types";

export function coveredBy(row: CoverageRow, kind: PairKind): number {
  return row.covered.find((entry) => entry.pair_kind === kind)?.count ?? 0;
}
