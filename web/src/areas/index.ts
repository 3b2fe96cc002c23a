import { routes as admin } from "./admin/routes";
import { routes as enterprise } from "./enterprise/routes";
import { routes as home } from "./home/routes";
import { routes as matching } from "./matching/routes";
import { routes as office } from "./office/routes";
import { routes as records } from "./records/routes";
import { routes as support } from "./support/routes";

/** Every page of the workbench. An area's folder holds its pages, their parts, its routes and its texts. */
export const routes = [...enterprise, ...matching, ...office, ...records, ...support, ...admin, ...home];
