import { computed } from "vue";
import { useI18n } from "vue-i18n";

/** Reasons that reviewers often give, in the language of the page. */
export function useReasons() {
  const { tm, rt } = useI18n();
  const list = (key: string) => (tm(key) as unknown[]).map((text) => rt(text as string));
  const surveys = computed(() => list("reviews.surveyReturns"));
  const signOffs = computed(() => list("reviews.signOffReturns"));
  return {
    get surveyReturns() {
      return surveys.value;
    },
    get signOffReturns() {
      return signOffs.value;
    },
  };
}
