import type { ReportStanding } from "@/api/types";
import type { FigureTable } from "@/areas/office/figureTable";

/** How a unit's report stands, as a key of `report.is`. */
export function standingOf(one: ReportStanding): "onTime" | "late" | "overdue" | "awaited" | "extra" {
  if (one.received) return one.late ? "late" : "onTime";
  if (one.late) return "overdue";
  return one.expected ? "awaited" : "extra";
}

type Translate = (key: string) => string;

export function standingsTable(units: ReportStanding[], t: Translate, pick: (name: { zh: string; en: string }) => string): FigureTable {
  return {
    head: [t("report.unit"), t("report.standingColumn"), t("report.submittedAt")],
    rows: units.map((one) => [{ text: pick(one) }, { text: t(`report.is.${standingOf(one)}`) }, { text: (one.submitted_at ?? "").slice(0, 10) }]),
  };
}
