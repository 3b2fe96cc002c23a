import type { RouteRecordRaw } from "vue-router";

import type { Me } from "@/api/types";
import { may } from "@/lib/roles";

/** Offices and who inspects them. */
const shownTo = (me: Me) => may(me, "read_reports");
const place = (order: number) => ({ group: "office" as const, order, shownTo });

/** Lists and tasks lead to the rosters' common pages; these kinds have pages of their own. */
function instead(from: string, to: string): RouteRecordRaw[] {
  return [
    { path: `/records/${from}`, redirect: to },
    { path: `/records/${from}/:id(\\d+)`, redirect: (target) => `${to}/${String(target.params.id)}` },
  ];
}

export const routes: RouteRecordRaw[] = [
  { path: "/dashboard", component: () => import("./DashboardView.vue"), meta: { title: "dashboard.page", nav: place(10) } },
  { path: "/reports", component: () => import("./ReportsView.vue"), meta: { title: "report.list", nav: place(20) } },
  { path: "/reports/:id(\\d+)", component: () => import("./ReportView.vue"), meta: { title: "report.one" } },
  { path: "/ranking", component: () => import("./RankingView.vue"), meta: { title: "ranking.page", nav: place(30) } },
  { path: "/circulars", component: () => import("./CircularsView.vue"), meta: { title: "circular.list", nav: place(40) } },
  { path: "/circulars/:id(\\d+)", component: () => import("./CircularView.vue"), meta: { title: "circular.one" } },
  { path: "/summary-table", component: () => import("./SummaryView.vue"), meta: { title: "summary.page", nav: place(50) } },
  { path: "/work-plans", component: () => import("./WorkPlansView.vue"), meta: { title: "workPlan.page", nav: place(60) } },
  { path: "/work-plans/:id(\\d+)", component: () => import("./WorkPlanView.vue"), meta: { title: "workPlan.plan" } },
  { path: "/campaign", component: () => import("./CampaignView.vue"), meta: { title: "campaign.page", nav: place(70) } },
  { path: "/final-report", component: () => import("./FinalReportView.vue"), meta: { title: "finalReport.page", nav: place(80) } },
  ...instead("monthly_reports", "/reports"),
  ...instead("circulars", "/circulars"),
  ...instead("work_plans", "/work-plans"),
  { path: "/print/plans/:id(\\d+)", component: () => import("./print/PlanPrint.vue"), meta: { title: "print.plan", bare: true } },
  { path: "/print/circulars/:id(\\d+)", component: () => import("./print/CircularPrint.vue"), meta: { title: "circular.one", bare: true } },
  { path: "/print/ranking", component: () => import("./print/RankingPrint.vue"), meta: { title: "ranking.page", bare: true } },
];
