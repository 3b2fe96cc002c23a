import type { Me, Permission } from "@/api/types";

export type Role = Me["user"]["role"];

export function may(me: Me, permission: Permission): boolean {
  return me.permissions.includes(permission);
}

/** Whether the account stands for one record: an enterprise, an expert, an alliance, a platform. */
export function hasOwnRecord(me: Me): boolean {
  return me.user.own_kind !== null && me.user.own_id !== null;
}

/** What it takes to change records of a kind that is nobody's own. */
export function editPermission(plural: string): Permission {
  if (plural === "users" || plural === "posts") return "edit_users";
  return plural === "webhooks" ? "edit_webhooks" : "edit_roster";
}

/** One of the three who keep the system and take no part in the programme. */
export function isAdministrator(me: Me): boolean {
  return isRole(me, "system_admin", "security_admin", "audit_admin");
}

export function isRole(me: Me, ...roles: Role[]): boolean {
  return roles.includes(me.user.role);
}
