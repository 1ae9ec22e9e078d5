import type { Context } from "@backstage/actors";
import { FountainProxy } from "./generated/fountain_proxy.gen.ts";

/** Yields whole numbers from 0 on. */
export async function* count(to: number): AsyncGenerator<number> {
  for (let value = 0; value < to; value++) yield value;
}

/** Adds up what comes. */
export async function add(values: AsyncIterable<number>): Promise<number> {
  let sum = 0;
  for await (const value of values) sum += value;
  return sum;
}

/** Streams numbers to one consumer. */
// @generate-proxy
export class Fountain {
  count(to: number): AsyncGenerator<number> {
    return count(to);
  }
}

/** Consumes them in a turn. */
// @generate-proxy
export class Basin {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  async gather(values: number): Promise<number> {
    const fountain = this.#context.getActor(FountainProxy, "a");
    return await add(fountain.count(values));
  }
}
