// A durable actor: what it has answered is there after a crash.
import { type Context, Engine, type State } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { MoneyBoxProxy } from "./generated/money_box_proxy.gen.ts";

// @generate-proxy
export class MoneyBox {
  readonly #cents: State<number>;

  constructor(ctx: Context) {
    this.#cents = ctx.state("cents", () => 0);
  }

  /** Puts money into the box; returns what it holds once that is stored. */
  put(cents: number): number {
    return this.#cents.value += cents;
  }

  look(): number {
    return this.#cents.value;
  }
}

if (import.meta.main) {
  const store = memoryStore(); // a program has `sqlite("boxes.db")`
  const engine = new Engine({ store });
  const box = engine.getActor(MoneyBoxProxy, "ann");
  console.log(await box.put(200)); // 200
  box.put(50); // sent: whether it is stored was not told

  // As if the process had ended here: nothing of the engine goes on.
  const survived = store.crash({ during: "before" });
  await using next = new Engine({ store: survived });
  console.log(await next.getActor(MoneyBoxProxy, "ann").look()); // 200
}
