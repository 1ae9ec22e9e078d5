import type { Context, State } from "@backstage/actors";

/** What a purse keeps: 200 bytes, once it is encoded. */
export interface Content {
  cents: number;
  owner: string;
  note: string;
}

/** A durable actor that does next to nothing. */
// @generate-proxy
export class Purse {
  readonly #content: State<Content>;

  constructor(ctx: Context) {
    this.#content = ctx.state("content", (): Content => ({
      cents: 0,
      owner: "o".repeat(40),
      note: "n".repeat(120),
    }));
  }

  /** Puts money in; returns what it has. */
  put(cents: number): number {
    return this.#content.value.cents += cents;
  }

  /** Returns what it has. */
  look(): number {
    return this.#content.value.cents;
  }
}
