import { computed, ref, type Ref, shallowRef } from "vue";

import { asProblem, type ProblemError } from "@/api/client";

/** One answer of the service: what is there, whether it is on its way, what went wrong. */
export interface Loading<T> {
  data: Ref<T | null>;
  busy: Ref<boolean>;
  problem: Ref<ProblemError | null>;
  load: () => Promise<void>;
}

/** Repeats `ask` at every `load()`; an answer that a later `load()` overtook is dropped. */
export function useLoading<T>(ask: () => Promise<T>): Loading<T> {
  const data = shallowRef<T | null>(null);
  const busy = ref(false);
  const problem = shallowRef<ProblemError | null>(null);
  let latest = 0;

  async function load(): Promise<void> {
    const mine = ++latest;
    busy.value = true;
    problem.value = null;
    try {
      const answer = await ask();
      if (mine === latest) data.value = answer;
    } catch (error) {
      if (mine === latest) problem.value = asProblem(error);
    } finally {
      if (mine === latest) busy.value = false;
    }
  }

  return { data, busy, problem, load };
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** A keyset list: `load()` starts over, `more()` appends the next page. */
export function usePages<T, P extends Page<T>>(ask: (cursor: string | undefined) => Promise<P>) {
  const items = shallowRef<T[]>([]);
  const cursor = ref<string | null>(null);
  let appending = false;
  const first = useLoading(async () => {
    const from = appending ? (cursor.value ?? undefined) : undefined;
    const before = appending ? items.value : [];
    const page = await ask(from);
    return { page, items: [...before, ...page.items] };
  });

  async function run(append: boolean): Promise<void> {
    appending = append;
    await first.load();
    if (first.problem.value !== null || first.data.value === null) return;
    items.value = first.data.value.items;
    cursor.value = first.data.value.page.next_cursor;
  }

  return {
    items,
    page: computed(() => first.data.value?.page ?? null),
    busy: first.busy,
    problem: first.problem,
    hasMore: computed(() => cursor.value !== null),
    load: () => run(false),
    more: () => run(true),
  };
}
