import type { Explanation } from "@/api/types";

export type Factor = Explanation["factors"][number];

export interface Bar {
  factor: Factor;
  /** Left edge and width in the chart's units; the zero line is in the middle. */
  x: number;
  width: number;
  speaksFor: boolean;
}

/** Half the chart's width in units: a bar of the largest contribution reaches the edge. */
export const HALF_WIDTH = 60;

/** Signed bars around a zero line, all to one scale, strongest reason first. */
export function barsOf(explanation: Explanation): Bar[] {
  const sizes = explanation.factors.map((factor) => Math.abs(factor.contribution));
  const largest = Math.max(...sizes, 1e-9);
  return [...explanation.factors]
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .map((factor) => {
      const width = (Math.abs(factor.contribution) / largest) * HALF_WIDTH;
      const speaksFor = factor.contribution >= 0;
      return { factor, width, speaksFor, x: speaksFor ? HALF_WIDTH : HALF_WIDTH - width };
    });
}

/** What base and contributions add up to; the score, unless something is amiss. */
export function totalOf(explanation: Explanation): number {
  return explanation.factors.reduce((sum, factor) => sum + factor.contribution, explanation.base);
}
