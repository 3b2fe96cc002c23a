// Random requests of every operation, valid and spoiled, by every role and by nobody: no answer is a 5xx, none is late, and
// each keeps the contract in status, headers and body. The demonstration at $JIEDUI_URL is changed by this.
//   FUZZ_SECONDS  how long (12)     FUZZ_SEED  the same requests again (1)     FUZZ_OPERATION  only this one
//   FUZZ_LATE_MS  an answer that takes longer is a fault (20,000)           FUZZ_VERBOSE=1  statuses of every operation
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { faultsOf, readContract } from "./contract.mjs";
import { Generator, randomOf } from "./generator.mjs";

const url = process.env.JIEDUI_URL;
if (!url) throw new Error("JIEDUI_URL names no service");
const seconds = Number(process.env.FUZZ_SECONDS ?? 12);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const LATE_MS = Number(process.env.FUZZ_LATE_MS ?? 20_000);
const MOST_TOLD = 20;

const contract = readContract(fileURLToPath(new URL("../../api/openapi.yaml", import.meta.url)));
const random = randomOf(seed);
const generator = new Generator(contract, random);
const cookies = new Map(); // role → cookie
const tokens = new Map(); // role → what goes with it in X-CSRF-Token
let accounts = [];

// With what they say these would end the run rather than test it: the accounts are what it asks with.
const AS_NOBODY = new Set(["logIn", "logOut", "changePassword", "endLogin", "updateSignInRules"]);
const spares = (operation, request) => operation.method !== "GET" && request.path.plural === "users";

async function logIn(role) {
  const account = accounts.find((one) => one.role === role);
  const reply = await fetch(new URL("/api/v1/session", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login: account.login, password: account.password }),
  });
  const cookie = reply.headers.get("set-cookie")?.split(";")[0];
  const me = await reply.json();
  if (reply.status !== 200 || !cookie) return false;
  cookies.set(role, cookie);
  tokens.set(role, me.csrf_token);
  return true;
}

/// Sends it; { faults, status, line }.
async function ask(operation, request, role) {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(wellFormed(request.path[name])));
  const target = new URL(url);
  target.pathname = path;
  for (const [name, value] of Object.entries(request.query)) target.searchParams.set(name, wellFormed(value));
  const headers = { ...request.headers };
  if (role && cookies.has(role)) headers.cookie = cookies.get(role);
  if (role && tokens.has(role)) headers["x-csrf-token"] = tokens.get(role);
  if (request.body !== undefined) headers["content-type"] = request.type;
  const line = `${operation.id} as ${role ?? "nobody"}: ${operation.method} ${target.pathname}${target.search} ${JSON.stringify(request.headers)} ${request.type ?? ""} ${request.body?.slice(0, 600) ?? ""}`;
  const begun = Date.now();
  let reply, text;
  try {
    reply = await fetch(target, { method: operation.method, headers, body: request.body, signal: AbortSignal.timeout(LATE_MS) });
    text = reply.headers.get("content-type")?.includes("officedocument") ? ((await reply.arrayBuffer()), "binary") : await reply.text();
  } catch (error) {
    return { status: 0, line, faults: [`no answer after ${Date.now() - begun} ms: ${error.cause ?? error}`] };
  }
  const faults = reply.status >= 500 ? [`status ${reply.status}: ${text.slice(0, 300)}`] : faultsOf(contract, operation, { status: reply.status, headers: reply.headers, text });
  if (reply.status < 300 && reply.headers.get("content-type")?.match(/[/+]json(;|$)/) && text) generator.learn(JSON.parse(text));
  return { status: reply.status, line, faults };
}

const wellFormed = (text) => String(text ?? "").replace(/[\ud800-\udfff]/gu, "\ufffd");

/// Ids to begin with, of every roster and of plans and pairings.
async function lookAround() {
  for (const plural of contract.document.components.schemas.Plural.enum)
    await ask(contract.operations.get("listRecords"), { path: { plural }, query: { limit: 30 }, headers: {} }, "city_office");
  for (const id of ["listPlans", "listPairings", "listViews", "listTasks"])
    if (contract.operations.has(id)) await ask(contract.operations.get(id), { path: {}, query: {}, headers: {} }, "city_office");
}

test(`random requests for ${seconds} s, seed ${seed}`, async (context) => {
  const reference = await (await fetch(new URL("/api/v1/reference", url))).json();
  assert.ok(reference.demo, "not a demonstration: this test changes data");
  accounts = reference.demo_accounts.filter((one, i, all) => all.findIndex((other) => other.role === one.role) === i);
  for (const { role } of accounts) assert.ok(await logIn(role), `login as ${role}`);
  await lookAround();
  const roles = [...cookies.keys()];
  const operations = [...contract.operations.values()].filter((one) => !process.env.FUZZ_OPERATION || one.id === process.env.FUZZ_OPERATION);
  const statuses = new Map();
  const told = new Map(); // operation and fault → first request
  let asked = 0;
  const end = Date.now() + seconds * 1000;
  const client = async (first) => {
    for (let turn = first; Date.now() < end && told.size < MOST_TOLD; ++turn) {
      const operation = operations[turn % operations.length];
      const request = generator.request(operation, generator.chance(0.5));
      if (spares(operation, request)) continue;
      const role = AS_NOBODY.has(operation.id) || generator.chance(0.04) ? undefined : generator.chance(0.5) ? "city_office" : generator.pick(roles);
      const answer = await ask(operation, request, role);
      ++asked;
      const key = `${operation.id} ${answer.status}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
      if (answer.status === 401 && role) await logIn(role);
      if (answer.faults.length) {
        const what = `${operation.id} ${answer.faults[0].replace(/[0-9]+/g, "#").slice(0, 120)}`;
        if (!told.has(what)) told.set(what, `${answer.line}\n    ${answer.faults.join("\n    ")}`);
      }
    }
  };
  await Promise.all([client(0), client(Math.floor(operations.length / 2)), client(Math.floor(operations.length / 3))]);
  const succeeded = operations.filter((one) => [...statuses.keys()].some((key) => new RegExp(`^${one.id} [23]`).test(key)));
  context.diagnostic(`${asked} requests of ${new Set([...statuses.keys()].map((key) => key.split(" ")[0])).size} operations; ${succeeded.length} of ${operations.length} answered with success`);
  if (process.env.FUZZ_VERBOSE) context.diagnostic([...statuses].sort().map(([key, count]) => `${key}: ${count}`).join("\n"));
  assert.equal([...told.values()].join("\n"), "", "the contract is kept");
  assert.ok(asked >= operations.length, "every operation was asked");
});
