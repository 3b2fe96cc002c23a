import { computed } from "vue";

import { begunMonths, reportedMonth } from "@/areas/office/months";
import { useFilter } from "@/lib/filters";
import { useCampaigns } from "@/stores/campaigns";

/** The month that a page shows, in its address; without one, the month whose reports are due. Asks for loaded campaigns. */
export function useCampaignMonth() {
  const campaigns = useCampaigns();
  const chosen = useFilter("month");
  const months = computed(() => {
    const campaign = campaigns.current;
    const begun = begunMonths(campaign?.starts_on ?? null, campaign?.ends_on ?? null, campaigns.today);
    return chosen.value === "" || begun.includes(chosen.value) ? begun : [chosen.value, ...begun];
  });
  const month = computed({
    get: () => (chosen.value === "" ? reportedMonth(months.value, campaigns.today) : chosen.value),
    set: (value: string) => (chosen.value = value),
  });
  return { month, months };
}
