import { defineStore } from "pinia";
import { computed, ref } from "vue";

import { body, client } from "@/api/client";
import type { CampaignPhase, CampaignRecord } from "@/api/types";

const DAY_MS = 86_400_000;

/** The campaigns, read once; `current` is the running one that began last, else the last. */
export const useCampaigns = defineStore("campaigns", () => {
  const all = ref<CampaignRecord[] | null>(null);
  const phase = ref<CampaignPhase | null>(null);
  let asked: Promise<void> | null = null;

  const current = computed(() => {
    const rank = (one: CampaignRecord) => (one.state === "running" ? 10_000 : 0) + one.year;
    return [...(all.value ?? [])].sort((a, b) => rank(b) - rank(a))[0] ?? null;
  });

  /** The service's own day: its clock counts, not the browser's. Empty where no campaign says it. */
  const today = computed(() => {
    if (phase.value === null || phase.value.deadline === null) return "";
    const until = Date.parse(`${phase.value.deadline}T00:00:00Z`);
    return new Date(until - phase.value.days_left * DAY_MS).toISOString().slice(0, 10);
  });

  async function read(): Promise<void> {
    const query = { limit: 200 };
    const page = await body(client.GET("/records/{plural}", { params: { path: { plural: "campaigns" }, query } }));
    all.value = page.items as unknown as CampaignRecord[];
    if (current.value === null) return;
    phase.value = await body(client.GET("/campaigns/{id}/phase", { params: { path: { id: current.value.id } } }));
  }

  async function reload(): Promise<void> {
    asked ??= read().finally(() => (asked = null));
    await asked;
  }

  async function load(): Promise<void> {
    if (phase.value === null) await reload();
  }

  return { all, load, reload, current, phase, today };
});
