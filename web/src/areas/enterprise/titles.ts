import type { Kind, KindDefinition } from "@/api/types";
import { choicesOf } from "@/areas/records/fields";
import { useReference } from "@/stores/reference";

export type EventDefinition = KindDefinition["events"][number];

/** The choices of a kind's field with their titles. */
export function choices(kind: Kind, field: string): { code: string; title: string }[] {
  const reference = useReference();
  const found = reference.kind(kind)?.fields.find((entry) => entry.name === field);
  if (found === undefined) return [];
  return choicesOf(found).map((entry) => ({ code: entry.code, title: reference.pick(entry) }));
}

export function choiceTitle(kind: Kind, field: string, code: string): string {
  return choices(kind, field).find((entry) => entry.code === code)?.title ?? code;
}

export function fieldTitle(kind: Kind, field: string): string {
  const reference = useReference();
  const found = reference.kind(kind)?.fields.find((entry) => entry.name === field);
  return found === undefined ? field : reference.pick(found);
}

export function eventOf(kind: Kind, event: string): EventDefinition | undefined {
  return useReference().kind(kind)?.events.find((entry) => entry.code === event);
}

export function eventTitle(kind: Kind, event: string): string {
  const found = eventOf(kind, event);
  return found === undefined ? event : useReference().pick(found);
}
