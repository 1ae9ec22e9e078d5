import type { ClusterHost } from "../engine/cluster_port.ts";
import type {
  ClusterNodeCounts,
  ShardSnapshot,
} from "../engine/cluster_snapshot.ts";
import type { CallTraffic } from "./call_traffic.ts";
import type { NodeLine } from "./node_line.ts";
import type { Ownership } from "./ownership/ownership.ts";
import { ClusterReport, describeLink } from "./report/cluster_report.ts";
import { ClusterTarget } from "./route/cluster_target.ts";
import type { Place, ServedShards } from "./shard/served_shards.ts";
import { type Books, STREAM } from "./stream/books.ts";
import { ClusterStreams } from "./stream/cluster_streams.ts";
import { Watches } from "./watch/watches.ts";

/** The parts of a node that others of its parts stand on. */
export interface OwnParts {
  readonly host: ClusterHost;
  /** Names the cluster. */
  readonly name: string;
  /** How many shards it has. */
  readonly shards: number;
  readonly shardOf: Place;
  readonly ownership: Ownership;
  readonly line: NodeLine;
  readonly served: ServedShards;
  readonly calls: CallTraffic;
  /** How many messages did not parse. */
  countMalformed(): number;
}

/** Of a node that has no links yet. */
const NONE = { malformed: 0, misaddressed: 0, strangers: 0 };

/** Returns an actor of a known type, wherever it is. */
function openTarget(
  { host: { registry }, calls }: OwnParts,
  type: string,
  id: string,
): ClusterTarget {
  const activation = registry.open(registry.findType(type)!, id);
  return new ClusterTarget(activation, calls);
}

/** Opens the streams of a node. */
export function openStreams(own: OwnParts, books: Books): ClusterStreams {
  const { host, line, ownership, shardOf } = own;
  return new ClusterStreams(host, {
    books,
    openTarget: (type, id) => openTarget(own, type, id),
    isHome: (id) => ownership.isOwn(shardOf(STREAM, id)),
    post: (node, message, key) => line.post(node, message, key),
  });
}

/** Opens its watches of actors elsewhere, and those of others here. */
export function openWatches(own: OwnParts): Watches {
  const { line } = own;
  return new Watches({
    ask: ({ type, id }, operation, watch) =>
      openTarget(own, type, id).ask(operation, watch),
    post: (node, message, key) => line.post(node, message, key),
  });
}

/** Opens what it tells of its cluster. */
export function openReport(own: OwnParts): ClusterReport {
  const { host: { runtime }, name, line, ownership } = own;
  return new ClusterReport({
    ...{ runtime, name },
    get nodeId() {
      return ownership.nodeId;
    },
    get nodes() {
      return ownership.nodes;
    },
    listShards: () => describeShards(own),
    count: () => count(own),
    post: (node, message, key) => line.post(node, message, key),
  });
}

function describeShards({ ownership, shards }: OwnParts): ShardSnapshot[] {
  const described: ShardSnapshot[] = [];
  for (let shard = 0; shard < shards; shard++) {
    const epoch = ownership.lastEpochOf(shard);
    described.push({ owner: ownership.ownerOf(shard), epoch });
  }
  return described;
}

/** Takes what the node counts. */
function count(own: OwnParts): ClusterNodeCounts {
  const { calls, host: { commits }, line: { links }, ownership, served } = own;
  const { malformed, misaddressed, strangers } = links?.dropped ?? NONE;
  return {
    actors: served.size,
    ...calls.counts,
    gained: served.gained,
    handedOver: ownership.counts.handedOver,
    lost: ownership.counts.lost,
    fenced: commits.fenced,
    rejoined: ownership.counts.lives - 1,
    isSuspended: !ownership.isSure,
    dropped: malformed + misaddressed + strangers + own.countMalformed(),
    links: Array.from(links?.list() ?? [], describeLink),
  };
}
