import { type Ref, ref } from "vue";

import { body, client } from "@/api/client";
import { todayInChina } from "@/lib/chinaTime";

/** Today in China by the service's clock, which a demonstration may have set to another year; the browser's until it answers. */
const today = ref(todayInChina(Date.now()));

export function useClock(): Ref<string> {
  return today;
}

/** Asks the service what day it is. */
export async function readClock(): Promise<void> {
  const answer = await body(client.GET("/post_holders"));
  today.value = answer.day;
}
