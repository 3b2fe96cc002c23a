import { defineStore } from "pinia";
import { computed, ref } from "vue";

import { body, client, onSessionChange, onSessionEnd, ProblemError, setCsrfToken } from "@/api/client";
import type { Me, Permission } from "@/api/types";

interface Waiting {
  resolve: () => void;
  promise: Promise<void>;
}

function newWaiting(): Waiting {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { resolve, promise };
}

/** Who is logged in, and the dialog that asks again when the session has ended. */
export const useSession = defineStore("session", () => {
  const me = ref<Me | null>(null);
  const known = ref(false);
  const waiting = ref<Waiting | null>(null);

  /** Asks the service once who is logged in; nobody is no failure. */
  async function restore(): Promise<void> {
    if (known.value) return;
    try {
      enter(await body(client.GET("/session")));
    } catch (error) {
      // Somebody whose rights await their confirmation is nobody yet: the login page says so.
      if (!(error instanceof ProblemError) || (error.status !== 401 && error.code !== "grant_not_confirmed")) throw error;
    }
    known.value = true;
  }

  function enter(who: Me): void {
    me.value = who;
    setCsrfToken(who.csrf_token);
    onSessionChange({ refresh: stillTheSame, duty: refresh });
    onSessionEnd(() => {
      waiting.value ??= newWaiting();
      return waiting.value.promise;
    });
  }

  /** Asks the service anew who is logged in and what must be done first. */
  async function refresh(): Promise<void> {
    enter(await body(client.GET("/session")));
  }

  /** Another page of this browser has logged in anew: as somebody else, this page's is no longer theirs to see. */
  async function stillTheSame(): Promise<boolean> {
    const before = me.value?.user.id;
    await refresh();
    if (me.value?.user.id === before) return true;
    window.location.reload();
    return false;
  }

  async function logIn(login: string, password: string, code = ""): Promise<void> {
    enter(await body(client.POST("/session", { body: { login, password, ...(code === "" ? {} : { code }) } })));
    known.value = true;
    waiting.value?.resolve();
    waiting.value = null;
  }

  async function logOut(): Promise<void> {
    onSessionEnd(null);
    onSessionChange(null);
    await body(client.DELETE("/session"));
    me.value = null;
  }

  return {
    me,
    restore,
    refresh,
    logIn,
    logOut,
    ended: computed(() => waiting.value !== null),
    user: computed(() => me.value?.user),
    /** What to call them by: not every account has a name. */
    name: computed(() => me.value?.user.display_name || (me.value?.user.login ?? "")),
    /** What must be done before anything else. */
    duty: computed(() => me.value?.duty ?? null),
    may: (permission: Permission) => me.value?.permissions.includes(permission) ?? false,
  };
});
