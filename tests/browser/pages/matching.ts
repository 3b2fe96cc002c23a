import type { Page } from "@playwright/test";

import { makePlan } from "../support";
import type { PageSpec } from "./page";

interface Paired {
  helper: { kind: string; id: string };
  enterprise: { id: string };
}

/** A draft where its first pair is forbidden on trial. */
async function trial(page: Page): Promise<string> {
  const { id } = await makePlan(page, "9月专家指导试算");
  const answer = await page.request.get(`/api/v1/plans/${id}/pairings?limit=1`);
  const pair = ((await answer.json()) as { items: Paired[] }).items[0];
  if (pair === undefined) throw new Error("the plan pairs nobody");
  return `/plans/${id}?tab=whatif&edits=forbid-${pair.helper.kind}-${pair.helper.id}-${pair.enterprise.id}`;
}

/** The first plan of the demonstration that leaves somebody out. */
export async function planWithUncovered(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/plans?state=draft&limit=100");
  const plans = ((await answer.json()) as { items: { id: string; uncovered: number }[] }).items;
  const found = plans.find((plan) => plan.uncovered > 0);
  if (found === undefined) throw new Error("every plan covers everybody");
  return found.id;
}

export const matching: PageSpec[] = [
  { name: "plans", as: "city_office", path: "/plans" },
  { name: "plan", as: "city_office", path: async (page) => `/plans/${(await makePlan(page, "9月专家指导方案")).id}` },
  { name: "plan-what-if", as: "city_office", path: trial, show: (page) => page.getByRole("region", { name: "试算结果" }).waitFor() },
  { name: "plan-uncovered", as: "city_office", path: async (page) => `/plans/${await planWithUncovered(page)}?tab=uncovered` },
  { name: "approvals", as: "city_office", path: async (page) => `/approvals?plan=${(await makePlan(page, "10月专家指导方案")).id}` },
  { name: "own-pairings", as: "expert", path: "/pairings" },
];
