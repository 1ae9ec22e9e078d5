import type { Context } from "@backstage/actors";

/** What is said, and said again: 178 bytes, once it is encoded. */
export interface Saying {
  id: number;
  text: string;
}

/** Where a parrot is, and in which life. */
export interface Perch {
  node: string;
  life: string;
}

/** The node that this process is. */
export const here = { node: "" };

// @generate-proxy
/** Says what it hears. */
export class Parrot {
  readonly #ctx: Context;
  #life = "";

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  say(saying: Saying): Saying {
    return saying;
  }

  /** Returns where it is. */
  look(): Perch {
    this.#life ||= this.#ctx.randomUUID();
    return { node: here.node, life: this.#life };
  }
}
