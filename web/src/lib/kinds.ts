import type { HelperKind, Kind, PairKind, Plural } from "@/api/types";

/** API paths of the kinds that have a page of their own. */
const PLURALS: Partial<Record<Kind, Plural>> = {
  enterprise: "enterprises",
  expert: "experts",
  team: "teams",
  alliance: "alliances",
  platform: "platforms",
  work_team: "work_teams",
  city_group: "city_groups",
  group_member: "group_members",
  need: "needs",
  capability: "capabilities",
  policy: "policies",
  survey: "surveys",
  ledger_item: "ledger",
  post: "posts",
  conflict: "conflicts",
  sector_proposal: "sector_proposals",
  user: "users",
  campaign: "campaigns",
  target: "targets",
  evidence_file: "evidence_files",
  sign_off: "sign_offs",
  spot_check: "spot_checks",
  visit: "visits",
  monthly_report: "monthly_reports",
  circular: "circulars",
  work_plan: "work_plans",
  plan_task: "plan_tasks",
  equipment: "equipment",
  booking: "bookings",
  guidance: "guidance",
  technology: "technologies",
  project: "projects",
  pilot: "pilots",
  fund: "funds",
  fund_application: "fund_applications",
  listing: "listings",
  webhook: "webhooks",
};

export const PAIR_KINDS: readonly PairKind[] = [
  "enterprise-enterprise",
  "expert-enterprise",
  "team-enterprise",
  "alliance-enterprise",
  "platform-enterprise",
  "work_team-enterprise",
  "policy-enterprise",
];

/** The kind of the helping side. */
export function helperOf(kind: PairKind): HelperKind {
  return kind.slice(0, kind.indexOf("-")) as HelperKind;
}

const HELPER_KINDS: readonly string[] = PAIR_KINDS.map(helperOf);

export function isHelperKind(kind: string): kind is HelperKind {
  return HELPER_KINDS.includes(kind);
}

export function pairKindOfHelper(kind: HelperKind): PairKind {
  return `${kind}-enterprise`;
}

/** Kinds with a page that is made for them, in place of the record's common one. */
const OWN_PAGES: Partial<Record<Kind, string>> = {
  survey: "/surveys",
  sign_off: "/sign-offs",
  ledger_item: "/ledger",
  monthly_report: "/reports",
  circular: "/circulars",
  work_plan: "/work-plans",
};

/** The page of a record; null for kinds without one. */
export function pageOf(kind: string, id: string): string | null {
  const own = OWN_PAGES[kind as Kind];
  if (own !== undefined) return `${own}/${id}`;
  if (kind === "plan") return `/plans/${id}`;
  if (kind === "pairing") return `/approvals?pairing=${id}`;
  const plural = PLURALS[kind as Kind];
  return plural === undefined ? null : `/records/${plural}/${id}`;
}
