// How long a call may take, who gives it up, and who would wait for itself.
import { CallError, type Context, Engine } from "@backstage/actors";
import { KitchenProxy } from "./generated/kitchen_proxy.gen.ts";
import { StewardProxy } from "./generated/steward_proxy.gen.ts";

// @generate-proxy
export class Kitchen {
  constructor(private readonly ctx: Context) {}

  async cook(dish: string, minutes: number): Promise<string> {
    // Aborted when the guest does not wait for the dish any more.
    const { signal } = this.ctx.turn;
    const isDone = await pause(minutes, signal);
    this.ctx.log.info(isDone ? `${dish} is ready` : `${dish} is thrown away`);
    return dish;
  }

  async taste(dish: string): Promise<string> {
    // The steward waits for the kitchen, and now the kitchen for the steward.
    return await this.ctx.getActor(StewardProxy, "tom").advise(dish);
  }
}

// @generate-proxy
export class Steward {
  constructor(private readonly ctx: Context) {}

  async order(dish: string, minutes: number): Promise<string> {
    // However long the steward would wait: a guest's own limit holds here too.
    const kitchen = this.ctx.getActor(KitchenProxy, "main");
    return await kitchen.with({ timeoutMs: 60_000 }).cook(dish, minutes);
  }

  async recommend(dish: string): Promise<string> {
    return await this.ctx.getActor(KitchenProxy, "main").taste(dish);
  }

  advise(dish: string): string {
    return `${dish} is good today`;
  }
}

/** Waits, a millisecond for a minute; returns `false` if it is aborted. */
function pause(minutes: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), minutes);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}

/** Prints what came of a call. */
async function show(guest: string, dish: Promise<string>): Promise<void> {
  try {
    console.log(`${guest}: ${await dish}`);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    console.log(`${guest}: ${error.outcome}, ${error.message}`);
  }
}

if (import.meta.main) {
  await using engine = new Engine({ callTimeoutMs: 10_000 });
  const tom = engine.getActor(StewardProxy, "tom");

  await show("Ann", tom.order("soup", 5));

  // Bob has no patience. Tom waits for the kitchen and not longer than Bob.
  const hasty = tom.with({ timeoutMs: 250 });
  const bob = hasty.order("roast", 60_000);
  // Cleo's order waits behind Bob's, and her time is over before it begins.
  const cleo = hasty.order("cake", 5);
  await Promise.all([show("Bob", bob), show("Cleo", cleo)]);

  // Dan leaves.
  const dan = new AbortController();
  const stew = tom.with({ signal: dan.signal }).order("stew", 60_000);
  setTimeout(() => dan.abort(), 100);
  await show("Dan", stew);

  // A cycle fails at once, and its error names it.
  await show("Eve", tom.recommend("fish"));
}
