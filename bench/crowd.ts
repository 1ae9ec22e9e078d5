import type { Context } from "@backstage/actors";
import { SpinnerProxy } from "./generated/spinner_proxy.gen.ts";
import { RunnerProxy } from "./generated/runner_proxy.gen.ts";

/** Sends to itself until it is told to go no further. */
// @generate-proxy
export class Spinner {
  readonly #self: SpinnerProxy;

  constructor(context: Context) {
    this.#self = context.getActor(SpinnerProxy, context.actorId);
  }

  spin(left: number): void {
    if (left > 0) this.#self.spin(left - 1);
  }
}

/** Works a little, and passes the baton on to the next in its ring. */
// @generate-proxy
export class Runner {
  readonly #context: Context;
  #next: RunnerProxy | null = null;
  #state = 1;

  constructor(context: Context) {
    this.#context = context;
  }

  meet(next: string): void {
    this.#next = this.#context.getActor(RunnerProxy, next);
  }

  take(left: number): void {
    for (let step = 0; step < 20; step++) {
      this.#state = Math.imul(this.#state, 48_271) ^ step;
    }
    if (left > 0) this.#next?.take(left - 1);
  }
}
