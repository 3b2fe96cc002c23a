import { readFileSync } from "node:fs";

import { expect, test } from "@playwright/test";

import { expectAccessible, logIn, settled } from "./support";

const HEADER = "企业名称,统一社会信用代码,县区,注册资本\n";
const GOOD = "导入试验铸造有限公司,91140500MA0K1234XX,城区,500万\n";
const BAD = "导入试验煤业有限公司,91140500MA0K1234X5,城区,很多\n";

function csv(text: string) {
  return { name: "名册.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
}

test("a roster is checked, its errors are shown and given back as a file, and the good rows are stored", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/records/enterprises");
  await page.getByRole("button", { name: "导入" }).click();
  const dialog = page.getByRole("dialog", { name: "从文件导入企业" });
  await expect(dialog).toBeVisible();

  await dialog.getByLabel(/文件/).setInputFiles(csv(HEADER + GOOD + BAD));
  await expect(dialog.getByText("共 2 行：新增 1，更新 0，未变 0，有误 1")).toBeVisible();
  const errors = dialog.getByRole("table").getByRole("row");
  await expect(errors.filter({ hasText: "注册资本" })).toContainText("很多");
  await expect(errors.filter({ hasText: "统一社会信用代码" })).toContainText("应为 X");
  await settled(page);
  await expectAccessible(page, "the import dialog");

  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "下载错误文件" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("名册-errors.xlsx");
  expect(readFileSync(await file.path()).subarray(0, 2).toString()).toBe("PK");

  await dialog.getByRole("button", { name: "只导入正确的 1 行" }).click();
  await expect(dialog.getByText("已导入：新增 1，更新 0，未变 0")).toBeVisible();
  await dialog.getByRole("button", { name: "关闭" }).last().click();

  await page.getByRole("button", { name: "导入" }).click();
  await dialog.getByLabel(/文件/).setInputFiles(csv(HEADER + GOOD));
  await expect(dialog.getByText("共 1 行：新增 0，更新 0，未变 1，有误 0")).toBeVisible();
});

test("a file that is no roster is refused with what is missing", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/records/enterprises");
  await page.getByRole("button", { name: "导入" }).click();
  const dialog = page.getByRole("dialog", { name: "从文件导入企业" });
  await dialog.getByLabel(/文件/).setInputFiles(csv("甲,乙\n1,2\n"));
  await expect(dialog.getByRole("alert")).toContainText("企业名称");
});
