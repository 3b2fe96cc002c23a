import { expect, test } from "@playwright/test";

import { accountOf, enterpriseWithSuggestion, logIn, makePlan, settled } from "./support";

test("from logging in to an approved and a rejected pairing", async ({ page }) => {
  const account = await accountOf(page.request, "city_office");

  await test.step("log in", async () => {
    await page.goto("/");
    await expect(page).toHaveURL(/\/login$/);
    await page.getByRole("textbox", { name: "账号" }).fill(account.login);
    await page.getByRole("textbox", { name: "密码" }).fill(account.password);
    await page.locator("form").getByRole("button", { name: "登录" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "我的待办" })).toBeVisible();
  });

  const enterprise = await enterpriseWithSuggestion(page);
  const plan = await makePlan(page, `浏览器测试 ${Date.now()}`);

  await test.step("my list leads to the approvals", async () => {
    await page.reload();
    await page.getByRole("link", { name: "待审批结对" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "结对审批" })).toBeVisible();
  });

  await test.step("search finds the enterprise by its name, and marks it exact", async () => {
    await page.getByRole("search", { name: "检索" }).getByRole("searchbox").fill(enterprise.title);
    await page.keyboard.press("Enter");
    const first = page.getByRole("region", { name: "结果" }).getByRole("listitem").first();
    await expect(first.getByRole("link", { name: enterprise.title })).toBeVisible();
    await expect(first.getByText("完全匹配")).toBeVisible();
    await first.getByRole("link", { name: enterprise.title }).click();
  });

  await test.step("the enterprise's suggestions say why, and their points add up", async () => {
    await expect(page.getByRole("heading", { level: 1, name: enterprise.title })).toBeVisible();
    const card = page.getByRole("region", { name: "匹配推荐" }).getByRole("listitem").first();
    const bars = card.getByRole("table", { name: "匹配度的构成" });
    await expect(bars.getByRole("rowheader").first()).toBeVisible();
    expect(await bars.locator("tbody tr").count()).toBeGreaterThanOrEqual(5);
    await expect(bars.locator("tfoot")).toContainText(`= ${enterprise.score.toFixed(2)}`);
    await expect(card.getByText(/余 \d+ \/ 共 \d+ 家/).first()).toBeVisible();
  });

  await test.step("the plan says what it covers and that it is proven", async () => {
    await page.getByRole("link", { name: "对接方案", exact: true }).click();
    await page.goto(`/plans/${plan.id}`);
    await expect(page.getByText(/已证明最优/)).toBeVisible();
    await page.getByRole("button", { name: "未覆盖", exact: true }).click();
    await settled(page);
    await page.getByRole("link", { name: "逐对审批" }).click();
  });

  const queue = page.getByRole("region", { name: "待审队列" });
  const rows = queue.getByRole("listitem");
  const pair = page.getByRole("region", { name: "结对双方" });

  await test.step("approve with the keyboard; the next one follows", async () => {
    await expect(pair.getByRole("button", { name: "批准" })).toBeVisible();
    await rows.first().getByRole("button").focus();
    await page.keyboard.press("a");
    await expect(rows.first().getByText("已批准")).toBeVisible();
    await expect(rows.nth(1).getByRole("button")).toHaveAttribute("aria-current", "true");
    await expect(rows.nth(1).getByRole("button")).toBeFocused();
  });

  await test.step("rejecting needs a reason", async () => {
    await expect(pair.getByRole("button", { name: "否决" })).toBeVisible();
    await page.keyboard.press("r");
    const dialog = page.getByRole("dialog", { name: "否决结对" });
    await dialog.getByRole("button", { name: "否决", exact: true }).click();
    await expect(dialog.getByText("请填写理由。")).toBeVisible();
    await dialog.getByRole("button", { name: "专业方向不符" }).click();
    await dialog.getByRole("button", { name: "否决", exact: true }).click();
    await expect(rows.nth(1).getByText("已否决")).toBeVisible();
  });

  await test.step("what was decided is kept, with its reason, and can be undone", async () => {
    await rows.nth(1).getByRole("button").click();
    await expect(pair.getByText("专业方向不符")).toBeVisible();
    await pair.getByRole("button", { name: "撤回审批" }).click();
    await expect(rows.nth(1).getByText("待审")).toBeVisible();
  });
});

test("a batch is approved with its count", async ({ page }) => {
  await logIn(page, "city_office");
  const plan = await makePlan(page, `批量 ${Date.now()}`);
  await page.goto(`/approvals?plan=${plan.id}`);
  const queue = page.getByRole("region", { name: "待审队列" });
  await queue.getByRole("checkbox").nth(1).check();
  await queue.getByRole("checkbox").nth(2).check();
  await queue.getByRole("button", { name: "批准所选 2 条" }).click();
  await expect(queue.getByText("成功 2 条，失败 0 条。")).toBeVisible();
});

test("a plan is made, re-solved and compared", async ({ page }) => {
  await logIn(page, "city_office");
  const first = `甲案 ${Date.now()}`;
  await makePlan(page, first);
  await page.goto("/plans");
  await page.getByRole("button", { name: "编制方案" }).click();
  const dialog = page.getByRole("dialog", { name: "编制方案" });
  const second = `乙案 ${Date.now()}`;
  await dialog.getByLabel("方案名称").fill(second);
  await dialog.getByRole("button", { name: "求解" }).click();
  await expect(page.getByRole("heading", { level: 1, name: second })).toBeVisible();

  await page.getByRole("button", { name: "重新求解" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "重新求解" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.getByRole("button", { name: "与其他方案对比" }).click();
  await page.getByRole("combobox", { name: "与哪个方案相比" }).press("Enter");
  await page.getByRole("option", { name: first }).click();
  await expect(page.getByText(/新增 0，取消 0，更换 \d+，不变 \d+/)).toBeVisible();
});

test("an expert finds enterprises by need, and sees own pairings", async ({ page }) => {
  await logIn(page, "expert");
  await page.goto("/");
  const suggestions = page.getByRole("region", { name: "匹配推荐" });
  await expect(suggestions.getByRole("listitem").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "结对审批" })).toHaveCount(0);
  await page.getByRole("search", { name: "检索" }).getByRole("searchbox").fill("检测");
  await page.keyboard.press("Enter");
  await page.getByRole("group", { name: "类别" }).getByRole("checkbox", { name: /创新需求/ }).check();
  const hits = page.getByRole("region", { name: "结果" }).getByRole("listitem");
  await expect(hits.first()).toContainText("创新需求");
  await expect(hits.first().locator("mark").first()).toBeVisible();
  await page.getByRole("link", { name: "我的结对" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "我的结对" })).toBeVisible();
});
