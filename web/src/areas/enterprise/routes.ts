import type { RouteRecordRaw } from "vue-router";

import { isRole, may } from "@/lib/roles";
import { useSession } from "@/stores/session";

/** Whether the caller is the one who reviews what is submitted. */
function reviews(): boolean {
  const { me } = useSession();
  return me !== null && isRole(me, "county");
}

/**
 * Lists and tasks lead to the rosters' common pages; these kinds have pages of their own. What was submitted to a
 * county leads to its queue.
 */
function instead(from: string, to: string, kind: string): RouteRecordRaw[] {
  return [
    {
      path: `/records/${from}`,
      redirect: ({ query }) => (query.state === "submitted" && reviews() ? { path: "/reviews", query: { kind } } : { path: to, query }),
    },
    { path: `/records/${from}/:id(\\d+)`, redirect: (target) => `${to}/${String(target.params.id)}` },
  ];
}

export const routes: RouteRecordRaw[] = [
  {
    path: "/surveys",
    component: () => import("./SurveysView.vue"),
    meta: { title: "survey.list", nav: { group: "programme", order: 10, shownTo: (me) => !isRole(me, "expert", "alliance", "platform") } },
  },
  { path: "/surveys/:id(\\d+)", component: () => import("./SurveyView.vue"), meta: { title: "survey.title" } },
  { path: "/print/surveys/:id(\\d+)", component: () => import("./SurveyPrintView.vue"), meta: { title: "survey.title", bare: true } },
  {
    path: "/reviews",
    component: () => import("./ReviewsView.vue"),
    meta: { title: "reviews.title", nav: { group: "programme", order: 12, shownTo: (me) => isRole(me, "county", "city_office") } },
  },
  {
    path: "/sign-offs",
    component: () => import("./SignOffsView.vue"),
    meta: { title: "signOffs.title", nav: { group: "programme", order: 20, shownTo: (me) => !isRole(me, "expert", "alliance", "platform") } },
  },
  { path: "/sign-offs/:id(\\d+)", component: () => import("./SignOffView.vue"), meta: { title: "signOffs.one" } },
  {
    path: "/spot-checks",
    component: () => import("./SpotChecksView.vue"),
    meta: { title: "spotChecks.title", nav: { group: "programme", order: 22, shownTo: (me) => isRole(me, "county", "city_office", "auditor") } },
  },
  {
    path: "/ledger",
    component: () => import("./LedgerView.vue"),
    meta: { title: "ledgerBoard.title", nav: { group: "programme", order: 30, shownTo: (me) => !isRole(me, "expert", "alliance", "platform") } },
  },
  { path: "/ledger/:id(\\d+)", component: () => import("./LedgerItemView.vue"), meta: { title: "ledgerBoard.item" } },
  {
    path: "/visits/new",
    component: () => import("./VisitNewView.vue"),
    meta: { title: "visits.new", nav: { group: "programme", order: 32, shownTo: (me) => may(me, "edit_roster") } },
  },
  ...instead("surveys", "/surveys", "survey"),
  ...instead("sign_offs", "/sign-offs", "sign_off"),
  ...instead("ledger", "/ledger", "ledger_item"),
  { path: "/records/spot_checks", redirect: (target) => ({ path: "/spot-checks", query: target.query }) },
];
