import { type Context, newSubscriber, type Turn } from "@backstage/actors";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { ask, codeOf, gate, type PuppetClass } from "../support/puppets.ts";
import { testEverywhere, testOnBothWires } from "../support/stage.ts";

const KINDS: readonly PuppetClass[] = [
  PuppetProxy,
  ChainPuppetProxy,
  FullPuppetProxy,
];

/** What a turn says of itself, but for its number and its time. */
const tell = ({ method, caller, deadline }: Turn) => ({
  method,
  caller,
  deadline,
});

/** What work says that belongs to no turn. */
function assertNone(turn: Turn, ctx: Context): void {
  const { id, method, caller, deadline, signal } = turn;
  assertEquals([id, method, caller, deadline], ["", "", null, null]);
  assertEquals(signal, ctx.signal);
}

for (const proxy of KINDS) {
  const { type } = proxy.definition;
  testOnBothWires(
    `Context.turn names a ${type}'s call, its caller and its time`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      const runtime = stage.simulated!;
      const said: (ReturnType<typeof tell> & { id: string })[] = [];
      stage.cast("a", {
        ask: async (ctx, input) => {
          const { turn } = ctx;
          const { id, method, caller, startedAt } = turn;
          assertEquals(startedAt, ctx.now());
          await runtime.advance(5);
          assertEquals(ctx.turn, turn);
          const { deadline } = turn;
          assertEquals(tell(turn), { method, caller, deadline });
          assertEquals([turn.id, turn.startedAt], [id, startedAt]);
          said.push({ ...tell(turn), id });
          return input;
        },
      });
      stage.cast("b", {
        ask: (ctx) => ctx.getActor(proxy, "a").ask("from b"),
      });
      const before = runtime.now();
      const a = engine.getActor(proxy, "a").with({ timeoutMs: 50 });
      await stage.finish(a.ask("from outside"));
      const b = engine.getActor(ChainPuppetProxy, "b").with({ timeoutMs: 70 });
      const since = runtime.now();
      await stage.finish(b.ask(null));
      assertEquals(said.map(({ id: _id, ...rest }) => rest), [
        { method: "ask", caller: null, deadline: before + 50 },
        {
          method: "ask",
          caller: { type: "ChainPuppet", id: "b" },
          deadline: since + 70,
        },
      ]);
      assertNotEquals(said[0]!.id, said[1]!.id);
    },
  );
}

testEverywhere(
  "Context.turn is known in a method that returns no promise",
  async (stage) => {
    const engine = stage.open();
    const seen: Turn[] = [];
    stage.cast("a", {
      ask: (ctx) => {
        seen.push(ctx.turn, ctx.turn);
        return ctx.turn.startedAt <= ctx.now();
      },
    });
    stage.cast("b", {
      ask: (ctx) => ask(ctx, PuppetProxy, "a"),
    });
    for (const id of ["a", "b"]) {
      assert(await stage.finish(ask(engine, PuppetProxy, id)));
    }
    const [first, same, second] = seen;
    assert(first === same && first !== second);
    assertEquals(first!.caller, null);
    assertEquals(second!.caller, { type: "Puppet", id: "b" });
    assertEquals([first!.method, second!.method], ["ask", "ask"]);
    assert(first!.id !== "" && first!.id !== second!.id);
  },
);

testEverywhere(
  "Context.turn tells hooks, ticks and payloads apart",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const seen: [string, Turn][] = [];
    const note = async (ctx: Context): Promise<void> => {
      const { turn } = ctx;
      await null;
      assertEquals(ctx.turn, turn);
      assert(turn.startedAt <= ctx.now());
      assertEquals(turn.signal, ctx.signal);
      seen.push([turn.id, turn]);
    };
    stage.cast("a", {
      construct: (ctx) => assertNone(ctx.turn, ctx),
      init: note,
      deinit: (_reason, ctx) => note(ctx),
      tell: note,
      ask: (ctx) => void ctx.runOnce(1, () => note(ctx)),
    });
    stage.cast("b", {
      ask: (ctx) => void ctx.getStream<string>("news").next("from b"),
    });
    const news = engine.getStream<string>("news");
    news.subscribe(newSubscriber("a", PuppetProxy.Method.tell));
    news.next("from outside");
    await stage.finish(ask(engine, PuppetProxy, "b"));
    await stage.until(() => seen.length === 3);
    await stage.finish(ask(engine, PuppetProxy, "a"));
    await stage.until(() => seen.length === 4);
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    const none = { caller: null, deadline: null };
    assertEquals(seen.map(([, turn]) => tell(turn)), [
      { method: "init", ...none },
      { method: "tell", ...none },
      { ...none, method: "tell", caller: { type: "Puppet", id: "b" } },
      { method: "timer", ...none },
      { method: "deinit", ...none },
    ]);
    assertEquals(new Set(seen.map(([id]) => id)).size, 5);
  },
);

for (const proxy of KINDS) {
  const { type } = proxy.definition;
  testEverywhere(
    `Context.turn is none for what a ${type}'s turn has left running`,
    async (stage) => {
      const engine = stage.open();
      const [late, open, left] = [gate(), gate(), Promise.withResolvers()];
      const run = async (ctx: Context): Promise<void> => {
        await late.passed;
        assertNone(ctx.turn, ctx);
      };
      stage.cast("a", {
        ask: async (ctx, input) => {
          if (input === "stay") return await open.passed;
          run(ctx).then(left.resolve, left.reject);
        },
      });
      await stage.finish(ask(engine, proxy, "a", "leave"));
      // It goes on beside another caller's turn, which it must not take for
      // its own.
      const stays = engine.getActor(proxy, "a").with({ timeoutMs: 1_000 })
        .ask("stay");
      await stage.settle();
      late.open();
      await stage.finish(left.promise);
      open.open();
      await stage.finish(stays);
    },
  );
}

testOnBothWires(
  "Context.turn has the engine's limit once its call is awaited",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 40 });
    const runtime = stage.simulated!;
    const deadlines: (number | null)[] = [];
    const go = gate();
    stage.cast("a", {
      ask: async (ctx) => {
        await go.passed;
        deadlines.push(ctx.turn.deadline);
      },
    });
    const since = runtime.now();
    const awaited = ask(engine, FullPuppetProxy, "a").catch(codeOf);
    void engine.getActor(FullPuppetProxy, "a").ask(1);
    await runtime.advance(10);
    go.open();
    await stage.finish(awaited);
    await stage.settle();
    assertEquals(deadlines, [since + 40, null]);
  },
);
