import { body, client, etag } from "@/api/client";
import type { AnyRecord, Plural } from "@/api/types";
import { filled } from "@/lib/filters";

const PAGE = 200;
/** Nothing of the office's is longer; a list that never ended would freeze the page. */
const MOST_PAGES = 10;

/** All records of a short list of the office, as records of `T`. */
export async function allOf<T>(plural: Plural, filters: Record<string, string | undefined> = {}): Promise<T[]> {
  const items: unknown[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { limit: PAGE, ...filled(filters), ...(cursor === null ? {} : { cursor }) } as { limit: number };
    const answer = await body(client.GET("/records/{plural}", { params: { path: { plural }, query } }));
    items.push(...answer.items);
    cursor = answer.next_cursor;
    if (cursor === null) break;
  }
  return items as T[];
}

export async function oneOf<T>(plural: Plural, id: string): Promise<T> {
  return (await body(client.GET("/records/{plural}/{id}", { params: { path: { plural, id } } }))) as unknown as T;
}

export async function makeRecord<T>(plural: Plural, values: object): Promise<T> {
  return (await body(client.POST("/records/{plural}", { params: { path: { plural } }, body: values as never }))) as unknown as T;
}

type Versioned = Pick<AnyRecord, "id" | "version">;

export async function changeRecord<T>(plural: Plural, record: Versioned, changes: object): Promise<T> {
  const params = { path: { plural, id: record.id }, header: { "If-Match": etag(record.version) } };
  return (await body(client.PATCH("/records/{plural}/{id}", { params, body: changes as never }))) as unknown as T;
}

export async function postEvent<T>(plural: Plural, record: Versioned, event: string, reason?: string, fields?: object): Promise<T> {
  const params = { path: { plural, id: record.id }, header: { "If-Match": etag(record.version) } };
  const said = { event, ...(reason === undefined ? {} : { reason }), ...(fields === undefined ? {} : { fields }) };
  return (await body(client.POST("/records/{plural}/{id}/events", { params, body: said as never }))) as unknown as T;
}
