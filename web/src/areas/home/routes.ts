import type { RouteRecordRaw } from "vue-router";

import { hasOwnRecord } from "@/lib/roles";

export const routes: RouteRecordRaw[] = [
  { path: "/login", component: () => import("./LoginView.vue"), meta: { title: "login.title", open: true } },
  { path: "/", component: () => import("./TasksView.vue"), meta: { title: "nav.tasks", nav: { group: "work", order: 1 } } },
  {
    path: "/coverage",
    component: () => import("./CoverageView.vue"),
    meta: { title: "nav.coverage", nav: { group: "work", order: 60, shownTo: (me) => !hasOwnRecord(me) } },
  },
  { path: "/first-steps", component: () => import("./FirstStepsView.vue"), meta: { title: "firstSteps.title", bare: true } },
  { path: "/account", component: () => import("./AccountView.vue"), meta: { title: "account.title" } },
  { path: "/:rest(.*)*", component: () => import("./NotFoundView.vue"), meta: { title: "notFound.title" } },
];
