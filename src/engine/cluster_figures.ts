import type {
  ClusterNodeCounts,
  ClusterSnapshot,
  LinkSnapshot,
} from "./cluster_snapshot.ts";

/** The figures of one node, as it tells them itself. */
export interface ClusterFigures {
  /** How many nodes there are that host types, and that host none. */
  readonly hosts: number;
  readonly clients: number;
  /** How many shards there are, that this node owns, and that none owns. */
  readonly shards: number;
  readonly owned: number;
  readonly unowned: number;
  readonly counts: ClusterNodeCounts;
  /** What went over its links, by the names of the other nodes. */
  readonly links: ReadonlyMap<string, LinkFigures>;
}

/** The figures of a link between two nodes. */
export type LinkFigures = Omit<LinkSnapshot, "isSilent" | "peer">;

/** Sums up what a node knows and counts; `null` until it takes part. */
export function readClusterFigures(
  { nodes, shards }: ClusterSnapshot,
): ClusterFigures | null {
  const self = nodes.find(({ isSelf }) => isSelf);
  if (self === undefined || self.counts === null) return null;
  const clients = nodes.filter(({ isClient }) => isClient).length;
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const links = new Map<string, LinkFigures>();
  for (const { peer, isSilent: _, ...figures } of self.counts.links) {
    const name = names.get(peer);
    // A node that is gone keeps its link for a moment.
    if (name !== undefined) links.set(name, join(links.get(name), figures));
  }
  return {
    hosts: nodes.length - clients,
    clients,
    shards: shards.length,
    owned: self.shards,
    unowned: shards.filter(({ owner }) => owner === null).length,
    counts: self.counts,
    links,
  };
}

/** Adds up two lives of a node, of which one is about to be gone. */
function join(one: LinkFigures | undefined, other: LinkFigures): LinkFigures {
  if (one === undefined) return other;
  return {
    messagesSent: one.messagesSent + other.messagesSent,
    bytesSent: one.bytesSent + other.bytesSent,
    messagesReceived: one.messagesReceived + other.messagesReceived,
    bytesReceived: one.bytesReceived + other.bytesReceived,
    resent: one.resent + other.resent,
    malformed: one.malformed + other.malformed,
    waiting: one.waiting + other.waiting,
  };
}
