import { describe, expect, it } from "vitest";

import type { Explanation } from "@/api/types";
import { barsOf, HALF_WIDTH, totalOf } from "@/areas/matching/explain";

function explanation(contributions: number[], base = 0.4): Explanation {
  const codes = ["sector", "text", "region", "capacity", "track_record", "level", "strength"] as const;
  const factors = contributions.map((contribution, i) => {
    const code = codes[i] ?? "sector";
    return { code, zh: code, en: code, value: 0.5, neutral: 0.5, weight: 0.1, contribution, text_zh: "", text_en: "" };
  });
  return { base, factors, matched_terms: [], evidence: [], conflicts: [], nearest: null };
}

describe("barsOf", () => {
  it("draws what speaks for the pair to the right and what speaks against it to the left of zero", () => {
    const [forIt, against] = barsOf(explanation([0.2, -0.1]));
    expect(forIt).toMatchObject({ x: HALF_WIDTH, width: HALF_WIDTH, speaksFor: true });
    expect(against).toMatchObject({ x: HALF_WIDTH / 2, width: HALF_WIDTH / 2, speaksFor: false });
  });

  it("puts the strongest reason first, whatever its sign", () => {
    expect(barsOf(explanation([0.01, -0.3, 0.2])).map((bar) => bar.factor.contribution)).toEqual([-0.3, 0.2, 0.01]);
  });

  it("draws nothing where nothing counts", () => {
    expect(barsOf(explanation([0, 0])).map((bar) => bar.width)).toEqual([0, 0]);
    expect(barsOf(explanation([]))).toEqual([]);
  });
});

describe("totalOf", () => {
  it("is base and contributions together", () => {
    expect(totalOf(explanation([0.2, -0.05], 0.4))).toBeCloseTo(0.55, 12);
  });
});
