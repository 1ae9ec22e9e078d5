import {
  type ClusterFigures,
  type LinkFigures,
  readClusterFigures,
} from "../../engine/cluster_figures.ts";
import type { Remote } from "../../engine/route/remote.ts";
import type { MetricLines } from "./prometheus.ts";

type Kind = "counter" | "gauge";
type Counts = ClusterFigures["counts"];

/** What this node knows of the cluster: name, help and figure. */
const KNOWN: readonly (readonly [
  string,
  string,
  keyof Omit<ClusterFigures, "counts" | "links">,
])[] = [
  ["hosts", "Nodes that host actors.", "hosts"],
  ["clients", "Nodes that host none.", "clients"],
  ["shards", "Shards of the cluster.", "shards"],
  ["shards_owned", "Shards that this node owns.", "owned"],
  ["shards_unowned", "Shards that no node owns.", "unowned"],
];

/** What this node counts: name, kind, help and figure. */
const COUNTED: readonly (readonly [
  string,
  Kind,
  string,
  keyof Omit<Counts, "isSuspended" | "links">,
])[] = [
  ["actors", "gauge", "Live actors of shards.", "actors"],
  ["calls_outgoing", "gauge", "Calls to other nodes under way.", "outgoing"],
  ["calls_incoming", "gauge", "Calls of others under way.", "incoming"],
  ["rerouted_total", "counter", "Calls of actors that moved.", "rerouted"],
  ["shards_gained_total", "counter", "Shards served anew.", "gained"],
  [
    "shards_handed_over_total",
    "counter",
    "Shards given away in order.",
    "handedOver",
  ],
  ["shards_lost_total", "counter", "Shards that others took.", "lost"],
  ["writes_fenced_total", "counter", "Writes without a right.", "fenced"],
  ["rejoined_total", "counter", "Lives after the first one.", "rejoined"],
  ["dropped_total", "counter", "Packets that were no use.", "dropped"],
];

/** What is counted of a link: name, kind, help and figure. */
const LINKED: readonly (readonly [string, Kind, string, keyof LinkFigures])[] =
  [
    ["messages_sent_total", "counter", "Messages sent.", "messagesSent"],
    ["bytes_sent_total", "counter", "Bytes of their packets.", "bytesSent"],
    [
      "messages_received_total",
      "counter",
      "Messages received.",
      "messagesReceived",
    ],
    [
      "bytes_received_total",
      "counter",
      "Bytes of their packets.",
      "bytesReceived",
    ],
    ["packets_resent_total", "counter", "Packets sent again.", "resent"],
    ["malformed_total", "counter", "What did not parse.", "malformed"],
    ["messages_waiting", "gauge", "Messages not acknowledged.", "waiting"],
  ];

/** Writes what a node counts of its cluster, and of its links by node. */
export function writeClusterMetrics(remote: Remote, lines: MetricLines): void {
  const figures = readClusterFigures(remote.snapshot());
  if (figures === null) return;
  const { counts, links } = figures;
  for (const [name, help, figure] of KNOWN) {
    lines.only(`cluster_${name}`, "gauge", help, figures[figure]);
  }
  for (const [name, kind, help, figure] of COUNTED) {
    lines.only(`cluster_${name}`, kind, help, counts[figure]);
  }
  const isSuspended = Number(counts.isSuspended);
  const help = "1 while its lease is in doubt.";
  lines.only("cluster_suspended", "gauge", help, isSuspended);
  for (const [name, kind, help, figure] of LINKED) {
    lines.head(`cluster_${name}`, kind, help);
    for (const [node, link] of links) {
      lines.ofNode(`cluster_${name}`, node, link[figure]);
    }
  }
}
