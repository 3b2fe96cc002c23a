import type { LedgerClock, LedgerEntry } from "@/api/types";

export type Pressure = "late" | "near" | "calm" | "done";

/** The clock that runs out first; null where none runs. */
export function nextClock(clocks: readonly LedgerClock[]): LedgerClock | null {
  const running = clocks.filter((clock) => clock.running);
  return running.reduce<LedgerClock | null>((first, clock) => (first === null || clock.due < first.due ? clock : first), null);
}

/** How pressing a problem is: over, today or the next working day, later, or no clock runs. */
export function pressureOf(clocks: readonly LedgerClock[]): Pressure {
  const clock = nextClock(clocks);
  if (clock === null) return "done";
  const left = clock.days_left ?? 0;
  if (left < 0) return "late";
  return left <= 1 ? "near" : "calm";
}

/** Problems under their states, in the order of the work; columns without any stay, as places to look at. */
export function byState(entries: readonly LedgerEntry[], states: readonly string[]): { state: string; entries: LedgerEntry[] }[] {
  return states.map((state) => ({ state, entries: entries.filter((entry) => entry.item.state === state) }));
}
