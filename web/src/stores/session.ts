import { defineStore } from "pinia";
import { computed, ref } from "vue";

import { body, client, onSessionEnd, ProblemError } from "@/api/client";
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
      if (!(error instanceof ProblemError) || error.status !== 401) throw error;
    }
    known.value = true;
  }

  function enter(who: Me): void {
    me.value = who;
    onSessionEnd(() => {
      waiting.value ??= newWaiting();
      return waiting.value.promise;
    });
  }

  async function logIn(login: string, password: string): Promise<void> {
    enter(await body(client.POST("/session", { body: { login, password } })));
    known.value = true;
    waiting.value?.resolve();
    waiting.value = null;
  }

  async function logOut(): Promise<void> {
    onSessionEnd(null);
    await body(client.DELETE("/session"));
    me.value = null;
  }

  return {
    me,
    restore,
    logIn,
    logOut,
    ended: computed(() => waiting.value !== null),
    user: computed(() => me.value?.user),
    may: (permission: Permission) => me.value?.permissions.includes(permission) ?? false,
  };
});
