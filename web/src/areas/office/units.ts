import type { Me } from "@/api/types";
import { useReference } from "@/stores/reference";

/** Regions and departments, which the office's pages call units. */
export function useUnits() {
  const reference = useReference();

  function isDepartment(code: string): boolean {
    return reference.data?.departments.some((entry) => entry.code === code) ?? false;
  }

  function title(code: string): string {
    return isDepartment(code) ? reference.department(code) : reference.region(code);
  }

  /** The filter of lists by which the unit's enterprises and what belongs to them are shown. */
  function filterOf(code: string): string {
    const data = reference.data;
    if (data === null || code === data.city.code || code === "") return "";
    if (!isDepartment(code)) return `region=${code}`;
    const sectors = data.programme_sectors.filter((sector) => sector.department === code).map((sector) => sector.code);
    return `programme_sector=${sectors.join(",")}`;
  }

  /** A list's address, for this unit's part of it. */
  function listOf(path: string, code: string, more = ""): string {
    const query = [filterOf(code), more].filter((part) => part !== "").join("&");
    return query === "" ? path : `${path}?${query}`;
  }

  const cityCode = () => reference.data?.city.code ?? "";
  const departments = () => reference.data?.departments.filter((entry) => entry.kind === "department") ?? [];

  return { title, isDepartment, filterOf, listOf, cityCode, departments };
}

/** The unit that the account speaks for; empty for the city office and who only reads. */
export function ownUnit(me: Me | null): string {
  if (me === null) return "";
  if (me.user.role === "county") return me.user.region_code;
  if (me.user.role === "department" || me.user.role === "support_department") return me.user.department_code;
  return "";
}

export function speaksFor(me: Me | null, unit: string): boolean {
  return me?.user.role === "city_office" || (unit !== "" && ownUnit(me) === unit);
}
