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

/** The header that shows that a change comes from our own pages, and the session's value for it. */
export const CSRF_HEADER = "X-CSRF-Token";
let csrf = "";

export function setCsrfToken(token: string): void {
  csrf = token;
}

export function csrfToken(): string {
  return csrf;
}

/** What the session store does where the service says that something about the session is different now. */
interface SessionWatch {
  /** Another page has logged in anew: asks who is logged in; false where it is somebody else. */
  refresh: () => Promise<boolean>;
  /** Something must be done before anything else. */
  duty: () => Promise<void>;
}
let watch: SessionWatch | null = null;

export function onSessionChange(handler: SessionWatch | null): void {
  watch = handler;
}

function send(request: Request): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") request.headers.set(CSRF_HEADER, csrf);
  return fetch(request);
}

async function problemIn(response: Response): Promise<Partial<Problem>> {
  try {
    return (await response.clone().json()) as Partial<Problem>;
  } catch {
    return {};
  }
}

/** After a 403: whether to send the request again. */
async function mended(response: Response): Promise<boolean> {
  if (watch === null) return false;
  const problem = await problemIn(response);
  if (problem.field === CSRF_HEADER) return watch.refresh();
  if (problem.code === "password_change_required" || problem.code === "two_factor_setup_required") await watch.duty();
  return false;
}

/**
 * The request, and once more after a new login where the session had ended meanwhile: so nothing that was typed is
 * lost. Questions about the session itself are not repeated.
 */
export async function fetchWithSession(request: Request): Promise<Response> {
  const spare = request.clone();
  const response = await send(request);
  if (response.status === 403 && (await mended(response))) return send(spare);
  const aboutSession = new URL(request.url).pathname.endsWith("/session");
  if (response.status !== 401 || aboutSession || relogin === null) return response;
  await relogin();
  return send(spare);
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
