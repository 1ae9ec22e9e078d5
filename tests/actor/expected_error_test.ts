import {
  CallError,
  type Engine,
  ExpectedError,
  newSubscriber,
} from "@backstage/actors";
import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import type { ProbedTurn } from "../../src/actor/port/probe.ts";
import { viewOf } from "../../src/engine/engine.ts";
import { BrittlePuppetProxy } from "../cast/generated/brittle_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

/** A refusal of a user's own, with a member of its own. */
class SoldOut extends ExpectedError {
  readonly left: number[];
  readonly onChange = () => {};

  constructor(left: number[]) {
    super("no seat is left", { code: "sold-out", details: { row: "C" } });
    this.left = left;
  }
}

function soldOut(details?: unknown): ExpectedError {
  return new ExpectedError("no seat is left", { code: "sold-out", details });
}

/** Returns what a call fails with. */
function errorOf(stage: Stage, call: Promise<unknown>): Promise<unknown> {
  return stage.finish(call.then(() => null, (error) => error));
}

/** Waits until all is done, and the log would have told of it. */
async function finishAll(stage: Stage, engine: Engine): Promise<void> {
  await stage.finish(engine.run());
  await stage.finish(engine.stop());
}

/** Asserts that nothing of an engine counts as failed, or was logged. */
function assertNothingFailed(stage: Stage, engine: Engine): void {
  const { failed, restarts, incidents } = engine.snapshot();
  assertEquals([failed, restarts, incidents], [0, 0, []]);
  assertEquals([stage.eventsOf("failed"), stage.lines], [[], []]);
}

for (const later of [false, true]) {
  testEverywhere(
    `ExpectedError reaches the caller of a turn that throws it ${
      later ? "later" : "at once"
    }, as a value`,
    async (stage) => {
      const engine = stage.open();
      const details = { seats: [1, 2], day: new Date(0) };
      const thrown = Object.freeze(soldOut(details));
      stage.cast("shop", {
        ask: async () => {
          if (later) await null;
          throw thrown;
        },
      });
      const shop = engine.getActor(BrittlePuppetProxy, "shop");
      const error = await errorOf(stage, shop.ask(null));
      assert(error instanceof ExpectedError);
      assertStrictEquals(error.constructor, ExpectedError);
      assertEquals(
        [error.name, error.message, error.code, error.details],
        ["ExpectedError", "no seat is left", "sold-out", details],
      );
      assert(Error.isError(error));
      assert(error.stack?.includes("no seat is left"));
      assertNotStrictEquals(error.details, details);
      (error.details as typeof details).seats.push(3);
      assertEquals(details.seats, [1, 2]);
      assertEquals(
        stage.eventsOf("expected").map(({ actor, method, caller, error }) => [
          actor.id,
          method,
          caller,
          error,
        ]),
        [["shop", "ask", null, thrown]],
      );
      assertNothingFailed(stage, engine);
    },
  );
}

testEverywhere(
  "ExpectedError of a call that is not awaited is an event alone",
  async (stage) => {
    const engine = stage.open();
    const refuse = () => {
      throw soldOut({ row: "C" });
    };
    stage.cast("shop", { ask: refuse, tell: refuse });
    const shop = engine.getActor(BrittlePuppetProxy, "shop");
    shop.ask(1);
    shop.tell(1);
    const tell = shop.tell(2);
    const error = await errorOf(stage, tell);
    assert(error instanceof ExpectedError);
    assertEquals(error.details, { row: "C" });
    await finishAll(stage, engine);
    assertEquals(stage.eventsOf("expected").length, 3);
    assertNothingFailed(stage, engine);
  },
);

testEverywhere(
  "ExpectedError goes through every actor that lets it through",
  async (stage) => {
    const engine = stage.open();
    stage.cast("last", {
      ask: (ctx) => {
        throw new ExpectedError("ask again", {
          code: "later",
          details: { by: ctx.getActor(PuppetProxy, "by"), at: [1] },
        });
      },
    });
    stage.cast("by", { ask: (_ctx, input) => input });
    for (const [id, to] of [["first", "second"], ["second", "last"]] as const) {
      stage.cast(id, {
        ask: (ctx, input) => ctx.getActor(BrittlePuppetProxy, to).ask(input),
      });
    }
    const first = engine.getActor(BrittlePuppetProxy, "first");
    engine.getActor(PuppetProxy, "by");
    const error = await errorOf(stage, first.ask(1));
    assert(error instanceof ExpectedError);
    const { by, at } = error.details as { by: PuppetProxy; at: number[] };
    assertEquals([error.code, at], ["later", [1]]);
    assertEquals(await stage.finish(by.ask("mine")), "mine");
    assertEquals(
      stage.eventsOf("expected").map(({ actor, caller }) => [
        actor.id,
        caller?.id,
      ]),
      [["last", "second"], ["second", "first"], ["first", undefined]],
    );
    assertNothingFailed(stage, engine);
  },
);

testEverywhere(
  "ExpectedError is a subclass here, and itself across a wire",
  async (stage) => {
    const engine = stage.open();
    const left = [1];
    stage.cast("shop", {
      ask: () => {
        throw new SoldOut(left);
      },
    });
    const shop = engine.getActor(PuppetProxy, "shop");
    const error = await errorOf(stage, shop.ask(1));
    assert(error instanceof ExpectedError);
    assertEquals(error instanceof SoldOut, stage.wire === "auto");
    const { left: copy, onChange } = error as SoldOut;
    assertEquals([error.code, error.details, copy], [
      "sold-out",
      { row: "C" },
      left,
    ]);
    assertEquals(onChange, undefined);
    assertNotStrictEquals(copy, left);
    assertNothingFailed(stage, engine);
  },
);

testEverywhere(
  "ExpectedError without a caller is an event alone",
  async (stage) => {
    const engine = stage.open();
    const refuse = () => {
      throw soldOut();
    };
    stage.cast("shop", {
      ask: (ctx) => {
        ctx.runOnce(0, refuse);
        ctx.runOnce(0, async () => await Promise.reject(soldOut()));
        const method = BrittlePuppetProxy.Method.tell;
        ctx.getStream("news").subscribe(newSubscriber(ctx.actorId, method));
      },
      tell: refuse,
      deinit: refuse,
    });
    const shop = engine.getActor(BrittlePuppetProxy, "shop");
    await stage.finish(shop.ask(1));
    await engine.getStream("news").next("late");
    await finishAll(stage, engine);
    assertEquals(
      stage.eventsOf("expected").map(({ method }) => method).toSorted(),
      ["deinit", "tell", "timer", "timer"],
    );
    assertNothingFailed(stage, engine);
  },
);

testEverywhere(
  "ExpectedError of `init` is the cause of what its callers are told",
  async (stage) => {
    const engine = stage.open();
    stage.cast("shop", {
      init: async () => {
        await null;
        throw soldOut({ row: "C" });
      },
    });
    const shop = engine.getActor(BrittlePuppetProxy, "shop");
    const error = await errorOf(stage, shop.ask(1));
    assert(error instanceof CallError);
    assertEquals([error.code, error.outcome], ["activation-failed", "not-run"]);
    assert(error.cause instanceof ExpectedError);
    assertEquals(error.cause.details, { row: "C" });
    assertEquals(stage.eventsOf("failed"), []);
    assertEquals(stage.eventsOf("expected").map(({ method }) => method), [
      "init",
    ]);
    assertEquals([engine.snapshot().failed, stage.lines], [0, []]);
  },
);

testEverywhere(
  "ExpectedError of a call that was given up is not logged",
  async (stage) => {
    const engine = stage.open();
    const abort = new AbortController();
    stage.cast("shop", {
      ask: async (ctx) => {
        await new Promise((resolve) =>
          ctx.turn.signal.addEventListener("abort", resolve)
        );
        throw soldOut();
      },
    });
    const shop = engine.getActor(PuppetProxy, "shop");
    const call = errorOf(stage, shop.with({ signal: abort.signal }).ask(1));
    await stage.settle();
    abort.abort();
    assertEquals((await call as CallError).code, "aborted");
    await finishAll(stage, engine);
    assertEquals(stage.eventsOf("expected").length, 1);
    assertNothingFailed(stage, engine);
  },
);

testEverywhere(
  "Probe.end() sees a turn that throws an ExpectedError as such",
  async (stage) => {
    const engine = stage.open();
    const outcomes: ProbedTurn["outcome"][] = [];
    viewOf(engine).attach({
      arrive: () => true,
      start: () => {},
      end: ({ outcome }) => void outcomes.push(outcome),
    });
    stage.cast("shop", {
      ask: async (_ctx, input) => {
        if (input === "later") await null;
        throw soldOut();
      },
      tell: () => {
        throw soldOut();
      },
    });
    const shop = engine.getActor(PuppetProxy, "shop");
    await errorOf(stage, shop.ask("later"));
    await errorOf(stage, shop.ask("at once"));
    await errorOf(stage, shop.tell(1));
    assertEquals(outcomes, ["expected", "expected", "expected"]);
  },
);

Deno.test("new ExpectedError() throws without a code", () => {
  const make = ExpectedError as new (...parts: unknown[]) => ExpectedError;
  const options = [undefined, {}, { code: "" }, { code: 7 }, { code: null }];
  for (const one of options) {
    assertThrows(
      () => new make("no", one),
      TypeError,
      "Cannot make an ExpectedError with the code ",
    );
  }
  const error = soldOut();
  assertEquals([error.details, "cause" in error], [undefined, false]);
  const cause = new Error("why");
  assertEquals(new make("no", { code: "a", cause }).cause, cause);
});
