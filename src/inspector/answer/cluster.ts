import type { ClusterSnapshot } from "../../engine/cluster_snapshot.ts";
import type { Remote } from "../../engine/route/remote.ts";
import type { EngineView } from "../../engine/view.ts";
import type {
  ActorPlaceDetail,
  ClusterDetail,
  Name,
} from "../wire/protocol.ts";

/** Answers how the cluster of an engine fares. */
export class ClusterAnswers {
  readonly #view: EngineView;
  // Clients that ask meanwhile are answered with it: each question to the
  // other nodes is one for all clients.
  #asked: Promise<ClusterDetail> | null = null;

  constructor(view: EngineView) {
    this.#view = view;
  }

  /**
   * Answers which nodes there are, who owns which shard, and what goes between
   * them.
   *
   * @throws {Error} If the engine is in no cluster.
   */
  read(): Promise<ClusterDetail> {
    return this.#asked ??= this.#gather().finally(() => this.#asked = null);
  }

  async #gather(): Promise<ClusterDetail> {
    const { remote } = this.#view;
    if (remote === null) {
      throw new Error("Cannot show the cluster: the engine is in none");
    }
    return describe(await remote.gather());
  }
}

function describe(
  { name, nodeId, nodes, shards }: ClusterSnapshot,
): ClusterDetail {
  const places = new Map<string, number>();
  const shardOwners = shards.map(({ owner }) => {
    if (owner === null) return -1;
    const place = places.get(owner) ?? places.size;
    places.set(owner, place);
    return place;
  });
  return {
    name,
    nodeId,
    nodes: nodes.toSorted((a, b) => ORDER.compare(a.name, b.name)),
    owners: [...places.keys()],
    shardOwners,
    epochs: shards.map(({ epoch }) => epoch),
  };
}

/** The order of names: that of the numbers in them, too. */
const ORDER = new Intl.Collator("en", { numeric: true });

/** Returns where an actor lives; `null` where it is on the node that asks. */
export function findPlace(
  { registry, remote }: EngineView,
  { type, id }: Name,
): ActorPlaceDetail | null {
  if (remote === null || registry.findType(type)?.isLocal === true) return null;
  const { shard, epoch, owner } = remote.locate(type, id);
  return { shard, epoch, owner: owner === null ? null : name(remote, owner) };
}

function name(remote: Remote, id: string): ActorPlaceDetail["owner"] {
  const node = remote.snapshot().nodes.find((one) => one.id === id);
  return { id, name: node?.name ?? id, isSelf: id === remote.nodeId };
}

/** Says where an actor lives that another node has; `null` of all others. */
export function tellElsewhere(view: EngineView, actor: Name): string | null {
  const place = findPlace(view, actor);
  if (place === null || place.owner?.isSelf === true) return null;
  const { owner, shard } = place;
  if (owner === null) return `shard ${shard} has no owner just now`;
  return `it belongs to node ${owner.name}, which owns shard ${shard}`;
}
