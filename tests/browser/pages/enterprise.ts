import type { PageSpec } from "./page";

export const enterprise: PageSpec[] = [];
