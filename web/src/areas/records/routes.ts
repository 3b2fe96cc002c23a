import type { RouteRecordRaw } from "vue-router";

import { may } from "@/lib/roles";

export const routes: RouteRecordRaw[] = [
  { path: "/search", component: () => import("./SearchView.vue"), meta: { title: "nav.search", nav: { group: "work", order: 2 } } },
  { path: "/records/:plural", component: () => import("./RecordsView.vue"), meta: { title: "nav.records" } },
  { path: "/records/:plural/duplicates", component: () => import("./DuplicatesView.vue"), meta: { title: "duplicates.open" } },
  { path: "/records/:plural/:id(\\d+)", component: () => import("./RecordView.vue"), meta: { title: "record.title" } },
  {
    path: "/sectors",
    component: () => import("./SectorsView.vue"),
    meta: { title: "nav.sectors", nav: { group: "work", order: 40, shownTo: (me) => may(me, "settle_sector") } },
  },
];
