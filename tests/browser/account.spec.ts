import { expect, test } from "@playwright/test";

import { logIn, settled } from "./support";

test("a password is changed, with what is wrong said at once, and other logins end", async ({ page, browser }) => {
  const account = await logIn(page, "lingchuan");
  const elsewhere = await browser.newContext({ baseURL: process.env.JIEDUI_URL });
  await elsewhere.request.post("/api/v1/session", { data: { login: account.login, password: account.password } });

  await page.goto("/");
  await page.getByRole("link", { name: /陵川县推进小组/ }).click();
  await settled(page);
  await expect(page.getByRole("region", { name: "登录情况" }).getByRole("row")).toHaveCount(3); // with the heading
  const form = page.getByRole("region", { name: "修改密码" });
  await form.getByLabel("当前密码").fill("not the password");
  await form.getByLabel("新密码", { exact: true }).fill("lingchuan-2020-new");
  await form.getByLabel("再输一遍新密码").fill("lingchuan-2020-other");
  await form.getByRole("button", { name: "修改密码" }).click();
  await expect(form.getByText("两次输入的新密码不一致。")).toBeVisible();
  await form.getByLabel("再输一遍新密码").fill("lingchuan-2020-new");
  await form.getByRole("button", { name: "修改密码" }).click();
  await expect(form.getByRole("alert").first()).toContainText("当前密码不正确");
  await expect(form.getByLabel("新密码", { exact: true })).toHaveValue("lingchuan-2020-new");
  await form.getByLabel("当前密码").fill(account.password);
  await form.getByRole("button", { name: "修改密码" }).click();
  await expect(form.getByRole("status")).toHaveText("密码已修改，其他地方的登录已结束。");
  await expect(page.getByRole("region", { name: "登录情况" }).getByRole("row")).toHaveCount(2);
  expect((await elsewhere.request.get("/api/v1/session")).status()).toBe(401);

  await page.request.post("/api/v1/session/password", { data: { current: "lingchuan-2020-new", password: account.password } });
});
