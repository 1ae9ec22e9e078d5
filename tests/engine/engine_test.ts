import { CallError, CodecError, type Logger } from "@backstage/actors";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { RecorderProxy } from "../cast/generated/recorder_proxy.gen.ts";

testEverywhere(
  "Engine.getActor() and getStream() refuse what is no id",
  (stage) => {
    const engine = stage.open();
    for (const id of ["", "x".repeat(1_025), "\ud800", 5 as never]) {
      assertThrows(() => engine.getActor(CounterProxy, id), "Cannot get actor");
      assertThrows(() => engine.getStream(id), "Cannot get stream");
    }
    assertEquals(engine.snapshot().actors, []);
  },
);

testEverywhere(
  "Engine refuses a payload that cannot be copied, and names the place",
  async (stage) => {
    const engine = stage.open();
    const seen: unknown[] = [];
    stage.cast("a", { ask: (_ctx, input) => seen.push(input) });
    const puppet = engine.getActor(PuppetProxy, "a");
    const recorder = engine.getActor(RecorderProxy, "a");
    class Account {
      deposit(): void {}
    }
    const loop: { self?: unknown } = {};
    loop.self = loop;
    const bad: [payload: unknown, path: string][] = [
      [() => {}, ""],
      [{ items: [1, { qty: Symbol() }] }, "items[1].qty"],
      [new Map([["key", new WeakMap()]]), 'get("key")'],
      [{ account: new Account() }, "account"],
      [[Promise.resolve()], "[0]"],
    ];
    for (const [payload, path] of bad) {
      const error = await assertRejects(() => puppet.ask(payload), CodecError);
      assertEquals(error.outcome, "not-run");
      // Generated copiers begin with the parameter's name.
      assert(error.path.endsWith(path), error.path);
      const place = error.path === "" ? "" : `${error.path}: `;
      const sentence = `Cannot call "Puppet/a".ask: ${place}`;
      assertEquals(error.message.slice(0, sentence.length), sentence);
    }
    await assertRejects(() => puppet.ask(loop), CodecError, "holds itself");
    const error = await assertRejects(
      () => recorder.record("a", { index: Symbol() } as never),
      CodecError,
    );
    assertMatch(error.path, /index$/);
    assertEquals(seen, []);
    assertEquals(await puppet.ask("good"), 1);
  },
);

testEverywhere(
  "Engine refuses a payload whose getter throws, and goes on",
  async (stage) => {
    const engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    const payload = {
      get value(): number {
        throw new Error("getter");
      },
    };
    await assertRejects(() => puppet.ask(payload));
    await assertRejects(async () => await engine.getStream("s").next(payload));
    assertEquals(await puppet.ask(1), undefined);
  },
);

testEverywhere(
  "Engine goes on when every hook, turn, listener and logger throws",
  async (stage) => {
    const fail = (): never => {
      throw new Error("fail");
    };
    const logger: Logger = { debug: fail, info: fail, warn: fail, error: fail };
    const engine = stage.open({ logger });
    engine.events.subscribe(fail);
    stage.cast("broken", { construct: fail });
    stage.cast("init", { init: fail });
    stage.cast("a", {
      init: (ctx) => {
        ctx.runRecurring(1, fail);
        ctx.signal.onabort = () => {};
        ctx.log.info("hello");
      },
      ask: fail,
      tell: fail,
      deinit: fail,
    });
    for (const id of ["broken", "init", "a"]) {
      const puppet = engine.getActor(PuppetProxy, id);
      puppet.ask(null);
      puppet.tell(null);
      await assertRejects(() => puppet.ask(null));
      await assertRejects(() => puppet.tell(null));
      await stage.settle();
    }
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(await engine.getActor(CounterProxy, "b").add(1), 1);
    await stage.finish(engine.stop());
  },
);

testEverywhere(
  "Engine settles a call whose result is a promise of a strange kind",
  async (stage) => {
    const engine = stage.open();
    class Eager<T> extends Promise<T> {
      override then<R1 = T, R2 = never>(
        onValue?: ((value: T) => R1 | PromiseLike<R1>) | null,
        onError?: ((error: unknown) => R2 | PromiseLike<R2>) | null,
      ): Promise<R1 | R2> {
        onValue?.("at once" as T);
        onValue?.("twice" as T);
        return super.then(null, onError) as Promise<R1 | R2>;
      }
    }
    const fail = (): never => {
      throw new Error("then");
    };
    const results: Record<string, unknown> = {
      eager: new Eager(() => {}),
      throws: { then: fail },
      broken: Object.assign(Promise.resolve(), { then: fail }),
      lazy: engine.getActor(CounterProxy, "a").increment(),
      data: { then: 5 },
    };
    stage.cast("a", { ask: (_ctx, name) => results[name as string] });
    const puppet = engine.getActor(PuppetProxy, "a");
    assertEquals(await puppet.ask("eager"), "at once");
    await assertRejects(() => puppet.ask("throws"), Error, "then");
    assertEquals(await puppet.ask("lazy"), undefined);
    assertEquals(await puppet.ask("data"), results["data"]);
    await assertRejects(() => puppet.ask("broken"), Error, "then");
    await stage.settle();
    const { actors } = engine.snapshot();
    assertEquals(actors.map(({ state }) => state), ["idle", "idle"]);
  },
);

testEverywhere(
  "Engine tells of an init that is no function as of any failing init",
  async (stage) => {
    const engine = stage.open();
    stage.cast("a", { init: "soon" as never });
    const puppet = engine.getActor(PuppetProxy, "a");
    const error = await assertRejects(() => puppet.ask(null), CallError);
    assertEquals(error.code, "activation-failed");
  },
);
