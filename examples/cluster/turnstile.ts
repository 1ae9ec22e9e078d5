import type { Context, State } from "@backstage/actors";

/** Counts who has passed. */
// @generate-proxy
export class Turnstile {
  readonly #passed: State<number>;

  constructor(ctx: Context) {
    this.#passed = ctx.state("passed", () => 0);
  }

  /** Lets one more pass; returns how many have by now. */
  pass(): number {
    return this.#passed.value += 1;
  }

  passed(): number {
    return this.#passed.value;
  }
}
