import { REPORT_MS } from "../../base/cluster_limits.ts";
import type { Runtime } from "../../base/runtime.ts";
import type {
  ClusterNodeCounts,
  ClusterNodeSnapshot,
  ClusterSnapshot,
  LinkSnapshot,
  ShardSnapshot,
} from "../../engine/cluster_snapshot.ts";
import { isOwnType } from "../../envelope/own_type.ts";
import { idOf, makeBare, MESSAGES } from "../frame/message.ts";
import type { LinkInfo } from "../link/links.ts";
import type { NodeInfo } from "../ownership/node_info.ts";
import { makeCounts, readCounts } from "./counts_message.ts";

/** What a report asks of its node. */
export interface ReportHost {
  readonly runtime: Runtime;
  readonly name: string;
  readonly nodeId: string;
  readonly nodes: Iterable<NodeInfo>;
  /** Lists the shards, each at the place of its number. */
  listShards(): readonly ShardSnapshot[];
  /** Takes what this node counts. */
  count(): ClusterNodeCounts;
  post(node: string, message: Uint8Array, key: number): number;
}

/** What a node tells of its cluster, with what it hears of others. */
export class ClusterReport {
  readonly #host: ReportHost;
  readonly #asked = new Map<number, (counts: ClusterNodeCounts) => void>();
  #lastId = 0;

  constructor(host: ReportHost) {
    this.#host = host;
  }

  /** Returns the cluster as this node knows it. */
  take(): ClusterSnapshot {
    return this.#make(new Map());
  }

  /** Returns it with what the other nodes count, as far as they answer soon. */
  async gather(): Promise<ClusterSnapshot> {
    const counts = new Map<string, ClusterNodeCounts>();
    const { nodeId, nodes } = this.#host;
    const others = [...nodes].filter(({ id }) => id !== nodeId);
    await Promise.all(others.map(async ({ id }) => {
      const answer = await this.#ask(id);
      if (answer !== null) counts.set(id, answer);
    }));
    return this.#make(counts);
  }

  #ask(node: string): Promise<ClusterNodeCounts | null> {
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<
      ClusterNodeCounts | null
    >();
    const end = (counts: ClusterNodeCounts | null): void => {
      this.#asked.delete(id);
      timer.cancel();
      resolve(counts);
    };
    const timer = this.#host.runtime.setTimer(REPORT_MS, () => end(null));
    this.#asked.set(id, end);
    this.#host.post(node, makeBare(MESSAGES.count, id), 0);
    return promise;
  }

  /** Answers another node what this one counts. */
  answer(node: string, message: Uint8Array): void {
    const counts = makeCounts(idOf(message), this.#host.count());
    this.#host.post(node, counts, 0);
  }

  /** Takes what another node counts. */
  takeCounts(message: Uint8Array): void {
    this.#asked.get(idOf(message))?.(readCounts(message));
  }

  #make(counts: ReadonlyMap<string, ClusterNodeCounts>): ClusterSnapshot {
    const { name, nodeId, nodes } = this.#host;
    const shards = this.#host.listShards();
    const owned = new Map<string, number>();
    for (const { owner } of shards) {
      if (owner !== null) owned.set(owner, (owned.get(owner) ?? 0) + 1);
    }
    return {
      name,
      nodeId,
      nodes: [...nodes].map((info) => this.#describe(info, owned, counts)),
      shards,
    };
  }

  #describe(
    { id, name, isClient, types, startedAt, version }: NodeInfo,
    owned: ReadonlyMap<string, number>,
    counts: ReadonlyMap<string, ClusterNodeCounts>,
  ): ClusterNodeSnapshot {
    const isSelf = id === this.#host.nodeId;
    return {
      ...{ id, name, isSelf, isClient, startedAt, version },
      types: Object.keys(types).filter((type) => !isOwnType(type)),
      shards: owned.get(id) ?? 0,
      counts: isSelf ? this.#host.count() : counts.get(id) ?? null,
    };
  }
}

/** Says what went over a link. */
export function describeLink(
  { peer, counts, messages, isSilent, isUnreachable }: LinkInfo,
): LinkSnapshot {
  const { messagesSent, bytesSent, messagesReceived, bytesReceived } = counts;
  return {
    ...{ peer, messagesSent, bytesSent, messagesReceived, bytesReceived },
    resent: counts.resent,
    malformed: counts.malformed,
    waiting: messages,
    isSilent: isSilent || isUnreachable,
  };
}
