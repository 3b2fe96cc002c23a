import { mount } from "@vue/test-utils";
import { createPinia } from "pinia";
import { afterEach, describe, expect, it } from "vitest";

import type { PairingBrief } from "@/api/types";
import ApprovalList from "@/areas/matching/ApprovalList.vue";
import { i18n } from "@/i18n";

function pairing(id: string): PairingBrief {
  const side = (kind: "expert" | "enterprise") => ({ kind, id, title: `${kind}-${id}`, subtitle: "", region_code: "", programme_sector: "" });
  const fixed = { version: 1, plan: "1", pair_kind: "expert-enterprise", score: 0.5, state: "suggested", pinned: false, offered_at: null } as const;
  return { ...fixed, id, helper: side("expert"), enterprise: side("enterprise"), region_code: "", programme_sector: "", allowed_events: ["approve"] };
}

function list() {
  const props = { items: ["1", "2", "3"].map(pairing), current: "2", selected: [] };
  return mount(ApprovalList, { props, global: { plugins: [createPinia(), i18n] }, attachTo: document.body });
}

let shown: ReturnType<typeof list> | null = null;
afterEach(() => shown?.unmount());

describe("ApprovalList", () => {
  it.each([
    ["j", "choose", [["3"]]],
    ["K", "choose", [["1"]]],
    ["a", "approve", [[]]],
    ["r", "reject", [[]]],
    ["u", "undo", [[]]],
  ] as const)("key %s on a row: %s", async (key, event, payload) => {
    shown = list();
    await shown.find("[data-id='2']").trigger("keydown", { key });
    expect(shown.emitted(event)).toEqual(payload);
  });

  it("decides nothing by keys pressed elsewhere, or with Ctrl", async () => {
    shown = list();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
    await shown.find("[data-id='2']").trigger("keydown", { key: "a", ctrlKey: true });
    expect(shown.emitted("approve")).toBeUndefined();
  });

  it("does not run off its ends", async () => {
    shown = list();
    await shown.setProps({ current: "3" });
    await shown.find("[data-id='3']").trigger("keydown", { key: "j" });
    expect(shown.emitted("choose")).toBeUndefined();
  });

  it("takes the focus along to the row that becomes current", async () => {
    shown = list();
    shown.find<HTMLElement>("[data-id='2']").element.focus();
    await shown.setProps({ current: "3" });
    await new Promise((resolve) => setTimeout(resolve));
    expect(document.activeElement?.getAttribute("data-id")).toBe("3");
  });

  it("selects for the batch without choosing", async () => {
    shown = list();
    await shown.findAll("input[type=checkbox]")[1]?.trigger("change");
    expect(shown.emitted("update:selected")).toEqual([[["2"]]]);
    expect(shown.emitted("choose")).toBeUndefined();
  });
});
