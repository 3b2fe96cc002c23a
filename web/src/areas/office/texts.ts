import { onScopeDispose, reactive, ref, type Ref, shallowRef, watch } from "vue";

import { asProblem, type ProblemError } from "@/api/client";
import type { AnyRecord, Plural } from "@/api/types";
import { changeRecord, oneOf } from "@/areas/office/records";

const PAUSE_MS = 1200;
/** Somebody else was faster: the next try is based on what they made, with what is typed here kept. */
const CHANGED_MEANWHILE = 412;

type Texts = Pick<AnyRecord, "id" | "version"> & Record<string, unknown>;

/**
 * Texts that are written into a record: saved shortly after the last key, and before anything that needs them. What could
 * not be saved stays in the boxes, with what went wrong.
 */
export function useTexts<T extends object>(plural: Plural, record: Ref<T | null>, names: string[]) {
  const draft = reactive<Record<string, string>>({});
  const state = ref<"saved" | "unsaved" | "saving">("saved");
  const problem = shallowRef<ProblemError | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stored(name: string): string {
    const value = (record.value as Texts | null)?.[name];
    return typeof value === "string" ? value : "";
  }

  function changes(): Record<string, string> {
    return Object.fromEntries(names.filter((name) => draft[name] !== stored(name)).map((name) => [name, draft[name] ?? ""]));
  }

  async function send(): Promise<boolean> {
    const sent = changes();
    if (record.value === null || Object.keys(sent).length === 0) return true;
    state.value = "saving";
    problem.value = null;
    try {
      record.value = await changeRecord<T>(plural, record.value as unknown as Texts, sent);
      state.value = Object.keys(changes()).length === 0 ? "saved" : "unsaved";
      return true;
    } catch (error) {
      problem.value = asProblem(error);
      state.value = "unsaved";
      if (problem.value.status === CHANGED_MEANWHILE) record.value = await oneOf<T>(plural, (record.value as unknown as Texts).id).catch(() => record.value);
      return false;
    }
  }

  /** One after the other: each is based on the version that the one before made. */
  let last: Promise<boolean> = Promise.resolve(true);
  function save(): Promise<boolean> {
    clearTimeout(timer);
    last = last.then(send);
    return last;
  }

  function typed(name: string, text: string): void {
    draft[name] = text;
    state.value = "unsaved";
    clearTimeout(timer);
    timer = setTimeout(() => void save(), PAUSE_MS);
  }

  let known = "";
  watch(
    record,
    (now) => {
      const id = (now as Texts | null)?.id ?? "";
      if (id === "" || id === known) return;
      known = id;
      for (const name of names) draft[name] = stored(name);
    },
    { immediate: true },
  );
  onScopeDispose(() => void save());

  return { names, draft, state, problem, typed, save };
}

export type WrittenTexts = ReturnType<typeof useTexts>;
