import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { test } from "@playwright/test";

import { PAGES } from "./pages";
import { logIn, settled } from "./support";

const folder = join(__dirname, "../../docs/screens");

// Not among the tests: `scripts/screens` takes the pictures of the manual.
for (const spec of PAGES.filter((page) => page.pictured !== false)) {
  test(spec.name, async ({ page }) => {
    await logIn(page, spec.as);
    await page.goto(typeof spec.path === "string" ? spec.path : await spec.path(page));
    await settled(page);
    await spec.show?.(page);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.screenshot({ path: join(folder, `${spec.name}.png`), animations: "disabled", caret: "hide" });
  });
}

test.afterAll(() => {
  const rows = PAGES.filter((page) => page.pictured !== false).map(({ name, as }) => `| [${name}](${name}.png) | ${as} |`);
  const head = ["# Every main page, as its first user sees it", "", "Taken by `scripts/screens` on the demonstration city.", ""];
  writeFileSync(join(folder, "README.md"), [...head, "| page | account or role |", "|---|---|", ...rows, ""].join("\n"));
});
