import { expect, test } from "@playwright/test";

import { PAGES } from "./pages";
import { complaints, enterpriseWithSuggestion, expectAccessible, logIn, settled } from "./support";

test("the login page has no accessibility violation", async ({ page }) => {
  const said = complaints(page);
  await page.goto("/login");
  await settled(page);
  await expectAccessible(page, "/login");
  expect(said).toEqual([]);
});

for (const spec of PAGES) {
  test(`${spec.name} has no accessibility violation, keeps the security policy and fits a phone`, async ({ page }) => {
    const said = complaints(page);
    await logIn(page, spec.as);
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.goto(typeof spec.path === "string" ? spec.path : await spec.path(page));
    await settled(page);
    await spec.show?.(page);
    await expectAccessible(page, spec.name);
    await page.setViewportSize({ width: 390, height: 844 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `${spec.name} at 390 px`).toBeLessThanOrEqual(390);
    await expectAccessible(page, `${spec.name} at 390 px`);
    expect(said).toEqual([]);
  });
}

test("no dialog has an accessibility violation, and focus stays inside and returns", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/plans");
  await settled(page);
  const opener = page.getByRole("button", { name: "编制方案" });
  await opener.click();
  const dialog = page.getByRole("dialog", { name: "编制方案" });
  await expect(dialog).toBeVisible();
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  await expectAccessible(page, "plan dialog");
  for (let i = 0; i < 30; i += 1) {
    await page.keyboard.press("Tab");
    expect(await dialog.evaluate((element) => element.contains(document.activeElement) || element.parentElement?.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test("a record's form has no accessibility violation and shows what is wrong at its field", async ({ page }) => {
  await logIn(page, "city_office");
  const enterprise = await enterpriseWithSuggestion(page);
  await page.goto(`/records/enterprises/${enterprise.id}`);
  await page.getByRole("button", { name: "修改" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("统一社会信用代码").fill("91140500MA0K00000X");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(dialog.getByLabel("统一社会信用代码")).toHaveValue("91140500MA0K00000X");
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
  await expectAccessible(page, "record form");
});
