import { computed, onScopeDispose, ref, shallowRef } from "vue";

import { asProblem, body, client, ProblemError } from "@/api/client";
import type { PlanSolve } from "@/api/types";

/** How often a running solve is asked about, and after a network fault. */
const LOOK_MS = 400;
const PATIENT_MS = 3000;

export function isOpenSolve(solve: PlanSolve): boolean {
  return solve.state === "waiting" || solve.state === "running";
}

/** Finding candidates takes the larger part of a kind's time; the rest is shared by its objectives. */
const CANDIDATES_SHARE = 0.6;
/** Saving comes once, after all kinds. */
const SAVE_SHARE = 0.1;

/** A guess of how much is done, 0 … 1; never falls while a solve goes on. */
export function shareDone(solve: PlanSolve): number {
  if (solve.state === "done") return 1;
  if (solve.state === "waiting" || solve.parts === 0) return 0;
  const within = solve.total === 0 ? 0 : solve.done / solve.total;
  if (solve.stage === "save") return 1 - SAVE_SHARE * (1 - within);
  const inKind = solve.stage === "candidates" ? CANDIDATES_SHARE * within : CANDIDATES_SHARE + (1 - CANDIDATES_SHARE) * within;
  return ((1 - SAVE_SHARE) * (solve.part + (solve.stage === "" ? 0 : inKind))) / solve.parts;
}

/** Follows one solve until it ends; asks no more once its page is left. */
export function useSolving(ended: (solve: PlanSolve) => void) {
  const solve = shallowRef<PlanSolve | null>(null);
  const problem = shallowRef<ProblemError | null>(null);
  const starting = ref(false);
  let timer = 0;
  let left = false;

  function take(next: PlanSolve): void {
    solve.value = next;
    if (isOpenSolve(next)) later(LOOK_MS);
    else ended(next);
  }

  function later(ms: number): void {
    if (!left) timer = window.setTimeout(look, ms);
  }

  async function look(): Promise<void> {
    const now = solve.value;
    if (now === null) return;
    try {
      const next = await body(client.GET("/plan_solves/{id}", { params: { path: { id: now.id } } }));
      problem.value = null;
      if (!left) take(next);
    } catch (error) {
      problem.value = asProblem(error);
      // Gone for good after a restart of the service; anything else may pass.
      if (problem.value.status === 404) solve.value = null;
      else later(PATIENT_MS);
    }
  }

  async function begin(ask: () => Promise<PlanSolve>): Promise<boolean> {
    starting.value = true;
    problem.value = null;
    try {
      take(await ask());
      return true;
    } catch (error) {
      problem.value = asProblem(error);
      return false;
    } finally {
      starting.value = false;
    }
  }

  async function cancel(): Promise<void> {
    const now = solve.value;
    if (now === null) return;
    try {
      const next = await body(client.DELETE("/plan_solves/{id}", { params: { path: { id: now.id } } }));
      window.clearTimeout(timer);
      take(next);
    } catch (error) {
      problem.value = asProblem(error);
    }
  }

  onScopeDispose(() => {
    left = true;
    window.clearTimeout(timer);
  });

  const running = computed(() => solve.value !== null && isOpenSolve(solve.value));
  return { solve, problem, starting, running, begin, follow: take, cancel };
}

/** Why a solve that failed did so. */
export function problemOf(solve: PlanSolve): ProblemError | null {
  return solve.problem === null ? null : new ProblemError(solve.problem);
}

/** The caller's solves that are still open. */
export async function openSolves(): Promise<PlanSolve[]> {
  const answer = await body(client.GET("/plan_solves"));
  return answer.items.filter(isOpenSolve);
}
