import type { SignOff, Survey } from "@/api/types";
import { listOf } from "@/areas/enterprise/records";
import { enterpriseTitle } from "@/areas/enterprise/surveyData";
import { filled } from "@/lib/filters";

/** A survey or a sign-off that waits for its county. */
export interface ReviewEntry {
  key: string;
  kind: "survey" | "sign_off";
  id: string;
  title: string;
  period: string;
  state: string;
  region: string;
  sector: string;
  submitted: string | null;
}

const MOST = 200;

function entryOf(record: Survey | SignOff): ReviewEntry {
  return {
    key: `${record.kind}:${record.id}`,
    kind: record.kind,
    id: record.id,
    title: enterpriseTitle(record),
    period: record.kind === "survey" ? record.period : "",
    state: record.state,
    region: record.region_code,
    sector: record.programme_sector,
    submitted: record.submitted_ms,
  };
}

export interface ReviewQueue {
  entries: ReviewEntry[];
  total: number;
}

/** Everything submitted within the caller's sight, longest waiting first. `kind` empty is both. */
export async function reviewQueue(kind: string, region: string, sector: string): Promise<ReviewQueue> {
  const query = { state: "submitted", limit: MOST, ...filled({ region, programme_sector: sector }) };
  const [signOffs, surveys] = await Promise.all([
    kind === "survey" ? null : listOf<SignOff>("sign_offs", query),
    kind === "sign_off" ? null : listOf<Survey>("surveys", query),
  ]);
  const entries = [...(signOffs?.items ?? []), ...(surveys?.items ?? [])].map(entryOf);
  entries.sort((a, b) => ((a.submitted ?? "") < (b.submitted ?? "") ? -1 : 1));
  return { entries, total: (signOffs?.total ?? 0) + (surveys?.total ?? 0) };
}
