import type {
  ClusterDetail,
  ClusterNodeRow,
  LinkRow,
  NodeFigures,
} from "../../../src/inspector/wire/protocol.ts";

const FIGURES: NodeFigures = {
  actors: 0,
  outgoing: 0,
  incoming: 0,
  rerouted: 0,
  gained: 0,
  handedOver: 0,
  lost: 0,
  fenced: 0,
  rejoined: 0,
  isSuspended: false,
  dropped: 0,
  links: [],
};

/** Makes a node of an id such as `one-1`; no counts where they are `null`. */
export function makeNode(
  id: string,
  counts: Partial<NodeFigures> | null = {},
  isClient = false,
): ClusterNodeRow {
  return {
    id,
    name: id.split("-")[0]!,
    isSelf: id === "one-1",
    isClient,
    types: ["Counter"],
    startedAt: 0,
    version: "0.1.0",
    shards: 0,
    counts: counts && { ...FIGURES, ...counts },
  };
}

/** Makes a cluster of nodes, with the owner's id of each shard. */
export function makeCluster(
  nodes: readonly (ClusterNodeRow | string)[],
  shards: readonly (string | null)[] = [],
): ClusterDetail {
  const owners = [...new Set(shards.filter((owner) => owner !== null))];
  return {
    name: "shop",
    nodeId: "one-1",
    nodes: nodes.map((node) =>
      typeof node === "string" ? makeNode(node) : node
    ),
    owners,
    shardOwners: shards.map((owner) =>
      owner === null ? -1 : owners.indexOf(owner)
    ),
    epochs: shards.map(() => 1),
  };
}

/** Makes a link to a peer. */
export function makeLink(peer: string, counts: Partial<LinkRow>): LinkRow {
  return {
    peer,
    messagesSent: 0,
    bytesSent: 0,
    messagesReceived: 0,
    bytesReceived: 0,
    resent: 0,
    malformed: 0,
    waiting: 0,
    isSilent: false,
    ...counts,
  };
}
