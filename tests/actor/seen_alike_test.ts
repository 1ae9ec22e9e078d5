import { DeadlockError } from "@backstage/actors";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { Stage, testOnBothWires } from "../support/stage.ts";

/** Asks another for something; what comes of it may be awaited. */
type Ask = (id: string) => PromiseLike<unknown>;

/** What a turn does that asks `stuck`, and something of its own beside it. */
type Program = (ask: Ask, tick: Promise<void>) => Promise<unknown>;

/**
 * Programs of which the first waits for `stuck`, and the second does not by
 * when that calls back.
 */
const PAIRS: Readonly<Record<string, readonly [Program, Program]>> = {
  "a race": [
    (ask, tick) => Promise.all([ask("stuck"), tick.then(() => ask("other"))]),
    async (ask, tick) => {
      await Promise.race([ask("stuck"), tick]);
      await ask("other");
    },
  ],
  "a part": [
    async (ask, tick) => {
      const part = (async () => await ask("stuck"))();
      part.catch(() => {});
      await tick;
      await ask("other");
      await part;
    },
    async (ask, tick) => {
      const part = (async () => await ask("stuck"))();
      part.catch(() => {});
      await tick;
      await ask("other");
    },
  ],
  "what settles whatever becomes of it": [
    async (ask) => {
      await Promise.allSettled([ask("stuck"), ask("failing")]);
      await ask("other");
    },
    async (ask) => {
      await Promise.all([ask("stuck"), ask("failing")]).catch(() => {});
      await ask("other");
    },
  ],
};

/** Rounds of microtasks that these programs take at most. */
const ROUNDS = 12;

/** Runs a program; returns all that what it asks can see, round by round. */
async function look(program: Program): Promise<string[]> {
  const seen: string[] = [];
  let round = 0;
  const ask: Ask = (id) => ({
    then(onValue: unknown, onError: unknown) {
      const [value, error] = [onValue, onError].map((one) => {
        assert(typeof one === "function");
        // The platform's own, of which nothing can be told.
        assertEquals(`${one}`, "function () { [native code] }");
        return one as (value: unknown) => void;
      });
      seen.push(`${round}: ${id} is awaited`);
      if (id === "failing") Promise.resolve().then(() => error!("no"));
      if (id === "other") Promise.resolve().then(() => value!("yes"));
    },
  } as PromiseLike<unknown>);
  void program(ask, Promise.resolve());
  for (; round < ROUNDS; round++) await null;
  return seen;
}

for (const [name, [waits, goesOn]] of Object.entries(PAIRS)) {
  Deno.test(`promise 13: ${name} looks like what waits for all`, async () => {
    const [one, other] = [await look(waits), await look(goesOn)];
    const untilItGoesOn = (seen: string[]) =>
      seen.filter((line) => !line.endsWith("other is awaited"));
    assertEquals(untilItGoesOn(one), untilItGoesOn(other));
    assertNotEquals(one, []);
  });
}

/** Plays a program whose `stuck` calls back; returns whether that is told. */
async function play(stage: Stage, program: Program): Promise<boolean> {
  const { simulated } = stage;
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => void simulated!.setTimer(ms, resolve));
  stage.cast("asking", {
    ask: async (ctx, input) => {
      if (input === "back") return;
      const ask: Ask = (id) => ctx.getActor(PuppetProxy, id).ask(null);
      await program(ask, pause(1));
    },
  });
  stage.cast("stuck", {
    ask: async (ctx) => {
      await pause(5);
      await ctx.getActor(PuppetProxy, "asking").ask("back");
    },
  });
  stage.cast("other", { ask: () => pause(10) });
  stage.cast("failing", {
    ask: () => {
      throw new Error("no");
    },
  });
  const engine = stage.open({ callTimeoutMs: 100 });
  const asking = engine.getActor(PuppetProxy, "asking").ask(null);
  await stage.finish(asking.catch(() => {}));
  await stage.simulated!.advance(100);
  return stage.events.some((event) =>
    "error" in event && event.error instanceof DeadlockError
  );
}

for (const [name, programs] of Object.entries(PAIRS)) {
  testOnBothWires(
    `promise 13: ${name} is told, or not, as docs/semantics.md says`,
    async ({ seed, wire }) => {
      for (const program of programs) {
        const stage = new Stage(wire, seed, true);
        const isTold = await play(stage, program);
        assertEquals(isTold, !name.startsWith("what settles"));
        await stage.close();
      }
    },
  );
}
