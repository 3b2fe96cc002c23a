import type { AnyRecord, FieldDefinition, Kind } from "@/api/types";
import { draftOf } from "@/areas/records/recordForm";
import { type EventDefinition, eventOf } from "@/areas/enterprise/titles";
import { useReference } from "@/stores/reference";

export interface EventForm {
  event: EventDefinition;
  fields: FieldDefinition[];
  before: Record<string, string | boolean | string[]>;
}

/**
 * What an event asks for: its fields in the event's order, filled with what the record says. Where an event has two
 * lines, one of them with a reason, the reason is the caller's role's.
 */
export function eventForm(kind: Kind, event: string, record: AnyRecord, withReason: boolean): EventForm | null {
  const reference = useReference();
  const lines = reference.kind(kind)?.events.filter((line) => line.code === event) ?? [];
  const line = lines.find((one) => one.needs_reason === withReason) ?? eventOf(kind, event);
  if (line === undefined) return null;
  const names = [...line.must_set, ...line.may_set];
  const all = reference.kind(kind)?.fields ?? [];
  const fields = names.flatMap((name) => all.filter((field) => field.name === name));
  const before = draftOf(fields, record);
  return { event: line, fields, before };
}

/** Whether the event needs nothing but a click. */
export function isPlain(form: EventForm): boolean {
  return !form.event.needs_reason && form.fields.length === 0;
}
