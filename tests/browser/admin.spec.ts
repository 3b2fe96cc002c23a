import { expect, test } from "@playwright/test";

import { expectAccessible, logIn, settled } from "./support";

test("a post is handed over from a day on, and its history names the holder of each day", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/posts");
  await settled(page);
  const post = page.getByRole("row").filter({ hasText: "市科技局局长" });
  const before = (await post.getByRole("cell").nth(1).innerText()).trim();
  await post.getByRole("button", { name: /交接/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("接任人姓名").fill("李接任");
  await dialog.getByLabel("从哪天起").fill("2020-05-01"); // before the post was first held
  await dialog.getByRole("button", { name: "办理交接" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(dialog.getByLabel("接任人姓名")).toHaveValue("李接任");
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  await expectAccessible(page, "succession dialog");
  await dialog.getByLabel("从哪天起").fill("2020-09-01");
  await dialog.getByRole("button", { name: "办理交接" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(post).toContainText("李接任");
  await expect(post).toContainText("2020-09-01 起");

  await page.getByLabel("在这一天").fill("2020-08-31");
  await expect(post).toContainText(before);
  await expect(post).not.toContainText("李接任");
});

test("the audit trail is searched, says why, and is found whole", async ({ page }) => {
  await logIn(page, "auditor");
  await page.goto("/audit");
  await settled(page);
  await page.getByRole("button", { name: "校验完整性" }).click();
  await expect(page.getByText(/审计链完整，共 [\d,]+ 条。/)).toBeVisible();

  await page.goto("/audit?action=login");
  await settled(page);
  const rows = page.locator("tbody tr");
  await expect(rows.first()).toContainText("登录");
  await rows.first().getByRole("button").click();
  await expect(page).toHaveURL(/actor=\d+/);
  await settled(page);
  await expect(rows.first()).toContainText("auditor");
  await page.getByRole("button", { name: /只看/ }).click();
  await expect(page).not.toHaveURL(/actor=/);
});

test("a system that is told of changes is registered, not inside the network, and a test message goes on its way", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/webhooks");
  await settled(page);
  await page.getByRole("button", { name: "新增" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("名称").fill("督查平台");
  await dialog.getByLabel("地址").fill("http://127.0.0.1:1/hook");
  await dialog.getByLabel("密钥").fill("a-secret-of-sixteen");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog.getByRole("alert").first()).toContainText("https");
  await dialog.getByLabel("地址").fill("https://receiver.invalid/hook");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "督查平台" })).toBeVisible();

  await page.goto("/webhooks");
  const panel = page.getByRole("region", { name: "督查平台" });
  await panel.getByRole("button", { name: "发送测试消息" }).click();
  await expect(panel.getByText("测试消息已发出，结果见投递记录。")).toBeVisible();
  await expect(panel.getByRole("row").filter({ hasText: "test" })).toContainText("待发送");
  await settled(page);
  await expectAccessible(page, "webhooks with deliveries");
});

test("an account is made with a password for its first login, which must be changed then", async ({ page, browser }) => {
  await logIn(page, "city_office");
  await page.goto("/records/users");
  await settled(page);
  await page.getByRole("button", { name: "新增" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^账号/).fill("new_clerk");
  await dialog.getByLabel(/^姓名|^显示名/).fill("新来的同志");
  await dialog.getByLabel("初始密码").fill("short");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog.getByRole("alert").first()).toBeVisible();
  await dialog.getByRole("button", { name: "生成" }).click();
  const password = await dialog.getByLabel("初始密码").inputValue();
  await expectAccessible(page, "new account dialog");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("new_clerk");
  const other = await (await browser.newContext()).newPage();
  await other.goto("/");
  await other.getByRole("textbox", { name: "账号" }).fill("new_clerk");
  await other.getByRole("textbox", { name: "密码" }).fill(password);
  await other.getByRole("button", { name: "登录", exact: true }).click();
  await expect(other.getByText("密码由他人设置或已到期")).toBeVisible();
});
