import { expect, test } from "@playwright/test";

import { logIn, makePlan, settled } from "./support";

test("English is complete and stays", async ({ page }) => {
  await logIn(page, "city_office");
  await page.goto("/");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My list" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveTitle("My list · Jiedui");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "My list" })).toBeVisible();

  await page.goto("/coverage");
  await settled(page);
  // What remains in Chinese are names of the city's own: everything in headings, labels and buttons is translated.
  const texts = await page.locator("h2, thead th, button, label, nav a").allInnerTexts();
  expect(texts.filter((text) => /\p{Script=Han}/u.test(text) && text !== "中文")).toEqual([]);

  // English words are longer: nothing may widen the page of a phone.
  const plan = await makePlan(page, `English ${Date.now()}`);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const route of ["/", "/search", "/plans", `/plans/${plan.id}`, `/approvals?plan=${plan.id}`, "/coverage"]) {
    await page.goto(route);
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), route).toBeLessThanOrEqual(390);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto("/coverage");

  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "覆盖情况" })).toBeVisible();
});
