import { useI18n } from "vue-i18n";

import type { Ranking, RankingRow } from "@/api/types";
import type { FigureCell, FigureTable } from "@/areas/office/figureTable";
import { placesGained } from "@/areas/office/ranking";
import { paperText } from "@/areas/office/titles";
import { useReference } from "@/stores/reference";

/** Rankings as texts and tables. */
export function useRankingTables() {
  const { t } = useI18n();
  const reference = useReference();

  function changeText(row: RankingRow): string {
    const gained = placesGained(row);
    if (gained === null) return "—";
    if (gained === 0) return t("ranking.same");
    return gained > 0 ? `↑${gained}` : `↓${-gained}`;
  }

  function placeText(row: RankingRow): string {
    return row.tied ? t("ranking.tied", { place: row.place }) : String(row.place);
  }

  const reportText = (row: RankingRow) => t(`ranking.report.${row.report}`);
  const indicatorTitle = (code: string) => {
    const field = reference.kind("target")?.fields.find((entry) => entry.name === "indicator");
    const choice = (field?.choices ?? []).find((entry) => entry.code === code);
    return choice === undefined ? reference.titleOf(field?.enumeration ?? "", code) : reference.pick(choice);
  };

  function cells(row: RankingRow): FigureCell[] {
    const values = row.indicators.map((part) => ({ text: paperText(part.value), value: part.value }));
    return [
      { text: placeText(row), value: row.place },
      { text: reference.pick(row) },
      { text: row.points.toFixed(2), value: row.points },
      { text: changeText(row) },
      { text: reportText(row) },
      ...values,
    ];
  }

  function table(rows: RankingRow[]): FigureTable {
    const indicators = (rows[0]?.indicators ?? []).map((part) => indicatorTitle(part.indicator));
    return {
      head: [t("ranking.place"), t("report.unit"), t("ranking.points"), t("ranking.change"), t("ranking.reported"), ...indicators],
      rows: rows.map(cells),
    };
  }

  /** Counties and departments one after the other, as one sheet. */
  function whole(ranking: Ranking): FigureTable {
    const counties = table(ranking.counties);
    return { head: counties.head, rows: [...counties.rows, ...table(ranking.departments).rows] };
  }

  return { changeText, placeText, reportText, indicatorTitle, table, whole };
}
