import type { Context } from "@backstage/actors";
import { cast } from "../support/cast.ts";

/** Has room for four envelopes. */
// @generate-proxy
export class Tiny {
  static readonly options = { inboxCapacity: 4 };
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  ask(input: unknown): unknown {
    return cast.get(this.#ctx.actorId)?.ask?.(this.#ctx, input);
  }

  tell(input: unknown): void | Promise<void> {
    return cast.get(this.#ctx.actorId)?.tell?.(this.#ctx, input);
  }
}
