import { expect, type Page, test } from "@playwright/test";

import { creditCode, logIn, settled } from "./support";

/** A coal enterprise that no expert helps yet: there is no place for two. Those of the city have theirs. */
async function makeEnterprise(page: Page): Promise<{ id: string; title: string }> {
  await logIn(page, "city_office");
  const title = `声波矿业${Date.now() % 100_000}有限公司`;
  const credit_code = creditCode(7_000_000 + (Date.now() % 900_000));
  const made = await page.request.post("/api/v1/records/enterprises", { data: { name: title, credit_code, region_code: "140521", sector_code: "0610", above_scale: true } });
  expect(made.status(), await made.text()).toBe(201);
  return { id: ((await made.json()) as { id: string }).id, title };
}

test("an expert finds an enterprise by need and offers help; the coordinator sees and approves it", async ({ page }) => {
  // A need of its own, so that the search finds it whatever else the city lacks.
  const enterprise = await makeEnterprise(page);
  const need = await page.request.post("/api/v1/records/needs", { data: { enterprise: enterprise.id, title: "巷道变形声波诊断", text: "巷道围岩变形的声波诊断与预警。" } });
  expect(need.status(), await need.text()).toBe(201);

  await logIn(page, "expert1");
  await page.goto("/helping");
  await settled(page);
  const finder = page.getByRole("region", { name: "按需求找企业" });
  await expect(async () => {
    await finder.getByRole("textbox", { name: "需求关键词" }).fill("巷道变形声波诊断");
    await finder.getByRole("button", { name: "查找" }).click();
    await expect(finder.getByRole("listitem").filter({ hasText: "巷道变形声波诊断" })).toHaveCount(1, { timeout: 2000 });
  }).toPass({ timeout: 20_000 });
  await finder.getByRole("button", { name: "提出帮扶 巷道变形声波诊断" }).click();
  const dialog = page.getByRole("dialog", { name: "主动提出帮扶" });
  await dialog.getByRole("button", { name: "提出" }).click();
  await expect(dialog.getByText("请写明能帮企业做什么。")).toBeVisible();
  await dialog.getByLabel(/能帮什么/).fill("可到井下布点采集声波数据");
  await dialog.getByRole("button", { name: "提出" }).click();
  await expect(finder.getByRole("status")).toContainText("正待审批");
  await expect(page.getByRole("region", { name: "我提出的帮扶" }).getByRole("listitem").filter({ hasText: enterprise.title })).toContainText("待审");

  await finder.getByRole("button", { name: "提出帮扶 巷道变形声波诊断" }).click();
  await dialog.getByLabel(/能帮什么/).fill("再说一次");
  await dialog.getByRole("button", { name: "提出" }).click();
  await expect(dialog.getByRole("alert")).toContainText("正待审批");
  await expect(dialog.getByLabel(/能帮什么/)).toHaveValue("再说一次");

  await logIn(page, "city_office");
  const waiting = await page.request.get(`/api/v1/pairings?state=suggested&enterprise=${enterprise.id}`);
  const offer = ((await waiting.json()) as { items: { id: string; offered_at: string | null }[] }).items.find((one) => one.offered_at !== null);
  expect(offer).toBeDefined();
  await page.goto(`/approvals?pairing=${offer?.id ?? ""}`);
  const pair = page.getByRole("region", { name: "结对双方" });
  await expect(pair.getByText(/可到井下布点采集声波数据/)).toBeVisible();
  await pair.getByRole("button", { name: "批准" }).click();
  await expect(async () => {
    const now = (await (await page.request.get(`/api/v1/pairings/${offer?.id ?? ""}`)).json()) as { state: string };
    expect(now.state).toBe("published");
  }).toPass({ timeout: 10_000 });

  await logIn(page, "expert1");
  await page.goto("/helping");
  const caseload = page.getByRole("region", { name: "正在帮扶的企业" });
  await expect(caseload.getByRole("listitem").filter({ hasText: enterprise.title })).toBeVisible();
  const log = page.getByRole("region", { name: "指导记录" });
  await log.getByRole("combobox", { name: "企业" }).click();
  await page.getByRole("option", { name: enterprise.title }).click();
  await log.getByRole("textbox", { name: "主题" }).fill("井下声波布点");
  await log.getByRole("textbox", { name: "小时" }).fill("3");
  await log.getByRole("button", { name: "记下" }).click();
  await expect(log.getByText("已记下。")).toBeVisible();
  await expect(log.getByRole("listitem").filter({ hasText: "井下声波布点" })).toContainText("3 小时");
});

/** A machine of the platform's that is shared. */
async function machineOf(page: Page, login: string): Promise<{ id: string; title: string }> {
  await logIn(page, login);
  const me = (await (await page.request.get("/api/v1/session")).json()) as { user: { own_id: string } };
  const answer = await page.request.get(`/api/v1/records/equipment?refers_to=${me.user.own_id}&where=shared=true&limit=1`);
  const item = ((await answer.json()) as { items: { id: string; title_text: string }[] }).items[0];
  if (item !== undefined) return { id: item.id, title: item.title_text };
  const made = await page.request.post("/api/v1/records/equipment", { data: { name: "三坐标测量机", model: "CMM-7", shared: true } });
  expect(made.status(), await made.text()).toBe(201);
  return { id: ((await made.json()) as { id: string }).id, title: "三坐标测量机" };
}

async function book(page: Page, equipment: string, from: string, until: string): Promise<void> {
  await page.goto(`/equipment?equipment=${equipment}`);
  await settled(page);
  await page.getByRole("button", { name: "下一周" }).click();
  await settled(page);
  await page.getByRole("button", { name: "预约 2020-09-15" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("开始").fill(`2020-09-15T${from}`);
  await dialog.getByLabel("结束").fill(`2020-09-15T${until}`);
  await dialog.getByLabel("用途").fill("铸件断口分析");
  await dialog.getByRole("button", { name: "提交预约" }).click();
}

test("a platform lends its equipment; a time that is taken is refused and says by when", async ({ page }) => {
  const machine = await machineOf(page, "platform1");
  await logIn(page, "enterprise1");
  await book(page, machine.id, "09:00", "12:00");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("cell").filter({ hasText: "09:00–12:00" })).toContainText("待确认");

  await logIn(page, "platform1");
  await page.goto(`/equipment?equipment=${machine.id}`);
  await settled(page);
  await page.getByRole("button", { name: "下一周" }).click();
  await page.getByRole("cell").filter({ hasText: "09:00–12:00" }).getByRole("link").click();
  await page.getByRole("button", { name: "确认", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "确认", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "使用完毕" })).toBeVisible();

  await logIn(page, "enterprise2");
  await book(page, machine.id, "11:00", "14:00");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("alert")).toContainText("2020-09-15 09:00 至 2020-09-15 12:00 已有预约");
  await expect(dialog.getByLabel("用途")).toHaveValue("铸件断口分析");
  await dialog.getByLabel("开始").fill("2020-09-15T12:00");
  await dialog.getByRole("button", { name: "提交预约" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a project goes from the pool to its end in the browser", async ({ page }) => {
  await logIn(page, "science");
  const enterprises = (await (await page.request.get("/api/v1/records/enterprises?limit=1")).json()) as { items: { id: string }[] };
  const made = await page.request.post("/api/v1/records/projects", { data: { enterprise: enterprises.items[0]?.id, title: `试验项目 ${Date.now()}`, chain: "fill", total_wan: 100 } });
  expect(made.status(), await made.text()).toBe(201);
  await page.goto(`/records/projects/${((await made.json()) as { id: string }).id}`);
  const dialog = page.getByRole("dialog");
  async function event(name: string, fill: Record<string, string> = {}): Promise<void> {
    await page.getByRole("button", { name, exact: true }).click();
    for (const [label, value] of Object.entries(fill)) await dialog.getByLabel(label).first().fill(value);
    await dialog.getByRole("button", { name, exact: true }).click();
    await expect(dialog).toHaveCount(0);
  }
  await event("申报");
  await event("立项", { "财政资金（万元）": "30" });
  await event("启动实施");
  await page.getByRole("button", { name: "填报进展", exact: true }).click();
  await dialog.getByRole("button", { name: "填报进展", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("须填写进展");
  await dialog.getByLabel("进展").first().fill("样机已试制");
  await dialog.getByRole("button", { name: "填报进展", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await event("完成", { "成果": "通过验收" });
  await expect(page.getByText("已完成")).toBeVisible();
});

test("needs are distilled into a key technology, and a leader becomes a listing candidate", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/technology-suggestions");
  await settled(page);
  await page.getByRole("button", { name: /^凝练为关键技术/ }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await expect(page).toHaveURL(/records\/technologies\/\d+/);
  await expect(page.getByText("拟提出")).toBeVisible();

  await page.goto("/listing-suggestions");
  await settled(page);
  await page.getByRole("button", { name: /^列入后备/ }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await expect(page).toHaveURL(/records\/listings\/\d+/);
});

test("who may ask for a policy, and what an enterprise may ask for, say why", async ({ page }) => {
  await logIn(page, "science");
  const policies = (await (await page.request.get("/api/v1/records/policies?where=needs_rd=true&limit=1")).json()) as { items: { id: string }[] };
  await page.goto(`/records/policies/${policies.items[0]?.id ?? ""}`);
  const entitled = page.getByRole("region", { name: "符合条件的企业" });
  await expect(entitled.getByRole("listitem").first()).toContainText("有研发投入");
  await entitled.getByRole("link").first().click();
  const id = /enterprises\/(\d+)/.exec(page.url())?.[1] ?? "";
  await page.goto(`/entitlements?enterprise=${id}`);
  await settled(page);
  await expect(page.getByRole("table").getByRole("row").nth(1)).toContainText("符合");
});
