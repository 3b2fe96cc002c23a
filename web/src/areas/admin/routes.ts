import type { RouteRecordRaw } from "vue-router";

import { isAdministrator, may } from "@/lib/roles";

export const routes: RouteRecordRaw[] = [
  {
    path: "/posts",
    component: () => import("./PostsView.vue"),
    meta: { title: "nav.posts", nav: { group: "admin", order: 20, shownTo: (me) => may(me, "read_users") } },
  },
  {
    path: "/grants",
    component: () => import("./GrantsView.vue"),
    meta: { title: "nav.grants", nav: { group: "admin", order: 15, shownTo: isAdministrator } },
  },
  {
    path: "/sign-in-rules",
    component: () => import("./SignInRulesView.vue"),
    meta: { title: "nav.signInRules", nav: { group: "admin", order: 25, shownTo: (me) => may(me, "read_users") } },
  },
  {
    path: "/audit",
    component: () => import("./AuditView.vue"),
    meta: { title: "nav.audit", nav: { group: "admin", order: 30, shownTo: (me) => may(me, "read_audit") } },
  },
  {
    path: "/webhooks",
    component: () => import("./WebhooksView.vue"),
    meta: { title: "nav.webhooks", nav: { group: "admin", order: 40, shownTo: (me) => may(me, "edit_webhooks") } },
  },
];
