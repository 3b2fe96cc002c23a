import type { PageSpec } from "./page";

export const admin: PageSpec[] = [
  { name: "users", as: "city_office", path: "/records/users" },
  { name: "posts", as: "city_office", path: "/posts" },
  { name: "sign-in-rules", as: "city_office", path: "/sign-in-rules", pictured: false },
  { name: "audit", as: "auditor", path: "/audit" },
  { name: "webhooks", as: "city_office", path: "/webhooks", pictured: false },
];
