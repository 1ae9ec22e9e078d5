import type { Engine } from "../../engine/engine.ts";
import type { ClusterNetwork } from "../cluster/network.ts";
import type { ClusterNode } from "./cluster_node.ts";
import type { DriverFaultName } from "./faults.ts";
import type { Site } from "./stage.ts";

/** How often each node and link is looked at. */
const EVERY_MS = 1_000;
/** The longest that each lasts, in milliseconds. */
const PAUSE_MS = 40_000;
const CUT_MS = 20_000;
const STALL_MS = 15_000;
const GONE_MS = 10_000;

/**
 * Lets faults strike at nodes, and at what is between them, as simulated time
 * goes on; each ends after a while by itself.
 */
export class Weather {
  readonly #site: Site;
  readonly #network: ClusterNetwork;
  readonly #nodes: readonly ClusterNode[];
  /** The engines that others take the places of. */
  readonly #ended = new WeakSet<Engine>();

  constructor(
    site: Site,
    network: ClusterNetwork,
    nodes: readonly ClusterNode[],
  ) {
    this.#site = site;
    this.#network = network;
    this.#nodes = nodes;
  }

  /** Strikes from now on. */
  begin(): void {
    this.#after(EVERY_MS, () => {
      for (const node of this.#nodes) this.#strikeNode(node);
      this.#strikeNetwork();
      this.begin();
    });
  }

  #strikeNode(node: ClusterNode): void {
    if (node.state === "gone") return;
    // What cannot take part ends, and a supervisor begins it anew.
    if (node.view.loss !== null) return this.#restartLater(node);
    if (this.#strikes("node:crash")) this.#crash(node, false);
    else if (this.#strikes("node:vanish")) this.#crash(node, true);
    else if (node.state === "still" || node.isStopping) return;
    else if (this.#strikes("node:leave")) this.#leave(node);
    else if (this.#strikes("node:pause")) {
      node.pause();
      this.#after(this.#draw(PAUSE_MS), () => node.resume());
    } else if (this.#strikes("node:offline")) {
      const connect = this.#network.disconnect(node.name);
      this.#note(`${node.name}: offline`);
      this.#after(this.#draw(CUT_MS), connect);
    }
  }

  #crash(node: ClusterNode, silently: boolean): void {
    node.crash({ silently });
    this.#restartLater(node);
  }

  /** Stops a node as a deploy does, and begins it anew. */
  #leave(node: ClusterNode): void {
    const { engine } = node;
    const again = (): void => {
      if (node.engine === engine) this.#restartLater(node);
    };
    node.leave().then(again, again);
  }

  #restartLater(node: ClusterNode): void {
    const { engine } = node;
    if (this.#ended.has(engine)) return;
    this.#ended.add(engine);
    this.#after(this.#draw(GONE_MS), () => {
      if (node.engine === engine) node.restart();
    });
  }

  #strikeNetwork(): void {
    const network = this.#network;
    if (this.#strikes("net:cut")) {
      const from = this.#pick();
      const to = this.#pick();
      const isOneWay = this.#site.faults.below(2) === 1;
      this.#note(`cut: ${from} ${isOneWay ? "to" : "and"} ${to}`);
      const mends = [network.cut(from, to)];
      if (!isOneWay) mends.push(network.cut(to, from));
      this.#after(this.#draw(CUT_MS), () => mends.forEach((mend) => mend()));
    }
    if (this.#strikes("bucket:stall")) {
      this.#note("the bucket stalls");
      network.stall(this.#draw(STALL_MS));
    }
  }

  #pick(): string {
    return this.#nodes[this.#site.faults.below(this.#nodes.length)]!.name;
  }

  #strikes(name: DriverFaultName): boolean {
    return this.#site.faults.decide(name);
  }

  #note(what: string): void {
    this.#site.recorder.noteFault(what);
  }

  #draw(mostMs: number): number {
    return 1 + this.#site.faults.below(mostMs);
  }

  #after(delayMs: number, callback: () => void): void {
    this.#site.clock.setTimer(delayMs, callback);
  }
}
