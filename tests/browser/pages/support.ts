import type { PageSpec } from "./page";

export const support: PageSpec[] = [];
