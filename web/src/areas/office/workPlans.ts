import type { PlanTaskRecord } from "@/api/types";

/** How a plan's tasks stand; a task is late when it is open after its day. */
export interface TaskCounts {
  total: number;
  open: number;
  in_progress: number;
  done: number;
  late: number;
}

export function isLate(task: Pick<PlanTaskRecord, "state" | "due_on">, today: string): boolean {
  const open = task.state === "open" || task.state === "in_progress";
  return open && task.due_on !== null && today !== "" && task.due_on < today;
}

export function countTasks(tasks: Pick<PlanTaskRecord, "state" | "due_on">[], today: string): TaskCounts {
  const counts: TaskCounts = { total: 0, open: 0, in_progress: 0, done: 0, late: 0 };
  for (const task of tasks) {
    if (task.state === "cancelled") continue;
    counts.total += 1;
    counts[task.state] += 1;
    counts.late += isLate(task, today) ? 1 : 0;
  }
  return counts;
}
