import { body, client } from "@/api/client";
import type { CircularRecord, Ranking } from "@/api/types";
import { allOf } from "@/areas/office/records";
import { useLoading } from "@/lib/loading";

export interface RankingOfMonth {
  ranking: Ranking;
  /** The published circular that keeps this ranking; none while it follows the data. */
  circular: CircularRecord | null;
}

/** The month's ranking: as it was published, or of the data as they stand now. */
export async function rankingOf(month: string): Promise<RankingOfMonth> {
  const circulars = await allOf<CircularRecord>("circulars", { state: "published" });
  const circular = circulars.find((one) => one.month === month) ?? null;
  if (circular !== null) return { ranking: circular.ranking as Ranking, circular };
  const query = month === "" ? {} : { month };
  return { ranking: await body(client.GET("/reports/ranking", { params: { query } })), circular: null };
}

export function useRanking(month: () => string) {
  return useLoading(() => rankingOf(month()));
}
