import type { PageSpec } from "./page";

export const home: PageSpec[] = [
  { name: "tasks", as: "city_office", path: "/" },
  { name: "enterprise-home", as: "enterprise1", path: "/" },
  { name: "expert-home", as: "expert1", path: "/" },
  { name: "coverage", as: "city_office", path: "/coverage" },
  { name: "account", as: "county", path: "/account" },
  { name: "no-such-page", as: "city_office", path: "/no-such-page", pictured: false },
];
