import type { AnyRecord, CodeName, FieldDefinition, KindDefinition } from "@/api/types";
import { formatMoment, formatNumber } from "@/lib/format";
import { useReference } from "@/stores/reference";

export type FieldFlag = FieldDefinition["flags"][number];

export function hasFlag(field: FieldDefinition, flag: FieldFlag): boolean {
  return field.flags.includes(flag);
}

/** The codes of a choice with their titles. */
export function choicesOf(field: FieldDefinition): CodeName[] {
  const named = field.enumeration === null ? undefined : useReference().data?.enumerations[field.enumeration];
  return field.choices ?? named ?? [];
}

export interface ShownValue {
  text: string;
  /** Where the value is a record: what it leads to. */
  links: { kind: string; id: string; title: string }[];
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function textOf(field: FieldDefinition, value: unknown, words: { yes: string; no: string }): string {
  const reference = useReference();
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (field.type === "choice") {
    const choice = choicesOf(field).find((entry) => entry.code === value);
    return choice === undefined ? String(value) : reference.pick(choice);
  }
  if (typeof value === "number") return field.name === "year" ? String(value) : formatNumber(value);
  if (field.type === "moment") return formatMoment(String(value));
  if (/^regions?(_code)?$/.test(field.name)) return [value].flat().map((code) => reference.region(String(code))).join("、");
  if (field.name.startsWith("programme_sector")) return reference.programmeSector(String(value));
  if (field.name === "department_code") return reference.department(String(value));
  if (field.name === "sectors") return [value].flat().map((code) => reference.programmeSector(String(code))).join("、");
  return Array.isArray(value) ? value.join("、") : String(value);
}

function linksOf(field: FieldDefinition, record: AnyRecord, value: unknown): ShownValue["links"] {
  const untyped = field.name.endsWith("_id") ? record[field.name.replace(/_id$/, "_kind")] : undefined;
  const kind = field.target ?? (typeof untyped === "string" ? untyped : null);
  if (kind === null) return [];
  return [value].flat().map((id) => {
    const key = `${kind}:${String(id)}`;
    return { kind, id: String(id), title: record.titles?.[key] ?? key };
  });
}

/** A field's value for people; null where there is none. */
export function shownValue(field: FieldDefinition, record: AnyRecord, words: { yes: string; no: string }): ShownValue | null {
  const value = record[field.name];
  if (isEmpty(value)) return null;
  const links = linksOf(field, record, value);
  return { links, text: links.length > 0 ? "" : textOf(field, value, words) };
}

/** The fields that a list of the kind shows as columns, most telling first. */
export function columnsOf(kind: KindDefinition): FieldDefinition[] {
  const MOST = 6;
  const dull: FieldFlag[] = ["body", "personal"];
  const skipped = ["name", "title", "kind", "owner_kind", "own_kind", "a_kind", "b_kind", "address", "capital_currency", "credit_code", "sector_confidence", "sector_source", "enterprise_type", "registered_on"];
  const fit = kind.fields.filter((field) => !dull.some((flag) => hasFlag(field, flag)) && !skipped.includes(field.name) && field.type !== "json");
  const preferred = ["enterprise", "region_code", "programme_sector", "sectors", "organisation", "innovation", "level", "state", "capacity", "above_scale", "revenue_wan", "products"];
  const rank = (field: FieldDefinition) => {
    const at = preferred.indexOf(field.name);
    return at < 0 ? preferred.length : at;
  };
  return [...fit].sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}
