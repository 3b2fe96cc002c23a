import { onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";

import { asProblem, type ProblemError } from "@/api/client";
import type { Form, Survey } from "@/api/types";
import { type Answers, answersOf, type Draft, draftOf, newRow, saying, sentAnswers } from "@/areas/enterprise/answers";
import { changeRecord, recordOf } from "@/areas/enterprise/records";
import { dropCopy, readCopy, writeCopy } from "@/areas/enterprise/stored";

const PAUSE_MS = 1200;
const AGAIN_MS = 10_000;

export type Saving = "saved" | "typed" | "saving" | "failed" | "conflict";

export interface SurveyStore {
  read: (id: string) => Promise<Survey>;
  write: (survey: Survey, answers: Answers) => Promise<Survey>;
}

const SERVICE: SurveyStore = {
  read: (id) => recordOf<Survey>("surveys", id),
  write: (survey, answers) => changeRecord<Survey>("surveys", survey, { answers }),
};

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * A survey's draft, kept. What is typed goes to the browser's storage at once, and to the service after a pause; from
 * the browser only when the service has it. So neither a reload, nor a lost network, nor an ended session, nor
 * somebody else's change loses it.
 */
export class SurveyKeeper {
  readonly draft = ref<Draft>({ texts: {}, ticks: {}, rows: {} });
  readonly saving = ref<Saving>("saved");
  readonly savedAt = ref("");
  readonly problem = shallowRef<ProblemError | null>(null);
  /** What the browser has and the service has not. Nothing is stored until it is decided upon. */
  readonly restorable = ref<{ at: number; draft: Draft } | null>(null);
  /** Whether the browser keeps what is typed. */
  readonly kept = ref(true);
  private survey: Survey;
  private timer = 0;
  private running: Promise<void> | null = null;

  constructor(
    private readonly account: string,
    private readonly form: Form,
    survey: Survey,
    private readonly stored: (survey: Survey) => void,
    private readonly store: SurveyStore = SERVICE,
  ) {
    this.survey = survey;
    this.open(survey);
  }

  private open(from: Survey): void {
    this.survey = from;
    this.draft.value = this.known();
    this.saving.value = "saved";
    this.savedAt.value = from.updated_at;
    this.problem.value = null;
    const copy = readCopy(this.account, from.id);
    this.restorable.value = copy !== null && this.differs(copy.draft) ? { at: copy.at, draft: copy.draft } : null;
    if (this.restorable.value === null) dropCopy(this.account, from.id);
  }

  /** What the service has, as a draft. */
  private known(): Draft {
    return draftOf(this.form, answersOf(this.survey.answers));
  }

  private differs(draft: Draft): boolean {
    return !same(saying(this.form, draft), saying(this.form, this.known()));
  }

  private wait(ms: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), ms);
  }

  /** To be called after every change of the draft. */
  typed(): void {
    if (this.restorable.value !== null || (this.saving.value === "saved" && !this.differs(this.draft.value))) return;
    this.kept.value = writeCopy(this.account, this.survey.id, { version: this.survey.version, at: Date.now(), draft: this.draft.value });
    if (this.saving.value === "conflict") return;
    if (this.saving.value !== "saving") this.saving.value = "typed";
    this.wait(PAUSE_MS);
  }

  private failed(error: unknown): void {
    this.problem.value = asProblem(error);
    this.saving.value = this.problem.value.status === 412 ? "conflict" : "failed";
    if (this.problem.value.code === "network" || this.problem.value.code === "unavailable") this.wait(AGAIN_MS);
  }

  private async send(): Promise<void> {
    const answers = sentAnswers(this.form, this.draft.value);
    this.saving.value = "saving";
    try {
      if (!same(answers, sentAnswers(this.form, this.known()))) this.survey = await this.store.write(this.survey, answers);
      this.stored(this.survey);
      this.savedAt.value = this.survey.updated_at;
      this.problem.value = null;
      const more = !same(sentAnswers(this.form, this.draft.value), answers);
      this.saving.value = more ? "typed" : "saved";
      if (more) this.wait(PAUSE_MS);
      // Letters typed for a number are no answer: they stay in the browser until they are mended.
      else if (!this.differs(this.draft.value)) dropCopy(this.account, this.survey.id);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Stores what is not stored yet. True when the service has all that it can have. */
  async save(): Promise<boolean> {
    window.clearTimeout(this.timer);
    if (this.running !== null) await this.running;
    const waits = this.saving.value !== "saved" && this.saving.value !== "conflict";
    if (waits && this.restorable.value === null) {
      this.running = this.send().finally(() => (this.running = null));
      await this.running;
    }
    return this.saving.value === "saved";
  }

  restore(): void {
    if (this.restorable.value === null) return;
    const { texts, ticks, rows } = this.restorable.value.draft;
    const rekeyed = Object.entries(rows).map(([path, list]) => [path, list.map((row) => newRow(row.cells))] as const);
    this.draft.value = { texts, ticks, rows: Object.fromEntries(rekeyed) };
    this.restorable.value = null;
    this.typed();
    void this.save();
  }

  discard(): void {
    dropCopy(this.account, this.survey.id);
    this.restorable.value = null;
  }

  /** After somebody else's change: ours over theirs, or theirs over ours. */
  async settle(ours: boolean): Promise<void> {
    try {
      const theirs = await this.store.read(this.survey.id);
      this.survey = theirs;
      this.saving.value = "typed";
      if (ours) return void (await this.save());
      dropCopy(this.account, theirs.id);
      this.open(theirs);
      this.stored(theirs);
    } catch (error) {
      this.failed(error);
    }
  }

  stop(): void {
    void this.save();
    window.clearTimeout(this.timer);
  }
}

/** A keeper for as long as the component lives: it also stores when the page is left and when the network is back. */
export function useKeeping(account: string, form: Form, survey: Survey, stored: (survey: Survey) => void): SurveyKeeper {
  const keeper = new SurveyKeeper(account, form, survey, stored);
  const leave = () => {
    if (document.visibilityState === "hidden") void keeper.save();
  };
  const online = () => void keeper.save();
  watch(keeper.draft, () => keeper.typed(), { deep: true });
  onMounted(() => {
    document.addEventListener("visibilitychange", leave);
    window.addEventListener("online", online);
  });
  onBeforeUnmount(() => {
    document.removeEventListener("visibilitychange", leave);
    window.removeEventListener("online", online);
    keeper.stop();
  });
  return keeper;
}
