// Savina 5, Thread Ring: one token, R hops round N actors.
import type { Engine } from "@backstage/actors";
import { RingNodeProxy } from "../generated/ring_node_proxy.gen.ts";
import { verify } from "./verify.ts";

const N = 100;
const R = 1_000_000;

// @generate-proxy
export class RingNode {
  #next: RingNodeProxy | undefined;
  #hops = 0;

  connect(next: RingNodeProxy): void {
    this.#next = next;
  }

  ping(left: number): void {
    this.#hops++;
    if (left > 1) this.#next!.ping(left - 1);
  }

  hops(): number {
    return this.#hops;
  }
}

export async function playThreadRing(engine: Engine): Promise<void> {
  const nodes = Array.from(
    { length: N },
    (_, i) => engine.getActor(RingNodeProxy, `n${i}`),
  );
  await Promise.all(nodes.map((node, i) => node.connect(nodes[(i + 1) % N]!)));
  nodes[0]!.ping(R);
  await engine.run();
  const hops = await Promise.all(nodes.map((node) => node.hops()));
  verify(hops.reduce((a, b) => a + b) === R, "hops");
}
