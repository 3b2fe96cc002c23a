import { computed, ref } from "vue";

import { body, client } from "@/api/client";
import type { Pairing, PairingBrief } from "@/api/types";
import { filled, useFilter } from "@/lib/filters";
import { type Page, useLoading, usePages } from "@/lib/loading";

/** The pairings that wait, by the filters in the page's address, and the one that is looked at. */
export function useQueue() {
  const filters = {
    plan: useFilter("plan"),
    pairKind: useFilter("pair_kind"),
    region: useFilter("region"),
    sector: useFilter("programme_sector"),
    state: useFilter("state"),
    q: useFilter("q"),
  };
  const pinpoint = useFilter("pairing");
  const current = ref("");
  const selected = ref<string[]>([]);
  const changed = ref(new Map<string, PairingBrief>());

  const list = usePages<PairingBrief, Page<PairingBrief> & { total: number }>((cursor) => {
    const { plan, pairKind, region, sector, state, q } = filters;
    const chosen = filled({ plan: plan.value, region: region.value, programme_sector: sector.value, q: q.value });
    const kind = filled({ pair_kind: pairKind.value }) as { pair_kind?: PairingBrief["pair_kind"] };
    const states = { state: state.value === "" ? "suggested" : state.value };
    const query = { limit: 100, ...chosen, ...kind, ...(state.value === "all" ? {} : states), ...(cursor === undefined ? {} : { cursor }) };
    return body(client.GET("/pairings", { params: { query } }));
  });
  /** A pairing that was just decided stays where it was, in its new state, so that it can be undone. */
  const items = computed(() => list.items.value.map((item) => changed.value.get(item.id) ?? item));

  const pairing = useLoading(async () => {
    const id = current.value;
    return id === "" ? null : body(client.GET("/pairings/{id}", { params: { path: { id } } }));
  });

  async function reload(): Promise<void> {
    selected.value = [];
    await list.load();
    changed.value = new Map();
    const wanted = pinpoint.value !== "" ? pinpoint.value : current.value;
    const there = list.items.value.some((item) => item.id === wanted);
    current.value = there || pinpoint.value !== "" ? wanted : (list.items.value[0]?.id ?? "");
    void pairing.load();
  }

  function keep(after: Pairing): void {
    pairing.data.value = after;
    changed.value = new Map(changed.value).set(after.id, after);
  }

  function next(): void {
    const at = items.value.findIndex((item) => item.id === current.value);
    const waiting = items.value.slice(at + 1).find((item) => item.state === "suggested");
    if (waiting !== undefined) current.value = waiting.id;
  }

  return { filters, list, items, current, selected, pairing, reload, keep, next };
}
