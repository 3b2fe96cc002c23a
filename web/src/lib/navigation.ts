import type { Me, Plural } from "@/api/types";
import { routes } from "@/areas";
import { pageOf } from "@/lib/kinds";
import { hasOwnRecord, isAdministrator, may } from "@/lib/roles";

export interface NavEntry {
  to: string;
  /** A message key. */
  label: string;
}

export interface NavGroup {
  label: string;
  entries: NavEntry[];
}

const GROUPS = ["work", "programme", "office", "support", "admin"] as const;
/** Where the own record's page stands among the pages of the group `work`. */
const OWN_ORDER = 11;
/** And the accounts' among those of the group `admin`. */
const USERS_ORDER = 10;

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

/** The supporting subjects that live on the rosters' pages, after the group's own pages (which have orders below 50). */
const SUPPORTING: readonly Plural[] = ["technologies", "projects", "pilots", "funds", "fund_applications", "listings", "guidance"];
const SUPPORTING_ORDER = 50;

interface Placed extends NavEntry {
  group: (typeof GROUPS)[number];
  order: number;
}

function groupOf(group: Placed["group"], placed: readonly Placed[]): NavGroup {
  const entries = placed.filter((entry) => entry.group === group).sort((a, b) => a.order - b.order);
  return { label: `nav.${group}`, entries: entries.map(({ to, label }) => ({ to, label })) };
}

/** Where somebody begins: with what waits for them. Administrators take no part in the programme, so nothing of it does. */
export function homeOf(me: Me): string {
  if (!isAdministrator(me)) return "/";
  if (may(me, "confirm_grants")) return "/grants";
  if (may(me, "read_audit")) return "/audit";
  return navigationFor(me)[0]?.entries[0]?.to ?? "/account";
}

/** What the routes say of their place in the navigation, for this caller, in the order of a working day. */
export function navigationFor(me: Me): NavGroup[] {
  const own = hasOwnRecord(me) ? pageOf(me.user.own_kind ?? "", me.user.own_id ?? "") : null;
  const placed: Placed[] = routes.flatMap((route) => {
    const { nav, title } = route.meta ?? {};
    if (nav === undefined || title === undefined || nav.shownTo?.(me) === false) return [];
    return [{ group: nav.group, order: nav.order, to: route.path, label: title }];
  });
  if (may(me, "read_users")) placed.push({ group: "admin", order: USERS_ORDER, to: "/records/users", label: "nav.users" });
  if (own !== null) placed.push({ group: "work", order: OWN_ORDER, to: own, label: "nav.own" });
  if (isAdministrator(me)) return [groupOf("admin", placed)];
  SUPPORTING.forEach((plural, at) => placed.push({ group: "support", order: SUPPORTING_ORDER + at, to: `/records/${plural}`, label: `roster.${plural}` }));
  if (own !== null) placed.push({ group: "support", order: SUPPORTING_ORDER - 1, to: "/records/policies", label: "roster.policies" });
  const groups = GROUPS.map((group) => groupOf(group, placed));
  const rosters = ROSTERS.map((plural) => ({ to: `/records/${plural}`, label: `roster.${plural}` }));
  if (own === null) groups.splice(-1, 0, { label: "nav.records", entries: rosters });
  return groups.filter((group) => group.entries.length > 0);
}
