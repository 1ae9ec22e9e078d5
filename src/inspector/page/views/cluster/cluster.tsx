import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import type { ClusterDetail } from "../../../wire/protocol.ts";
import { EngineContext } from "../../link/engine_context.ts";
import { useAnswer } from "../../link/use_answer.ts";
import type { ClusterWatch } from "../../model/cluster_watch.ts";
import type { Route } from "../../model/route.ts";
import { Data } from "../../parts/actor_name.tsx";
import { Count } from "../../parts/figure.tsx";
import { formatCount, formatRate } from "../../parts/format.ts";
import { NewsList } from "./news_list.tsx";
import { NodeTable } from "./node_table.tsx";
import { ShardMap } from "./shard_map.tsx";
import { TrafficTable } from "./traffic_table.tsx";

/** Other nodes are asked, so it is not done as often as for counters. */
const PERIOD_MS = 1_000;

/** The cluster: its nodes, its shards, and what goes between them. */
export function ClusterView({ watch, route }: {
  readonly watch: ClusterWatch;
  readonly route: Route;
}): JSX.Element {
  const { state } = useContext(EngineContext);
  const { answer, error } = useAnswer<"cluster">(
    { view: "cluster" },
    PERIOD_MS,
    ({ at, body }) => watch.add(at, body),
  );
  if (answer === undefined) {
    return (
      <div class="empty" data-testid="cluster-none">
        {state === "open" && (error ?? "Asking…")}
      </div>
    );
  }
  const { at, body: detail } = answer;
  const named = readShard(route.filter, detail);
  return (
    <div class="view cluster" data-testid="view-cluster">
      <h1 class="unseen">Cluster</h1>
      <Strip detail={detail} watch={watch} />
      <NodeTable detail={detail} watch={watch} at={at} />
      <div class="cluster-body">
        <div class="main">
          <ShardMap key={named} detail={detail} watch={watch} named={named} />
          <NewsList news={watch.news} />
        </div>
        <TrafficTable detail={detail} watch={watch} />
      </div>
    </div>
  );
}

function readShard(
  text: string | undefined,
  { shardOwners }: ClusterDetail,
): number | undefined {
  if (text === undefined || !/^\d{1,4}$/.test(text)) return undefined;
  return Number(text) < shardOwners.length ? Number(text) : undefined;
}

/** The cluster in a line. */
function Strip({ detail, watch }: {
  readonly detail: ClusterDetail;
  readonly watch: ClusterWatch;
}): JSX.Element {
  const { name, nodes, shardOwners } = detail;
  const clients = nodes.filter(({ isClient }) => isClient).length;
  const sum = (figure: "actors" | "fenced" | "lost" | "outgoing") =>
    nodes.reduce((all, { counts }) => all + (counts?.[figure] ?? 0), 0);
  const free = shardOwners.filter((place) => place < 0).length;
  const figures: [string, JSX.Element | string][] = [
    ["Cluster", <Data key="name" text={name} />],
    ["Nodes", formatCount(nodes.length - clients)],
    ["Clients", <Count key="clients" value={clients} />],
    ["Shards", formatCount(shardOwners.length)],
    ["No owner", <Count key="free" value={free} tone="bad" />],
    ["Actors", <Count key="actors" value={sum("actors")} />],
    ["Calls", <Count key="calls" value={sum("outgoing")} />],
    ["Messages/s", formatRate(sumRates(detail, watch))],
    ["Lost", <Count key="lost" value={sum("lost")} tone="warn" />],
    ["Fenced", <Count key="fenced" value={sum("fenced")} tone="warn" />],
  ];
  return (
    <dl class="strip cluster-strip panel">
      {figures.map(([label, figure]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}

function sumRates({ nodes }: ClusterDetail, watch: ClusterWatch): number {
  let sum = 0;
  for (const { id: from } of nodes) {
    for (const { id: to } of nodes) {
      sum += watch.trafficOf(from, to)?.messages ?? 0;
    }
  }
  return sum;
}
