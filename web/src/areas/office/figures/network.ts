import type { Network } from "@/api/types";

export interface PlacedNode {
  key: string;
  kind: string;
  id: string;
  title: string;
  links: number;
  y: number;
}

export interface PlacedLink {
  pairing: string;
  from: number;
  to: number;
  score: number;
}

export interface PlacedNetwork {
  helpers: PlacedNode[];
  receivers: PlacedNode[];
  links: PlacedLink[];
  height: number;
}

const LINE = 20;

function keyOf(node: Network["nodes"][number]): string {
  return `${node.record.kind}:${node.record.id}`;
}

/**
 * Helpers in a column on the left, the enterprises that they help on the right, each near its helper: the busiest helper
 * comes first, and enterprises stand in the order in which their helpers do.
 */
export function placed(network: Network): PlacedNetwork {
  const titles = new Map(network.nodes.map((node) => [keyOf(node), node]));
  const loads = new Map<string, number>();
  for (const link of network.links) loads.set(link.helper, (loads.get(link.helper) ?? 0) + 1);
  const helpers = [...loads.keys()].sort((a, b) => (loads.get(b) ?? 0) - (loads.get(a) ?? 0) || a.localeCompare(b));
  const receivers: string[] = [];
  for (const helper of helpers) {
    for (const link of network.links) {
      if (link.helper === helper && !receivers.includes(link.enterprise)) receivers.push(link.enterprise);
    }
  }
  const height = Math.max(helpers.length, receivers.length) * LINE;
  const column = (keys: string[]): PlacedNode[] =>
    keys.map((key, at) => {
      const node = titles.get(key);
      const y = ((at + 0.5) * height) / keys.length;
      const [kind = "", id = ""] = key.split(":");
      return { key, kind, id, title: node?.record.title ?? key, links: node?.links ?? 0, y };
    });
  const left = column(helpers);
  const right = column(receivers);
  const at = (nodes: PlacedNode[], key: string) => nodes.find((node) => node.key === key)?.y ?? 0;
  const links = network.links.map((link) => ({ pairing: link.pairing, from: at(left, link.helper), to: at(right, link.enterprise), score: link.score }));
  return { helpers: left, receivers: right, links, height };
}
