import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteLocationRaw } from "vue-router";

import { asProblem } from "@/api/client";
import type { Me } from "@/api/types";
import { routes } from "@/areas";
import { i18n } from "@/i18n";
import { homeOf } from "@/lib/navigation";
import { FIRST_STEPS, nextOf } from "@/lib/next";
import { startupProblem } from "@/lib/startup";
import { useReference } from "@/stores/reference";
import { useSession } from "@/stores/session";

declare module "vue-router" {
  interface RouteMeta {
    /** A message key. */
    title: string;
    /** Shown without logging in. */
    open?: boolean;
    /** Shown alone, without navigation: pages for paper. */
    bare?: boolean;
    /** The page's place in the navigation; none for pages that others lead to. */
    nav?: NavPlace;
  }

  interface NavPlace {
    group: "work" | "programme" | "office" | "support" | "admin";
    /** Ascending from the top of the group. */
    order: number;
    /** For whom; everybody where it is missing. */
    shownTo?: (me: Me) => boolean;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes,
});

/** Whoever must first change the password and the like sees the page for that, and no other. */
function guardDuty(to: RouteLocationNormalized, must: boolean): true | RouteLocationRaw {
  const first = to.path === FIRST_STEPS;
  if (must === first) return true;
  if (!must) return nextOf(to.query.next);
  return { path: FIRST_STEPS, query: to.fullPath === "/" ? {} : { next: to.fullPath } };
}

router.beforeEach(async (to) => {
  const session = useSession();
  await Promise.all([useReference().load(), session.restore()]);
  if (to.meta.open === true) return session.me === null ? true : "/";
  if (session.me !== null) {
    const home = homeOf(session.me);
    if (to.path === "/" && session.duty === null && home !== "/") return home;
    return guardDuty(to, session.duty !== null);
  }
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
