import type { PageSpec } from "./page";

export const office: PageSpec[] = [];
