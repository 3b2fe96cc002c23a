import { currentLanguage, i18n } from "@/i18n";

/** Chinese days are read without leading zeros, `2020年7月6日`; English ones with them, `2020-07-06`. */
function part(value: string): string {
  return currentLanguage() === "en" ? value.padStart(2, "0") : String(Number(value));
}

/** `2020年7月`. */
export function monthTitle(month: string): string {
  const [year = "", number = ""] = month.split("-");
  return i18n.global.t("month.title", { year, month: part(number) });
}

/** `2020年7月6日` of a moment or a day, in the browser's time. */
export function dayTitle(day: string): string {
  const date = day.length === 10 ? new Date(`${day}T00:00:00`) : new Date(day);
  if (Number.isNaN(date.getTime())) return day;
  const values = { year: date.getFullYear(), month: part(String(date.getMonth() + 1)), day: part(String(date.getDate())) };
  return i18n.global.t("month.day", values);
}

/** A figure as papers show it: always two decimals. */
export function paperText(value: number | null | undefined): string {
  return value === null || value === undefined ? "—" : value.toFixed(2);
}

/** A figure of an indicator: one or two decimals, a dash where there is none. */
export function figureText(value: number | null | undefined): string {
  if (value === null || value === undefined) return "—";
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
