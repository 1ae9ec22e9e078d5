import type { ActorOptions, Context, Engine, Turn } from "@backstage/actors";
import {
  type ActorDefinition,
  ActorProxy,
  defineActor,
  link,
} from "@backstage/actors/proxy";
import { assertEquals } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { ask, codeOf, gate } from "../support/puppets.ts";
import { testEverywhere } from "../support/stage.ts";

type Run = (ctx: Context, input: unknown) => unknown;

/** What the turns of the actors below do, by id. */
const parts = new Map<string, Run>();

/** Its methods return no promise, and its table says so. */
class Ledger {
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  get(input: unknown): unknown {
    return parts.get(this.#ctx.actorId)!(this.#ctx, input);
  }
}

interface LedgerProxy extends ActorProxy {
  get(input: unknown): Promise<unknown>;
  tell(input: unknown): Promise<void>;
  wait(input: unknown): Promise<unknown>;
}

/** Makes a class of them with a reentrancy of its own. */
function makeProxy(reentrancy: NonNullable<ActorOptions["reentrancy"]>) {
  const invoke = (actor: object, input: unknown) =>
    (actor as Ledger).get(input);
  const payload = "value";
  const definition: ActorDefinition<"get" | "tell" | "wait"> = defineActor({
    type: `${reentrancy}Ledger`,
    create: (ctx: Context) => new Ledger(ctx),
    options: () => ({ reentrancy }),
    methods: {
      get: { payload, isSynchronous: true, invoke },
      tell: {
        payload,
        isOneWay: true,
        isSynchronous: true,
        invoke: (actor, input) => void invoke(actor, input),
      },
      wait: { payload, invoke },
    },
  });
  return class extends ActorProxy implements LedgerProxy {
    static readonly definition = definition;

    get(input: unknown): Promise<unknown> {
      return this[link].call(definition.methods.get, input);
    }

    tell(input: unknown): Promise<void> {
      return this[link].call(definition.methods.tell, input);
    }

    wait(input: unknown): Promise<unknown> {
      return this[link].call(definition.methods.wait, input);
    }
  };
}

const KINDS = (["none", "chain", "full"] as const).map((reentrancy) => ({
  reentrancy,
  proxy: makeProxy(reentrancy),
}));

const tell = ({ method, caller, deadline }: Turn) => ({
  method,
  caller,
  deadline: deadline !== null,
});

for (const { reentrancy, proxy } of KINDS) {
  const open = (from: Engine | Context, id: string): LedgerProxy =>
    from.getActor(proxy, id);

  testEverywhere(
    `Context.turn is that of each synchronous method (${reentrancy})`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      const said: unknown[] = [];
      const ids = new Set<string>();
      parts.set("a", (ctx) => {
        said.push(tell(ctx.turn));
        ids.add(ctx.turn.id);
      });
      parts.set("b", (ctx, input) => {
        const a = open(ctx, "a");
        void a.tell(input);
        void a.with({ timeoutMs: 1_000 }).get(input);
        void a.get(input);
      });
      void open(engine, "a").tell(1);
      void open(engine, "b").tell(1);
      await stage.finish(engine.run());
      const caller = { type: proxy.definition.type, id: "b" };
      assertEquals(said, [
        { method: "tell", caller: null, deadline: false },
        { method: "tell", caller, deadline: false },
        { method: "get", caller, deadline: true },
        { method: "get", caller, deadline: false },
      ]);
      assertEquals(ids.size, 4);
    },
  );

  testEverywhere(
    `What a synchronous method leaves running is no turn's (${reentrancy})`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      const [late, saving, stays] = [gate(), gate(), gate()];
      const saved = Promise.withResolvers<unknown>();
      stage.cast("db", { ask: () => saving.passed.then(() => "saved") });
      const save = async (ctx: Context): Promise<void> => {
        await late.passed;
        assertEquals([ctx.turn.id, ctx.turn.method], ["", ""]);
        saved.resolve(await ask(ctx, PuppetProxy, "db").catch(codeOf));
        assertEquals([ctx.turn.id, ctx.turn.method], ["", ""]);
      };
      parts.set("a", (ctx, input) => {
        if (input === "stay") return stays.passed;
        save(ctx).catch(saved.reject);
        return 1;
      });
      await stage.finish(open(engine, "a").get("leave"));
      const stop = new AbortController();
      const stay = open(engine, "a").with({ signal: stop.signal })
        .wait("stay").catch(codeOf);
      await stage.settle();
      late.open();
      await stage.settle();
      stop.abort();
      assertEquals(await stage.finish(stay), "aborted");
      saving.open();
      assertEquals(await stage.finish(saved.promise), "saved");
      stays.open();
    },
  );

  testEverywhere(
    `A task that a synchronous method leaves waits for itself no more ` +
      `(${reentrancy})`,
    async (stage) => {
      const engine = stage.open({ callTimeoutMs: 0 });
      const stays = gate();
      const said = Promise.withResolvers<unknown>();
      stage.cast("b", {
        ask: async (ctx) => await open(ctx, "a").get("back"),
      });
      parts.set("a", (ctx, input) => {
        if (input === "stay") return stays.passed;
        if (input === "back") return "back";
        // It comes back to an actor that has another turn open by then.
        ask(ctx, PuppetProxy, "b").then(said.resolve, said.reject);
        return 1;
      });
      await stage.finish(open(engine, "a").get("leave"));
      const stay = open(engine, "a").wait("stay");
      await stage.settle();
      stays.open();
      await stage.finish(stay);
      assertEquals(await stage.finish(said.promise), "back");
      assertEquals(stage.eventsOf("dead-letter"), []);
    },
  );
}
