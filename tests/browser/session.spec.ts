import { expect, test } from "@playwright/test";

import { logIn, makePlan } from "./support";

test("a wrong password is said, and what to do", async ({ page }) => {
  await page.goto("/login");
  await page.getByRole("textbox", { name: "账号" }).fill("nobody");
  await page.getByRole("textbox", { name: "密码" }).fill("definitely wrong");
  await page.locator("form").getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("alert")).toContainText("请核对账号和密码");
  await expect(page.getByRole("textbox", { name: "账号" })).toHaveValue("nobody");
});

test("after logging in the page asked for is shown, and never a foreign one", async ({ page }) => {
  const account = await logIn(page, "city_office");
  await page.request.delete("/api/v1/session");
  for (const [asked, shown] of [
    ["/coverage", /\/coverage$/],
    ["/login?next=//example.org/", /127\.0\.0\.1:\d+\/$/],
  ] as const) {
    await page.goto(asked);
    await page.getByRole("textbox", { name: "账号" }).fill(account.login);
    await page.getByRole("textbox", { name: "密码" }).fill(account.password);
    await page.locator("form").getByRole("button", { name: "登录" }).click();
    await expect(page).toHaveURL(shown);
    await page.getByRole("button", { name: "退出" }).click();
    await expect(page).toHaveURL(/\/login$/);
  }
});

test("nothing typed is lost when the session ends", async ({ page, context }) => {
  const account = await logIn(page, "city_office");
  const plan = await makePlan(page, `过期 ${Date.now()}`);
  await page.goto(`/approvals?plan=${plan.id}`);
  const pair = page.getByRole("region", { name: "结对双方" });
  await pair.getByRole("button", { name: "否决" }).click();
  const dialog = page.getByRole("dialog", { name: "否决结对" });
  await dialog.getByLabel("理由（必填）").fill("该专家下半年出国访问");
  await context.clearCookies();
  await dialog.getByRole("button", { name: "否决", exact: true }).click();

  const again = page.getByRole("dialog", { name: "登录已过期" });
  await expect(again.getByRole("textbox", { name: "账号" })).toHaveValue(account.login);
  await again.getByRole("textbox", { name: "密码" }).fill(account.password);
  await again.getByRole("button", { name: "登录", exact: true }).click();

  const rows = page.getByRole("region", { name: "待审队列" }).getByRole("listitem");
  await expect(rows.first().getByText("已否决")).toBeVisible();
  await rows.first().getByRole("button").click();
  await expect(pair.getByText("该专家下半年出国访问")).toBeVisible();
});

test("a change on an old version is refused, and the page says what to do", async ({ page }) => {
  await logIn(page, "city_office");
  const plan = await makePlan(page, `并发 ${Date.now()}`);
  await page.goto(`/approvals?plan=${plan.id}`);
  const pair = page.getByRole("region", { name: "结对双方" });
  await expect(pair.getByRole("button", { name: "批准" })).toBeVisible();
  const list = (await (await page.request.get(`/api/v1/pairings?plan=${plan.id}&state=suggested&limit=1`)).json()) as {
    items: { id: string; version: number }[];
  };
  const first = list.items[0];
  if (first === undefined) throw new Error("the plan has no pairing");
  const headers = { "If-Match": `"v${first.version}"` };
  const pinned = await page.request.post(`/api/v1/pairings/${first.id}/events`, { headers, data: { event: "pin" } });
  expect(pinned.status(), await pinned.text()).toBe(200);

  await pair.getByRole("button", { name: "批准" }).click();
  await expect(pair.getByRole("alert")).toContainText("他人刚刚修改过");
  await pair.getByRole("button", { name: "重试" }).click();
  await pair.getByRole("button", { name: "批准" }).click();
  await expect(page.getByRole("region", { name: "待审队列" }).getByRole("listitem").first().getByText("已批准")).toBeVisible();
});

test("when the service is away the page says so and tries again", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/");
  await page.route("**/api/v1/search*", (route) => route.abort());
  await page.goto("/search?q=铸造");
  await expect(page.getByRole("alert")).toContainText("连不上服务");
  await page.unroute("**/api/v1/search*");
  await page.getByRole("button", { name: "重试" }).click();
  await expect(page.getByRole("region", { name: "结果" }).getByRole("listitem").first()).toBeVisible();
});
