import type { Context, State } from "@backstage/actors";
import { here, type Perch } from "./parrot.ts";

/** What an abacus has counted, and where it is. */
export interface Count extends Perch {
  count: number;
}

// @generate-proxy
/** Counts what it is asked for, and forgets none of it. */
export class Abacus {
  readonly #count: State<number>;
  readonly #ctx: Context;
  #life = "";

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#count = ctx.state("count", () => 0);
  }

  /** Counts one more. */
  add(): Count {
    this.#life ||= this.#ctx.randomUUID();
    return { count: ++this.#count.value, node: here.node, life: this.#life };
  }
}
