import { defineStore } from "pinia";
import { computed, ref } from "vue";

import { body, client } from "@/api/client";
import type { CodeName, KindDefinition, Reference } from "@/api/types";
import { currentLanguage } from "@/i18n";
import { formatMilliseconds } from "@/lib/format";

/** What the city's reference data say: read once, before the first page is shown. */
export const useReference = defineStore("reference", () => {
  const data = ref<Reference | null>(null);

  async function load(): Promise<void> {
    data.value ??= await body(client.GET("/reference"));
  }

  function pick(name: { zh: string; en: string }): string {
    return currentLanguage() === "en" && name.en !== "" ? name.en : name.zh;
  }

  const regionTitles = computed(() => titles(data.value?.regions));
  const sectorTitles = computed(() => titles(data.value?.programme_sectors));
  const departmentTitles = computed(() => titles(data.value?.departments));

  function titles(list: CodeName[] | undefined): Map<string, string> {
    return new Map(list?.map((entry) => [entry.code, pick(entry)]));
  }

  /** The title of an enumeration's code; the code itself where the service does not know it. */
  function titleOf(enumeration: string, code: string): string {
    const found = data.value?.enumerations[enumeration]?.find((entry) => entry.code === code);
    return found === undefined ? code : pick(found);
  }

  function kind(codeOrPlural: string): KindDefinition | undefined {
    return data.value?.kinds.find((entry) => entry.code === codeOrPlural || entry.plural === codeOrPlural);
  }

  /** The title of a kind's field; its name where the service does not know it. */
  function fieldTitle(kindCode: string, name: string): string {
    const field = kind(kindCode)?.fields.find((entry) => entry.name === name);
    return field === undefined ? name : pick(field);
  }

  /** A field's value as the audit trail keeps it, with titles in the place of codes. */
  function valueTitle(kindCode: string, name: string, value: string): string {
    if (value === "") return "—";
    const field = kind(kindCode)?.fields.find((entry) => entry.name === name);
    if (name.endsWith("_ms")) return formatMilliseconds(value);
    if (field?.name === "region_code") return regionTitles.value.get(value) ?? value;
    if (field?.name === "programme_sector") return sectorTitles.value.get(value) ?? value;
    if (field?.type !== "choice") return value;
    const choice = field.choices?.find((entry) => entry.code === value);
    return choice === undefined ? titleOf(field.enumeration ?? "", value) : pick(choice);
  }

  /** Regions that enterprises belong to: everything below the city itself. */
  const counties = computed(() => data.value?.regions.filter((region) => ["county", "zone"].includes(region.level)) ?? []);

  return {
    data,
    load,
    pick,
    titleOf,
    kind,
    fieldTitle,
    valueTitle,
    counties,
    city: computed(() => (data.value === null ? "" : pick(data.value.city))),
    demo: computed(() => data.value?.demo ?? false),
    demoAccounts: computed(() => data.value?.demo_accounts ?? []),
    externalLogins: computed(() => data.value?.external_logins ?? []),
    region: (code: string) => regionTitles.value.get(code) ?? code,
    programmeSector: (code: string) => sectorTitles.value.get(code) ?? code,
    department: (code: string) => departmentTitles.value.get(code) ?? code,
    kindTitle: (code: string) => titleOf("kind", code),
    pairKindTitle: (code: string) => titleOf("pair_kind", code),
  };
});
