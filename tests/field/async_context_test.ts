import type { Context, Engine, EngineOptions } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { type Runtime, systemRuntime } from "../../src/base/runtime.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import {
  type Stage,
  testEverywhere,
  testInRealTime,
} from "../support/stage.ts";

const user = new AsyncLocalStorage<string>();
const whoAsks = (): string => user.getStore() ?? "nobody";
const USERS = ["ann", "bob", "cem"];

function find(engine: Engine, id: string): PuppetProxy {
  return engine.getActor(PuppetProxy, id);
}

/** Keeps book of whose context the engine's callbacks run in. */
function keepBook() {
  const seen = new Map<string, Set<string>>();
  const note = (what: string): void => {
    const whose = seen.get(what) ?? new Set();
    seen.set(what, whose.add(whoAsks()));
  };
  const check = (...expected: string[]): void => {
    const all = [...seen].map(([what, whose]) => [what, [...whose].join()]);
    assertEquals(
      Object.fromEntries(all.sort()),
      Object.fromEntries(expected.sort().map((what) => [what, "nobody"])),
    );
  };
  return { note, check };
}

for (const owner of ["nobody", "zoe"]) {
  const open = (stage: Stage, options?: EngineOptions): Engine =>
    owner === "nobody"
      ? stage.open(options)
      : user.run(owner, () => stage.open(options));

  testEverywhere(
    `R4: an engine of ${owner} runs turns in no caller's context`,
    async (stage) => {
      const engine = open(stage);
      for (const id of ["1", "2"]) {
        stage.cast(id, {
          ask: (_ctx, input) =>
            input === "later" ? Promise.resolve().then(whoAsks) : whoAsks(),
        });
      }
      const ask = (name: string, id: string, input: string) =>
        user.run(name, () => find(engine, id).ask(input));
      for (const input of ["now", "later"]) {
        const alone = await stage.finish(ask("ann", "1", input));
        const together = USERS.flatMap((name) => [
          ask(name, "1", input),
          ask(name, "2", input),
        ]);
        const seen = await stage.finish(Promise.all(together));
        assertEquals(new Set([alone, ...seen]), new Set(["nobody"]), input);
      }
    },
  );

  testEverywhere(
    `R4: an engine of ${owner} runs hooks and timers in no one's context`,
    async (stage) => {
      const engine = open(stage, { idleMs: 40 });
      const { note, check } = keepBook();
      let ticks = 0;
      stage.cast("a", {
        construct: (ctx) => {
          note("constructor");
          ctx.runRecurring(3, () => note(`tick ${++ticks > 1 ? "n" : 1}`), {
            keepsAwake: false,
          });
          ctx.runOnce(0, () => note("once"));
        },
        init: async () => {
          note("init");
          await null;
          note("init later");
        },
        deinit: async () => {
          note("deinit");
          await null;
          note("deinit later");
        },
      });
      let wakings = 0;
      await stage.until(() => {
        // On a busy machine it may rest before it has ticked enough.
        if (stage.eventsOf("deactivated").length === wakings) {
          wakings++;
          user.run("ann", () => void find(engine, "a").tell(1));
        }
        return ticks > 3;
      });
      for (const name of USERS) {
        user.run(name, () => void find(engine, "b").tell(1));
      }
      await stage.until(() => stage.eventsOf("deactivated").length >= 2);
      check(
        "constructor",
        "deinit",
        "deinit later",
        "init",
        "init later",
        "once",
        "tick 1",
        "tick n",
      );
    },
  );

  testEverywhere(
    `R4: an engine of ${owner} tells listeners and logs in no one's context`,
    async (stage) => {
      const { note, check } = keepBook();
      const log = (line: unknown): void => {
        if (!`${line}`.includes("awaited it")) note("log");
        else note("log of a send");
      };
      const logger = { debug: log, info: log, warn: log, error: log };
      const engine = open(stage, { logger, inboxCapacity: 1 });
      const unsubscribe = user.run(
        "ann",
        () => engine.events.subscribe(({ kind }) => note(kind)),
      );
      stage.cast("a", {
        ask: (ctx) => {
          ctx.runOnce(0, () => {
            throw new Error("bad tick");
          });
          throw new Error("bad turn");
        },
      });
      user.run("bob", () => {
        void find(engine, "a").ask(1);
        void find(engine, "a").ask(2);
      });
      await stage.until(() => stage.eventsOf("failed").length > 1);
      const gone = AbortSignal.abort();
      user.run(
        "cem",
        () => void find(engine, "a").with({ signal: gone }).ask(3),
      );
      await stage.settle();
      await stage.finish(user.run("cem", () => engine.stop()));
      unsubscribe();
      check(
        "activated",
        "dead-letter",
        "deactivated",
        "failed",
        "log",
        "log of a send",
        "refused",
        "stopped",
        "stopping",
      );
    },
  );

  testEverywhere(
    `R4: an engine of ${owner} aborts a turn in no one's context`,
    async (stage) => {
      const engine = open(stage, { drainTimeoutMs: 5 });
      const { note, check } = keepBook();
      const begun = Promise.withResolvers<void>();
      let count = 0;
      const linger = (ctx: Context, input: unknown): Promise<void> => {
        if (++count === 3) begun.resolve();
        return new Promise((resolve) => {
          ctx.turn.signal.addEventListener("abort", () => {
            note(`${input}`);
            resolve();
          });
        });
      };
      for (const id of ["a", "b", "c"]) stage.cast(id, { ask: linger });
      const stop = new AbortController();
      const aborted = user.run(
        "ann",
        () => find(engine, "a").with({ signal: stop.signal }).ask("aborted"),
      );
      const late = user.run(
        "bob",
        () => find(engine, "b").with({ timeoutMs: 4 }).ask("late"),
      );
      const stopped = user.run("cem", () => find(engine, "c").ask("stopped"));
      const ends = Promise.allSettled([aborted, late, stopped]);
      await stage.finish(begun.promise);
      user.run("zed", () => stop.abort());
      await stage.finish(user.run("zed", () => engine.stop()));
      await stage.finish(ends);
      check("aborted", "late", "stopped");
    },
  );
}

testEverywhere(
  "R4: whoever awaits a call or a stream goes on in their own context",
  async (stage) => {
    const engine = stage.open();
    const stream = engine.getStream<number>("s");
    const read = USERS.map((name) =>
      user.run(name, async () => {
        const seen: string[] = [];
        for await (const payload of stream) {
          seen.push(whoAsks());
          if (payload === 1) break;
        }
        await find(engine, "a").ask(0);
        return [...seen, whoAsks()].join();
      })
    );
    await stage.settle();
    user.run("zed", () => [stream.next(0), stream.next(1)]);
    const seen = await stage.finish(Promise.all(read));
    assertEquals(seen, USERS.map((name) => `${name},${name},${name}`));
  },
);

testInRealTime(
  "R4: a runtime of one's own may call back in any context",
  async (stage) => {
    const runtime: Runtime = {
      ...systemRuntime,
      defer: (callback) => queueMicrotask(() => user.run("own", callback)),
      setTimer: (delayMs, callback) =>
        systemRuntime.setTimer(delayMs, () => user.run("own", callback)),
      awaitIo: (callback) =>
        systemRuntime.awaitIo!(() => user.run("own", callback)),
    };
    const engine = stage.open({ runtime, runBudgetMs: 0, turnsPerRun: 1 });
    const { note, check } = keepBook();
    const ticked = Promise.withResolvers<void>();
    stage.cast("a", {
      ask: (ctx) => {
        note("turn");
        ctx.runOnce(1, () => {
          note("tick");
          ticked.resolve();
        });
      },
    });
    for (let count = 0; count < 5; count++) {
      await user.run("ann", () => find(engine, "a").ask(count));
    }
    await stage.finish(ticked.promise);
    check("tick", "turn");
  },
);
