import { createRouter, createWebHistory } from "vue-router";

import { asProblem } from "@/api/client";
import { i18n } from "@/i18n";
import { startupProblem } from "@/lib/startup";
import { useReference } from "@/stores/reference";
import { useSession } from "@/stores/session";

declare module "vue-router" {
  interface RouteMeta {
    title: string;
    open?: boolean;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: "/login", component: () => import("@/views/LoginView.vue"), meta: { title: "login.title", open: true } },
    { path: "/", component: () => import("@/views/TasksView.vue"), meta: { title: "nav.tasks" } },
    { path: "/search", component: () => import("@/views/SearchView.vue"), meta: { title: "nav.search" } },
    { path: "/records/:plural", component: () => import("@/views/RecordsView.vue"), meta: { title: "nav.records" } },
    { path: "/records/:plural/:id(\\d+)", component: () => import("@/views/RecordView.vue"), meta: { title: "record.title" } },
    { path: "/plans", component: () => import("@/views/PlansView.vue"), meta: { title: "nav.plans" } },
    { path: "/plans/:id(\\d+)", component: () => import("@/views/PlanView.vue"), meta: { title: "plan.title" } },
    { path: "/approvals", component: () => import("@/views/ApprovalsView.vue"), meta: { title: "nav.approvals" } },
    { path: "/pairings", component: () => import("@/views/PairingsView.vue"), meta: { title: "nav.pairings" } },
    { path: "/sectors", component: () => import("@/views/SectorsView.vue"), meta: { title: "nav.sectors" } },
    { path: "/coverage", component: () => import("@/views/CoverageView.vue"), meta: { title: "nav.coverage" } },
    { path: "/:rest(.*)*", component: () => import("@/views/NotFoundView.vue"), meta: { title: "notFound.title" } },
  ],
});

router.beforeEach(async (to) => {
  const session = useSession();
  await Promise.all([useReference().load(), session.restore()]);
  if (to.meta.open === true) return session.me === null ? true : "/";
  if (session.me !== null) return true;
  return { path: "/login", query: to.fullPath === "/" ? {} : { next: to.fullPath } };
});

router.onError((error) => {
  startupProblem.value = asProblem(error);
});

router.afterEach((to) => {
  startupProblem.value = null;
  const { t } = i18n.global;
  document.title = `${t(to.meta.title)} · ${t("app.name")}`;
});
