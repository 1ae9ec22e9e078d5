// Savina 30, Unbalanced Cobwebbed Tree: nodes ask the root whether to have
// children.
import type { ActorOptions, Context, Engine } from "@backstage/actors";
import { UctNodeProxy } from "../generated/uct_node_proxy.gen.ts";
import { UctRootProxy } from "../generated/uct_root_proxy.gen.ts";
import { busyWait } from "./busy_wait.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const MAX_NODES = 50_000; // Savina: 200,000
const CHILDREN = 10;
const COMPUTE = 5; // Savina: 500, and a loop of 40,000 in it

// @generate-proxy
export class UctRoot {
  // By default 65,536: the nodes' requests and visits are more than that.
  static readonly options: ActorOptions = { inboxCapacity: 1_000_000 };
  readonly #ctx: Context;
  readonly #self: UctRootProxy;
  readonly #random = new PseudoRandom(2);
  readonly #children: UctNodeProxy[] = [];
  #size = 1;
  #visited = 0;
  #traversing = false;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#self = ctx.self(UctRootProxy);
  }

  generate(): void {
    for (let i = 0; i < CHILDREN; i++) {
      const child = this.#ctx.getActor(UctNodeProxy, String(this.#size + i));
      child.begin(this.#self);
      this.#children.push(child);
    }
    this.#size += CHILDREN;
  }

  request(child: UctNodeProxy): void {
    if (this.#size + CHILDREN > MAX_NODES) {
      if (this.#traversing) return;
      this.#traversing = true;
      for (const node of this.#children) node.traverse();
    } else if (this.#random.next() < 32_768) {
      child.generate(this.#size);
      this.#size += CHILDREN;
    }
  }

  visited(): void {
    this.#visited++;
  }

  result(): { size: number; visited: number } {
    return { size: this.#size, visited: this.#visited };
  }
}

// @generate-proxy
export class UctNode {
  readonly #ctx: Context;
  readonly #self: UctNodeProxy;
  #root!: UctRootProxy;
  readonly #children: UctNodeProxy[] = [];

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#self = ctx.self(UctNodeProxy);
  }

  begin(root: UctRootProxy): void {
    this.#root = root;
    busyWait(COMPUTE);
    root.request(this.#self);
  }

  generate(from: number): void {
    for (let i = 0; i < CHILDREN; i++) {
      const child = this.#ctx.getActor(UctNodeProxy, String(from + i));
      child.begin(this.#root);
      this.#children.push(child);
    }
  }

  traverse(): void {
    busyWait(COMPUTE);
    for (const child of this.#children) child.traverse();
    this.#root.visited();
    this.#ctx.poisonPill();
  }
}

export async function playUct(engine: Engine): Promise<void> {
  const root = engine.getActor(UctRootProxy, "root");
  root.generate();
  await engine.run();
  const { size, visited } = await root.result();
  verify(
    size > MAX_NODES - CHILDREN && visited === size - 1,
    `visited ${visited} of ${size}`,
  );
}
