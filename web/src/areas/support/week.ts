import { addDays, toChina } from "@/lib/chinaTime";

/** A stretch of time that something takes. */
export interface Taken {
  starts_at: string;
  ends_at: string;
}

/** The part of it that falls on a day in China: `09:00–12:00`; the whole day where it neither begins nor ends on it. */
export interface DayPart<T> {
  item: T;
  from: string;
  until: string;
}

/** What of each falls on the day, by its beginning. */
export function partsOfDay<T extends Taken>(items: readonly T[], day: string): DayPart<T>[] {
  const begin = `${day}T00:00`;
  const end = `${addDays(day, 1)}T00:00`;
  return items
    .map((item) => ({ item, from: toChina(item.starts_at), until: toChina(item.ends_at) }))
    .filter(({ from, until }) => from < end && until > begin)
    .map(({ item, from, until }) => ({ item, from: from < begin ? "00:00" : from.slice(11), until: until >= end ? "24:00" : until.slice(11) }))
    .sort((a, b) => a.from.localeCompare(b.from));
}

export function daysOfWeek(monday: string): string[] {
  return Array.from({ length: 7 }, (_, at) => addDays(monday, at));
}
