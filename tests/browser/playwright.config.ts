import { join } from "node:path";

import { defineConfig } from "@playwright/test";

const build = join(__dirname, "../../build");

/** `scripts/screens` takes pictures; everything else tests. */
const screens = process.env.JIEDUI_SCREENS === "1";

export default defineConfig({
  testDir: __dirname,
  testMatch: screens ? "screens.ts" : "*.spec.ts",
  outputDir: join(build, "browser-results"),
  globalSetup: join(__dirname, "service.ts"),
  workers: 1, // one service, and the journeys change its data
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  reporter: screens ? "list" : [["list"], ["junit", { outputFile: join(build, "browser-junit.xml") }]],
  use: {
    baseURL: process.env.JIEDUI_URL,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1366, height: 768 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      env: { ...process.env, LANGUAGE: "zh_CN" } as Record<string, string>, // dates as the city's browsers write them
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    },
  },
});
