import { computed } from "vue";

import { useUnits } from "@/areas/office/units";
import { filled } from "@/lib/filters";

/** What a figure is limited to, as the service's query and as the address of the lists behind it. */
export function useScopeQuery(props: { region: string; department: string }) {
  const units = useUnits();

  const query = () => filled({ region: props.region, department: props.department });

  function listOf(path: string, more = ""): string {
    const parts = [units.filterOf(props.region), units.filterOf(props.department), more].filter((part) => part !== "");
    return parts.length === 0 ? path : `${path}?${parts.join("&")}`;
  }

  return { query, listOf, key: computed(() => `${props.region}|${props.department}`) };
}
