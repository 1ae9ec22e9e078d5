import { tryProject } from "../readme/project.ts";

const COUNTER = `
import type { Context } from "@backstage/actors";

// @generate-proxy
export class Counter {
  #count = 0;

  constructor(readonly ctx: Context) {}

  add(amount: number): number {
    return this.#count += amount;
  }

  async describe(): Promise<{ id: string; count: number }> {
    return await Promise.resolve({ id: this.ctx.actorId, count: this.#count });
  }
}
`;

const MAIN = `
import { Engine } from "@backstage/actors";
import { CounterProxy } from "./generated/counter_proxy.gen.ts";

await using engine = new Engine();
const counter = engine.getActor(CounterProxy, "visits");
counter.add(1);
const count: number = await counter.add(1);
console.log(count); // 2
const { id } = await counter.describe();
console.log(id); // visits
`;

Deno.test("fault 20: methods return values, and an example runs", async () => {
  const files = new Map([["counter.ts", COUNTER], ["main.ts", MAIN]]);
  await tryProject({ path: "return_values", line: 1, files });
});
