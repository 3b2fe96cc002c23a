import type { Page } from "@playwright/test";

/** A page of the workbench, for the tests that visit every page and for the pictures of the manual. */
export interface PageSpec {
  /** The picture's file name, `docs/screens/NAME.png`. */
  name: string;
  /** A role, whose first demonstration account looks at it, or a demonstration account's login. */
  as: string;
  /** The address, or how to find it. */
  path: string | ((page: Page) => Promise<string>);
  /** What is done before the picture is taken: opens what the page is about. */
  show?: (page: Page) => Promise<void>;
  /** False for pages that are tested but not pictured. */
  pictured?: false;
}

/** The id of the first record that a list of the API gives. */
export async function firstOf(page: Page, list: string): Promise<string> {
  const answer = await page.request.get(`/api/v1/${list}${list.includes("?") ? "&" : "?"}limit=1`);
  const items = ((await answer.json()) as { items?: { id: string }[] }).items;
  const id = items?.[0]?.id;
  if (id === undefined) throw new Error(`the demonstration city has none of ${list}`);
  return id;
}
