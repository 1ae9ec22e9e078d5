// Savina, Recursive Fibonacci Tree: an actor for every call, made on the way.
import type { Context, Engine } from "@backstage/actors";
import { FibProxy } from "../generated/fib_proxy.gen.ts";
import { verify } from "./verify.ts";

const N = 21; // Savina: 25

// @generate-proxy
export class Fib {
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  async compute(n: number): Promise<number> {
    this.#ctx.poisonPill();
    if (n <= 2) return 1;
    const id = this.#ctx.actorId;
    const [a, b] = await Promise.all([
      this.#ctx.getActor(FibProxy, `${id}l`).compute(n - 1),
      this.#ctx.getActor(FibProxy, `${id}r`).compute(n - 2),
    ]);
    return a + b;
  }
}

export async function playFib(engine: Engine): Promise<void> {
  verify(await engine.getActor(FibProxy, "f").compute(N) === 10946, "fib");
}
