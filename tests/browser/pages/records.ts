import { enterpriseWithSuggestion } from "../support";
import { firstOf, type PageSpec } from "./page";

export const records: PageSpec[] = [
  { name: "search", as: "city_office", path: "/search?q=铸造" },
  { name: "enterprises", as: "city_office", path: "/records/enterprises" },
  { name: "enterprise", as: "city_office", path: async (page) => `/records/enterprises/${(await enterpriseWithSuggestion(page)).id}` },
  { name: "expert", as: "city_office", path: async (page) => `/records/experts/${await firstOf(page, "records/experts")}` },
  { name: "sectors", as: "city_office", path: "/sectors" },
];
