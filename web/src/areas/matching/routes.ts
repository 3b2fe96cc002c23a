import type { RouteRecordRaw } from "vue-router";

import { hasOwnRecord, may } from "@/lib/roles";

export const routes: RouteRecordRaw[] = [
  {
    path: "/approvals",
    component: () => import("./ApprovalsView.vue"),
    meta: { title: "nav.approvals", nav: { group: "work", order: 20, shownTo: (me) => may(me, "decide") } },
  },
  {
    path: "/plans",
    component: () => import("./PlansView.vue"),
    meta: { title: "nav.plans", nav: { group: "work", order: 30, shownTo: (me) => !hasOwnRecord(me) } },
  },
  { path: "/plans/:id(\\d+)", component: () => import("./PlanView.vue"), meta: { title: "plan.title" } },
  {
    path: "/pairings",
    component: () => import("./PairingsView.vue"),
    meta: { title: "nav.pairings", nav: { group: "work", order: 12, shownTo: hasOwnRecord } },
  },
];
