import { readFileSync } from "node:fs";

import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";

import { accountOf, expectAccessible, logIn, settled } from "./support";

/** A second person at another computer. */
async function another(browser: Browser, login: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await logIn(page, login);
  return page;
}

/** Fills a field in and waits until what was typed is stored. */
async function fillAndSave(page: Page, field: Locator, text: string): Promise<void> {
  const stored = page.waitForResponse((response) => response.request().method() === "PATCH" && response.status() === 200);
  await field.fill(text);
  await stored;
  await expect(page.getByText(/^\s*已保存 \d\d:\d\d/)).toBeVisible();
}

async function startSurvey(page: Page): Promise<void> {
  await page.goto("/surveys");
  await page.getByRole("button", { name: "填报调查表" }).click();
  const dialog = page.getByRole("dialog", { name: "填报调查表" });
  await expect(dialog.getByLabel("期别")).toHaveValue("2020");
  await dialog.getByRole("button", { name: "开始填报" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /2020 年调查表/ })).toBeVisible();
}

test("an enterprise fills in its survey, the county returns it, it is mended and confirmed", async ({ page, context, browser }) => {
  test.setTimeout(120_000);
  await logIn(page, "enterprise2");
  await startSurvey(page);
  const institution = page.getByLabel("第 1 行，研究开发机构及平台名称");
  const projects = page.getByRole("region", { name: "二、企业研究开发活动及相关情况" });

  await test.step("what is typed is kept by itself, and is there after a reload", async () => {
    await fillAndSave(page, institution, "农化工艺研发室");
    await page.reload();
    await expect(institution).toHaveValue("农化工艺研发室");
  });

  await test.step("a wrong figure is said at its field, and does not hold up the rest", async () => {
    const staff = page.getByLabel("第 1 行，机构研究开发人员数量（人）");
    await staff.fill("三人");
    await expect(page.getByText("请填数字")).toBeVisible();
    await expect(page.getByText("其余已保存，有 1 处填写不对，只保存在本机")).toBeVisible();
    await fillAndSave(page, staff, "3");
    await expect(page.getByText("请填数字")).toHaveCount(0);
  });

  await test.step("it cannot be submitted with gaps; the list of them leads to the field", async () => {
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByRole("heading", { name: "须改正的 4 处" })).toBeVisible();
    await page.getByRole("button", { name: /第 1 行: 批准部门（或企业自建）未填写/ }).click();
    await expect(page.getByLabel("第 1 行，批准部门（或企业自建）")).toBeFocused();
    await expectAccessible(page, "survey with findings");
  });

  await test.step("an ended session loses nothing", async () => {
    await fillAndSave(page, page.getByLabel("第 1 行，批准部门（或企业自建）"), "企业自建");
    await context.clearCookies();
    await page.getByLabel("第 1 行，期末机构数（个）").fill("1");
    const again = page.getByRole("dialog", { name: "登录已过期" });
    await expect(again).toBeVisible();
    await page.reload(); // rather than logging in again there
    const account = await accountOf(page.request, "enterprise2");
    await page.getByRole("textbox", { name: "账号" }).fill(account.login);
    await page.getByRole("textbox", { name: "密码" }).fill(account.password);
    await page.locator("form").getByRole("button", { name: "登录" }).click();
    const stored = page.waitForResponse((response) => response.request().method() === "PATCH" && response.status() === 200);
    await page.getByRole("button", { name: "恢复" }).click();
    await expect(page.getByLabel("第 1 行，期末机构数（个）")).toHaveValue("1");
    await stored;
  });

  await test.step("rows are added and add up; then it is submitted", async () => {
    await page.getByLabel("第 1 行，机构研究开发费用（万元）").fill("12.5");
    await projects.getByLabel("第 1 行，研发项目名称").fill("缓控释肥料包膜工艺");
    await projects.getByLabel("第 1 行，研究开发人员情况（人）").fill("2");
    await projects.getByLabel("第 1 行，研究开发费用情况（万元）").fill("1,000.5");
    await projects.getByRole("button", { name: "增加一行" }).click();
    await expect(projects.getByLabel("第 2 行，研发项目名称")).toBeFocused();
    await page.keyboard.type("尿素造粒节能改造");
    await projects.getByLabel("第 2 行，研究开发人员情况（人）").fill("1");
    await projects.getByLabel("第 2 行，研究开发费用情况（万元）").fill("20");
    await expect(projects.getByRole("row", { name: /^合计/ })).toContainText("1,020.5");
    await page.getByLabel("产学研合作").check();
    await page.getByLabel(/创新投入/).fill("全年研发费用单独设账归集。"); // submitting stores it first
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByText("已提交", { exact: true })).toBeVisible();
    await expect(projects.getByRole("cell", { name: "缓控释肥料包膜工艺" })).toBeVisible();
  });

  const county = await another(browser, "zezhou");
  const detail = county.getByRole("region", { name: "审核内容" });
  const rows = county.getByRole("region", { name: "待审核队列" }).getByRole("listitem");
  const name = "泽州瑜启农化有限公司";

  await test.step("the county returns it with a reason, from the keyboard", async () => {
    await county.goto("/reviews?kind=survey");
    await expect(detail.getByRole("button", { name: "退回" })).toBeVisible();
    await county.waitForLoadState("networkidle");
    await expect(detail.getByRole("heading", { name: "历次退回、撤销和重开的原因" })).toHaveCount(0); // never returned
    await rows.filter({ hasText: name }).getByRole("button").click();
    await expect(detail.getByRole("heading", { name: `${name} 2020 年调查表` })).toBeVisible();
    await rows.filter({ hasText: name }).getByRole("button").focus();
    await county.keyboard.press("r");
    const dialog = county.getByRole("dialog", { name: "退回" });
    await dialog.getByRole("button", { name: "退回", exact: true }).click();
    await expect(dialog.getByText("请填写理由。")).toBeVisible();
    await dialog.getByRole("button", { name: "研发人员数请核对。" }).click();
    await dialog.getByRole("button", { name: "退回", exact: true }).click();
    await expect(rows.filter({ hasText: name })).toContainText("已退回");
    await expect(rows.filter({ hasText: name }).getByRole("button")).toHaveAttribute("aria-current", "false");
  });

  await test.step("the enterprise reads why, mends it and submits again", async () => {
    await page.reload();
    await expect(page.getByRole("note")).toContainText("研发人员数请核对。");
    await fillAndSave(page, projects.getByLabel("第 2 行，研究开发人员情况（人）"), "2");
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByText("已提交", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "确认" })).toHaveCount(0);
  });

  await test.step("the county confirms it", async () => {
    await county.reload();
    const given = county.getByRole("region", { name: "历次退回、撤销和重开的原因" });
    await rows.filter({ hasText: name }).getByRole("button").click();
    await expect(detail.getByRole("heading", { name: `${name} 2020 年调查表` })).toBeVisible();
    await expect(given).toContainText("研发人员数请核对。"); // what was asked for before
    await detail.getByRole("button", { name: "确认" }).click();
    await expect(rows.filter({ hasText: name })).toContainText("已确认");
    await page.reload();
    await expect(page.getByText("已确认", { exact: true })).toBeVisible();
    await county.context().close();
  });
});

test("a survey is filled in and submitted without a mouse", async ({ page }) => {
  await logIn(page, "enterprise4");
  await page.goto("/surveys");
  await settled(page);
  const press = async (key: string, times = 1) => {
    for (let i = 0; i < times; i += 1) await page.keyboard.press(key);
  };
  /** Goes on with Tab until that is focused. */
  const tabTo = async (target: ReturnType<Page["locator"]>) => {
    for (let i = 0; i < 200; i += 1) {
      if ((await target.count()) > 0 && (await target.first().evaluate((element) => element === document.activeElement))) return;
      await press("Tab");
    }
    throw new Error(`Tab does not reach ${String(target)}`);
  };
  await tabTo(page.getByRole("button", { name: "填报调查表" }));
  await press("Enter");
  await expect(page.getByRole("dialog").getByLabel("期别")).toHaveValue("2020");
  await tabTo(page.getByRole("dialog").getByRole("button", { name: "开始填报" }));
  await press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /2020 年调查表/ })).toBeVisible();

  const projects = page.getByRole("region", { name: "二、企业研究开发活动及相关情况" });
  await tabTo(projects.getByLabel("第 1 行，研发项目名称"));
  await page.keyboard.type("球墨铸铁管表面缺陷检测");
  await press("Enter"); // past the last row, Enter adds one
  await expect(projects.getByLabel("第 2 行，研发项目名称")).toBeFocused();
  await page.keyboard.type("管模寿命提升");
  await page.keyboard.press("Shift+Tab");
  for (const [row, column, text] of [
    [1, "研究开发人员情况（人）", "4"],
    [1, "研究开发费用情况（万元）", "56"],
    [2, "研究开发人员情况（人）", "2"],
    [2, "研究开发费用情况（万元）", "12.5"],
  ] as const) {
    await tabTo(projects.getByLabel(`第 ${row} 行，${column}`));
    await page.keyboard.type(text);
  }
  const box = page.getByLabel("开展质量提升活动");
  const before = await box.isChecked(); // perhaps carried over from the period before
  await tabTo(box);
  await press("Space");
  expect(await box.isChecked()).toBe(!before);
  await tabTo(page.getByRole("button", { name: "提交" }));
  await press("Enter");
  await expect(page.getByText("已提交", { exact: true })).toBeVisible();
  await expect(projects.getByRole("row", { name: /^合计/ })).toContainText("68.5");
});

test("a filled form comes back from a spreadsheet", async ({ page }) => {
  await logIn(page, "zezhou");
  const list = (await (await page.request.get("/api/v1/records/surveys?state=returned&limit=200")).json()) as { items: { id: string; allowed_events: string[] }[] };
  const survey = list.items.find((one) => one.allowed_events.includes("submit"));
  if (survey === undefined) throw new Error("the county may submit no returned survey");
  await page.goto(`/surveys/${survey.id}`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "下载 Excel" }).click();
  const buffer = readFileSync(await (await download).path());
  expect(buffer.subarray(0, 2).toString()).toBe("PK");

  await page.getByRole("button", { name: "上传填好的表" }).click();
  const dialog = page.getByRole("dialog", { name: "上传填好的表" });
  await dialog.getByLabel(/填好的调查表/).setInputFiles({ name: "别的.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("PK no workbook") });
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel(/填好的调查表/).setInputFiles({ name: "调查表.xlsx", mimeType: "application/octet-stream", buffer });
  await expect(dialog.getByText("检查无误")).toBeVisible();
  await dialog.getByRole("button", { name: "存入草稿" }).click();
  await expect(dialog).toHaveCount(0);
});

test("evidence is handed in, what is missing is said at once, and the county signs the enterprise off", async ({ page, browser }) => {
  test.setTimeout(120_000);
  await logIn(page, "enterprise5");
  await page.goto("/sign-offs");
  await page.getByRole("button", { name: "申报销号" }).click();
  const dialog = page.getByRole("dialog", { name: "申报销号" });
  await dialog.getByRole("radio", { name: /有研发活动/ }).check();
  await dialog.getByRole("button", { name: "开始申报" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /销号/ })).toBeVisible();
  const check = page.getByRole("region", { name: "提交前检查" });
  const evidence = page.getByRole("region", { name: "证明材料" });
  const pdf = (text: string) => Buffer.from(`%PDF-1.4\n%${text}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`);

  await test.step("everything that is missing is listed, and submitting says it too", async () => {
    await expect(check.getByText("还缺 2 项")).toBeVisible();
    await expect(check.getByRole("listitem")).toHaveText([/项目立项文件或合作协议/, /研发费用凭证/]);
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByRole("alert")).toContainText("还缺 2 项");
  });

  await test.step("files get their category from their name; a wrong one is refused and the others stored", async () => {
    await evidence.getByLabel(/把文件拖到这里/).setInputFiles([
      { name: "研发项目立项书.pdf", mimeType: "application/pdf", buffer: pdf("立项") },
      { name: "研发费用辅助账.pdf", mimeType: "application/pdf", buffer: pdf("费用") },
      { name: "其实是文本.pdf", mimeType: "application/pdf", buffer: Buffer.from("plain text") },
    ]);
    await evidence.getByRole("button", { name: "上传 3 个文件" }).click();
    await expect(evidence.getByRole("status")).toHaveText("已上传 2 个文件。");
    await expect(evidence.getByRole("alert")).toBeVisible();
    await evidence.getByRole("button", { name: "不传 其实是文本.pdf" }).click();
    await expect(evidence.getByRole("row", { name: /研发项目立项书/ })).toContainText("立项");
    await expect(evidence.getByRole("checkbox", { name: "采用 研发费用辅助账" })).toBeChecked();
    await expect(check.getByText("材料齐全")).toBeVisible();
  });

  await test.step("it is submitted; the enterprise cannot confirm it", async () => {
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByText("待县区审核")).toBeVisible();
    await expect(page.getByRole("button", { name: "确认" })).toHaveCount(0);
  });

  await test.step("the county confirms and signs off, later it is revoked with a reason", async () => {
    const county = await another(browser, "zezhou");
    await county.goto("/reviews?kind=sign_off");
    const row = county.getByRole("region", { name: "待审核队列" }).getByRole("listitem").filter({ hasText: "泽州琮恒粉末冶金有限公司" });
    await row.getByRole("button").click();
    const detail = county.getByRole("region", { name: "审核内容" });
    await expect(detail.getByRole("link", { name: "研发项目立项书" })).toBeVisible();
    await detail.getByRole("button", { name: "确认" }).click();
    await expect(row).toContainText("县区已确认");
    await county.goto(page.url());
    await county.getByRole("button", { name: "销号", exact: true }).click();
    await expect(county.getByText("已销号", { exact: true })).toBeVisible();
    await county.getByRole("button", { name: "撤销" }).click();
    const why = county.getByRole("dialog", { name: "撤销" });
    await why.getByLabel("理由（必填）").fill("经核实项目已停止");
    await why.getByRole("button", { name: "撤销", exact: true }).click();
    await expect(county.getByRole("note")).toContainText("经核实项目已停止");
    await county.context().close();
  });
});

test("a problem goes from the visit on the ledger to the enterprise's word", async ({ page, browser }) => {
  test.setTimeout(120_000);
  await logIn(page, "zezhou");
  const problem = `技改项目审批事项不清楚，工艺文件不完整 ${Date.now()}`;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/visits/new");
  await expect(page.getByLabel(/对接日期/)).toHaveValue("2020-09-10");

  await test.step("the visit is written down on a phone, and a reload loses nothing", async () => {
    await page.getByLabel(/主题/).fill("入企走访");
    await page.getByRole("button", { name: "增加问题" }).click();
    await page.getByRole("group", { name: /台账问题 1/ }).getByLabel("问题", { exact: true }).fill(problem);
    await page.getByRole("button", { name: "保存" }).click();
    await expect(page.getByText("请填写：企业")).toBeVisible();
    await page.reload();
    await expect(page.getByText("已恢复上次没有保存的内容。")).toBeVisible();
    await expect(page.getByRole("group", { name: /台账问题 1/ }).getByLabel("问题", { exact: true })).toHaveValue(problem);
    await page.getByRole("combobox", { name: "企业" }).fill("泽州琮恒粉末冶金");
    await page.getByRole("option", { name: "泽州琮恒粉末冶金有限公司" }).click();
  });

  await test.step("a lost network is said, and sending again stores it with who answers", async () => {
    await page.route("**/api/v1/visits", (route) => route.abort());
    await page.getByRole("button", { name: "保存" }).click();
    await expect(page.getByRole("alert")).toContainText("连不上服务");
    await page.unroute("**/api/v1/visits");
    await page.getByRole("button", { name: "保存" }).click();
    await expect(page.getByRole("heading", { name: "已保存" })).toBeVisible();
    await expect(page.getByText(/路由规则/)).toBeVisible();
    await page.getByRole("link", { name: new RegExp(problem) }).click();
    await expect(page.getByRole("region", { name: "来龙去脉" }).getByRole("link", { name: "入企走访" })).toBeVisible();
  });

  await test.step("it is arranged, reported and settled", async () => {
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByRole("button", { name: "交办" }).click();
    await page.getByRole("dialog", { name: "交办" }).getByRole("button", { name: "交办" }).click();
    await expect(page.getByText("已交办", { exact: true }).first()).toBeVisible();
    await page.getByRole("button", { name: "反馈进展" }).click();
    const report = page.getByRole("dialog", { name: "反馈进展" });
    await report.getByRole("button", { name: "反馈进展" }).click();
    await expect(report.getByText("请填写：办理进展")).toBeVisible();
    await report.getByLabel(/办理进展/).fill("已与企业一起梳理工艺文件");
    await report.getByRole("button", { name: "反馈进展" }).click();
    await expect(page.getByText("办理中", { exact: true }).first()).toBeVisible();
    await page.getByRole("button", { name: "办结" }).click();
    const settle = page.getByRole("dialog", { name: "办结" });
    await settle.getByLabel(/办理结果/).fill("工艺文件已补齐");
    await settle.getByRole("button", { name: "办结", exact: true }).click();
    await expect(page.getByText("已办结", { exact: true }).first()).toBeVisible();
    await expect(page.getByRole("region", { name: "办理过程" })).toContainText("工艺文件已补齐");
  });

  await test.step("the enterprise says that it is satisfied", async () => {
    const enterprise = await another(browser, "enterprise5");
    await enterprise.goto("/ledger");
    await enterprise.getByRole("region", { name: "已办结" }).getByRole("link", { name: problem }).click();
    await enterprise.getByRole("button", { name: "确认办结" }).click();
    const dialog = enterprise.getByRole("dialog", { name: "确认办结" });
    await dialog.getByRole("combobox", { name: "企业评价" }).click();
    await enterprise.getByRole("option", { name: "满意", exact: true }).click();
    await dialog.getByRole("button", { name: "确认办结" }).click();
    await expect(enterprise.getByText("企业已确认", { exact: true }).first()).toBeVisible();
    await enterprise.context().close();
  });
});

test("the office draws a sample of those signed off and records what it found", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/spot-checks");
  await page.getByRole("button", { name: "随机抽取" }).click();
  const dialog = page.getByRole("dialog", { name: "随机抽取" });
  await dialog.getByLabel("抽取数量（家）").fill("1");
  await dialog.getByLabel("抽样种子").fill(`2020-09 ${Date.now()}`);
  await dialog.getByRole("button", { name: "随机抽取" }).click();
  await expect(dialog.getByText(/从 \d+ 家中抽出 1 家/)).toBeVisible();
  await dialog.getByRole("button", { name: "关闭" }).last().click();
  const list = page.getByRole("region", { name: "销号抽查" }).getByRole("listitem");
  const open = list.filter({ has: page.getByRole("button", { name: "核查通过" }) });
  const before = await open.count();
  await open.last().getByRole("button", { name: "核查通过" }).click();
  const outcome = page.getByRole("dialog", { name: "核查通过" });
  await outcome.getByLabel(/核查情况/).fill("材料与现场一致");
  await outcome.getByRole("button", { name: "核查通过" }).click();
  await expect(outcome).toHaveCount(0);
  await expect(open).toHaveCount(before - 1);
});

test("an enterprise's page has its way on one timeline, and each tab asks only when it is opened", async ({ page }) => {
  await logIn(page, "city_office");
  const list = (await (await page.request.get("/api/v1/records/sign_offs?state=signed_off&limit=1")).json()) as { items: { enterprise: string }[] };
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`/records/enterprises/${list.items[0]?.enterprise}`);
  const file = page.getByRole("region", { name: "企业档案" });
  await expect(file.getByRole("listitem").first()).toBeVisible();
  expect(asked).not.toContain("/api/v1/benchmarks");
  await file.getByRole("group", { name: "类别" }).getByRole("button", { name: /销号/ }).click();
  await expect(file.getByRole("listitem")).toHaveCount(1);
  await file.getByRole("tab", { name: "时间线" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(file.getByRole("tab", { name: "对标" })).toBeFocused();
  await expect(file.getByText(/的同行/).first()).toBeVisible();
  expect(asked).toContain("/api/v1/benchmarks");
  await file.getByRole("tab", { name: "时间线" }).click();
  await file.getByRole("listitem").getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: /销号$/ })).toBeVisible();
});

test("a survey is printed on A4 with its heads repeated", async ({ page }) => {
  await logIn(page, "city_office");
  const list = (await (await page.request.get("/api/v1/records/surveys?state=confirmed&limit=1")).json()) as { items: { id: string }[] };
  await page.goto(`/print/surveys/${list.items[0]?.id}`);
  await settled(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "打印" })).toBeHidden();
  expect(await page.locator("thead").first().evaluate((head) => getComputedStyle(head).display)).toBe("table-header-group");
  expect(await page.locator(".signatures").evaluate((block) => getComputedStyle(block).breakInside)).toBe("avoid");
  expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 4).toString()).toBe("%PDF");
});
