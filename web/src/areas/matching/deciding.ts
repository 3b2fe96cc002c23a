import { ref, shallowRef } from "vue";

import { asProblem, body, client, etag, type ProblemError } from "@/api/client";
import type { HelperKind, Pairing, PairingBrief, PairingEvent } from "@/api/types";

export interface Decision {
  event: PairingEvent;
  reason?: string;
  helper?: { kind: HelperKind; id: string };
}

/** Sends decisions on one pairing; remembers whether one is under way and what went wrong with the last. */
export function useDeciding() {
  const busy = ref(false);
  const problem = shallowRef<ProblemError | null>(null);

  /** The pairing as it is afterwards; null when it failed and `problem` says why. */
  async function decide(pairing: PairingBrief, decision: Decision): Promise<Pairing | null> {
    busy.value = true;
    problem.value = null;
    try {
      const params = { path: { id: pairing.id }, header: { "If-Match": etag(pairing.version) } };
      return await body(client.POST("/pairings/{id}/events", { params, body: decision }));
    } catch (error) {
      problem.value = asProblem(error);
      return null;
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, decide };
}
