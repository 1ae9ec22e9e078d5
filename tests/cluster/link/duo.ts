import type { LinksHost } from "../../../src/cluster/link/links_host.ts";
import { MemoryNetwork } from "../../../src/cluster/memory/network.ts";
import { Node } from "./fuzz/node.ts";
import { type Clock, Timeline } from "./fuzz/timeline.ts";

/** One of two nodes, and what its links have told it. */
export class Side {
  readonly node: Node;
  readonly clock: Clock;
  readonly received: Uint8Array[] = [];
  /** When it was told what of the other one. */
  readonly told: [what: string, ms: number][] = [];
  readonly errors: string[] = [];

  /** Creates it for a node on a network. */
  constructor(
    id: string,
    network: MemoryNetwork,
    timeline: Timeline,
    host: Partial<LinksHost>,
  ) {
    const tell = (what: string) => (): void =>
      void this.told.push([what, timeline.nowMs]);
    const own: LinksHost = {
      receive: (_, message) => void this.received.push(message),
      noteSilent: tell("silent"),
      noteUnreachable: tell("unreachable"),
      noteHeard: tell("heard"),
      ...host,
    };
    this.clock = timeline.makeClock(0, 1);
    this.node = new Node(id, network, this.clock, own, this.errors);
  }

  /** How long the messages are that it has received. */
  get lengths(): number[] {
    return this.received.map(({ length }) => length);
  }

  /** What its link to the other one counts. */
  get counts() {
    const [link] = this.node.links.list();
    return link!.counts;
  }
}

/** Two nodes on a network; ANN and BOB name them. */
export class Duo {
  readonly timeline = new Timeline(1);
  readonly network: MemoryNetwork;
  readonly ann: Side;
  readonly bob: Side;

  /** Creates them, with what ann's host does otherwise. */
  constructor(host: Partial<LinksHost> = {}, delayMs = 1) {
    const runtime = this.timeline.makeClock(0, 1);
    const faults = { delayMs: [delayMs, delayMs] as const };
    this.network = new MemoryNetwork(runtime, faults);
    this.ann = new Side(ANN, this.network, this.timeline, host);
    this.bob = new Side(BOB, this.network, this.timeline, {});
  }

  /** Sends messages of such lengths from ann to bob; returns their numbers. */
  send(...lengths: number[]): number[] {
    return lengths.map((length) =>
      this.ann.node.links.send(BOB, new Uint8Array(length))
    );
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.timeline.pass(ms);
  }
}

export const ANN = "ann-00000001";
export const BOB = "bob-00000002";
