import { reactive } from "vue";

import { body, client } from "@/api/client";
import type { Plural } from "@/api/types";
import { useReference } from "@/stores/reference";

interface Known {
  title: string;
  /** Of a helper: its places in all, as the roster says. */
  capacity: number | null;
}

/** Reads what a helper or an enterprise is called, and how many places it has. */
export async function readSide(plural: Plural, id: string): Promise<Known & { version: number }> {
  const record = (await body(client.GET("/records/{plural}/{id}", { params: { path: { plural, id } } }))) as { title_text: string; version: number; capacity?: number };
  return { title: record.title_text, version: record.version, capacity: record.capacity ?? null };
}

/** Names of records of which only kind and id are known; each is asked for once. */
export function useTitles() {
  const reference = useReference();
  const known = reactive(new Map<string, Known>());
  const asked = new Set<string>();

  async function ask(kind: string, id: string): Promise<void> {
    const key = `${kind}:${id}`;
    if (asked.has(key)) return;
    asked.add(key);
    try {
      known.set(key, await readSide((reference.kind(kind)?.plural ?? kind) as Plural, id));
    } catch {
      known.set(key, { title: `${reference.kindTitle(kind)} ${id}`, capacity: null }); // its number says enough
    }
  }

  function of(kind: string, id: string): Known | undefined {
    void ask(kind, id);
    return known.get(`${kind}:${id}`);
  }

  return { of };
}
