import { expect, type Locator, type Page, test } from "@playwright/test";

import { creditCode, expectAccessible, logIn, settled } from "./support";

let made = Date.now() % 900_000;

/** The enterprise of that name, made for one test. */
async function makeEnterprise(page: Page, name: string, more: object = {}): Promise<{ id: string }> {
  const answer = await page.request.post("/api/v1/records/enterprises", { data: { name, credit_code: creditCode(9_000_000 + ++made), region_code: "140525", sector_code: "3391", ...more } });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as { id: string };
}

/** Scrolls from the top to the end, and gives every row's index that came by, with the most rows there were at once. */
async function scrollThrough(page: Page, frame: Locator): Promise<{ seen: Set<number>; most: number }> {
  const seen = new Set<number>();
  let most = 0;
  for (let still = 0; still < 12; ) {
    const now = await frame.evaluate((element) => {
      const rows = [...element.querySelectorAll("tbody tr[aria-rowindex]")].map((row) => Number(row.getAttribute("aria-rowindex")));
      const before = element.scrollTop;
      element.scrollTop += element.clientHeight * 0.8;
      return { rows, moved: element.scrollTop > before };
    });
    for (const index of now.rows) seen.add(index);
    most = Math.max(most, now.rows.length);
    still = now.moved ? 0 : still + 1;
    await page.waitForTimeout(now.moved ? 25 : 100);
  }
  return { seen, most };
}

async function rowCount(frame: Locator): Promise<number> {
  return Number(await frame.getByRole("table").getAttribute("aria-rowcount")) - 1;
}

test("all enterprises come by as one scrolls, none is lost, and few rows are in the page", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/records/enterprises");
  await settled(page);
  const frame = page.getByRole("group", { name: "结果" });
  const total = await rowCount(frame);
  expect(total).toBeGreaterThanOrEqual(600);
  const { seen, most } = await scrollThrough(page, frame);
  expect(seen.size).toBe(total);
  expect(most).toBeLessThan(80);
});

test("ten thousand rows that an import brought are scrolled to the end", async ({ page }) => {
  test.setTimeout(300_000);
  await logIn(page, "city_office");
  const rows = Array.from({ length: 10_000 }, (_, at) => `大名册${String(at).padStart(5, "0")}机械有限公司,${creditCode(at)},泽州县\n`);
  const answer = await page.request.post("/api/v1/imports/enterprises?filename=big.csv", {
    data: Buffer.from(`企业名称,统一社会信用代码,县区\n${rows.join("")}`),
    headers: { "Content-Type": "text/csv" },
    timeout: 200_000,
  });
  expect(answer.status(), await answer.text()).toBe(200);
  expect(((await answer.json()) as { created: number }).created).toBe(10_000);
  await page.goto("/records/enterprises?q=大名册&sort=name");
  await settled(page);
  const frame = page.getByRole("group", { name: "结果" });
  expect(await rowCount(frame)).toBe(10_000);
  const { seen, most } = await scrollThrough(page, frame);
  expect(seen.size).toBe(10_000);
  expect(most).toBeLessThan(80);
  await expect(frame.getByRole("rowheader", { name: "大名册09999机械有限公司" })).toBeVisible();
});

test("a roster is narrowed by its fields and ordered by a column", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/records/experts");
  await settled(page);
  const status = page.getByRole("status").first();
  await expect(status).toHaveText("共 120 条");
  await page.getByText(/^更多筛选/).click();
  await page.getByRole("group", { name: "可指导企业数" }).getByLabel("可指导企业数 不低于").fill("6");
  await page.keyboard.press("Tab");
  await expect(page).toHaveURL(/where=capacity/);
  await expect(status).not.toHaveText("共 120 条");
  await settled(page);
  const narrowed = Number((await status.textContent())?.replaceAll(/\D/g, ""));
  expect(narrowed).toBeGreaterThan(0);
  await page.getByRole("columnheader", { name: "级别" }).getByRole("button").click();
  await expect(page.getByRole("columnheader", { name: "级别" })).toHaveAttribute("aria-sort", "ascending");
  await settled(page);
  await expect(status).toHaveText(`共 ${narrowed} 条`);
  await page.getByRole("button", { name: "清除筛选" }).click();
  await expect(status).toHaveText("共 120 条");
});

test("columns are chosen with the keyboard and stay chosen", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/records/experts");
  await settled(page);
  await expect(page.getByRole("columnheader", { name: "职称" })).toHaveCount(0);
  await page.getByRole("button", { name: "选择列" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "选择列" });
  await dialog.getByRole("checkbox", { name: "职称" }).focus();
  await page.keyboard.press("Space");
  await dialog.getByRole("button", { name: "职称 前移" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  await expectAccessible(page, "the column dialog");
  await dialog.getByRole("button", { name: "确定" }).click();
  await expect(page.getByRole("columnheader", { name: "职称" })).toHaveCount(1);
  await page.reload();
  await settled(page);
  const heads = await page.getByRole("columnheader").allTextContents();
  expect(heads.indexOf("职称")).toBe(heads.length - 2);
});

test("a saved view survives logging out, and is nobody else's", async ({ page }) => {
  const name = `视图 ${Date.now()}`;
  const account = await logIn(page, "city_office");
  await page.goto("/records/enterprises?region=140525&innovation=none");
  await settled(page);
  await page.getByRole("button", { name: "保存当前视图" }).click();
  await page.getByRole("dialog").getByLabel("视图名称").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("button", { name, exact: true })).toHaveAttribute("aria-pressed", "true");

  await page.getByRole("button", { name: "退出" }).click();
  await expect(page).toHaveURL(/login/);
  await logIn(page, "industry");
  await page.goto("/records/enterprises");
  await settled(page);
  await expect(page.getByRole("button", { name: "保存当前视图" })).toBeVisible();
  await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);

  await page.request.post("/api/v1/session", { data: { login: account.login, password: account.password } });
  await page.goto("/records/enterprises");
  await page.getByRole("button", { name, exact: true }).click();
  await expect(page).toHaveURL(/region=140525/);
  await expect(page).toHaveURL(/innovation=none/);
  await page.getByRole("button", { name: `修改视图 ${name}` }).click();
  await page.getByRole("dialog").getByLabel("视图名称").fill(`${name} 改`);
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await page.getByRole("button", { name: `修改视图 ${name} 改` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除视图" }).click();
  await expect(page.getByRole("button", { name: `${name} 改`, exact: true })).toHaveCount(0);
});

test("what is deleted is found among the deleted ones and restored", async ({ page }) => {
  await logIn(page, "city_office");
  const name = `待删企业${Date.now()}`;
  const { id } = await makeEnterprise(page, name);
  await page.goto(`/records/enterprises/${id}`);
  await page.getByRole("button", { name: "删除" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "企业", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "已删除的" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "企业（已删除）" })).toBeVisible();
  await page.getByRole("button", { name: `恢复 ${name}` }).click();
  await expect(page.getByRole("rowheader", { name })).toHaveCount(0);
  await page.goto(`/records/enterprises/${id}`);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("duplicates are merged after seeing what would change", async ({ page }) => {
  await logIn(page, "city_office");
  const word = `重名${Date.now()}`;
  await makeEnterprise(page, `${word}铸造有限公司`);
  await makeEnterprise(page, `${word}铸造有限责任公司`, { address: "泽州县金村镇" });
  await page.goto("/records/enterprises");
  await page.getByRole("link", { name: "查重合并" }).click();
  await settled(page);
  await page.getByRole("button", { name: new RegExp(`^合并 ${word}`) }).click();
  const dialog = page.getByRole("dialog", { name: "合并重复记录" });
  await dialog.getByRole("radio", { name: `${word}铸造有限公司` }).check();
  await expect(dialog.getByRole("row", { name: /地址/ })).toContainText("泽州县金村镇");
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  await expectAccessible(page, "the merge dialog");
  await dialog.getByRole("button", { name: "合并" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(word)).toHaveCount(0);
  const found = await page.request.get(`/api/v1/records/enterprises?q=${encodeURIComponent(word)}`);
  const left = ((await found.json()) as { items: { name: string; address: string }[] }).items;
  expect(left.map((one) => [one.name, one.address])).toEqual([[`${word}铸造有限公司`, "泽州县金村镇"]]);
});

test("a broken file of 500 rows is told row by row, and only its good rows are stored", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/records/enterprises");
  await page.getByRole("button", { name: "导入" }).click();
  const dialog = page.getByRole("dialog", { name: "从文件导入企业" });
  const lines = Array.from({ length: 500 }, (_, at) => {
    const capital = at % 5 === 0 ? "很多" : "100万";
    const county = at % 7 === 0 ? "火星县" : "泽州县";
    return `坏表${String(at).padStart(3, "0")}号机械厂,${creditCode(8_000_000 + at)},${county},${capital}\n`;
  });
  const bad = Array.from({ length: 500 }, (_, at) => at).filter((at) => at % 5 === 0 || at % 7 === 0).length;
  await dialog.getByLabel(/文件/).setInputFiles({ name: "坏表.csv", mimeType: "text/csv", buffer: Buffer.from(`企业名称,统一社会信用代码,县区,注册资本\n${lines.join("")}`) });
  await expect(dialog.getByText(`共 500 行：新增 ${500 - bad}，更新 0，未变 0，有误 ${bad}`)).toBeVisible();
  const rows = dialog.getByRole("table").getByRole("row");
  await expect(rows.filter({ hasText: "火星县" }).first()).toContainText("县");
  await dialog.getByRole("button", { name: `只导入正确的 ${500 - bad} 行` }).click();
  await expect(dialog.getByText(`已导入：新增 ${500 - bad}，更新 0，未变 0`)).toBeVisible();
});

test("search goes by kind with counts, and leads from a need to its suggestions", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/search?q=铸造");
  await settled(page);
  const tabs = page.getByRole("group", { name: "类别" }).first();
  await tabs.getByRole("button", { name: /创新需求/ }).click();
  await expect(page).toHaveURL(/kind=need/);
  await settled(page);
  const first = page.getByRole("region", { name: "结果" }).getByRole("listitem").first();
  await expect(first.locator("mark").first()).toBeVisible();
  await first.getByRole("link", { name: "匹配推荐" }).click();
  await expect(page.getByRole("region", { name: "匹配推荐" }).getByRole("listitem").first()).toBeVisible();
});
