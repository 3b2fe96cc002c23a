import { readFileSync } from "node:fs";

import { type APIRequestContext, expect, type Page } from "@playwright/test";

export interface Account {
  login: string;
  password: string;
  role: string;
}

/** The first demonstration account of that role, or the one of that login. */
export async function accountOf(request: APIRequestContext, role: string): Promise<Account> {
  arm(request);
  const reference = (await (await request.get("/api/v1/reference")).json()) as { demo_accounts: Account[] };
  const account = reference.demo_accounts.find((entry) => entry.role === role || entry.login === role);
  if (account === undefined) throw new Error(`the demonstration city has no account ${role}`);
  return account;
}

const armed = new WeakSet<APIRequestContext>();

/** Lets the requests that a test makes without the page carry what the service wants of every change of a session. */
function arm(request: APIRequestContext): void {
  if (armed.has(request)) return;
  armed.add(request);
  const token = async () => {
    const answer = await request.get("/api/v1/session");
    return answer.ok() ? ((await answer.json()) as { csrf_token: string }).csrf_token : "";
  };
  for (const method of ["post", "patch", "delete"] as const) {
    const plain = request[method].bind(request);
    request[method] = async (url, options = {}) => plain(url, { ...options, headers: { ...options.headers, "X-CSRF-Token": await token() } });
  }
}

/** Logs in without the page, for tests that are about something else. */
export async function logIn(page: Page, role: string): Promise<Account> {
  const account = await accountOf(page.request, role);
  const answer = await page.request.post("/api/v1/session", { data: { login: account.login, password: account.password } });
  expect(answer.status(), await answer.text()).toBe(200);
  return account;
}

/** A draft plan with pairings that wait, made for one test. */
export async function makePlan(page: Page, name: string, region = ""): Promise<{ id: string }> {
  const scope = region === "" ? {} : { region_code: region };
  const answer = await page.request.post("/api/v1/plans", { data: { name, pair_kinds: ["expert-enterprise"], ...scope } });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as { id: string };
}

/** An enterprise that an expert can be suggested to, with the best suggestion's score. */
export async function enterpriseWithSuggestion(page: Page): Promise<{ id: string; title: string; score: number }> {
  const answer = await page.request.get("/api/v1/records/enterprises?innovation=none&limit=50");
  const records = (await answer.json()) as { items: { id: string; title_text: string }[] };
  for (const record of records.items) {
    const found = await page.request.get(`/api/v1/recommendations?for=enterprise:${record.id}&kind=expert-enterprise&limit=10`);
    const suggestions = (await found.json()) as { items: { score: number }[] };
    const best = suggestions.items[0];
    if (best !== undefined) return { id: record.id, title: record.title_text, score: best.score };
  }
  throw new Error("no enterprise of the demonstration city gets a suggestion");
}

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

/** Fails with every violation of WCAG 2.1 AA and of axe's best practices on the page. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe;
    return (await run.run()).violations;
  });
  const shown = violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  expect(shown, name).toEqual([]);
}

/** Waits until nothing is on its way: lists mark themselves busy. */
export async function settled(page: Page): Promise<void> {
  await page.locator("h1").waitFor();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByText(/^(正在读取…|Loading…)$/)).toHaveCount(0);
}

/** Collects what the browser complains of: refused inline code, scripts that fail. A 401 before logging in is none. */
export function complaints(page: Page): string[] {
  const texts: string[] = [];
  page.on("pageerror", (error) => texts.push(error.message));
  page.on("console", (message) => {
    if (message.type() !== "error" || message.text().includes("401")) return;
    texts.push(message.text());
  });
  return texts;
}

/** A credit code that holds by its check character (GB 32100), different for each number. */
export function creditCode(number: number): string {
  const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const body = `91140500TE${String(number).padStart(7, "0").slice(-7)}`;
  const sum = [...body].reduce((total, letter, at) => total + letters.indexOf(letter) * (3 ** at % 31), 0);
  return body + (letters[(31 - (sum % 31)) % 31] ?? "");
}
