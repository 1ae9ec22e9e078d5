import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { ClusterDetail } from "../../../wire/protocol.ts";
import { ownerOf } from "../../model/cluster_news.ts";
import type { ClusterWatch } from "../../model/cluster_watch.ts";
import { countOf, formatCount } from "../../parts/format.ts";
import { ActorFinder } from "./actor_finder.tsx";
import { colorClass, NodeName } from "./node_name.tsx";

interface MapOptions {
  readonly detail: ClusterDetail;
  readonly watch: ClusterWatch;
  /** The shard that the address names. */
  readonly named: number | undefined;
}

/** Who owns which shard: a small square for each, in its owner's colour. */
export function ShardMap(options: MapOptions): JSX.Element {
  const { detail, watch, named } = options;
  const [pointed, setPointed] = useState<number>();
  const [found, setFound] = useState<number | undefined>(named);
  const [chosen, setChosen] = useState<string>();
  const shown = pointed ?? found;
  return (
    <section class="panel shards" data-testid="shards">
      <h2>
        Shards
        <span class="muted">{formatCount(detail.shardOwners.length)}</span>
      </h2>
      <ActorFinder onFind={setFound} />
      <Cells
        {...options}
        found={found}
        chosen={chosen}
        onPoint={setPointed}
      />
      <p class="shard-said" role="status" data-testid="shard-said">
        {shown === undefined
          ? <span class="muted">Point at a shard to see who owns it.</span>
          : <Shard detail={detail} watch={watch} shard={shown} />}
      </p>
      <Legend {...options} chosen={chosen} onChoose={setChosen} />
    </section>
  );
}

function Shard({ detail, watch, shard }: Omit<MapOptions, "named"> & {
  readonly shard: number;
}): JSX.Element {
  const owner = ownerOf(detail, shard);
  return (
    <>
      Shard <b>{shard}</b> {owner === null
        ? <span class="is-bad">has no owner</span>
        : <NodeName watch={watch} id={owner} />}{" "}
      <span class="muted">
        epoch {formatCount(detail.epochs[shard] ?? 0)}
      </span>
    </>
  );
}

/** So many shards are shown as large squares, and as middle ones. */
const LARGE = 256;
const MIDDLE = 1_024;

function sizeOf(shards: number): string {
  if (shards <= LARGE) return "is-large";
  return shards <= MIDDLE ? "is-middle" : "is-small";
}

function Cells({ detail, watch, found, chosen, onPoint }: MapOptions & {
  readonly found: number | undefined;
  readonly chosen: string | undefined;
  readonly onPoint: (shard: number | undefined) => void;
}): JSX.Element {
  const { shardOwners, owners } = detail;
  // What is drawn changes seldom, and there may be thousands.
  const key = JSON.stringify([shardOwners, owners, found, chosen]);
  const cells = useMemo(() =>
    shardOwners.map((place, shard) => {
      const owner = owners[place];
      const color = owner === undefined ? "is-free" : colorClass(watch, owner);
      const isDim = chosen !== undefined && owner !== chosen;
      const more = (isDim ? " is-dim" : "") +
        (shard === found ? " is-found" : "");
      return <i key={shard} data-shard={shard} class={color + more} />;
    }), [key]);
  const point = ({ target }: Event): void => {
    const { shard } = (target as HTMLElement).dataset;
    if (shard !== undefined) onPoint(Number(shard));
  };
  return (
    <div
      class={`cells ${sizeOf(shardOwners.length)}`}
      role="img"
      aria-label={`${countOf(shardOwners.length, "shard")} by owner`}
      onPointerOver={point}
      onClick={point}
      onPointerLeave={({ pointerType }) => {
        // A finger that is lifted has said what it means.
        if (pointerType === "mouse") onPoint(undefined);
      }}
    >
      {cells}
    </div>
  );
}

/** Whose colour is which, and how many shards each node has. */
function Legend({ detail, watch, chosen, onChoose }: MapOptions & {
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
}): JSX.Element {
  const hosts = detail.nodes.filter(({ isClient }) => !isClient);
  const free = detail.shardOwners.filter((place) => place < 0).length;
  return (
    <div class="shard-legend">
      {hosts.map(({ id, shards }) => (
        <button
          key={id}
          type="button"
          class="quiet"
          aria-pressed={chosen === id}
          title="Show this node's shards alone"
          onClick={() => onChoose(chosen === id ? undefined : id)}
        >
          <NodeName watch={watch} id={id} />
          <b>{formatCount(shards)}</b>
        </button>
      ))}
      {free > 0 && (
        <span class="is-bad" data-testid="unowned">
          <i class="swatch is-free" /> no owner <b>{formatCount(free)}</b>
        </span>
      )}
    </div>
  );
}
