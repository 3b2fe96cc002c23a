import { afterEach, describe, expect, it, vi } from "vitest";

import { body, etag, fetchWithSession, onSessionEnd, ProblemError } from "@/api/client";

const URL_OF_EVENTS = "http://city.example/api/v1/pairings/7/events";
const URL_OF_SESSION = "http://city.example/api/v1/session";

/** Answers requests one after the other with these statuses; keeps the bodies that arrived. */
function answerWith(statuses: number[]): string[] {
  const bodies: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    bodies.push(await request.text());
    return new Response("{}", { status: statuses.shift() ?? 500 });
  });
  return bodies;
}

function post(url: string): Request {
  return new Request(url, { method: "POST", body: JSON.stringify({ event: "reject", reason: "距离较远" }) });
}

afterEach(() => {
  onSessionEnd(null);
  vi.unstubAllGlobals();
});

describe("fetchWithSession", () => {
  it("sends the same request again after a new login, so that nothing typed is lost", async () => {
    const bodies = answerWith([401, 200]);
    let asked = 0;
    onSessionEnd(async () => {
      asked += 1;
    });
    const response = await fetchWithSession(post(URL_OF_EVENTS));
    expect(response.status).toBe(200);
    expect(asked).toBe(1);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toBe(bodies[0]);
    expect(bodies[1]).toContain("距离较远");
  });

  it.each([
    { name: "a wrong password", url: URL_OF_SESSION, statuses: [401, 200], answer: 401 },
    { name: "another failure", url: URL_OF_EVENTS, statuses: [403, 200], answer: 403 },
  ])("does not ask to log in for $name", async ({ url, statuses, answer }) => {
    const bodies = answerWith(statuses);
    onSessionEnd(() => Promise.reject(new Error("asked")));
    expect((await fetchWithSession(post(url))).status).toBe(answer);
    expect(bodies).toHaveLength(1);
  });

  it("gives the 401 to whoever asked before anybody was logged in", async () => {
    answerWith([401]);
    expect((await fetchWithSession(post(URL_OF_EVENTS))).status).toBe(401);
  });
});

describe("body", () => {
  it("throws what the service said", async () => {
    const problem = { type: "about:blank", title: "Conflict", status: 409, detail: "已有同名方案", code: "conflict", field: "name", request_id: "r1" };
    const failed = body(Promise.resolve({ error: problem, response: new Response("", { status: 409 }) }));
    await expect(failed).rejects.toMatchObject({ message: "已有同名方案", status: 409, code: "conflict", field: "name", requestId: "r1" });
  });

  it("says that nothing was reached when there was no answer", async () => {
    const failed = body(Promise.reject(new TypeError("Failed to fetch")));
    await expect(failed).rejects.toMatchObject({ code: "network", status: 0 });
  });

  it("keeps the status of an answer that is no problem document", async () => {
    const failed = body(Promise.resolve({ error: "<html>", response: new Response("", { status: 502 }) }));
    await expect(failed).rejects.toBeInstanceOf(ProblemError);
    await expect(failed).rejects.toMatchObject({ code: "unavailable", status: 502 });
  });
});

describe("etag", () => {
  it("is quoted", () => {
    expect(etag(3)).toBe('"v3"');
  });
});
