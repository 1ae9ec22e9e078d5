import { type Engine, newSubscriber } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { viewOf } from "../../src/engine/engine.ts";
import { KEPT_INCIDENTS, MAX_INCIDENT_LENGTH } from "../../src/base/limits.ts";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { TinyProxy } from "../cast/generated/tiny_proxy.gen.ts";
import { type Stage, testEverywhere, testSimulated } from "../support/stage.ts";

/** What the actors throw at their next turn, by id. */
const thrown = new Map<string, unknown>();

async function failWith(
  engine: Engine,
  stage: Stage,
  id: string,
  error: unknown,
): Promise<void> {
  thrown.set(id, error);
  stage.cast(id, {
    ask: () => {
      throw thrown.get(id);
    },
  });
  await engine.getActor(PuppetProxy, id).ask(1).catch(() => {});
}

/** Opens an engine that is not looked at: the stage's own listener would be. */
function open(stage: Stage): Engine {
  return stage.open({}, false);
}

testEverywhere(
  "I5: a failure is kept though it was not looked at",
  async (stage) => {
    const engine = open(stage);
    stage.cast("caller", {
      ask: async (ctx) => {
        await ctx.getActor(PuppetProxy, "a").ask(1).catch(() => {});
      },
    });
    stage.cast("a", {
      ask: () => {
        throw new RangeError("it is\nfar out");
      },
    });
    await engine.getActor(PuppetProxy, "caller").ask(1);
    const { failed, restarts, deadLetters, incidents } = engine.snapshot();
    assertEquals([failed, restarts, deadLetters], [1, 0, 0]);
    assertEquals(
      incidents.map(({ at: _at, firstAt: _first, ...rest }) => rest),
      [
        {
          kind: "failed",
          count: 1,
          actor: { type: "Puppet", id: "a" },
          method: "ask",
          caller: { type: "Puppet", id: "caller" },
          reason: null,
          error: { name: "RangeError", message: "it is" },
          stack: null,
        },
      ],
    );
  },
);

testEverywhere(
  "I5: a stack is kept while somebody looks",
  async (stage) => {
    const engine = stage.open();
    await failWith(engine, stage, "a", new Error("no"));
    const [incident] = engine.snapshot().incidents;
    assert(incident?.stack?.startsWith("Error: no"));
  },
);

testEverywhere(
  "I5: restarts, hooks, pills and payloads count",
  async (stage) => {
    const engine = open(stage);
    const fail = (): never => {
      throw new Error("no");
    };
    stage.cast("brittle", { ask: fail });
    stage.cast("unborn", { init: fail });
    const brittle = engine.getActor(BrittlePuppetProxy, "brittle");
    await brittle.ask(1).catch(() => {});
    await engine.getActor(PuppetProxy, "unborn").ask(1).catch(() => {});
    const poisoned = engine.getActor(PuppetProxy, "poisoned");
    await poisoned.ask(1);
    const pill = engine.poisonPill(PuppetProxy, "poisoned");
    await poisoned.ask(2).catch(() => {});
    await pill;
    const news = engine.getStream("news");
    news.subscribe(newSubscriber("tiny", TinyProxy.Method.tell));
    for (let count = 0; count < 5; count++) news.next(count);
    const { failed, restarts, deadLetters, incidents } = engine.snapshot();
    assertEquals([failed, restarts, deadLetters], [2, 1, 3]);
    assertEquals(
      incidents.map(({ kind, method, reason, error }) =>
        [kind, method, reason, error.name].join(" ")
      ),
      [
        "dead-letter tell inbox-full InboxFullError",
        "dead-letter ask poisoned CallError",
        "dead-letter ask activation-failed CallError",
        "failed init  Error",
        "failed ask  Error",
      ],
    );
    assertEquals({ ...viewOf(engine).incidents.countsOf("BrittlePuppet") }, {
      failed: 1,
      restarts: 1,
      deadLetters: 0,
    });
    await stage.finish(engine.stop());
  },
);

testSimulated("I5: equal incidents are one, with a count", async (stage) => {
  const engine = open(stage);
  for (let round = 0; round < 10; round++) {
    await failWith(engine, stage, "a", new Error("no"));
    await failWith(engine, stage, "b", new Error("no"));
    await stage.simulated!.advance(1);
  }
  await failWith(engine, stage, "a", new Error("never"));
  assertEquals(
    engine.snapshot().incidents.map(({ actor, count, firstAt, at, error }) => [
      actor.id,
      count,
      firstAt,
      at,
      error.message,
    ]),
    [["a", 1, 10, 10, "never"], ["b", 10, 0, 9, "no"], ["a", 10, 0, 9, "no"]],
  );
});

testSimulated(
  "I5: the ring keeps the last ones, and all count",
  async (stage) => {
    const engine = open(stage);
    const all = KEPT_INCIDENTS + 50;
    for (let at = 0; at < all; at++) {
      await failWith(engine, stage, "a", new Error(`no ${at}`));
    }
    const { failed, incidents } = engine.snapshot();
    assertEquals([failed, incidents.length], [all, KEPT_INCIDENTS]);
    const [newest, oldest] = [incidents[0], incidents.at(-1)];
    assertEquals(newest?.error.message, `no ${all - 1}`);
    assertEquals(oldest?.error.message, `no ${all - KEPT_INCIDENTS}`);
  },
);

testSimulated("I5: what is thrown is read with care", async (stage) => {
  const engine = open(stage);
  const hostile = new Proxy(new Error("no"), {
    get() {
      throw new Error("never");
    },
  });
  await failWith(engine, stage, "a", hostile);
  await failWith(engine, stage, "b", "x".repeat(10 * MAX_INCIDENT_LENGTH));
  await failWith(engine, stage, "c", null);
  const messages = engine.snapshot().incidents.map(({ error }) => error);
  assertEquals(messages.map(({ name, message }) => [name, message.length]), [
    ["object", 4],
    ["string", MAX_INCIDENT_LENGTH],
    ["object", messages[2]!.message.length],
  ]);
});
