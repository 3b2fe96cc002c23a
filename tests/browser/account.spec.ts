import { createHmac } from "node:crypto";

import { expect, type Page, test } from "@playwright/test";

import { expectAccessible, logIn, settled } from "./support";
import { TODAY } from "./service";

const FIRST = "first-one-2020";
const OWN = "own-choice-1952";

/** An account that the office makes for one test. */
async function makeAccount(page: Page, login: string, role = "auditor"): Promise<string> {
  await logIn(page, "city_office");
  const answer = await page.request.post("/api/v1/records/users", { data: { login, display_name: `同事 ${login}`, role, password: FIRST } });
  expect(answer.status(), await answer.text()).toBe(201);
  await page.request.delete("/api/v1/session");
  return ((await answer.json()) as { id: string }).id;
}

async function logInByPage(page: Page, login: string, password: string): Promise<void> {
  await page.getByRole("textbox", { name: "账号" }).fill(login);
  await page.getByRole("textbox", { name: "密码" }).fill(password);
  await page.locator("form").getByRole("button", { name: "登录" }).click();
}

async function changePassword(page: Page, current: string, password: string): Promise<void> {
  const form = page.getByRole("region", { name: "修改密码" });
  await form.getByLabel("当前密码").fill(current);
  await form.getByLabel("新密码", { exact: true }).fill(password);
  await form.getByLabel("再输一遍新密码").fill(password);
  await form.getByRole("button", { name: "修改密码" }).click();
}

/** The code of an authenticator with that key, some steps from the service's clock, which stands still. */
function totp(key: string, steps: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(Math.floor(Date.parse(`${TODAY}T01:00:00Z`) / 30_000) + steps));
  const hash = createHmac("sha1", bytes).update(message).digest();
  const number = hash.readUInt32BE((hash[19] ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

test("a first password opens nothing but its own change, and then the page that was asked for", async ({ page }) => {
  const login = `first${Date.now()}`;
  await makeAccount(page, login);
  await page.goto("/coverage");
  await logInByPage(page, login, FIRST);
  await expect(page.getByRole("heading", { name: "首次登录设置" })).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expectAccessible(page, "first-steps");
  await page.goto("/records/enterprises");
  await expect(page).toHaveURL(/first-steps/);
  await changePassword(page, FIRST, "Jincheng@2020");
  await expect(page.getByRole("alert").first()).toContainText("太常见");
  await changePassword(page, FIRST, OWN);
  await expect(page).toHaveURL(/\/records\/enterprises$/);
  await settled(page);
});

test("a password is changed, with what is wrong said at once, and other logins end", async ({ page, browser }) => {
  const login = `change${Date.now()}`;
  await makeAccount(page, login);
  await page.goto("/login");
  await logInByPage(page, login, FIRST);
  await changePassword(page, FIRST, OWN);
  await expect(page).not.toHaveURL(/first-steps/);
  const elsewhere = await browser.newContext({ baseURL: process.env.JIEDUI_URL });
  const second = await elsewhere.request.post("/api/v1/session", { data: { login, password: OWN } });
  expect(second.status(), await second.text()).toBe(200);

  await page.getByRole("link", { name: `同事 ${login}` }).click();
  await settled(page);
  await expect(page.getByRole("region", { name: "登录情况" }).getByRole("row")).toHaveCount(3); // with the heading
  const form = page.getByRole("region", { name: "修改密码" });
  await form.getByLabel("当前密码").fill("not the password");
  await form.getByLabel("新密码", { exact: true }).fill("another-2020-new");
  await form.getByLabel("再输一遍新密码").fill("another-2020-other");
  await form.getByRole("button", { name: "修改密码" }).click();
  await expect(form.getByText("两次输入的新密码不一致。")).toBeVisible();
  await form.getByLabel("再输一遍新密码").fill("another-2020-new");
  await form.getByRole("button", { name: "修改密码" }).click();
  await expect(form.getByRole("alert").first()).toContainText("当前密码不正确");
  await expect(form.getByLabel("新密码", { exact: true })).toHaveValue("another-2020-new");
  await changePassword(page, OWN, FIRST);
  await expect(form.getByRole("alert").first()).toContainText("最近 5 次");
  await changePassword(page, OWN, "another-2020-new");
  await expect(form.getByRole("status")).toHaveText("密码已修改，其他地方的登录已结束。");
  await expect(page.getByRole("region", { name: "登录情况" }).getByRole("row")).toHaveCount(2);
  expect((await elsewhere.request.get("/api/v1/session")).status()).toBe(401);
});

test("a second factor is set up, asked for at login, and reset by the office", async ({ page }) => {
  const login = `two${Date.now()}`;
  const id = await makeAccount(page, login);
  await page.goto("/login?next=/account");
  await logInByPage(page, login, FIRST);
  await changePassword(page, FIRST, OWN);
  const panel = page.getByRole("region", { name: "双因素登录" });
  await panel.getByRole("button", { name: "启用双因素登录" }).click();
  await panel.getByLabel("当前密码").fill(OWN);
  await panel.getByRole("button", { name: "下一步" }).click();
  await expect(panel.getByRole("img", { name: "验证器用的二维码" })).toBeVisible();
  await expectAccessible(page, "two-factor");
  const key = (await panel.locator("code").innerText()).replaceAll(" ", "");
  await panel.getByLabel("六位数字").fill("000000");
  await panel.getByRole("button", { name: "确认" }).click();
  await expect(panel.getByRole("alert")).toContainText("验证码不正确");
  await panel.getByLabel("六位数字").fill(totp(key, -1));
  await panel.getByRole("button", { name: "确认" }).click();
  await expect(panel.getByRole("list", { name: "恢复码" }).getByRole("listitem")).toHaveCount(10);
  await panel.getByRole("button", { name: "已保存，继续" }).click();
  await expect(panel.getByText("还剩 10 个恢复码。")).toBeVisible();

  await page.getByRole("button", { name: "退出" }).click();
  await logInByPage(page, login, OWN);
  await page.getByLabel("验证码或恢复码").fill(totp(key, -1));
  await page.locator("form").getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("alert")).toContainText("已经用过");
  await page.getByLabel("验证码或恢复码").fill(totp(key, 0));
  await page.locator("form").getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "我的待办" })).toBeVisible();

  await logIn(page, "city_office");
  await page.goto(`/records/users/${id}`);
  await page.getByRole("button", { name: "重置双因素登录" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "重置双因素登录" }).click();
  await expect(page.getByRole("button", { name: "重置双因素登录" })).toHaveCount(0);
  const again = await page.request.post("/api/v1/session", { data: { login, password: OWN } });
  expect(again.status()).toBe(200);
});

test("an API token is shown once, serves within its permissions and is revoked", async ({ page, playwright }) => {
  const login = `api${Date.now()}`;
  await makeAccount(page, login);
  await page.goto("/login?next=/account");
  await logInByPage(page, login, FIRST);
  await changePassword(page, FIRST, OWN);
  const panel = page.getByRole("region", { name: "接口令牌" });
  await panel.getByRole("button", { name: "新建令牌" }).click();
  const dialog = page.getByRole("dialog", { name: "新建令牌" });
  await dialog.getByLabel("用途").fill("数据大屏");
  await dialog.getByLabel("当前密码").fill(OWN);
  await dialog.getByRole("button", { name: "新建令牌" }).click();
  const secret = await panel.getByRole("status").locator("code").innerText();
  const program = await playwright.request.newContext({ baseURL: process.env.JIEDUI_URL, extraHTTPHeaders: { Authorization: `Bearer ${secret}` } });
  expect((await program.get("/api/v1/coverage")).status()).toBe(200);
  expect((await program.get("/api/v1/audit")).status()).toBe(403);
  await page.reload();
  await settled(page);
  await expect(panel.getByText(secret)).toHaveCount(0);
  await expect(panel.getByRole("row", { name: /数据大屏/ })).toContainText("127.0.0.1");
  await panel.getByRole("button", { name: "撤销 数据大屏" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "撤销" }).click();
  await expect(panel.getByText("没有接口令牌")).toBeVisible();
  expect((await program.get("/api/v1/coverage")).status()).toBe(401);
  await program.dispose();
});

test("the office says which roles need a second factor, and who lacks it is led there", async ({ page }) => {
  const login = `role${Date.now()}`;
  await makeAccount(page, login, "support_department");
  await logIn(page, "city_office");
  await page.goto("/sign-in-rules");
  await settled(page);
  await page.getByText("支持部门", { exact: true }).click();
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("status")).toHaveText("已保存。");
  try {
    await page.request.delete("/api/v1/session");
    await page.goto("/login");
    await logInByPage(page, login, FIRST);
    await changePassword(page, FIRST, OWN);
    await expect(page.getByText("您的角色登录时须另用验证码确认")).toBeVisible();
    await expect(page.getByRole("button", { name: "下一步" })).toBeVisible();
  } finally {
    await logIn(page, "city_office");
    await page.request.patch("/api/v1/sign_in_rules", { data: { two_factor_roles: [] } });
  }
});
