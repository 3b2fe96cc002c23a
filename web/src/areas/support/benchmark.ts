import type { BenchmarkLine } from "@/api/types";

/** Where things stand on a bar from 0 to the greatest figure there is, 0 … 1. */
export interface BarPlaces {
  value: number | null;
  lower: number;
  median: number;
  upper: number;
}

export function barPlaces(line: BenchmarkLine): BarPlaces {
  const greatest = Math.max(line.value ?? 0, line.upper * 1.25, ...line.leaders.map((leader) => Math.min(leader.value, line.upper * 3)), 1e-9);
  const place = (value: number) => Math.min(1, Math.max(0, value / greatest));
  return { value: line.value === null ? null : place(line.value), lower: place(line.lower), median: place(line.median), upper: place(line.upper) };
}
