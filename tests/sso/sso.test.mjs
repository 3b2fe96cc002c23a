// Login by other services, through `jiedui serve`, by a real provider of OpenID Connect (oidc-provider) and a real CAS
// server (django-cas-server), each a process of its own.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Browser } from "./browser.mjs";
import { endAll, run, serve } from "./processes.mjs";

const jiedui = process.env.JIEDUI_BINARY;
if (!jiedui) throw new Error("JIEDUI_BINARY names no program");
const python = process.env.JIEDUI_PYTHON ?? "/usr/bin/python3";
const here = new URL(".", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "jiedui-sso-"));
const city = join(folder, "city");
const origin = "http://jiedui.test"; // what browsers see; the test leads them to the service
const logins = `${origin}/api/v1/external_logins`;
const secret = "s3cret with blanks & signs:+%";
const password = "a-long-password-1";
let provider, cas, basic, post, off;

function addUser(login, role, identity) {
  const added = run(jiedui, ["user", "add", login, "--role", role, "--final-password", "--data", city, "--json"], `${password}\n`);
  const id = /"id": ?"?(\d+)/.exec(added)[1];
  if (identity) run(jiedui, ["record", "set", `user:${id}`, `external_id=${identity}`, "--data", city]);
}

function sso(name, oidc) {
  const file = join(folder, name);
  const both = {
    public_url: origin,
    allow_http: true,
    oidc: { issuer: provider, client_secret_file: "oidc.secret", ...oidc },
    cas: { url: cas, subject_attribute: "employee" },
  };
  writeFileSync(file, JSON.stringify(both));
  return ["--sso", file];
}

function serveCity(options = []) {
  return serve(jiedui, ["serve", "--data", city, "--listen", "127.0.0.1:0", ...options]);
}

before(async () => {
  writeFileSync(join(folder, "oidc.secret"), `${secret}\n`);
  chmodSync(join(folder, "oidc.secret"), 0o600);
  addUser("wang", "auditor", "oidc:wang@city");
  addUser("zhang", "auditor", "cas:E-1001");
  addUser("gone", "auditor", "oidc:gone@city");
  run(jiedui, ["user", "lock", "gone", "--data", city]);
  [provider, cas] = await Promise.all([
    serve(process.execPath, [join(here, "provider.mjs"), `${logins}/oidc`, secret]),
    serve(python, [join(here, "cas_process.py"), folder, "zhangsan", "cas-password", "^http://jiedui\\.test/"]),
  ]);
  basic = await serveCity(sso("basic.json", { client_id: "jiedui" }));
  post = await serveCity(
    sso("post.json", { client_id: "jiedui-es", client_authentication: "client_secret_post", algorithms: ["ES256"] }),
  );
  off = await serveCity();
});

after(async () => {
  await endAll();
  rmSync(folder, { recursive: true });
});

function browserAt(service) {
  const browser = new Browser();
  browser.serve(origin, service);
  return browser;
}

async function begin(browser, kind, next) {
  const begun = await browser.json(`${logins}/${kind}`, { next });
  assert.equal(begun.status, 200, begun.text);
  return JSON.parse(begun.text).url;
}

/** Goes through the provider's pages as that person; the callback's address. */
async function throughProvider(browser, name, next = "/plans?tab=1") {
  let step = await browser.follow(await browser.ask(await begin(browser, "oidc", next)), logins);
  for (let pages = 0; step.page && pages < 3; ++pages) {
    assert.equal(step.page.status, 200, step.page.text.slice(0, 500));
    const values = /name="login"/.test(step.page.text) ? { login: name, password: "any" } : {};
    step = await browser.follow(await browser.submit(step.page, values), logins);
  }
  assert.ok(step.arrived, "the provider does not send the browser back");
  return step.arrived;
}

/** Goes through the CAS server's page; the callback's address. */
async function throughCas(browser) {
  const page = await browser.ask(await begin(browser, "cas", "/"));
  assert.equal(page.status, 200);
  const step = await browser.follow(await browser.submit(page, { username: "zhangsan", password: "cas-password" }), logins);
  assert.ok(step.arrived, step.page?.text.slice(0, 2000));
  return step.arrived;
}

async function whoIs(browser) {
  const reply = await browser.ask(`${origin}/api/v1/session`);
  return reply.status === 200 ? JSON.parse(reply.text).user.login : reply.status;
}

async function refused(browser, address, refusal) {
  const reply = await browser.ask(address);
  assert.equal(reply.status, 303);
  assert.equal(reply.location, `${origin}/login?external=${refusal}`);
  assert.equal(await whoIs(browser), 401);
}

for (const [name, service] of [
  ["client_secret_basic and RS256", () => basic],
  ["client_secret_post and ES256", () => post],
]) {
  test(`OpenID Connect by ${name}`, async () => {
    const browser = browserAt(service());
    const back = await throughProvider(browser, "wang@city");
    const reply = await browser.ask(back);
    assert.equal(reply.location, `${origin}/plans?tab=1`);
    assert.equal(await whoIs(browser), "wang");
    assert.equal(browser.cookie(origin, "jiedui_begun"), undefined, "what bound the login to the browser is gone");
  });
}

test("a return is good once, and in the browser that began", async () => {
  const browser = browserAt(basic);
  const back = await throughProvider(browser, "wang@city");
  await refused(browserAt(basic), back, "expired");
  const other = browserAt(basic);
  await begin(other, "oidc", "/");
  await refused(other, back, "expired");
  assert.equal((await browser.ask(back)).location, `${origin}/plans?tab=1`);
  await refused(browserAt(basic), back, "expired");
});

test("a guessed code, a stranger, a disabled account and a change of mind are refused", async () => {
  const guess = browserAt(basic);
  const back = new URL(await throughProvider(guess, "wang@city"));
  back.searchParams.set("code", "guessed");
  await refused(guess, back.href, "untrusted");
  const stranger = browserAt(basic);
  await refused(stranger, await throughProvider(stranger, "nobody@city"), "unknown");
  const gone = browserAt(basic);
  await refused(gone, await throughProvider(gone, "gone@city"), "disabled");
  const undecided = browserAt(basic);
  const page = await undecided.follow(await undecided.ask(await begin(undecided, "oidc", "/")), logins);
  const step = await undecided.follow(await undecided.ask(`${page.page.url}/abort`), logins);
  await refused(undecided, step.arrived, "declined");
});

test("CAS by a ticket that is good once", async () => {
  const browser = browserAt(basic);
  const back = await throughCas(browser);
  await refused(browserAt(basic), back, "expired");
  assert.equal((await browser.ask(back)).location, `${origin}/`);
  assert.equal(await whoIs(browser), "zhang", "by the attribute that the configuration names");
  const again = browserAt(basic);
  await begin(again, "cas", "/");
  await refused(again, back, "expired");
});

test("every login and refusal is in the audit, with how", async () => {
  const browser = browserAt(basic);
  await browser.ask(await throughProvider(browser, "wang@city"));
  const audit = JSON.parse((await browser.ask(`${origin}/api/v1/audit?limit=100`)).text);
  const reasons = (action) => audit.items.filter((one) => one.action === action).map((one) => one.reason);
  assert.ok(reasons("login").includes("以外部身份 oidc:wang@city 登录"), JSON.stringify(audit.items[0]));
  assert.ok(reasons("login").includes("以外部身份 cas:E-1001 登录"));
  assert.ok(reasons("login_refused").some((one) => one.includes("oidc:nobody@city")));
  assert.ok(reasons("login_refused").some((one) => one.includes("oidc:gone@city")));
});

test("without configuration there is nothing", async () => {
  const browser = browserAt(off);
  assert.equal((await browser.json(`${logins}/oidc`, { next: "/" })).status, 404);
  assert.equal((await browser.ask(`${logins}/oidc?code=1&state=2`)).status, 404);
  assert.equal((await browser.ask(`${logins}/cas?ticket=ST-1`)).status, 404);
  const reference = JSON.parse((await browser.ask(`${origin}/api/v1/reference`)).text);
  assert.deepEqual(reference.external_logins, []);
});
