import type { Me, Permission } from "@/api/types";

export type Role = Me["user"]["role"];

export function may(me: Me, permission: Permission): boolean {
  return me.permissions.includes(permission);
}

/** Whether the account stands for one record: an enterprise, an expert, an alliance, a platform. */
export function hasOwnRecord(me: Me): boolean {
  return me.user.own_kind !== null && me.user.own_id !== null;
}

export function isRole(me: Me, ...roles: Role[]): boolean {
  return roles.includes(me.user.role);
}
