import { body, client, etag } from "@/api/client";
import type { Campaign, Plural } from "@/api/types";
import type { Page } from "@/lib/loading";

interface Versioned {
  id: string;
  version: number;
}

export interface ListQuery {
  limit?: number;
  cursor?: string;
  state?: string;
  enterprise?: string;
  region?: string;
  programme_sector?: string;
  q?: string;
}

export type TotalledPage<T> = Page<T> & { total: number };

/** A page of a kind's records within the caller's sight. */
export async function listOf<T>(plural: Plural, query: ListQuery): Promise<TotalledPage<T>> {
  const page = await body(client.GET("/records/{plural}", { params: { path: { plural }, query } }));
  return { ...page, items: page.items as unknown as T[] };
}

export async function recordOf<T>(plural: Plural, id: string): Promise<T> {
  return (await body(client.GET("/records/{plural}/{id}", { params: { path: { plural, id } } }))) as unknown as T;
}

export async function createRecord<T>(plural: Plural, members: object): Promise<T> {
  return (await body(client.POST("/records/{plural}", { params: { path: { plural } }, body: members as never }))) as unknown as T;
}

export async function changeRecord<T extends Versioned>(plural: Plural, record: Versioned, changes: object): Promise<T> {
  const params = { path: { plural, id: record.id }, header: { "If-Match": etag(record.version) } };
  return (await body(client.PATCH("/records/{plural}/{id}", { params, body: changes as never }))) as unknown as T;
}

export interface EventCall {
  event: string;
  reason?: string;
  fields?: Record<string, unknown>;
}

export async function postEvent<T extends Versioned>(plural: Plural, record: Versioned, call: EventCall): Promise<T> {
  const params = { path: { plural, id: record.id }, header: { "If-Match": etag(record.version) } };
  return (await body(client.POST("/records/{plural}/{id}/events", { params, body: call as never }))) as unknown as T;
}

/** The campaign under way: surveys, evidence and sign-offs are for its year. */
export async function runningCampaign(): Promise<Campaign | null> {
  const page = await listOf<Campaign>("campaigns", { state: "running", limit: 5 });
  return page.items.reduce<Campaign | null>((latest, one) => (latest === null || one.year > latest.year ? one : latest), null);
}
