import { firstOf, type PageSpec } from "./page";

export const support: PageSpec[] = [
  { name: "helping", as: "expert1", path: "/helping" },
  { name: "entitlements", as: "city_office", path: async (page) => `/entitlements?enterprise=${await firstOf(page, "records/enterprises?innovation=rd_institution")}` },
  { name: "benchmarks", as: "city_office", path: async (page) => `/benchmarks?enterprise=${await firstOf(page, "records/enterprises?innovation=rd_institution")}` },
  { name: "equipment", as: "enterprise1", path: "/equipment" },
  { name: "equipment-owner", as: "platform1", path: "/equipment", pictured: false },
  { name: "technology-suggestions", as: "city_office", path: "/technology-suggestions" },
  { name: "listing-suggestions", as: "city_office", path: "/listing-suggestions" },
  { name: "policy", as: "science", path: async (page) => `/records/policies/${await firstOf(page, "records/policies")}` },
  { name: "project", as: "city_office", path: async (page) => `/records/projects/${await firstOf(page, "records/projects?state=running")}` },
  { name: "alliance", as: "city_office", path: async (page) => `/records/alliances/${await firstOf(page, "records/alliances")}`, pictured: false },
];
