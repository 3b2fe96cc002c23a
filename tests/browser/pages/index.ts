import { admin } from "./admin";
import { enterprise } from "./enterprise";
import { home } from "./home";
import { matching } from "./matching";
import { office } from "./office";
import { records } from "./records";
import { support } from "./support";

export type { PageSpec } from "./page";

export const PAGES = [...home, ...matching, ...records, ...enterprise, ...office, ...support, ...admin];
