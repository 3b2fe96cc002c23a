import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { expect, type Locator, test } from "@playwright/test";

import { complaints, logIn, settled } from "./support";

/** The present month of the demonstration: nobody has filed it yet. */
const MONTH = "2020-09";

async function choose(box: Locator, option: string): Promise<void> {
  await box.press("Enter");
  await box.page().getByRole("option", { name: option, exact: true }).click();
}

test("a county files its month, the office takes it in, ranks the units and publishes the circular", async ({ page, browser }) => {
  const said = complaints(page);

  await test.step("the county begins its report", async () => {
    await logIn(page, "zezhou");
    await page.goto(`/reports?month=${MONTH}`);
    await settled(page);
    await expect(page.getByRole("row", { name: /泽州县/ })).toContainText("待报");
    await page.getByRole("button", { name: "填报泽州县月报" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "泽州县2020年9月月报" })).toBeVisible();
    await expect(page.getByText("报送时自动汇总")).toBeVisible();
  });

  await test.step("what is typed outlives a fault of the network and is saved by itself", async () => {
    const highlights = page.getByRole("textbox", { name: "亮点特色工作" });
    await page.route("**/api/v1/records/monthly_reports/*", (route) => route.abort());
    await highlights.fill("组织铸造企业到龙头企业现场学习，三家企业当场签订技术协议。");
    await expect(page.getByRole("alert")).toContainText("连不上服务");
    await expect(page.getByText("有未保存的改动")).toBeVisible();
    await page.unroute("**/api/v1/records/monthly_reports/*");
    await page.getByRole("button", { name: "重试" }).click();
    await expect(page.getByText("已保存")).toBeVisible();
    await page.reload();
    await settled(page);
    await expect(page.getByRole("textbox", { name: "亮点特色工作" })).toHaveValue(/三家企业当场签订/);
    said.length = 0; // the fault that was made was complained of
  });

  await test.step("submitted, its figures are compiled and can be followed to their lists", async () => {
    await page.getByRole("button", { name: "报送" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "报送" }).click();
    const figures = page.getByRole("region", { name: "当月数据" });
    await expect(figures.getByText("累计销号")).toBeVisible();
    await expect(figures.locator("code")).toHaveText(/^[0-9a-f]{64}$/);
    await expect(figures.locator("dl a").first()).toHaveAttribute("href", "/records/visits?region=140525");
    await expect(page.getByRole("textbox", { name: "亮点特色工作" })).toHaveCount(0); // what was filed is not changed
  });

  const context = await browser.newContext({ locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: { width: 1366, height: 768 } });
  const office = await context.newPage();
  const officeSaid = complaints(office);
  await logIn(office, "city_office");

  await test.step("the office sees it received and takes it in", async () => {
    await office.goto(`/reports?month=${MONTH}`);
    await settled(office);
    const row = office.getByRole("row", { name: /泽州县/ });
    await expect(row).toContainText("按时");
    await row.getByRole("link").click();
    await expect(office.getByText("三家企业当场签订技术协议")).toBeVisible();
    await office.getByRole("button", { name: "汇总" }).click();
    await office.getByRole("dialog").getByRole("button", { name: "汇总" }).click();
    await expect(office.getByText("已汇总")).toBeVisible();
  });

  await test.step("the ranking says that it is not kept yet, and what its points are made of", async () => {
    await office.goto(`/ranking?month=${MONTH}`);
    await settled(office);
    await expect(office.getByText(/本月尚未印发通报/)).toBeVisible();
    const row = office.getByRole("row", { name: /泽州县/ });
    const points = Number((await row.getByRole("cell").nth(1).innerText()).trim());
    await row.getByRole("button", { name: "展开 泽州县" }).click();
    const parts = office.getByRole("table", { name: "泽州县的得分构成" });
    const shares = await parts.locator("tbody tr td:last-child").allInnerTexts();
    const sum = shares.reduce((total, text) => total + Number(text.replace("−", "-")), 0);
    expect(Math.abs(sum - points)).toBeLessThan(0.05);
    await expect(parts.locator("tfoot")).toContainText(points.toFixed(2));
  });

  await test.step("the circular is drafted, written, published, and keeps its ranking", async () => {
    await office.goto("/circulars");
    await settled(office);
    await office.getByRole("button", { name: "起草通报" }).click();
    const dialog = office.getByRole("dialog", { name: "起草通报" });
    await choose(dialog.getByRole("combobox"), "2020年9月");
    await expect(dialog.getByRole("textbox", { name: "标题" })).toHaveValue(/2020年9月/);
    await dialog.getByRole("button", { name: "起草通报" }).click();
    await office.getByRole("textbox", { name: "工作要求" }).fill("请未报单位于本月底前补报。");
    await office.getByRole("button", { name: "印发" }).click();
    await office.getByRole("dialog").getByRole("button", { name: "印发" }).click();
    await expect(office.getByText("已印发，排名固定。")).toBeVisible();
    const digest = await office.locator("code").innerText();
    await office.goto(`/ranking?month=${MONTH}`);
    await settled(office);
    await expect(office.locator("code")).toHaveText(digest);
  });

  await test.step("it is had as Word and Excel, in that place and order", async () => {
    const actions = office.locator(".page-head .actions").locator("a, button");
    await expect(actions).toHaveText(["导出 Excel", "导出 Word", "打印"]);
    for (const [name, file] of [
      ["导出 Excel", "circular-2020-09.xlsx"],
      ["导出 Word", "circular-2020-09.docx"],
    ] as const) {
      const download = office.waitForEvent("download");
      await office.getByRole("link", { name }).click();
      const got = await download;
      expect(got.suggestedFilename()).toBe(file);
      expect(readFileSync(await got.path()).subarray(0, 2).toString()).toBe("PK");
    }
  });
  expect(said).toEqual([]);
  expect(officeSaid).toEqual([]);
  await context.close();
});

test("a figure opens its list by mouse and by keyboard, has its table, its picture and its workbook", async ({ page }) => {
  const said = complaints(page);
  await logIn(page, "city_office");
  await page.goto("/dashboard");
  await settled(page);
  const coverage = page.getByRole("region", { name: "各县区覆盖与销号" });

  await test.step("the tile leads to the county's enterprises", async () => {
    await coverage.getByRole("link", { name: /泽州县/ }).click();
    await expect(page).toHaveURL(/\/records\/enterprises\?region=140525$/);
    await page.goBack();
    await settled(page);
  });

  await test.step("the table says what the tiles say, and its links work from the keyboard", async () => {
    const tile = await coverage.getByRole("link", { name: /高平市/ }).getAttribute("aria-label");
    await coverage.getByRole("button", { name: /^表格/ }).press("Enter");
    const row = coverage.getByRole("row", { name: /高平市/ });
    await expect(row.getByRole("cell").nth(1)).toHaveText(tile?.split(" ")[1] ?? "");
    await row.getByRole("link").last().focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/sign-offs\?region=140581&state=signed_off$/);
    await page.goBack();
    await settled(page);
  });

  await test.step("SVG and canvas are saved as PNG, the table as a workbook", async () => {
    for (const name of ["从需求到销号", "匹配度分布"]) {
      const figure = page.getByRole("region", { name });
      const picture = page.waitForEvent("download");
      await figure.getByRole("button", { name: /^导出图片/ }).click();
      const png = await picture;
      expect(png.suggestedFilename()).toBe(`${name}.png`);
      const bytes = readFileSync(await png.path());
      expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      expect(bytes.length).toBeGreaterThan(4_000); // drawn, not blank
      const sheet = page.waitForEvent("download");
      await figure.getByRole("button", { name: /^导出 Excel/ }).click();
      const workbook = await sheet;
      expect(workbook.suggestedFilename()).toBe(`${name}.xlsx`);
      expect(readFileSync(await workbook.path()).subarray(0, 2).toString()).toBe("PK");
    }
  });

  await test.step("filters stand in the address and narrow the figures", async () => {
    const funnel = page.getByRole("region", { name: "从需求到销号" });
    const whole = await funnel.getByRole("link").first().textContent();
    await choose(page.getByRole("combobox", { name: "县（市、区）" }), "陵川县");
    await expect(page).toHaveURL(/region=140524/);
    await settled(page);
    await expect(funnel.getByRole("link").first()).not.toHaveText(whole ?? "");
    await expect(funnel.getByRole("link").first()).toHaveAttribute("href", "/records/needs?region=140524");
  });
  expect(said).toEqual([]);
});

test("the office sets a target, and the county's plan takes up its common problems", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/campaign?unit=140525");
  await settled(page);
  await expect(page.getByText("推进服务阶段，还剩 81 天")).toBeVisible();
  const row = page.getByRole("row", { name: /创新活动覆盖率/ });
  await row.getByRole("button", { name: /^设目标/ }).click();
  const dialog = page.getByRole("dialog", { name: /泽州县/ });
  await dialog.getByRole("textbox", { name: "目标值" }).fill("很多");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByRole("textbox", { name: "目标值" }).fill("80");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row.getByRole("cell").nth(1)).toHaveText("80");

  await page.context().clearCookies();
  await logIn(page, "zezhou");
  await page.goto("/work-plans");
  await settled(page);
  await page.getByRole("link", { name: /^泽州县企业技术创新/ }).click();
  const tasks = page.getByRole("region", { name: "任务", exact: true });
  await expect(tasks.getByRole("row").nth(1)).toBeVisible();
  const before = await tasks.getByRole("row").count();
  await page.getByRole("button", { name: "列入任务" }).click();
  await expect(page.getByText(/已列入 [1-9]\d* 项任务/)).toBeVisible();
  await expect.poll(() => tasks.getByRole("row").count()).toBeGreaterThan(before);

  const task = tasks.getByRole("row").nth(1);
  await task.getByRole("button", { name: /^修改/ }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "责任人" }).fill("李主任");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await expect(task).toContainText("李主任");
  await task.getByRole("button", { name: /^开始/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "开始" }).click();
  await expect(task).toContainText("进行中");
  await task.getByRole("button", { name: /^填报进展/ }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "进展" }).fill("已成立推进小组。");
  await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
  await expect(task).toContainText("已成立推进小组。");
});

/** What a PDF says, as poppler reads it; the pages are parted by form feeds. */
function pagesOf(pdf: Buffer): string[] {
  const text = execFileSync("pdftotext", ["-layout", "-", "-"], { input: pdf, maxBuffer: 64 * 1024 * 1024 }).toString();
  return text.split("\f").slice(0, -1);
}

test("papers are printed whole: ruled tables with their head on every page, and the seal kept together", async ({ page }) => {
  await logIn(page, "city_office");
  const circulars = (await (await page.request.get("/api/v1/records/circulars?state=published")).json()) as { items: { id: string; title: string; month: string }[] };
  const circular = circulars.items.find((one) => one.month === "2020-07");
  const plans = (await (await page.request.get("/api/v1/plans")).json()) as { items: { id: string; name: string; state: string; receivers: number }[] };
  // The one with the longest paper: other tests publish small ones.
  const [plan] = plans.items.filter((one) => one.state === "published").sort((a, b) => b.receivers - a.receivers);

  async function paper(path: string): Promise<{ count: number; pages: string[] }> {
    await page.goto(path);
    await settled(page);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const count = pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
    return { count, pages: pagesOf(pdf) };
  }

  const first = await paper(`/print/circulars/${circular?.id}`);
  expect(first.count).toBe(2);
  const ranking = await paper("/print/ranking?month=2020-07");
  expect(ranking.count).toBe(2);
  const whole = await paper(`/print/plans/${plan?.id}`);
  expect(whole.count).toBeGreaterThan(10);
  expect(first.pages.join("").replaceAll(/\s/g, "")).toContain("关于2020年7月企业技术创新活动全覆盖工作进展情况的通报");
  expect(first.pages[0]).toContain("泽州县");
  expect(first.pages[1]).toContain("市推进小组办公室");
  expect(ranking.pages.join("")).toContain("数据摘要");
  expect(whole.pages[0]).toContain(plan?.name);
  expect(whole.pages.filter((text) => !text.includes("帮扶方"))).toEqual([]); // the seal's page has a line of the table too
  expect(whole.pages.at(-1)).toContain("盖章处");
});
