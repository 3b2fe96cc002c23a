import { body, client } from "@/api/client";
import type { PairingBrief, Plan, Uncovered } from "@/api/types";

export interface PlanPaper {
  plan: Plan;
  /** Those that stand: not rejected, not declined. */
  pairings: PairingBrief[];
  uncovered: Uncovered[];
}

const LIMIT = 200;

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

async function whole<T>(ask: (cursor: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await ask(cursor === null ? {} : { cursor });
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return items;
}

const STANDS = ["suggested", "approved", "published", "accepted"];

/** All that a plan's paper says, by county and then by name. */
export async function planPaper(id: string): Promise<PlanPaper> {
  const path = { id };
  const plan = await body(client.GET("/plans/{id}", { params: { path } }));
  const pairings = await whole<PairingBrief>((from) => body(client.GET("/plans/{id}/pairings", { params: { path, query: { limit: LIMIT, ...from } } })));
  const uncovered = await whole<Uncovered>((from) => body(client.GET("/plans/{id}/uncovered", { params: { path, query: { limit: LIMIT, ...from } } })));
  const standing = pairings.filter((one) => STANDS.includes(one.state));
  standing.sort((a, b) => a.region_code.localeCompare(b.region_code) || a.helper.title.localeCompare(b.helper.title, "zh-CN"));
  return { plan, pairings: standing, uncovered };
}
