import { afterEach, describe, expect, it, vi } from "vitest";

import { body, CSRF_HEADER, etag, fetchWithSession, onSessionChange, onSessionEnd, ProblemError, setCsrfToken } from "@/api/client";

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
  onSessionChange(null);
  setCsrfToken("");
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

describe("the session's own token", () => {
  /** Answers with these problems (nothing: 200); keeps the header of each request. */
  function answerWithProblems(problems: ({ code: string; field: string } | null)[]): (string | null)[] {
    const sent: (string | null)[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      sent.push(request.headers.get(CSRF_HEADER));
      const problem = problems.shift() ?? null;
      return new Response(JSON.stringify(problem ?? {}), { status: problem === null ? 200 : 403 });
    });
    return sent;
  }

  it("goes with every change and with no question", async () => {
    setCsrfToken("t1");
    const sent = answerWithProblems([]);
    await fetchWithSession(post(URL_OF_EVENTS));
    await fetchWithSession(new Request(URL_OF_EVENTS));
    expect(sent).toEqual(["t1", null]);
  });

  it("is asked for anew where another page has logged in, and the change is sent once more", async () => {
    setCsrfToken("old");
    const sent = answerWithProblems([{ code: "forbidden", field: CSRF_HEADER }]);
    onSessionChange({ refresh: () => Promise.resolve(setCsrfToken("new")).then(() => true), duty: () => Promise.reject(new Error("asked")) });
    expect((await fetchWithSession(post(URL_OF_EVENTS))).status).toBe(200);
    expect(sent).toEqual(["old", "new"]);
  });

  it("is not sent again for somebody else, nor after another 403", async () => {
    const refresh = vi.fn().mockResolvedValue(false);
    onSessionChange({ refresh, duty: () => Promise.reject(new Error("asked")) });
    const sent = answerWithProblems([{ code: "forbidden", field: CSRF_HEADER }, { code: "forbidden", field: "" }]);
    expect((await fetchWithSession(post(URL_OF_EVENTS))).status).toBe(403);
    expect((await fetchWithSession(post(URL_OF_EVENTS))).status).toBe(403);
    expect(sent).toHaveLength(2);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it("says what must be done first", async () => {
    const duty = vi.fn().mockResolvedValue(undefined);
    onSessionChange({ refresh: () => Promise.reject(new Error("asked")), duty });
    answerWithProblems([{ code: "password_change_required", field: "" }]);
    expect((await fetchWithSession(post(URL_OF_EVENTS))).status).toBe(403);
    expect(duty).toHaveBeenCalledTimes(1);
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
