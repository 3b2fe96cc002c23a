import { enterpriseWithSuggestion } from "../support";
import { firstOf, type PageSpec } from "./page";

export const records: PageSpec[] = [
  { name: "search", as: "city_office", path: "/search?q=铸造" },
  { name: "enterprises", as: "city_office", path: "/records/enterprises" },
  { name: "roster-filters", as: "city_office", path: "/records/enterprises?where=above_scale=true", show: async (page) => page.getByText(/^更多筛选/).click() },
  { name: "duplicates", as: "city_office", path: "/records/enterprises/duplicates" },
  { name: "deleted", as: "city_office", path: "/records/experts?deleted=true", pictured: false },
  { name: "need", as: "city_office", path: async (page) => `/records/needs/${await firstOf(page, "records/needs?state=open")}` },
  { name: "need-helper", as: "expert1", path: async (page) => `/records/needs/${await firstOf(page, "records/needs?state=open")}`, pictured: false },
  { name: "enterprise", as: "city_office", path: async (page) => `/records/enterprises/${(await enterpriseWithSuggestion(page)).id}` },
  { name: "expert", as: "city_office", path: async (page) => `/records/experts/${await firstOf(page, "records/experts")}` },
  { name: "sectors", as: "city_office", path: "/sectors" },
];
