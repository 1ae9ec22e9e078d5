// An actor that calls another one and waits for its answers.
import { type Context, Engine } from "@backstage/actors";
import { BaristaProxy } from "./generated/barista_proxy.gen.ts";
import { WaiterProxy } from "./generated/waiter_proxy.gen.ts";

const MENU = new Map([["espresso", 250], ["flat white", 420]]);

// @generate-proxy
export class Barista {
  #made = 0;

  make(drink: string): { cup: number; cents: number } {
    const cents = MENU.get(drink);
    if (cents === undefined) throw new RangeError(`No ${drink} on the menu`);
    return { cup: ++this.#made, cents };
  }
}

// @generate-proxy
export class Waiter {
  constructor(private readonly ctx: Context) {}

  async order(...drinks: string[]): Promise<string> {
    const barista = this.ctx.getActor(BaristaProxy, "bar");
    // Both are sent before either is awaited.
    const cups = await Promise.all(drinks.map((drink) => barista.make(drink)));
    const cents = cups.reduce((sum, cup) => sum + cup.cents, 0);
    return `cups ${cups.map(({ cup }) => cup).join(" and ")}: ${cents} cents`;
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const carl = engine.getActor(WaiterProxy, "carl");
  const dora = engine.getActor(WaiterProxy, "dora");

  const orders = [carl.order("espresso", "flat white"), dora.order("espresso")];
  for (const bill of await Promise.all(orders)) console.log(bill);

  try {
    await dora.order("tea");
  } catch (error) {
    // What the barista threw, through the waiter, to here.
    if (error instanceof RangeError) console.log(error.message);
  }
}
