import { CodecError, ExpectedError } from "@backstage/actors";
import { assert, assertEquals } from "@std/assert";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

function soldOut(details?: unknown): ExpectedError {
  return new ExpectedError("no seat is left", { code: "sold-out", details });
}

/** Returns what a call fails with. */
function errorOf(stage: Stage, call: Promise<unknown>): Promise<unknown> {
  return stage.finish(call.then(() => null, (error) => error));
}

testEverywhere(
  "ExpectedError.details has proxies that are bound to the caller",
  async (stage) => {
    const engine = stage.open();
    stage.cast("by", { tell: () => {} });
    engine.getActor(PuppetProxy, "by");
    stage.cast("shop", {
      ask: (ctx) => {
        throw soldOut(ctx.getActor(PuppetProxy, "by"));
      },
    });
    stage.cast("buyer", {
      ask: async (ctx) => {
        const shop = ctx.getActor(PuppetProxy, "shop");
        const by = await shop.ask(1).catch(({ details }) => details);
        return by === ctx.getActor(PuppetProxy, "by");
      },
    });
    const buyer = engine.getActor(PuppetProxy, "buyer");
    assertEquals(await stage.finish(buyer.ask(1)), true);
  },
);

testEverywhere(
  "ExpectedError whose details cannot be a message is a failure",
  async (stage) => {
    const engine = stage.open({ callTimeoutMs: 0 });
    const circle: unknown[] = [];
    circle.push(circle);
    const bad: [details: unknown, path: string][] = [
      [{ seats: [1, () => {}] }, "details.seats[1]"],
      [Symbol("s"), "details"],
      [Promise.resolve(), "details"],
      [circle, "details[0]"],
      [new Map([["a", class {}]]), 'details.get("a")'],
    ];
    for (const [details, path] of bad) {
      stage.cast("shop", {
        ask: () => {
          throw soldOut(details);
        },
      });
      const shop = engine.getActor(PuppetProxy, "shop");
      const error = await errorOf(stage, shop.ask(1));
      assert(error instanceof CodecError);
      assertEquals([error.outcome, error.code], ["failed", "codec"]);
      assert(error.path.startsWith(path), `${error.path} for ${path}`);
      const start = 'Cannot throw an ExpectedError from "Puppet/shop".ask: ';
      assert(error.message.startsWith(`${start}${path}`), error.message);
      assert(error.cause instanceof ExpectedError);
      assertEquals(error.cause.code, "sold-out");
      await stage.finish(engine.poisonPill(PuppetProxy, "shop"));
    }
    assertEquals(engine.snapshot().failed, bad.length);
    assertEquals(stage.eventsOf("failed").length, bad.length);
    assertEquals(stage.eventsOf("expected"), []);
  },
);

testEverywhere(
  "ExpectedError that cannot be read is a failure that settles",
  async (stage) => {
    const engine = stage.open();
    const refuse = (): never => {
      throw new Error("a trap");
    };
    const blind = soldOut();
    Object.defineProperty(blind, "details", { get: refuse });
    const odd = soldOut();
    Object.assign(odd, { code: Symbol("odd") });
    const values = [blind, odd, new Proxy(soldOut(), { get: refuse })];
    stage.cast("shop", {
      ask: (_ctx, input) => {
        throw values[input as number];
      },
    });
    const shop = engine.getActor(PuppetProxy, "shop");
    for (const at of values.keys()) {
      const error = await errorOf(stage, shop.ask(at));
      assert(error instanceof CodecError);
      assertEquals(error.outcome, "failed");
    }
    assertEquals(engine.snapshot().failed, values.length);
  },
);

testEverywhere(
  "ExpectedError whose code is no text is a failure",
  async (stage) => {
    class Numbered extends ExpectedError {
      constructor(code: unknown) {
        super("no seat is left", { code: "sold-out" });
        Object.defineProperty(this, "code", { value: code });
      }
    }
    const engine = stage.open({ callTimeoutMs: 0 });
    const bad: [code: unknown, actual: string][] = [
      [7, "number"],
      ["", "empty text"],
      [undefined, "undefined"],
    ];
    let thrown: Numbered;
    stage.cast("shop", {
      ask: () => {
        throw thrown;
      },
    });
    for (const [code, actual] of bad) {
      thrown = new Numbered(code);
      const shop = engine.getActor(PuppetProxy, "shop");
      const error = await errorOf(stage, shop.ask(1));
      assert(error instanceof CodecError);
      assertEquals(
        error.message,
        'Cannot throw an ExpectedError from "Puppet/shop".ask: code: ' +
          `expected text that is not empty, got ${actual}`,
      );
      assertEquals([error.path, error.outcome], ["code", "failed"]);
    }
    assertEquals(stage.eventsOf("failed").length, bad.length);
    assertEquals(stage.eventsOf("expected"), []);
  },
);

testEverywhere(
  "ExpectedError that the caller can have no copy of is judged as a failure",
  async (stage) => {
    let lives = 0;
    stage.cast("shop", {
      init: () => void lives++,
      ask: async (_ctx, isLate) => {
        if (isLate) await null;
        throw soldOut(Symbol("s"));
      },
      tell: () => {
        throw soldOut(() => {});
      },
    });
    const engine = stage.open({ callTimeoutMs: 0 });
    const shop = engine.getActor(BrittlePuppetProxy, "shop");
    for (const send of [() => shop.ask(true), () => shop.tell(1)]) {
      const before = lives;
      assert(await errorOf(stage, send()) instanceof CodecError);
      await stage.finish(engine.run());
      assertEquals(lives - before, before === 0 ? 2 : 1);
    }
    assertEquals(engine.snapshot().restarts, 2);
  },
);

testEverywhere("ExpectedError keeps its cause", async (stage) => {
  const engine = stage.open();
  stage.cast("shop", {
    ask: () => {
      const cause = new RangeError("none is left");
      throw new ExpectedError("sold out", { code: "sold-out", cause });
    },
  });
  const shop = engine.getActor(PuppetProxy, "shop");
  const error = await errorOf(stage, shop.ask(1));
  assert(error instanceof ExpectedError);
  assert(error.cause instanceof RangeError);
  assertEquals(error.cause.message, "none is left");
});
