import { makePlan } from "../support";
import type { PageSpec } from "./page";

export const matching: PageSpec[] = [
  { name: "plans", as: "city_office", path: "/plans" },
  { name: "plan", as: "city_office", path: async (page) => `/plans/${(await makePlan(page, `甲案 ${Date.now()}`)).id}` },
  { name: "approvals", as: "city_office", path: async (page) => `/approvals?plan=${(await makePlan(page, `乙案 ${Date.now()}`)).id}` },
  { name: "own-pairings", as: "expert", path: "/pairings" },
];
