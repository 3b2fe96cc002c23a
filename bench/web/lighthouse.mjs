// Lighthouse on the main pages of a running demonstration, at $JIEDUI_URL: prints a table, and fails where accessibility or
// best practices fall below 95. Performance is printed only: it is a measurement, and machines are noisy.
//   node lighthouse.mjs [PATH …]

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const LEAST = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const PAGES = ["/login", "/", "/approvals", "/plans", "/search?q=铸造", "/records/enterprises", "/coverage"];

const base = process.env.JIEDUI_URL;
if (base === undefined) throw new Error("JIEDUI_URL names no service");

/** The session cookie of the demonstration's office. */
async function cookie() {
  const { demo_accounts: accounts } = await (await fetch(`${base}/api/v1/reference`)).json();
  const { login, password } = accounts.find((account) => account.role === "city_office");
  const answer = await fetch(`${base}/api/v1/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ login, password }),
  });
  return answer.headers.get("set-cookie").split(";")[0];
}

async function measure(path, session, port) {
  const extraHeaders = path === "/login" ? {} : { Cookie: session };
  const options = { port, onlyCategories: CATEGORIES, formFactor: "desktop", extraHeaders };
  const screenEmulation = { mobile: false, width: 1366, height: 768, deviceScaleFactor: 1, disabled: false };
  const throttling = { rttMs: 40, throughputKbps: 10 * 1024, cpuSlowdownMultiplier: 1 }; // an office's network
  const result = await lighthouse(base + path, { ...options, screenEmulation, throttling, throttlingMethod: "simulate" });
  const { categories, audits } = result.lhr;
  const scores = CATEGORIES.map((name) => Math.round(100 * categories[name].score));
  const faults = CATEGORIES.slice(1).flatMap((name) =>
    categories[name].auditRefs.filter((one) => one.weight > 0 && audits[one.id].score !== null && audits[one.id].score < 1).map((one) => one.id),
  );
  const contentful = Math.round(audits["largest-contentful-paint"].numericValue);
  return { path, scores, contentful, shift: audits["cumulative-layout-shift"].numericValue, faults };
}

const asked = process.argv.slice(2);
const session = await cookie();
const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
let low = 0;
try {
  console.log("| page | performance | accessibility | best practices | largest paint (ms) | layout shift | faults |");
  console.log("|---|---|---|---|---|---|---|");
  for (const path of asked.length > 0 ? asked : PAGES) {
    const { scores, contentful, shift, faults } = await measure(path, session, chrome.port);
    console.log(`| ${path} | ${scores.join(" | ")} | ${contentful} | ${shift.toFixed(3)} | ${faults.join(", ")} |`);
    low += scores.slice(1).some((score) => score < LEAST) ? 1 : 0;
  }
} finally {
  await chrome.kill();
}
if (low > 0) {
  console.error(`${low} pages are below ${LEAST}`);
  process.exitCode = 1;
}
