import { expect, type Page, test } from "@playwright/test";

import { planWithUncovered } from "./pages/matching";
import { logIn, makePlan, settled } from "./support";

const QUEUE = "待审队列";

interface Row {
  id: string;
  state: string;
  reason: string;
}

async function pairingsOf(page: Page, plan: string): Promise<Row[]> {
  const answer = await page.request.get(`/api/v1/plans/${plan}/pairings?limit=200`);
  return ((await answer.json()) as { items: Row[] }).items;
}

test("a department's enterprise: suggestions, approval, publication, and the enterprise accepts", async ({ page }) => {
  test.setTimeout(120_000);
  await logIn(page, "enterprise2");
  const own = ((await (await page.request.get("/api/v1/session")).json()) as { user: { own_id: string; display_name: string } }).user;
  const record = (await (await page.request.get(`/api/v1/records/enterprises/${own.own_id}`)).json()) as { title_text: string; region_code: string };
  const name = `团队对接 ${Date.now()}`;

  await test.step("the department asks who could help the enterprise", async () => {
    await logIn(page, "industry");
    await page.goto(`/records/enterprises/${own.own_id}`);
    const suggestions = page.getByRole("region", { name: "匹配推荐" });
    await suggestions.getByRole("button", { name: "专家团队" }).click();
    await settled(page);
    await expect(suggestions.getByRole("listitem").first()).toContainText("团队");
    await expect(suggestions.getByRole("table", { name: "匹配度的构成" }).first()).toBeVisible();
  });

  await test.step("the office makes a plan for the county and watches it being solved", async () => {
    await logIn(page, "office");
    await page.goto("/plans");
    await page.getByRole("button", { name: "编制方案" }).click();
    const dialog = page.getByRole("dialog", { name: "编制方案" });
    await dialog.getByLabel("方案名称").fill(name);
    await dialog.getByText("专家指导企业", { exact: true }).click();
    await dialog.getByText("专家团队指导企业", { exact: true }).click();
    await dialog.getByRole("combobox", { name: "地区范围" }).press("Enter");
    await page.getByRole("option", { name: "泽州县" }).click();
    await dialog.getByRole("button", { name: "求解" }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  });

  await test.step("it approves the pairs in one go", async () => {
    await page.getByRole("link", { name: "逐对审批" }).click();
    await settled(page);
    const queue = page.getByRole("region", { name: QUEUE });
    const approve = queue.getByRole("button", { name: /^批准所选 \d+ 条$/ });
    await queue.getByRole("checkbox", { name: "全选" }).check();
    await approve.click();
    await expect(queue.getByText(/^成功 \d+ 条，失败 0 条。$/)).toBeVisible();
    await expect(queue.getByText("没有待审的结对")).toBeVisible();
  });

  await test.step("it publishes the plan", async () => {
    await page.goto("/plans");
    await page.getByRole("link", { name }).click();
    await page.getByRole("button", { name: "发布" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "发布" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByText("已发布").first()).toBeVisible();
  });

  await test.step("the enterprise accepts", async () => {
    await logIn(page, "enterprise2");
    await page.goto("/pairings");
    const pairing = page.getByRole("listitem").filter({ hasText: "专家团队指导企业" });
    await pairing.getByRole("button", { name: /接受/ }).click();
    await expect(pairing.getByText("企业已接受")).toBeVisible();
    expect(record.region_code).toBe("140525");
  });
});

test("the queue is worked through without a mouse", async ({ page }) => {
  await logIn(page, "city_office");
  const plan = await makePlan(page, `键盘 ${Date.now()}`);
  await page.goto(`/approvals?plan=${plan.id}`);
  await settled(page);
  const queue = page.getByRole("region", { name: QUEUE });
  const rows = queue.getByRole("listitem");
  const row = (at: number) => rows.nth(at).getByRole("button");
  const pair = page.getByRole("region", { name: "结对双方" });

  // As far as Tab leads from the page's heading to the first pair.
  for (let steps = 0; steps < 60 && !(await row(0).evaluate((element) => element === document.activeElement)); ++steps) await page.keyboard.press("Tab");
  await expect(row(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(row(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(row(0)).toBeFocused();
  await expect(pair.getByRole("button", { name: "批准" })).toBeVisible();
  await page.keyboard.press("a");
  await expect(rows.first().getByText("已批准")).toBeVisible();
  await expect(row(1)).toBeFocused();

  await expect(pair.getByRole("button", { name: "批准" })).toBeVisible();
  await page.keyboard.press("r");
  const dialog = page.getByRole("dialog", { name: "否决结对" });
  await expect(dialog.getByLabel("理由（必填）")).toBeFocused();
  await page.keyboard.type("距离太远，企业请求换人");
  for (let steps = 0; steps < 10 && !(await dialog.getByRole("button", { name: "否决", exact: true }).evaluate((element) => element === document.activeElement)); ++steps) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(rows.nth(1).getByText("已否决")).toBeVisible();
  await expect(row(2)).toBeFocused();

  await page.keyboard.press("u");
  await expect(rows.nth(1).getByText("待审")).toBeVisible();
  await expect(row(1)).toBeFocused();
  const states = (await pairingsOf(page, plan.id)).map((one) => one.state);
  expect(states.filter((state) => state === "approved")).toHaveLength(1);
  expect(states).not.toContain("rejected");
});

test("keys decide nothing while the focus is elsewhere, and a batch is taken back", async ({ page }) => {
  await logIn(page, "city_office");
  const plan = await makePlan(page, `撤销 ${Date.now()}`);
  await page.goto(`/approvals?plan=${plan.id}`);
  await settled(page);
  const queue = page.getByRole("region", { name: QUEUE });
  await page.getByRole("searchbox").last().focus();
  await page.keyboard.type("aru");
  await page.reload();
  await settled(page);
  expect((await pairingsOf(page, plan.id)).every((one) => one.state === "suggested")).toBe(true);
  await queue.getByRole("checkbox").nth(1).check();
  await queue.getByRole("checkbox").nth(2).check();
  await queue.getByRole("button", { name: "批准所选 2 条" }).click();
  await expect(queue.getByText("已批准 2 条")).toBeVisible();
  await queue.getByRole("button", { name: /^撤销/ }).click();
  await expect(queue.getByRole("button", { name: /^撤销/ })).toHaveCount(0);
  expect((await pairingsOf(page, plan.id)).every((one) => one.state === "suggested")).toBe(true);
});

test("an alternate has its price, is tried, adopted and solved again", async ({ page }) => {
  await logIn(page, "city_office");
  const plan = await makePlan(page, `试算采用 ${Date.now()}`);
  await page.goto(`/approvals?plan=${plan.id}`);
  const others = page.getByRole("region", { name: "其他人选" });
  await expect(others.getByText(/^(全案 −\d\.\d\d|全案无损失|会使 \d+ 家失去覆盖)$/).first()).toBeVisible();
  await others.getByRole("button", { name: /^试算/ }).first().click();

  const result = page.getByRole("region", { name: "试算结果" });
  await expect(result.getByText("仅为试算，未保存")).toBeVisible();
  await expect(page.getByText("共 2 项变动")).toBeVisible();
  await expect(result.getByText("更换").first()).toBeVisible();
  expect((await pairingsOf(page, plan.id)).every((one) => one.state === "suggested")).toBe(true);
  await page.reload();
  await expect(page.getByText("共 2 项变动")).toBeVisible();

  await result.getByRole("button", { name: "采用并重新求解" }).click();
  const dialog = page.getByRole("dialog", { name: "采用并重新求解" });
  await dialog.getByRole("button", { name: "采用并重新求解" }).click();
  await expect(dialog.getByText("请填写理由。")).toBeVisible();
  await dialog.getByLabel("排除的理由（必填）").fill("企业另有人选");
  await dialog.getByRole("button", { name: "采用并重新求解" }).click();
  await expect(page.getByText(/^求解完成，用时/)).toBeVisible();
  await expect(page).not.toHaveURL(/edits=/);
  const rejected = (await pairingsOf(page, plan.id)).filter((one) => one.state === "rejected");
  expect(rejected).toHaveLength(1);
});

test("an uncovered enterprise's smallest change is tried and covers it", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto(`/plans/${await planWithUncovered(page)}?tab=uncovered`);
  await settled(page);
  await expect(page.getByRole("heading", { level: 2, name: /已满 \d+ 家$/ })).toBeVisible();
  await page.getByRole("button", { name: /^试算此调整/ }).first().click();
  const result = page.getByRole("region", { name: "试算结果" });
  await expect(result.getByText("新增").first()).toBeVisible();
  await expect(result.getByText(/^\+\d+$/).first()).toBeVisible();
});

test("a band of the score spread opens its pairings", async ({ page }) => {
  await logIn(page, "city_office");
  const plan = await makePlan(page, `分布 ${Date.now()}`);
  await page.goto(`/plans/${plan.id}`);
  await settled(page);
  const bar = page.getByRole("button", { name: /条结对，看这些结对$/ }).and(page.locator(":enabled")).first();
  const count = /(\d+) 条结对/.exec((await bar.textContent()) ?? "")?.[1] ?? "";
  await bar.click();
  await settled(page);
  await expect(page.getByRole("status").filter({ hasText: new RegExp(`^共 ${count} `) })).toBeVisible();
});

test("a solve is found again after the page was left", async ({ page }) => {
  await logIn(page, "city_office");
  // The service answers as it would of a long solve; the page must show it, and cancel it.
  const solve = {
    id: "7", state: "running", name: "全市方案", plan: null, resolves: false, cancelling: false, ahead: 0, seconds: 12.4,
    pair_kind: "expert-enterprise", part: 0, parts: 2, stage: "candidates", done: 100, total: 400, problem: null,
  };
  let cancelled = false;
  await page.route("**/api/v1/plan_solves", (route) => route.fulfill({ json: { items: [solve] } }));
  await page.route("**/api/v1/plan_solves/7", (route) => {
    if (route.request().method() === "DELETE") cancelled = true;
    return route.fulfill({ json: cancelled ? { ...solve, state: "cancelled" } : solve });
  });
  await page.goto("/plans");
  const panel = page.getByRole("region", { name: "求解：全市方案" });
  await expect(panel.getByRole("progressbar")).toBeVisible();
  await expect(panel.getByText(/正在给候选结对评分（100\/400 家）/)).toBeVisible();
  await expect(panel.getByText("已用 12.4 秒")).toBeVisible();
  await panel.getByRole("button", { name: "取消求解" }).click();
  await expect(panel.getByText("求解已取消，没有保存任何内容。")).toBeVisible();
});
