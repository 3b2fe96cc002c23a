/** `2020-07` of a day written `2020-07-06…`. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

function shifted(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const index = year * 12 + (number - 1) + by;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
}

export const monthBefore = (month: string): string => shifted(month, -1);
export const monthAfter = (month: string): string => shifted(month, 1);

/** No campaign has more; a wrong year must not make a list without end. */
const MOST_MONTHS = 36;

/** A campaign's months that have begun by `today`, the latest first. */
export function begunMonths(startsOn: string | null, endsOn: string | null, today: string): string[] {
  if (startsOn === null || today === "") return [];
  const last = endsOn !== null && endsOn < today ? monthOf(endsOn) : monthOf(today);
  const months: string[] = [];
  for (let month = monthOf(startsOn); month <= last && months.length < MOST_MONTHS; month = monthAfter(month)) months.push(month);
  return months.reverse();
}

/** The month whose reports are due now: the one before, but the last one of a campaign that is over. */
export function reportedMonth(months: string[], today: string): string {
  const [last = "", before = last] = months;
  return last === monthOf(today) ? before : last;
}
