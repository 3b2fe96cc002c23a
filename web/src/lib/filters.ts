import { computed, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";

/**
 * A filter kept in the page's address, so that a list can be sent to a colleague and Back works. Empty means no filter.
 */
export function useFilter(name: string): WritableComputedRef<string> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => (typeof route.query[name] === "string" ? route.query[name] : ""),
    set: (value) => {
      const query = { ...route.query, [name]: value === "" ? undefined : value };
      void router.replace({ path: route.path, query });
    },
  });
}

/** Leaves out what is empty: the service refuses empty filters. */
export function filled<T extends Record<string, string | undefined>>(filters: T): Partial<T> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== "")) as Partial<T>;
}

/** The comma-separated list with the code put in or taken out. */
export function toggled(list: string, code: string): string {
  const codes = list === "" ? [] : list.split(",");
  return (codes.includes(code) ? codes.filter((other) => other !== code) : [...codes, code]).join(",");
}
