import type { Draft } from "@/areas/enterprise/answers";

/** What was typed and is not stored by the service yet, kept in the browser. */
export interface LocalCopy {
  /** The survey's version that it was typed upon. */
  version: number;
  /** When, as milliseconds. */
  at: number;
  draft: Draft;
}

function keyOf(account: string, survey: string): string {
  return ["jiedui", "survey", account, survey].join(".");
}

/** Null where there is none, or where the browser keeps nothing. */
export function readCopy(account: string, survey: string): LocalCopy | null {
  try {
    const text = window.localStorage.getItem(keyOf(account, survey));
    const copy = text === null ? null : (JSON.parse(text) as LocalCopy);
    return copy !== null && typeof copy.version === "number" && typeof copy.draft?.texts === "object" ? copy : null;
  } catch {
    return null;
  }
}

/** Whether it could be kept. */
export function writeCopy(account: string, survey: string, copy: LocalCopy): boolean {
  try {
    window.localStorage.setItem(keyOf(account, survey), JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function dropCopy(account: string, survey: string): void {
  try {
    window.localStorage.removeItem(keyOf(account, survey));
  } catch {
    // what cannot be written cannot be there
  }
}
