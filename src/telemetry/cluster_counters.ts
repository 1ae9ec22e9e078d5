import type {
  Attributes,
  BatchObservableResult,
  Meter,
  Observable,
} from "@opentelemetry/api";
import {
  type ClusterFigures,
  type LinkFigures,
  readClusterFigures,
} from "../engine/cluster_figures.ts";
import type { Remote } from "../engine/route/remote.ts";

/** Whether a figure only grows. */
type Way = "grows" | "moves";

/** Reads a figure of a node. */
type Read<Figures> = (figures: Figures) => number;

/** What an instrument is: its way, figure, description and unit. */
type Instrument<Figures> = readonly [Way, Read<Figures>, string, string?];

/** What is counted of a node. */
const COUNTED: Readonly<Record<string, Instrument<ClusterFigures>>> = {
  "nodes.hosts": ["moves", ({ hosts }) => hosts, "Nodes that host actors"],
  "nodes.clients": ["moves", ({ clients }) => clients, "Nodes that host none"],
  "shards.owned": ["moves", ({ owned }) => owned, "Shards of this node"],
  "shards.unowned": [
    "moves",
    ({ unowned }) => unowned,
    "Shards that no node owns",
  ],
  "shards.gained": [
    "grows",
    ({ counts }) => counts.gained,
    "Shards that it began to serve",
  ],
  "shards.handed_over": [
    "grows",
    ({ counts }) => counts.handedOver,
    "Shards that it gave away in order",
  ],
  "shards.lost": [
    "grows",
    ({ counts }) => counts.lost,
    "Shards that others took from it",
  ],
  "actors": [
    "moves",
    ({ counts }) => counts.actors,
    "Live actors of its shards",
  ],
  "calls.outgoing": [
    "moves",
    ({ counts }) => counts.outgoing,
    "Its calls to other nodes that are under way",
  ],
  "calls.incoming": [
    "moves",
    ({ counts }) => counts.incoming,
    "Calls of other nodes that are under way",
  ],
  "calls.rerouted": [
    "grows",
    ({ counts }) => counts.rerouted,
    "Calls that were sent on, for their actors had moved",
  ],
  "writes.fenced": [
    "grows",
    ({ counts }) => counts.fenced,
    "Writes that its store refused, for others had the shards",
  ],
  "rejoined": [
    "grows",
    ({ counts }) => counts.rejoined,
    "Lives that it began after its first one",
  ],
  "suspended": [
    "moves",
    ({ counts }) => Number(counts.isSuspended),
    "1 while its lease is in doubt",
  ],
  "dropped": [
    "grows",
    ({ counts }) => counts.dropped,
    "Packets of strangers, and such that do not parse",
  ],
};

/** What is counted of each of its links. */
const LINKED: Readonly<Record<string, Instrument<LinkFigures>>> = {
  "link.messages.sent": [
    "grows",
    ({ messagesSent }) => messagesSent,
    "Messages to another node",
  ],
  "link.messages.received": [
    "grows",
    ({ messagesReceived }) => messagesReceived,
    "Messages from another node",
  ],
  "link.bytes.sent": [
    "grows",
    ({ bytesSent }) => bytesSent,
    "Bytes of the packets to another node",
    "By",
  ],
  "link.bytes.received": [
    "grows",
    ({ bytesReceived }) => bytesReceived,
    "Bytes of the packets from another node",
    "By",
  ],
  "link.packets.resent": [
    "grows",
    ({ resent }) => resent,
    "Packets that were sent again",
  ],
  "link.malformed": [
    "grows",
    ({ malformed }) => malformed,
    "Packets, and messages in them, that did not parse",
  ],
  "link.messages.waiting": [
    "moves",
    ({ waiting }) => waiting,
    "Messages that wait for room, or are not acknowledged",
  ],
};

/** An instrument, and the figure that it shows. */
type Gauge<Figures> = readonly [Observable, Read<Figures>];

/** Shows what a node counts of its cluster, when it is collected. */
export class ClusterCounters {
  readonly #meter: Meter;
  readonly #attributes: Attributes;
  readonly #remote: Remote;
  readonly #counts: readonly Gauge<ClusterFigures>[];
  readonly #links: readonly Gauge<LinkFigures>[];

  constructor(meter: Meter, attributes: Attributes, remote: Remote) {
    this.#meter = meter;
    this.#attributes = attributes;
    this.#remote = remote;
    this.#counts = createGauges(meter, COUNTED);
    this.#links = createGauges(meter, LINKED);
    meter.addBatchObservableCallback(this.#collect, this.#observables);
  }

  /** Shows nothing any more. */
  close(): void {
    this.#meter.removeBatchObservableCallback(
      this.#collect,
      this.#observables,
    );
  }

  get #observables(): Observable[] {
    return [...this.#counts, ...this.#links].map(([observable]) => observable);
  }

  readonly #collect = (result: BatchObservableResult): void => {
    const figures = readClusterFigures(this.#remote.snapshot());
    if (figures === null) return;
    for (const [observable, read] of this.#counts) {
      result.observe(observable, read(figures), this.#attributes);
    }
    for (const [node, link] of figures.links) {
      const attributes = { ...this.#attributes, "backstage.node": node };
      for (const [observable, read] of this.#links) {
        result.observe(observable, read(link), attributes);
      }
    }
  };
}

function createGauges<Figures>(
  meter: Meter,
  named: Readonly<Record<string, Instrument<Figures>>>,
): Gauge<Figures>[] {
  return Object.entries(named).map(([name, [way, read, description, unit]]) => {
    const options = { description, ...unit !== undefined && { unit } };
    const full = `backstage.cluster.${name}`;
    return [
      way === "grows"
        ? meter.createObservableCounter(full, options)
        : meter.createObservableUpDownCounter(full, options),
      read,
    ];
  });
}
