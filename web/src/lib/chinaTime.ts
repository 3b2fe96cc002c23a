/** The whole programme lives in one time zone, whatever the browser's is; it has known no summer time since 1991. */
const CHINA_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** A UTC moment as `2020-09-10T10:00` in China; empty for what is none. */
export function toChina(moment: string): string {
  const at = Date.parse(moment);
  return Number.isNaN(at) ? "" : new Date(at + CHINA_MS).toISOString().slice(0, 16);
}

/** `2020-09-10T10:00` in China as a UTC moment; empty for what is none. */
export function fromChina(local: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(local)) return "";
  const at = Date.parse(`${local.slice(0, 16)}:00Z`);
  return Number.isNaN(at) ? "" : new Date(at - CHINA_MS).toISOString();
}

/** Today in China, `2020-09-10`, by that clock. */
export function todayInChina(now: number): string {
  return new Date(now + CHINA_MS).toISOString().slice(0, 10);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of the day's week. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}
