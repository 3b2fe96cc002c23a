import { ref, type Ref } from "vue";

import type { FieldDefinition, KindDefinition } from "@/api/types";
import { columnsOf, hasFlag } from "@/areas/records/fields";

/** What can be a column: everything but JSON, secrets and the name, which is always there. */
export function possibleColumns(kind: KindDefinition): FieldDefinition[] {
  const title = kind.fields.some((field) => field.name === "name") ? "name" : "title";
  return kind.fields.filter((field) => field.type !== "json" && !hasFlag(field, "secret") && field.name !== title && !field.name.endsWith("_kind"));
}

/** The fields of these names that the kind has, in their order; the usual ones where none is left. */
export function chosenColumns(kind: KindDefinition, names: readonly string[]): FieldDefinition[] {
  const possible = possibleColumns(kind);
  const chosen = names.flatMap((name) => possible.find((field) => field.name === name) ?? []);
  return chosen.length > 0 ? chosen : columnsOf(kind);
}

function stored(key: string): string[] {
  try {
    const names: unknown = JSON.parse(window.localStorage.getItem(key) ?? "[]");
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return []; // storage may be switched off, or hold something else
  }
}

/** The columns that this person looks at in that roster, kept in the browser; empty for the usual ones. */
export function useColumns(user: string, plural: string): { names: Ref<string[]>; choose: (names: string[]) => void } {
  const key = ["jiedui", "columns", user, plural].join(".");
  const names = ref(stored(key));
  function choose(chosen: string[]): void {
    names.value = chosen;
    try {
      window.localStorage.setItem(key, JSON.stringify(chosen));
    } catch {
      // the choice then lasts for this visit only
    }
  }
  return { names, choose };
}
