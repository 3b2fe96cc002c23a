import createClient from "openapi-fetch";

import type { paths } from "./schema";
import type { Problem } from "./types";

/** What went wrong, as the service said it; `status` 0 when no answer came at all. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: Problem["code"] | "network";
  readonly field: string;
  readonly requestId: string;

  constructor(problem: Omit<Partial<Problem>, "code"> & { code: Problem["code"] | "network" }) {
    super(problem.detail ?? "");
    this.name = "ProblemError";
    this.status = problem.status ?? 0;
    this.code = problem.code;
    this.field = problem.field ?? "";
    this.requestId = problem.request_id ?? "";
  }
}

export function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError({ code: "network", detail: error instanceof Error ? error.message : String(error) });
}

/** Asks the person to log in again; resolves when the session is there. */
type Relogin = () => Promise<void>;
let relogin: Relogin | null = null;

export function onSessionEnd(handler: Relogin | null): void {
  relogin = handler;
}

/**
 * The request, and once more after a new login where the session had ended meanwhile: so nothing that was typed is
 * lost. Questions about the session itself are not repeated.
 */
export async function fetchWithSession(request: Request): Promise<Response> {
  const spare = request.clone();
  const response = await fetch(request);
  const aboutSession = new URL(request.url).pathname.endsWith("/session");
  if (response.status !== 401 || aboutSession || relogin === null) return response;
  await relogin();
  return fetch(spare);
}

/** After a 401 of a request that was made without `client`: asks for a new login; false where nobody can be asked. */
export async function loggedInAgain(): Promise<boolean> {
  if (relogin === null) return false;
  await relogin();
  return true;
}

export const client = createClient<paths>({
  baseUrl: new URL("/api/v1", window.location.origin).href,
  fetch: fetchWithSession,
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "detail" in value;
}

function problemOf(error: unknown, status: number): ProblemError {
  if (isProblem(error)) return new ProblemError(error);
  return new ProblemError({ code: status >= 500 ? "unavailable" : "invalid", status });
}

/** The answer's body, or a ProblemError thrown. */
export async function body<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (error) {
    throw asProblem(error);
  }
  if (!answer.response.ok) throw problemOf(answer.error, answer.response.status);
  return answer.data as T;
}

/** The `If-Match` value of a version. */
export function etag(version: number): string {
  return `"v${version}"`;
}
