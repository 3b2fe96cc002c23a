import type { RouteLocationRaw } from "vue-router";

import type { Task } from "@/api/types";
import { pageOf } from "@/lib/kinds";

export type Urgency = Task["urgency"];
export const URGENCIES: readonly Urgency[] = ["overdue", "today", "week", "later"];

/** The page where a task is done, with its filters. */
export function placeOf(target: Task["target"]): RouteLocationRaw {
  const { id, kind, plural, ...query } = target.filters;
  switch (target.view) {
    case "record":
      return pageOf(kind ?? "", id ?? "") ?? "/";
    case "records":
      return { path: `/records/${plural ?? "enterprises"}`, query };
    case "plan":
      return { path: `/plans/${id ?? ""}`, query };
    case "sector_proposals":
      return { path: "/sectors", query };
    case "search":
      return { path: "/search", query: kind === undefined ? query : { ...query, kind } };
    default:
      return { path: `/${target.view}`, query };
  }
}

/** Tasks under their urgency, the empty groups left out. */
export function byUrgency(tasks: readonly Task[]): { urgency: Urgency; tasks: Task[] }[] {
  return URGENCIES.map((urgency) => ({ urgency, tasks: tasks.filter((task) => task.urgency === urgency) })).filter(
    (group) => group.tasks.length > 0,
  );
}
