import type { Context, DeactivationReason } from "@backstage/actors";
import { cast, type Part } from "../support/cast.ts";

/** Does what the test that runs has put into the cast under its id. */
// @generate-proxy
export class Puppet {
  readonly #ctx: Context;
  readonly #part: Part;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#part = cast.get(ctx.actorId) ?? {};
    this.#part.construct?.(ctx);
  }

  init(): void | Promise<void> {
    return this.#part.init?.(this.#ctx);
  }

  /** Answers. */
  ask(input: unknown): unknown {
    return this.#part.ask?.(this.#ctx, input);
  }

  /** Returns nothing. */
  tell(input: unknown): void | Promise<void> {
    return this.#part.tell?.(this.#ctx, input);
  }

  /** Yields. */
  async *stream(input: unknown): AsyncGenerator<unknown, unknown> {
    return yield* this.#part.stream!(this.#ctx, input);
  }

  deinit(reason: DeactivationReason): void | Promise<void> {
    return this.#part.deinit?.(reason, this.#ctx);
  }
}
