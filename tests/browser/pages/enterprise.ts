import { expect, type Page } from "@playwright/test";

import { settled } from "../support";
import { firstOf, type PageSpec } from "./page";

interface SurveyBrief {
  id: string;
  period: string;
  state: string;
  enterprise: string;
  answers: Record<string, unknown>;
}

const FILLED = {
  institutions: { rows: [{ name: "煤层气抽采技术中心", approved_by: "企业自建", field: "瓦斯治理", count: 1, staff: 12, spending_wan: 186.5, equipment_wan: 420 }] },
  projects: {
    rows: [
      { name: "3号煤层本煤层瓦斯高效抽采技术研究", source: "市级计划 演示〔2020〕12号", staff: 9, spending_wan: 128, assets_wan: 36.5 },
      { name: "综采工作面智能化改造", source: "企业自选", staff: 14, spending_wan: 96.4 },
    ],
  },
  activities: { input: "全年研发费用 224.4 万元，单独设账归集。", talent: "与院校联合培养技术骨干 6 人。", other: ["other_03", "other_08", "other_11"] },
};

/** The survey of this year that the page's own enterprise has not submitted; made where there is none. */
export async function ownDraft(page: Page): Promise<SurveyBrief> {
  const me = (await (await page.request.get("/api/v1/session")).json()) as { user: { own_id: string } };
  const list = (await (await page.request.get(`/api/v1/records/surveys?enterprise=${me.user.own_id}&limit=20`)).json()) as { items: SurveyBrief[] };
  const there = list.items.find((survey) => survey.period === "2020");
  if (there !== undefined) return there;
  const made = await page.request.post("/api/v1/records/surveys", { data: { enterprise: me.user.own_id, period: "2020", answers: FILLED } });
  expect(made.status(), await made.text()).toBe(201);
  return (await made.json()) as SurveyBrief;
}

/** A survey in that state whose answers are not empty. */
export async function filledSurvey(page: Page, state: string): Promise<SurveyBrief> {
  const list = (await (await page.request.get(`/api/v1/records/surveys?state=${state}&limit=200`)).json()) as { items: SurveyBrief[] };
  const found = list.items.find((survey) => survey.period === "2020" && Object.keys(survey.answers).length > 1);
  if (found === undefined) throw new Error(`the demonstration city has no filled survey that is ${state}`);
  return found;
}

/** An enterprise that has come far: it has a sign-off. */
async function farEnterprise(page: Page): Promise<string> {
  const list = (await (await page.request.get("/api/v1/records/sign_offs?state=signed_off&limit=1")).json()) as { items: { enterprise: string }[] };
  const first = list.items[0];
  if (first === undefined) throw new Error("the demonstration city has no sign-off");
  return first.enterprise;
}

async function openTab(page: Page, name: string): Promise<void> {
  const tab = page.getByRole("tab", { name });
  await tab.scrollIntoViewIfNeeded();
  await tab.click();
  await settled(page);
}

export const enterprise: PageSpec[] = [
  { name: "surveys", as: "zezhou", path: "/surveys" },
  { name: "survey-form", as: "enterprise1", path: async (page) => `/surveys/${(await ownDraft(page)).id}` },
  { name: "survey", as: "city_office", path: async (page) => `/surveys/${(await filledSurvey(page, "confirmed")).id}` },
  { name: "survey-print", as: "city_office", path: async (page) => `/print/surveys/${(await filledSurvey(page, "confirmed")).id}` },
  { name: "reviews", as: "zezhou", path: "/reviews" },
  { name: "sign-offs", as: "city_office", path: "/sign-offs" },
  { name: "sign-off", as: "zezhou", path: async (page) => `/sign-offs/${await firstOf(page, "records/sign_offs?state=draft")}` },
  { name: "sign-off-done", as: "city_office", path: async (page) => `/sign-offs/${await firstOf(page, "records/sign_offs?state=signed_off")}`, pictured: false },
  { name: "spot-checks", as: "city_office", path: "/spot-checks" },
  { name: "ledger", as: "city_office", path: "/ledger" },
  {
    name: "ledger-item",
    as: "zezhou",
    path: async (page) => {
      const board = (await (await page.request.get("/api/v1/ledger?state=in_progress&limit=50")).json()) as { items: { item: { id: string; allowed_events: string[] } }[] };
      const own = board.items.find(({ item }) => item.allowed_events.includes("settle"));
      if (own === undefined) throw new Error("the demonstration county answers for no problem");
      return `/ledger/${own.item.id}`;
    },
  },
  {
    name: "visit-new",
    as: "zezhou",
    path: "/visits/new",
    show: async (page) => {
      await page.getByRole("button", { name: "增加问题" }).click();
      await page.getByRole("button", { name: "增加需求" }).click();
    },
  },
  {
    name: "enterprise-timeline",
    as: "city_office",
    path: async (page) => `/records/enterprises/${await farEnterprise(page)}`,
    show: async (page) => openTab(page, "时间线"),
  },
  {
    name: "enterprise-policies",
    as: "enterprise3",
    path: async (page) => `/records/enterprises/${((await (await page.request.get("/api/v1/session")).json()) as { user: { own_id: string } }).user.own_id}`,
    show: async (page) => openTab(page, "适用政策"),
  },
  {
    name: "enterprise-benchmark",
    as: "enterprise3",
    path: async (page) => `/records/enterprises/${((await (await page.request.get("/api/v1/session")).json()) as { user: { own_id: string } }).user.own_id}`,
    show: async (page) => openTab(page, "对标"),
  },
];
