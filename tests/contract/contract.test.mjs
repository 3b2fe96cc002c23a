// Every operation of the contract, asked of a running demonstration at $JIEDUI_URL, answers as the contract says.
// The demonstration is changed by this: give it a data folder of its own.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { faultsOf, readContract } from "./contract.mjs";

const url = process.env.JIEDUI_URL;
if (!url) throw new Error("JIEDUI_URL names no service");
const contract = readContract(fileURLToPath(new URL("../../api/openapi.yaml", import.meta.url)));
const asked = new Set();
const cookies = new Map(); // role → cookie
const tokens = new Map(); // role → what goes with it in X-CSRF-Token
let accounts = [];

/// Sends the operation's request and fails unless the answer keeps the contract. `as` is a role; nobody without.
async function ask(id, { as, path = {}, query = {}, body, version, type, headers = {}, status } = {}) {
  const operation = contract.operations.get(id);
  assert.ok(operation, `${id} is not in the contract`);
  asked.add(id);
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name]));
  const target = new URL(filled, url);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  const sent = { ...headers };
  if (as) sent.cookie = cookies.get(as);
  if (as && operation.method !== "GET") sent["x-csrf-token"] ??= tokens.get(as);
  if (version !== undefined) sent["if-match"] = `"v${version}"`;
  if (body !== undefined) sent["content-type"] = type ?? "application/json";
  const reply = await fetch(target, {
    method: operation.method,
    headers: sent,
    body: body === undefined ? undefined : type ? body : JSON.stringify(body),
  });
  const text = reply.headers.get("content-type")?.includes("officedocument") ? "binary" : await reply.text();
  const answer = { status: reply.status, headers: reply.headers, text };
  const where = `${operation.method} ${target.pathname}${target.search} → ${reply.status}`;
  assert.deepEqual(faultsOf(contract, operation, answer), [], where);
  if (status !== undefined) assert.equal(reply.status, status, `${where} ${text.slice(0, 500)}`);
  const json = reply.headers.get("content-type")?.match(/[/+]json(;|$)/) && text !== "" ? JSON.parse(text) : undefined;
  return { ...answer, json };
}

async function logIn(role) {
  const account = accounts.find((one) => one.role === role);
  assert.ok(account, `the demonstration has no account for ${role}`);
  await enter(role, account);
}

/// Logs in as that account, known here by that name from now on.
async function enter(name, { login, password }, code) {
  const reply = await ask("logIn", { body: { login, password, ...(code ? { code } : {}) }, status: 200 });
  keep(name, reply);
  tokens.set(name, reply.json.csrf_token);
  return reply;
}

/// Keeps the session cookie that the answer gives.
function keep(name, reply) {
  const given = reply.headers.getSetCookie().find((one) => one.startsWith("jiedui_session="));
  if (given) cookies.set(name, given.split(";")[0]);
}

const office = "city_office";

before(async () => {
  const reference = await ask("getReference", { status: 200 });
  accounts = reference.json.demo_accounts;
  assert.ok(reference.json.demo, "not a demonstration: this test changes data");
  for (const role of [office, "county", "enterprise", "expert", "auditor"]) await logIn(role);
});

test("the check can fail", () => {
  const operation = contract.operations.get("getHealth");
  const answer = (status, type, text) => ({ status, headers: new Headers({ "content-type": type }), text });
  const wrong = [
    answer(200, "application/json", '{"status":"well","version":"1"}'),
    answer(200, "application/json", '{"status":"ok"}'),
    answer(200, "text/plain", "ok"),
    answer(201, "application/json", '{"status":"ok","version":"1"}'),
    answer(500, "application/json", "{}"),
    answer(500, "application/problem+json", '{"type":"about:blank"}'),
  ];
  for (const one of wrong) assert.notDeepEqual(faultsOf(contract, operation, one), [], one.text);
  assert.deepEqual(faultsOf(contract, operation, answer(200, "application/json", '{"status":"ok","version":"1"}')), []);
  const page = contract.operations.get("listRecords");
  const record = '{"items":[{"id":"7","kind":"post"}],"total":1,"next_cursor":null}';
  assert.notDeepEqual(faultsOf(contract, page, answer(200, "application/json", record)), []);
});

test("session", async () => {
  await ask("logIn", { body: { login: "nobody", password: "nothing at all" }, status: 401 });
  await ask("logIn", { body: { login: "office" }, status: 400 });
  await ask("getSession", { as: "enterprise", status: 200 });
  await ask("getSession", { status: 401 });
  await ask("logOut", { status: 204 });
  const logins = await ask("listLogins", { as: "county", status: 200 });
  assert.ok(logins.json.items.some((one) => one.current));
  await ask("endLogin", { as: "county", path: { id: "1" }, status: 404 });
  const weak = { current: "not the password", password: "short" };
  await ask("changePassword", { as: "county", body: weak, status: 422 });
  await ask("changePassword", { as: "county", body: { password: "short" }, status: 400 });
});

test("login by other services, of which none is configured", async () => {
  await ask("beginExternalLogin", { path: { provider: "oidc" }, body: { next: "/" }, status: 404 });
  await ask("endExternalLogin", { path: { provider: "cas" }, query: { ticket: "ST-1" }, status: 404 });
});

/// The code of an authenticator with that secret (RFC 6238), some steps of 30 s from now.
function totp(secret, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac("sha1", key).update(message).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

test("first passwords, second factors and API tokens", async () => {
  const account = { login: `neu${Date.now()}`, password: "first-one-2020" };
  const body = { ...account, display_name: "新同事", role: "auditor" };
  const made = await ask("createRecord", { as: office, path: { plural: "users" }, body, status: 201 });
  assert.equal((await enter("new", account)).json.duty, "change_password");
  const closed = await ask("listTasks", { as: "new", status: 403 });
  assert.equal(closed.json.code, "password_change_required");
  const common = { current: account.password, password: "Jincheng@2020" };
  await ask("changePassword", { as: "new", body: common, status: 400 });
  const password = "own-choice-1952";
  const unsafe = await ask("changePassword", { as: "new", body: { current: account.password, password }, headers: { "x-csrf-token": "x" }, status: 403 });
  assert.equal(unsafe.json.field, "X-CSRF-Token");
  keep("new", await ask("changePassword", { as: "new", body: { current: account.password, password }, status: 204 }));
  await ask("listTasks", { as: "new", status: 200 });

  assert.deepEqual((await ask("listGrants", { as: office, status: 200 })).json, { separated: false, items: [] });
  const decision = { event: "confirm", grant: "0".repeat(64) };
  await ask("postGrantEvent", { as: office, path: { id: made.json.id }, body: decision, status: 403 });
  await ask("forgetLoginFailures", { as: office, path: { id: made.json.id }, status: 204 });

  assert.equal((await ask("getTwoFactor", { as: "new", status: 200 })).json.active, false);
  await ask("confirmTwoFactor", { as: "new", body: { code: "000000" }, status: 409 });
  await ask("beginTwoFactor", { as: "new", body: { current: "wrong" }, status: 422 });
  const { secret } = (await ask("beginTwoFactor", { as: "new", body: { current: password }, status: 200 })).json;
  await ask("confirmTwoFactor", { as: "new", body: { code: "x" }, status: 422 });
  const confirmed = await ask("confirmTwoFactor", { as: "new", body: { code: totp(secret, -1) }, status: 200 });
  keep("new", confirmed);
  await ask("beginTwoFactor", { as: "new", body: { current: password }, status: 409 });
  await ask("logIn", { body: { ...account, password }, status: 401 });
  await enter("new", { ...account, password }, totp(secret));
  const renewed = await ask("renewRecoveryCodes", { as: "new", body: { code: confirmed.json.recovery_codes[0] }, status: 200 });
  await ask("endTwoFactor", { as: "new", body: { code: confirmed.json.recovery_codes[1] }, status: 422 });
  await ask("endTwoFactor", { as: "new", body: { code: renewed.json.recovery_codes[0] }, status: 204 });

  await ask("getSignInRules", { as: "county", status: 403 });
  await ask("getSignInRules", { as: "auditor", status: 200 });
  await ask("updateSignInRules", { as: office, body: { two_factor_roles: ["king"] }, status: 400 });
  await ask("updateSignInRules", { as: office, body: { two_factor_roles: ["auditor"] }, status: 200 });
  assert.equal((await ask("listTasks", { as: "new", status: 403 })).json.code, "two_factor_setup_required");
  await ask("updateSignInRules", { as: office, body: { two_factor_roles: [] }, status: 200 });
  await ask("resetTwoFactor", { as: office, path: { id: made.json.id }, status: 409 });

  const token = { name: "数据大屏", permissions: ["read"], days: 30, current: password };
  await ask("makeApiToken", { as: "new", body: { ...token, permissions: ["decide"] }, status: 403 });
  await ask("makeApiToken", { as: "new", body: { ...token, days: 0 }, status: 400 });
  const api = (await ask("makeApiToken", { as: "new", body: token, status: 201 })).json;
  await ask("makeApiToken", { as: "new", body: token, status: 409 });
  const headers = { authorization: `Bearer ${api.secret}` };
  await ask("listTasks", { headers, status: 200 });
  await ask("listAudit", { headers, status: 403 });
  await ask("getSession", { headers, status: 403 });
  await ask("createView", { headers, body: { roster: "needs", name: "x", query: {}, columns: [] }, status: 403 });
  assert.equal((await ask("listApiTokens", { as: "new", status: 200 })).json.items.length, 1);
  await ask("revokeApiToken", { as: "new", path: { id: api.token.id }, status: 204 });
  await ask("revokeApiToken", { as: "new", path: { id: api.token.id }, status: 404 });
  await ask("listTasks", { headers, status: 401 });
});

test("the audit trail", async () => {
  const page = await ask("listAudit", { as: office, query: { limit: "5" }, status: 200 });
  await ask("listAudit", { as: "auditor", query: { limit: "5", cursor: page.json.next_cursor }, status: 200 });
  await ask("listAudit", { as: office, query: { kind: "need", action: "insert", since: "2020-01-01", actor: "0" }, status: 200 });
  await ask("listAudit", { as: office, query: { since: "yesterday" }, status: 400 });
  await ask("listAudit", { as: "county", status: 403 });
  const whole = await ask("verifyAudit", { as: office, status: 200 });
  assert.equal(whole.json.ok, true);
  await ask("exportAudit", { as: office, query: { since: "2020-01-01", until: "2020-01-02" }, status: 200 });
  await ask("exportAudit", { as: office, query: { since: "yesterday" }, status: 400 });
  await ask("exportAudit", { as: "county", status: 403 });
});

test("telephone numbers are masked, and shown with a reason", async () => {
  const [enterprise] = (await ask("listRecords", { as: "county", path: { plural: "enterprises" } })).json.items;
  assert.match(enterprise.contact_phone, /\*{4}/);
  const path = { plural: "enterprises", id: enterprise.id };
  await ask("revealRecord", { as: "county", path, body: {}, status: 400 });
  await ask("revealRecord", { as: "enterprise", path, body: { reason: "契约测试" }, status: 403 });
  const shown = await ask("revealRecord", { as: "county", path, body: { reason: "契约测试" }, status: 200 });
  assert.doesNotMatch(shown.json.values.contact_phone, /\*/);
  const log = await ask("listAudit", { as: office, query: { action: "reveal", limit: "1" }, status: 200 });
  assert.equal(log.json.items[0].record.id, enterprise.id);
  await ask("exportRecords", { as: "county", path: { file: "enterprises.csv" }, query: { reveal: "契约测试" }, status: 200 });
});

test("figures", async () => {
  await ask("getIndicatorMonths", { as: office, status: 200 });
  await ask("getIndicatorMonths", { as: office, query: { unit: "nowhere" }, status: 400 });
  await ask("getFunnel", { as: office, query: { region: "140525" }, status: 200 });
  await ask("getCaseload", { as: office, status: 200 });
  await ask("getNetwork", { as: office, query: { limit: "20" }, status: 200 });
  await ask("getNetwork", { as: "enterprise", status: 403 });
  const table = { title: "各县区", header: ["县区", "家数"], rows: [["泽州县", 12], ["高平市", null]] };
  await ask("exportTable", { as: office, body: table, status: 200 });
  await ask("exportTable", { as: office, body: { ...table, rows: [["泽州县"]] }, status: 400 });
});

test("reference", async () => {
  const first = await ask("getReference", { status: 200 });
  await ask("getReference", { headers: { "if-none-match": first.headers.get("etag") }, status: 304 });
  await ask("listSectors", { as: office, status: 200 });
  await ask("getContract", { status: 200 });
  await ask("getHealth", { status: 200 });
  await ask("getReadiness", { status: 200 });
});

test("records of every kind", async () => {
  for (const plural of contract.document.components.schemas.Plural.enum) {
    const page = await ask("listRecords", { as: office, path: { plural }, query: { limit: "100" }, status: 200 });
    if (page.json.next_cursor) {
      const query = { limit: "100", cursor: page.json.next_cursor };
      await ask("listRecords", { as: office, path: { plural }, query, status: 200 });
    }
    if (page.json.items.length === 0) continue;
    const path = { plural, id: page.json.items[0].id };
    await ask("getRecord", { as: office, path, status: 200 });
    await ask("listHistory", { as: office, path, status: 200 });
  }
  await ask("listRecords", { as: office, path: { plural: "needs" }, query: { deleted: "true" }, status: 200 });
  await ask("listRecords", { as: "county", path: { plural: "experts" }, query: { deleted: "true" }, status: 403 });
  await ask("listRecords", { as: office, path: { plural: "castles" }, status: 404 });
  await ask("listRecords", { as: office, path: { plural: "needs" }, query: { colour: "red" }, status: 400 });
  await ask("listRecords", { as: "county", path: { plural: "users" }, status: 403 });
});

test("a record's life", async () => {
  const enterprise = (await ask("listRecords", { as: office, path: { plural: "enterprises" } })).json.items[0].id;
  const body = { enterprise, title: `契约测试 ${Date.now()}`, fields: ["机器视觉"] };
  const made = await ask("createRecord", { as: office, path: { plural: "needs" }, body, status: 201 });
  const path = { plural: "needs", id: made.json.id };
  await ask("createRecord", { as: office, path: { plural: "needs" }, body, status: 409 });
  await ask("createRecord", { as: office, path: { plural: "needs" }, body: { colour: 1 }, status: 400 });
  await ask("updateRecord", { as: office, path, body: { state: "matched" }, status: 428 });
  await ask("updateRecord", { as: office, path, body: { state: "matched" }, version: 1, status: 200 });
  await ask("updateRecord", { as: office, path, body: { state: "open" }, version: 1, status: 412 });
  await ask("deleteRecord", { as: "auditor", path, version: 2, status: 403 });
  await ask("deleteRecord", { as: office, path, version: 2, status: 204 });
  await ask("getRecord", { as: office, path, status: 404 });
});

test("sector proposals", async () => {
  const open = await ask("listRecords", { as: office, path: { plural: "sector_proposals" }, query: { state: "open" } });
  const body = { event: "confirm", sector_code: "3130" };
  await ask("postSectorProposalEvent", { as: office, path: { id: "1" }, body, version: 1, status: 404 });
  if (open.json.items.length === 0) return;
  const { id, version } = open.json.items[0];
  await ask("postSectorProposalEvent", { as: office, path: { id }, body, version, status: 200 });
  await ask("postSectorProposalEvent", { as: office, path: { id }, body, version: version + 1, status: 409 });
});

test("files", async () => {
  for (const file of ["enterprises.xlsx", "experts.csv"]) {
    await ask("exportRecords", { as: office, path: { file }, status: 200 });
  }
  await ask("exportRecords", { as: office, path: { file: "enterprises.pdf" }, status: 404 });
  const rows = "名称,所在单位,可指导企业数\n契约专家,某院,2\n契约专家二,某院,很多\n";
  const path = { plural: "experts" };
  const more = { as: office, path, body: rows, type: "text/csv" };
  await ask("importRecords", { ...more, query: { dry_run: "true" }, status: 200 });
  await ask("importRecords", { ...more, query: { skip_bad: "true", filename: "专家.csv" }, status: 200 });
  await ask("importRecords", { as: office, path, body: {}, status: 400 });
});

test("surveys", async () => {
  const forms = await ask("listForms", { as: "enterprise", status: 200 });
  const { code } = forms.json.items[0];
  await ask("getForm", { as: "enterprise", path: { code }, status: 200 });
  await ask("getForm", { as: "enterprise", path: { code: "survey-1999" }, status: 404 });
  const blank = await ask("getBlankForm", { as: "county", path: { code }, status: 200 });
  assert.ok(blank.headers.get("content-disposition").includes(code));
  const { own_id: enterprise } = (await ask("getSession", { as: "enterprise", status: 200 })).json.user;
  const start = { enterprise, period: "2031" };
  const { answers } = (await ask("prefillSurvey", { as: "enterprise", body: start, status: 200 })).json;
  await ask("prefillSurvey", { as: "enterprise", body: { ...start, period: "20-31" }, status: 400 });
  const plural = "surveys";
  const made = await ask("createRecord", { as: "enterprise", path: { plural }, body: { ...start, answers }, status: 201 });
  const path = { plural, id: made.json.id };
  const wrong = { answers: { projects: { rows: [{ staff: "three" }] } } };
  await ask("updateRecord", { as: "enterprise", path, body: wrong, version: 1, status: 400 });
  const half = { answers: { projects: { rows: [{ name: "契约测试" }] } } };
  await ask("updateRecord", { as: "enterprise", path, body: half, version: 1, status: 200 });
  const refused = await ask("postRecordEvent", { as: "enterprise", path, body: { event: "submit" }, version: 2, status: 422 });
  assert.ok(refused.json.errors.length > 1);
  const check = await ask("checkSurvey", { as: "enterprise", path: { id: path.id }, status: 200 });
  assert.deepEqual(check.json.errors, refused.json.errors);
  await ask("getFilledForm", { as: "enterprise", path: { id: path.id }, status: 200 });
  await ask("listReasons", { as: "enterprise", path, status: 200 });
  await ask("listReasons", { as: "enterprise", path: { plural: "needs", id: "1" }, status: 400 });
  await ask("importSurveyForm", { as: "enterprise", body: "no workbook", type: "application/octet-stream", status: 400 });
});

test("evidence, sign-offs and their table", async () => {
  const pdf = `%PDF-1.4\n% ${Date.now()}\n%%EOF\n`;
  const [enterprise] = (await ask("listRecords", { as: office, path: { plural: "enterprises" } })).json.items;
  const query = { enterprise: enterprise.id, category: "photo", file_name: "契约.pdf", title: `契约 ${Date.now()}` };
  const upload = { as: office, body: pdf, type: "application/octet-stream" };
  const file = await ask("uploadEvidence", { ...upload, query, status: 201 });
  await ask("uploadEvidence", { ...upload, query, status: 409 });
  await ask("uploadEvidence", { ...upload, query: { ...query, file_name: "契约.png" }, status: 400 });
  await ask("uploadEvidence", { ...upload, body: "#!/bin/sh\n", query, status: 422 });
  await ask("uploadEvidence", { ...upload, as: "auditor", query, status: 403 });
  const content = await ask("getEvidenceContent", { as: office, path: { id: file.json.id }, status: 200 });
  assert.equal(content.text, pdf);
  assert.match(content.headers.get("content-disposition"), /^attachment;/);
  assert.match(content.headers.get("content-security-policy"), /sandbox/);
  await ask("getEvidenceContent", { as: office, path: { id: "1" }, status: 404 });

  const [signOff] = (await ask("listRecords", { as: office, path: { plural: "sign_offs" } })).json.items;
  await ask("checkSignOff", { as: office, path: { id: signOff.id }, status: 200 });
  await ask("checkSignOff", { as: office, path: { id: "1" }, status: 404 });
  const table = await ask("getSummaryTable", { as: office, query: { limit: "3" }, status: 200 });
  await ask("getSummaryTable", { as: "county", query: { campaign: table.json.campaign.id }, status: 200 });
  if (table.json.next_cursor) {
    await ask("getSummaryTable", { as: office, query: { limit: "3", cursor: table.json.next_cursor }, status: 200 });
  }
  await ask("exportSummaryTable", { as: office, status: 200 });
  await ask("exportSummaryTable", { as: "enterprise", status: 403 });
  const body = { size: 1, seed: `契约 ${Date.now()}` };
  await ask("drawSpotChecks", { as: "county", body, status: 403 });
  const draw = await ask("drawSpotChecks", { as: office, body, status: 201 });
  const check = { plural: "spot_checks", id: draw.json.checks[0].id };
  const event = { event: "pass", fields: { finding: "属实" } };
  await ask("postRecordEvent", { as: office, path: check, body: { event: "pass" }, version: 1, status: 400 });
  await ask("postRecordEvent", { as: "auditor", path: check, body: event, version: 1, status: 403 });
  await ask("postRecordEvent", { as: office, path: check, body: event, version: 1, status: 200 });
  await ask("postRecordEvent", { as: office, path: check, body: event, version: 1, status: 412 });
  await ask("drawSpotChecks", { as: office, body, status: 409 });
  await ask("drawSpotChecks", { as: office, body: { seed: "x" }, status: 400 });
});

test("webhooks", async () => {
  const body = { name: `契约 ${Date.now()}`, url: "https://hooks.example.com/x", secret: "a-secret-of-sixteen", kinds: ["need"], active: false };
  await ask("createRecord", { as: office, path: { plural: "webhooks" }, body: { ...body, url: "http://127.0.0.1/" }, status: 400 });
  const made = await ask("createRecord", { as: office, path: { plural: "webhooks" }, body, status: 201 });
  assert.ok(!made.text.includes(body.secret));
  const path = { id: made.json.id };
  await ask("listWebhookDeliveries", { as: office, path, query: { state: "dead" }, status: 200 });
  await ask("listWebhookDeliveries", { as: "county", path, status: 403 });
  await ask("testWebhook", { as: office, path, status: 409 });
  await ask("testWebhook", { as: office, path: { id: "1" }, status: 404 });
  const record = { plural: "webhooks", id: made.json.id };
  await ask("updateRecord", { as: office, path: record, body: { active: true }, version: 1, status: 200 });
  await ask("testWebhook", { as: office, path, status: 202 });
  await ask("listWebhookDeliveries", { as: "auditor", path, query: { limit: "1" }, status: 200 });
  await ask("redeliverWebhook", { as: office, path, body: {}, status: 202 });
  await ask("redeliverWebhook", { as: office, path, body: { delivery: "1000000" }, status: 404 });
  await ask("deleteRecord", { as: office, path: record, version: 2, status: 204 });
});

test("search", async () => {
  const page = await ask("search", { as: office, query: { q: "智能", limit: "3" }, status: 200 });
  if (page.json.next_cursor) {
    await ask("search", { as: office, query: { q: "智能", limit: "3", cursor: page.json.next_cursor }, status: 200 });
  }
  await ask("search", { as: "enterprise", status: 200 });
  await ask("search", { as: office, query: { kind: "castle" }, status: 400 });
});

test("recommendations", async () => {
  const [helped] = (await ask("listRecords", { as: office, path: { plural: "enterprises" }, query: { innovation: "none" } })).json.items;
  const [expert] = (await ask("listRecords", { as: office, path: { plural: "experts" } })).json.items;
  for (const target of [`enterprise:${helped.id}`, `expert:${expert.id}`, `county:${helped.region_code}`, "department:miit"]) {
    await ask("recommend", { as: office, query: { for: target, limit: "3" }, status: 200 });
  }
  await ask("recommend", { as: office, query: { for: `enterprise:${helped.id}`, kind: "policy", side: "receiver" }, status: 200 });
  await ask("recommend", { as: office, query: { for: "castle:1" }, status: 400 });
});

test("offers, policies and equipment", async () => {
  const { own_id: expert } = (await ask("getSession", { as: "expert", status: 200 })).json.user;
  const query = { for: `expert:${expert}`, kind: "expert-enterprise", limit: "50" };
  const suggested = (await ask("recommend", { as: "expert", query, status: 200 })).json.items;
  const statuses = [];
  for (const { enterprise } of suggested) {
    const answer = await ask("offerHelp", { as: "expert", body: { enterprise: enterprise.id, note: "可到厂诊断" } });
    statuses.push(answer.status === 201 ? 201 : answer.json.detail);
    if (answer.status === 201) break;
  }
  assert.equal(statuses.at(-1), 201, `offers were answered ${statuses}`);
  await ask("offerHelp", { as: "expert", body: { enterprise: "1" }, status: 400 });
  await ask("offerHelp", { as: "county", body: { enterprise: "1", note: "可到厂诊断" }, status: 403 });
  const policy = (await ask("listRecords", { as: office, path: { plural: "policies" } })).json.items[0].id;
  await ask("listEntitledEnterprises", { as: office, query: { source: `policy:${policy}` }, status: 200 });
  await ask("listEntitledEnterprises", { as: office, query: { source: "castle:1" }, status: 400 });
  const device = (await ask("listRecords", { as: office, path: { plural: "equipment" } })).json.items[0].id;
  const week = { from: "2020-09-07", until: "2020-09-14" };
  await ask("listOccupied", { as: "enterprise", path: { id: device }, query: week, status: 200 });
  await ask("listOccupied", { as: "enterprise", path: { id: device }, query: { from: "soon", until: "later" }, status: 400 });
});

test("plans and pairings", async () => {
  await ask("listPlans", { as: office, status: 200 });
  const body = { name: `契约测试 ${Date.now()}`, pair_kinds: ["expert-enterprise", "team-enterprise"] };
  const plan = await ask("makePlan", { as: office, body, status: 201 });
  await ask("makePlan", { as: office, body, status: 409 });
  await ask("makePlan", { as: "auditor", body, status: 403 });
  const path = { id: plan.json.id };
  await ask("getPlan", { as: office, path, status: 200 });
  await ask("listUncovered", { as: office, path, status: 200 });
  const page = await ask("listPlanPairings", { as: office, path, query: { limit: "200" }, status: 200 });
  const [first, second, third, ...rest] = page.json.items;
  await ask("listPlanPairings", { as: office, path, query: { q: first.enterprise.title.slice(0, 4), sort: "id" }, status: 200 });
  await ask("getPairing", { as: office, path: { id: first.id }, status: 200 });
  await ask("getPairing", { as: office, path: { id: first.id }, query: { plan_loss: "true" }, status: 200 });
  const { kind, id } = first.helper;
  const edits = [{ action: "forbid", helper: { kind, id }, enterprise: first.enterprise.id }];
  await ask("askWhatIf", { as: office, path, body: { edits }, status: 200 });
  await ask("askWhatIf", { as: office, path, body: { edits: [] }, status: 400 });
  await ask("askWhatIf", { as: office, path, body: { edits: [{ action: "capacity", helper: { kind, id: "999999" }, capacity: 1 }] }, status: 422 });
  await ask("askWhatIf", { as: "auditor", path, body: { edits }, status: 403 });
  await ask("getPlanScores", { as: office, path, status: 200 });
  const solve = await ask("beginPlanSolve", { as: office, body: { name: `契约求解 ${Date.now()}`, pair_kinds: ["expert-enterprise"] }, status: 202 });
  const one = { id: solve.json.id };
  await ask("beginPlanSolve", { as: office, body: { name: "缺少类别" }, status: 400 });
  await ask("beginPlanSolve", { as: office, body: { plan: path.id }, status: 428 });
  await ask("listPlanSolves", { as: office, status: 200 });
  await ask("getPlanSolve", { as: office, path: one, status: 200 });
  await ask("cancelPlanSolve", { as: office, path: one, status: 200 });
  await ask("getPlanSolve", { as: office, path: { id: "999999" }, status: 404 });
  await ask("listPlanSolves", { as: "auditor", status: 403 });
  await ask("listPairings", { as: office, query: { enterprise: first.enterprise.id }, status: 200 });
  await ask("listPairings", { as: "enterprise", query: { state: "accepted,published" }, status: 200 });

  const event = (pairing, content, more) =>
    ask("postPairingEvent", { as: office, path: { id: pairing.id }, body: content, version: pairing.version, ...more });
  await event(first, { event: "approve" }, { status: 200 });
  await event(first, { event: "approve" }, { status: 412 });
  await event(second, { event: "reject" }, { status: 400 });
  await event(second, { event: "reject", reason: "出国访问" }, { status: 200 });
  await event(third, { event: "pin" }, { status: 200 });
  const items = [...rest.slice(0, 100).map(({ id, version }) => ({ id, version })), { id: "1", version: 1 }];
  const batch = await ask("postPairingsBatch", { as: office, body: { event: "approve", items }, status: 200 });
  assert.equal(batch.json.failed, 1);

  await ask("postPlanEvent", { as: office, path, body: { event: "publish" }, version: 1, status: 422 });
  const resolved = await ask("postPlanEvent", { as: office, path, body: { event: "resolve" }, version: 1, status: 200 });
  const based = await ask("makePlan", { as: office, body: { ...body, name: `${body.name} 二`, based_on: plan.json.id }, status: 201 });
  await ask("diffPlans", { as: office, path: { id: based.json.id }, query: { against: plan.json.id }, status: 200 });
  await ask("postPlanEvent", { as: office, path, body: { event: "discard" }, version: resolved.json.version, status: 200 });
});

test("visits, the ledger and its chains", async () => {
  const [enterprise] = (await ask("listRecords", { as: office, path: { plural: "enterprises" } })).json.items;
  const stamp = Date.now();
  const visit = { enterprise: enterprise.id, way: "on_site", subject: `契约测试 ${stamp}`, findings: "查看现场" };
  const body = {
    visit,
    needs: [{ title: `契约需求 ${stamp}` }],
    problems: [{ problem: "研发费用加计扣除归集口径不清" }, { problem: "没有专职研发人员" }],
  };
  const made = await ask("recordVisit", { as: office, body, status: 201 });
  assert.equal(made.json.problems[0].department_code, "tax");
  assert.equal(made.json.problems[1].owner, "enterprise");
  await ask("recordVisit", { as: office, body, status: 409 });
  await ask("recordVisit", { as: office, body: { visit, needs: {} }, status: 400 });
  await ask("recordVisit", { as: office, body: { visit: { ...visit, way: "hotline" } }, status: 422 });
  await ask("recordVisit", { as: "auditor", body: { visit: { ...visit, subject: "督查" } }, status: 403 });

  const path = { plural: "ledger", id: made.json.problems[0].id };
  const arranged = await ask("postRecordEvent", { as: office, path, body: { event: "arrange", fields: { handler: "王某" } }, version: 1, status: 200 });
  assert.ok(arranged.json.allowed_events.includes("report"));
  await ask("postRecordEvent", { as: office, path, body: { event: "arrange" }, version: 2, status: 409 });
  await ask("postRecordEvent", { as: office, path, body: { event: "settle" }, version: 2, status: 400 });

  const query = { state: "open,arranged", owner: "government", limit: "5" };
  const board = await ask("listLedger", { as: office, query, status: 200 });
  assert.ok(board.json.items.every(({ item }) => item.owner === "government"));
  if (board.json.next_cursor) {
    await ask("listLedger", { as: office, query: { ...query, cursor: board.json.next_cursor }, status: 200 });
  }
  for (const role of cookies.keys()) {
    await ask("listLedger", { as: role, query: { overdue: "true" }, status: 200 });
    await ask("listLedgerReminders", { as: role, status: 200 });
  }
  await ask("listLedger", { as: office, query: { owner: "castle" }, status: 400 });

  const chain = await ask("getChain", { as: office, path, status: 200 });
  assert.deepEqual(chain.json.up.map(({ kind, id }) => [kind, id]), [["visit", made.json.visit.id]]);
  const down = await ask("getChain", { as: office, path: { plural: "visits", id: made.json.visit.id }, status: 200 });
  assert.equal(down.json.down.length, 3);
  await ask("getChain", { as: office, path: { plural: "enterprises", id: enterprise.id }, status: 404 });
});

test("work", async () => {
  for (const role of cookies.keys()) {
    await ask("listTasks", { as: role, status: 200 });
    await ask("getCoverage", { as: role, status: 200 });
    await ask("getExposure", { as: role, status: 200 });
  }
});

test("month and leads", async () => {
  const one = async (plural) => (await ask("listRecords", { as: office, path: { plural }, query: { limit: 1 }, status: 200 })).json.items[0];
  const campaign = await one("campaigns");
  await ask("getIndicators", { as: office, status: 200 });
  await ask("getIndicators", { as: "county", query: { unconfirmed: "true", campaign: campaign.id }, status: 200 });
  await ask("getIndicators", { as: "enterprise", status: 403 });
  await ask("getReportOverview", { as: office, query: { month: "2020-07" }, status: 200 });
  await ask("getReportOverview", { as: office, query: { month: "2020-13" }, status: 400 });
  await ask("getRanking", { as: "auditor", query: { month: "2020-08" }, status: 200 });
  await ask("getFinalReport", { as: office, query: { unit: "140525" }, status: 200 });
  const circular = await one("circulars");
  await ask("getCircularFile", { as: office, path: { id: circular.id }, status: 200 });
  await ask("getCircularFile", { as: office, path: { id: circular.id }, query: { format: "xlsx" }, status: 200 });
  await ask("getCampaignPhase", { as: "enterprise", path: { id: campaign.id }, status: 200 });
  const event = { as: office, path: { plural: "circulars", id: circular.id }, version: circular.version };
  await ask("postRecordEvent", { ...event, body: { event: "withdraw" }, status: 400 });
  const withdrawn = await ask("postRecordEvent", { ...event, body: { event: "withdraw", reason: "数据有误" }, status: 200 });
  assert.deepEqual(withdrawn.json.allowed_events, ["publish"]);
  await ask("postRecordEvent", { ...event, as: "county", body: { event: "publish" }, status: 412 });
  await ask("listCommonProblems", { as: "county", query: { unit: "140525" }, status: 200 });
  const plan = await one("work_plans");
  await ask("postCommonProblemTasks", { as: office, path: { id: plan.id }, status: 200 });
  await ask("listTechnologySuggestions", { as: office, status: 200 });
  const enterprise = await one("enterprises");
  await ask("getBenchmark", { as: office, query: { enterprise: enterprise.id }, status: 200 });
  await ask("listEntitlements", { as: office, query: { enterprise: enterprise.id }, status: 200 });
  await ask("listListingSuggestions", { as: office, status: 200 });
});

test("organisation", async () => {
  await ask("listPostHolders", { as: "enterprise", query: { day: "2020-07-15" }, status: 200 });
  await ask("listPostHolders", { as: office, query: { day: "yesterday" }, status: 400 });
  const posts = await ask("listRecords", { as: office, path: { plural: "posts" }, query: { limit: 1 }, status: 200 });
  const post = posts.json.items[0];
  const succession = { as: office, path: { id: post.id }, version: post.version };
  await ask("postSuccession", { ...succession, body: { holder: "李某", from: "2019-01-01" }, status: 422 });
  await ask("postSuccession", { ...succession, as: "county", body: { holder: "李某", from: "2020-09-01" }, status: 403 });
  await ask("postSuccession", { ...succession, body: { holder: "李某", from: "2020-09-01" }, status: 201 });
  await ask("listTeamBreaches", { as: office, status: 200 });
  await ask("listDuplicates", { as: office, path: { plural: "enterprises" }, status: 200 });
  const made = [];
  for (const name of ["合并测试甲", "合并测试乙"]) {
    const body = { name, organisation: "某大学" };
    made.push((await ask("createRecord", { as: office, path: { plural: "experts" }, body, status: 201 })).json);
  }
  const path = { plural: "experts", id: made[0].id };
  await ask("previewMerge", { as: office, path, query: { with: made[1].id }, status: 200 });
  await ask("mergeRecords", { as: office, path, version: made[0].version, body: { with: made[0].id }, status: 400 });
  await ask("mergeRecords", { as: office, path, version: made[0].version, body: { with: made[1].id }, status: 200 });
  const gone = { plural: "experts", id: made[1].id };
  await ask("getRecord", { as: office, path: gone, status: 404 });
  await ask("restoreRecord", { as: office, path: gone, version: made[1].version, status: 412 });
  await ask("restoreRecord", { as: office, path: gone, version: made[1].version + 1, status: 200 });
});

test("saved views", async () => {
  const body = { roster: "enterprises", name: `契约 ${Date.now()}`, query: "region=140525", columns: ["region_code"] };
  const made = await ask("createView", { as: "county", body, status: 201 });
  const path = { id: made.json.id };
  await ask("createView", { as: "county", body, status: 409 });
  await ask("createView", { as: "county", body: { roster: "castles", name: "甲" }, status: 404 });
  await ask("listViews", { as: "county", query: { roster: "enterprises" }, status: 200 });
  await ask("updateView", { as: "county", path, body: { name: `${body.name}改` }, version: made.json.version, status: 200 });
  await ask("updateView", { as: office, path, body: { name: "别人的" }, version: 1, status: 404 });
  await ask("deleteView", { as: "county", path, version: made.json.version, status: 412 });
  await ask("deleteView", { as: "county", path, version: made.json.version + 1, status: 204 });
});

test("every operation was asked", () => {
  assert.deepEqual([...contract.operations.keys()].filter((id) => !asked.has(id)), []);
});
