import { body, client } from "@/api/client";
import type { EvidenceFile, Guidance, Kind, LedgerItem, Need, Plural, SignOff, Survey, Visit } from "@/api/types";
import { listOf } from "@/areas/enterprise/records";

export interface TimelineEntry {
  kind: Kind;
  id: string;
  day: string;
  title: string;
  /** The state's code; empty where the kind has none. */
  state: string;
  text: string;
}

/** The kinds of an enterprise's way through the programme, in the order of the way. */
export const TIMELINE_KINDS = ["need", "pairing", "visit", "guidance", "ledger_item", "survey", "evidence_file", "sign_off"] as const;
const MOST = 200;
const MOST_PAIRINGS = 20;

async function all<T>(plural: Plural, enterprise: string, entryOf: (record: T) => TimelineEntry): Promise<TimelineEntry[]> {
  const { items } = await listOf<T>(plural, { enterprise, limit: MOST });
  return items.map(entryOf);
}

/** A pairing's list line has no day; its chain has. Only those that became something are on the way. */
async function pairings(enterprise: string): Promise<TimelineEntry[]> {
  const page = await body(client.GET("/pairings", { params: { query: { enterprise, state: "published,accepted,declined", limit: MOST_PAIRINGS } } }));
  return Promise.all(
    page.items.map(async (pairing) => {
      const chain = await body(client.GET("/records/{plural}/{id}/chain", { params: { path: { plural: "pairings", id: pairing.id } } }));
      return { kind: "pairing" as const, id: pairing.id, day: chain.start.day, title: pairing.helper.title, state: pairing.state, text: "" };
    }),
  );
}

function dayOf(moment: string | null): string {
  return (moment ?? "").slice(0, 10);
}

/** Everything about an enterprise within the caller's sight, newest first. What cannot be read is named, the rest shown. */
export async function timelineOf(enterprise: string): Promise<{ entries: TimelineEntry[]; failed: Kind[] }> {
  const asked: [Kind, Promise<TimelineEntry[]>][] = [
    ["need", all<Need>("needs", enterprise, (one) => ({ kind: "need", id: one.id, day: dayOf(one.created_at), title: one.title, state: one.state, text: "" }))],
    ["pairing", pairings(enterprise)],
    ["visit", all<Visit>("visits", enterprise, (one) => ({ kind: "visit", id: one.id, day: one.visited_on ?? "", title: one.subject, state: "", text: one.findings }))],
    ["guidance", all<Guidance>("guidance", enterprise, (one) => ({ kind: "guidance", id: one.id, day: one.guided_on ?? "", title: one.subject, state: "", text: one.outcome }))],
    ["ledger_item", all<LedgerItem>("ledger", enterprise, (one) => ({ kind: "ledger_item", id: one.id, day: one.found_on ?? "", title: one.problem, state: one.state, text: one.outcome }))],
    ["survey", all<Survey>("surveys", enterprise, (one) => ({ kind: "survey", id: one.id, day: dayOf(one.confirmed_ms ?? one.submitted_ms ?? one.created_at), title: one.period, state: one.state, text: one.return_reason }))],
    ["evidence_file", all<EvidenceFile>("evidence_files", enterprise, (one) => ({ kind: "evidence_file", id: one.id, day: dayOf(one.created_at), title: one.title, state: "", text: "" }))],
    ["sign_off", all<SignOff>("sign_offs", enterprise, (one) => ({ kind: "sign_off", id: one.id, day: dayOf(one.signed_ms ?? one.confirmed_ms ?? one.submitted_ms ?? one.created_at), title: one.basis, state: one.state, text: one.reason }))],
  ];
  const answers = await Promise.allSettled(asked.map(([, answer]) => answer));
  const entries = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const failed = asked.filter((_one, at) => answers[at]?.status === "rejected").map(([kind]) => kind);
  if (failed.length === asked.length) throw (answers[0] as PromiseRejectedResult).reason;
  return { entries: newestFirst(entries), failed };
}

/** Within a day, what comes later on the way stands above. */
export function newestFirst(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const rank = (entry: TimelineEntry) => TIMELINE_KINDS.indexOf(entry.kind as (typeof TIMELINE_KINDS)[number]);
  return [...entries].sort((a, b) => (a.day === b.day ? rank(b) - rank(a) : a.day < b.day ? 1 : -1));
}
