import type { RouteRecordRaw } from "vue-router";

import { hasOwnRecord, isRole, may } from "@/lib/roles";

export const routes: RouteRecordRaw[] = [
  {
    path: "/helping",
    component: () => import("./HelpingView.vue"),
    meta: { title: "helper.title", nav: { group: "work", order: 10, shownTo: (me) => hasOwnRecord(me) && may(me, "offer") } },
  },
  {
    path: "/entitlements",
    component: () => import("./EntitlementsView.vue"),
    meta: { title: "entitlementPage.title", nav: { group: "support", order: 10, shownTo: (me) => !may(me, "offer") } },
  },
  {
    path: "/benchmarks",
    component: () => import("./BenchmarksView.vue"),
    meta: { title: "benchmarkPage.title", nav: { group: "support", order: 15 } },
  },
  { path: "/equipment", component: () => import("./EquipmentView.vue"), meta: { title: "equipment.title", nav: { group: "support", order: 20 } } },
  {
    path: "/technology-suggestions",
    component: () => import("./TechnologySuggestionsView.vue"),
    meta: { title: "technology.title", nav: { group: "support", order: 30, shownTo: (me) => may(me, "read_reports") && !isRole(me, "county") } },
  },
  {
    path: "/listing-suggestions",
    component: () => import("./ListingSuggestionsView.vue"),
    meta: { title: "listing.title", nav: { group: "support", order: 35, shownTo: (me) => may(me, "read_reports") } },
  },
];
