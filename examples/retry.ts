// Calling again what did not run, with a pause that grows: by `ctx.sleep()`.
import {
  type ActorOptions,
  CallError,
  type CallErrorCode,
  type Context,
  Engine,
} from "@backstage/actors";
import { KilnProxy } from "./generated/kiln_proxy.gen.ts";
import { PotterProxy } from "./generated/potter_proxy.gen.ts";

/** Why a call did not run that may run later. */
const WORTH_IT: ReadonlySet<CallErrorCode> = new Set<CallErrorCode>([
  "activation-failed",
  "deactivated",
  "inbox-full",
  "poisoned",
]);

/** How often a call is tried, and how long the pauses are. */
export interface Patience {
  readonly tries: number;
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Makes a call, and again while it did not run. Only then is it safe: what
 * failed has run, and what is `unknown` may have.
 */
export async function retry<Result>(
  ctx: Context,
  { tries, firstMs, longestMs }: Patience,
  call: () => Promise<Result>,
): Promise<Result> {
  let pauseMs = firstMs;
  for (let left = tries - 1;; left--) {
    try {
      return await call();
    } catch (error) {
      const mayRetry = left > 0 && error instanceof CallError &&
        error.outcome === "not-run" && WORTH_IT.has(error.code);
      if (!mayRetry) throw error;
    }
    // Up to half of it less by chance: callers that were refused together must
    // not come back together. It ends with the turn's own time, and rejects.
    const less = ctx.random() / 2;
    await ctx.sleep(Math.min(pauseMs, longestMs) * (1 - less));
    pauseMs *= 2;
  }
}

/** Fires one pot at a time, and has room for one more. */
// @generate-proxy
export class Kiln {
  static readonly options: ActorOptions = { inboxCapacity: 1 };

  constructor(private readonly ctx: Context) {}

  async fire(pot: string): Promise<string> {
    await this.ctx.sleep(40);
    if (pot.startsWith("cracked")) throw new Error(`the ${pot} burst`);
    return `a fired ${pot}`;
  }
}

/** Brings its pots to the kiln until that takes them. */
// @generate-proxy
export class Potter {
  static readonly patience: Patience = {
    tries: 6,
    firstMs: 20,
    longestMs: 160,
  };
  #tries = 0;

  constructor(private readonly ctx: Context) {}

  async make(pot: string): Promise<string> {
    const kiln = this.ctx.getActor(KilnProxy, "village");
    return await retry(this.ctx, Potter.patience, () => {
      this.#tries++;
      return kiln.fire(pot);
    });
  }

  /** How often it went to the kiln. */
  tries(): number {
    return this.#tries;
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const potters = ["ann", "bob", "cat", "dan"].map((id) =>
    engine.getActor(PotterProxy, id)
  );

  // Four bring their pots at once, and the kiln has room for two of them.
  const pots = await Promise.all(potters.map((potter) => potter.make("jug")));
  console.log(pots.join(", "));
  const tries = await Promise.all(potters.map((potter) => potter.tries()));
  const again = tries.filter((count) => count > 1);
  console.log(`${again.length} potters came again`);

  // What has run is not tried again, whatever became of it.
  const [ann] = potters;
  const before = await ann!.tries();
  await ann!.make("cracked vase").catch(({ message }) => console.log(message));
  console.log(`after ${await ann!.tries() - before} try`);
}
