import type { ActorOptions, Context } from "@backstage/actors";
import { cast } from "../support/cast.ts";

/** Has room for four envelopes; awaited calls wait for room. */
// @generate-proxy
export class Patient {
  static readonly options: ActorOptions = {
    inboxCapacity: 4,
    overflow: "wait",
  };
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

/** The same, for calls that come back to it. */
// @generate-proxy
export class PatientChain extends Patient {
  static override readonly options: ActorOptions = {
    inboxCapacity: 4,
    overflow: "wait",
    reentrancy: "chain",
  };
}

/** The same, and its turns interleave. */
// @generate-proxy
export class PatientFull extends Patient {
  static override readonly options: ActorOptions = {
    inboxCapacity: 4,
    overflow: "wait",
    reentrancy: "full",
  };
}
