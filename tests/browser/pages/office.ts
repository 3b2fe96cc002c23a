import type { Page } from "@playwright/test";

import { settled } from "../support";
import { firstOf, type PageSpec } from "./page";

async function chartsDrawn(page: Page): Promise<void> {
  await page.locator("canvas").nth(2).waitFor();
  await settled(page);
}

export const office: PageSpec[] = [
  { name: "dashboard", as: "city_office", path: "/dashboard", show: chartsDrawn },
  {
    name: "dashboard-table",
    as: "city_office",
    path: "/dashboard?department=energy",
    show: async (page) => {
      await chartsDrawn(page);
      for (const button of await page.getByRole("button", { name: /^表格/ }).all()) await button.click();
    },
    pictured: false,
  },
  { name: "reports", as: "city_office", path: "/reports" },
  { name: "report", as: "city_office", path: async (page) => `/reports/${await firstOf(page, "records/monthly_reports")}` },
  {
    name: "ranking",
    as: "city_office",
    path: "/ranking",
    show: async (page) => {
      await page.getByRole("button", { name: /^展开/ }).first().click();
    },
  },
  { name: "circulars", as: "city_office", path: "/circulars" },
  { name: "circular", as: "city_office", path: async (page) => `/circulars/${await firstOf(page, "records/circulars")}` },
  { name: "summary-table", as: "city_office", path: "/summary-table" },
  { name: "work-plans", as: "city_office", path: "/work-plans" },
  { name: "work-plan", as: "zezhou", path: async (page) => `/work-plans/${await firstOf(page, "records/work_plans?region=140525")}` },
  { name: "campaign", as: "city_office", path: "/campaign" },
  { name: "campaign-of-enterprise", as: "enterprise", path: "/campaign", pictured: false },
  { name: "final-report", as: "city_office", path: "/final-report" },
  { name: "print-circular", as: "city_office", path: async (page) => `/print/circulars/${await firstOf(page, "records/circulars")}` },
  { name: "print-ranking", as: "city_office", path: "/print/ranking?month=2020-08" },
  { name: "print-plan", as: "city_office", path: async (page) => `/print/plans/${await firstOf(page, "plans")}` },
];
