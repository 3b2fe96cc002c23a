import type { AnyRecord, FieldDefinition, KindDefinition } from "@/api/types";
import { hasFlag } from "@/areas/records/fields";

/** What is in a form's controls: numbers stay text until they are sent, so that nothing typed is lost. */
export type Draft = Record<string, string | boolean | string[]>;

/** The fields that people fill in; of its own record an owner only those that are its to say. */
export function editableFields(kind: KindDefinition, asOwner = false): FieldDefinition[] {
  return kind.fields.filter((field) => !hasFlag(field, "derived") && field.type !== "json" && (!asOwner || hasFlag(field, "owner_edits")));
}

export function draftOf(fields: readonly FieldDefinition[], record: AnyRecord | null): Draft {
  const draft: Draft = {};
  for (const field of fields) {
    const value = record?.[field.name];
    if (field.type === "boolean") draft[field.name] = value === true;
    else if (field.type === "texts" || field.type === "references") draft[field.name] = Array.isArray(value) ? value.map(String) : [];
    else draft[field.name] = value === null || value === undefined ? "" : String(value);
  }
  return draft;
}

/** A control's content as the API wants it; empty is null. */
function sent(field: FieldDefinition, value: Draft[string]): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (text === "") return null;
  const isId = field.name.endsWith("_id");
  if ((field.type === "integer" && !isId) || field.type === "number") {
    const number = Number(text.replaceAll(",", ""));
    return Number.isNaN(number) ? text : number; // the service says what is wrong with it
  }
  return text;
}

/** The members that differ from `before`: a change sends no more, so that two people can edit different fields. */
export function changesOf(fields: readonly FieldDefinition[], before: Draft, now: Draft): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const field of fields) {
    const value = now[field.name];
    if (value === undefined || JSON.stringify(value) === JSON.stringify(before[field.name])) continue;
    changes[field.name] = sent(field, value);
  }
  return changes;
}
