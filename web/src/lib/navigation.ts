import type { Me, Permission, Plural } from "@/api/types";
import { pageOf } from "@/lib/kinds";

export interface NavEntry {
  to: string;
  /** A message key. */
  label: string;
}

export interface NavGroup {
  label: string;
  entries: NavEntry[];
}

const ROSTERS: readonly Plural[] = [
  "enterprises",
  "needs",
  "experts",
  "teams",
  "alliances",
  "platforms",
  "work_teams",
  "policies",
];

/** What the caller's role has to do, in the order of a working day. */
export function navigationFor(me: Me): NavGroup[] {
  const may = (permission: Permission) => me.permissions.includes(permission);
  const own = me.user.own_kind !== null && me.user.own_id !== null ? pageOf(me.user.own_kind, me.user.own_id) : null;
  const work: NavEntry[] = [
    { to: "/", label: "nav.tasks" },
    { to: "/search", label: "nav.search" },
  ];
  if (own !== null) {
    work.push({ to: own, label: "nav.own" }, { to: "/pairings", label: "nav.pairings" });
    return [{ label: "nav.work", entries: work }];
  }
  if (may("decide")) work.push({ to: "/approvals", label: "nav.approvals" });
  work.push({ to: "/plans", label: "nav.plans" });
  if (may("settle_sector")) work.push({ to: "/sectors", label: "nav.sectors" });
  work.push({ to: "/coverage", label: "nav.coverage" });
  const rosters = ROSTERS.map((plural) => ({ to: `/records/${plural}`, label: `roster.${plural}` }));
  return [
    { label: "nav.work", entries: work },
    { label: "nav.records", entries: rosters },
  ];
}
