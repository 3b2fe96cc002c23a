import { ref, shallowRef } from "vue";

import { asProblem, body, client, type ProblemError } from "@/api/client";
import type { Pairing, PairingBrief, PairingEvent } from "@/api/types";
import type { useDeciding } from "@/areas/matching/deciding";

/** What was decided last, and how it is taken back. */
export interface Done {
  text: string;
  /** One pairing as it is now, with the events that lead back to where it was. */
  one?: { pairing: Pairing; back: PairingEvent[] };
  /** A batch, by the versions that it left. */
  many?: { id: string; version: number }[];
}

/** The events after which the pairing is as it was before it was approved or rejected. */
export function wayBack(before: PairingBrief, after: PairingBrief): PairingEvent[] {
  const events: PairingEvent[] = ["reopen"];
  if (before.pinned && !after.pinned) events.push("pin");
  if (before.state === "approved") events.push("approve");
  return events;
}

/** Remembers the last decision until the next one, and takes it back. */
export function useUndo(deciding: ReturnType<typeof useDeciding>, undone: (after: Pairing | null) => void) {
  const done = shallowRef<Done | null>(null);
  const busy = ref(false);
  const problem = shallowRef<ProblemError | null>(null);

  async function undoOne({ pairing, back }: NonNullable<Done["one"]>): Promise<void> {
    let now: Pairing | null = pairing;
    for (const event of back) {
      now = await deciding.decide(now, { event });
      if (now === null) return;
    }
    done.value = null;
    undone(now);
  }

  async function undoMany(items: NonNullable<Done["many"]>): Promise<void> {
    const answer = await body(client.POST("/pairings/batch", { body: { event: "reopen", items } }));
    const first = answer.results.find((result) => !result.ok)?.problem;
    done.value = null;
    undone(null);
    if (first) throw new Error(first.detail);
  }

  async function undo(): Promise<void> {
    const last = done.value;
    if (last === null || busy.value || deciding.busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      if (last.one !== undefined) await undoOne(last.one);
      else if (last.many !== undefined) await undoMany(last.many);
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      busy.value = false;
    }
  }

  function remember(what: Done): void {
    if (what.many?.length === 0) return; // none of a batch went through
    problem.value = null;
    done.value = what;
  }

  return { done, busy, problem, undo, remember };
}
