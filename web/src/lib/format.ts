/** A score of 0 … 1 as people read it: two decimals. */
export function formatScore(score: number): string {
  return score.toFixed(2);
}

/** A contribution with its sign, a true minus for negative ones. */
export function formatSigned(value: number): string {
  const text = Math.abs(value).toFixed(3);
  if (Number(text) === 0) return "0.000";
  return (value < 0 ? "−" : "+") + text;
}

export function formatPercent(part: number, whole: number): string {
  if (whole === 0) return "—";
  return `${((100 * part) / whole).toFixed(1)}%`;
}

export function formatNumber(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

const CHINA_MS = 8 * 60 * 60 * 1000;

/** A UTC moment as `2020-07-06 10:00` in China, wherever the browser stands: that is the time of the programme's clocks. */
export function formatMoment(moment: string): string {
  const date = new Date(moment);
  if (Number.isNaN(date.getTime())) return moment;
  return new Date(date.getTime() + CHINA_MS).toISOString().slice(0, 16).replace("T", " ");
}

/** Milliseconds since 1970, as changes of records have them, in the same way; 0 is no moment. */
export function formatMilliseconds(value: string): string {
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) return value;
  return number === 0 ? "—" : formatMoment(new Date(number).toISOString());
}

/** A plan is proven the best when its score reaches the bound, up to rounding. */
export function isProven(plan: { solve_status: string; total_score: number; upper_bound: number }): boolean {
  const slack = 1e-6 * Math.max(1, Math.abs(plan.upper_bound));
  return plan.solve_status === "optimal" && plan.upper_bound - plan.total_score <= slack;
}
