import { ref, shallowRef } from "vue";

import { asProblem, type ProblemError } from "@/api/client";

/** Runs one piece of work at a time; remembers whether it is under way and what went wrong with the last. */
export function useWork() {
  const busy = ref(false);
  const problem = shallowRef<ProblemError | null>(null);

  /** What the work gave; null when it failed and `problem` says why, or other work is under way. */
  async function run<T>(work: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null;
    busy.value = true;
    problem.value = null;
    try {
      return await work();
    } catch (error) {
      problem.value = asProblem(error);
      return null;
    } finally {
      busy.value = false;
    }
  }

  return { busy, problem, run };
}
