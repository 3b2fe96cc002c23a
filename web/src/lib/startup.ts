import { shallowRef } from "vue";

import type { ProblemError } from "@/api/client";

/** Why no page could be shown at all: the service is away, or a part of the workbench did not load. */
export const startupProblem = shallowRef<ProblemError | null>(null);
