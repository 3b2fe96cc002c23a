import type { Alternate, PlanLoss } from "@/api/types";

/** What choosing an alternate means for the whole plan, as people say it. */
export interface Price {
  /** A message key below `price`. */
  text: "uncovers" | "covers" | "loses" | "gains" | "same";
  count: number;
  score: string;
  bad: boolean;
}

/** Below this, two decimals show nothing. */
const SHOWN = 0.005;

/**
 * Enterprises covered come first: the solver never gives one up for score. The draft is the best that its decisions
 * allow, so only a pair that was refused before can make it better.
 */
export function priceOf(loss: PlanLoss): Price {
  const score = Math.abs(loss.score).toFixed(2);
  if (loss.covered > 0) return { text: "uncovers", count: loss.covered, score, bad: true };
  if (loss.covered < 0) return { text: "covers", count: -loss.covered, score, bad: false };
  if (loss.score >= SHOWN) return { text: "loses", count: 0, score, bad: true };
  return { text: loss.score <= -SHOWN ? "gains" : "same", count: 0, score, bad: false };
}

export function alternateKey(alternate: Alternate): string {
  return `${alternate.helper.kind}:${alternate.helper.id}`;
}

/** By the helper's key; an alternate that cannot be chosen has none. */
export type Prices = ReadonlyMap<string, Price>;

export function pricesOf(alternates: readonly Alternate[]): Prices {
  const priced = alternates.filter((alternate) => alternate.plan_loss !== undefined);
  return new Map(priced.map((alternate) => [alternateKey(alternate), priceOf(alternate.plan_loss as PlanLoss)]));
}
