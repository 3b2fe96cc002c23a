/** The page of what must be done before anything else. */
export const FIRST_STEPS = "/first-steps";

/** The page to go on with. Only pages of our own: `//elsewhere` would leave the service. */
export function nextOf(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/";
}
