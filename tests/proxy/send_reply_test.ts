import { CallError, type Context, type Engine } from "@backstage/actors";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { ChainPuppetProxy } from "../cast/generated/chain_puppet_proxy.gen.ts";
import { FullPuppetProxy } from "../cast/generated/full_puppet_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { failureOf, stuck } from "../support/calls.ts";
import { testEverywhere } from "../support/stage.ts";

/** What a message does to whoever takes it. */
interface Deed {
  readonly key: number;
  readonly kind: "do" | "fail" | "do later" | "fail later";
}

const KINDS = ["do", "fail", "do later", "fail later"] as const;

/** Does deeds, and notes whose turn it was. */
function playDeeds(turns: number[]) {
  return (_ctx: Context, input: unknown): void | Promise<void> => {
    const { key, kind } = input as Deed;
    const end = (): void => {
      if (kind.startsWith("fail")) throw new RangeError(`${key} failed`);
    };
    turns.push(key);
    return kind.endsWith("later") ? Promise.resolve().then(end) : end();
  };
}

/** How a promise ended, as a text. */
function describe(promise: Promise<void>): Promise<string> {
  return promise.then(
    (value) => `${value}`,
    (error) => error instanceof CallError ? error.outcome : `${error}`,
  );
}

function expect({ key, kind }: Deed): string {
  return kind.startsWith("fail") ? `RangeError: ${key} failed` : "undefined";
}

for (const proxy of [PuppetProxy, ChainPuppetProxy, FullPuppetProxy]) {
  testEverywhere(
    `${proxy.name}: whenever it is awaited, what was sent ends as it did`,
    async (stage) => {
      const turns: number[] = [];
      stage.cast("a", { tell: playDeeds(turns) });
      const { chance } = stage;
      const engine = stage.open();
      const puppets = [1, 2].map(() => engine.getActor(proxy, "a"));
      const deeds: Deed[] = [];
      const sent: Promise<void>[] = [];
      const ends: (Promise<string> | undefined)[] = [];
      for (let step = 0; step < 200; step++) {
        for (let left = chance.below(40); left > 0; left--) {
          const deed = { key: deeds.length, kind: chance.pick(KINDS) };
          deeds.push(deed);
          sent.push(chance.pick(puppets).tell(deed));
        }
        for (let left = chance.below(40); left > 0 && sent.length > 0; left--) {
          const at = chance.below(sent.length);
          ends[at] ??= describe(sent[at]!);
        }
        if (chance.below(3) === 0) await stage.settle();
        else if (chance.below(2) === 0) await null;
      }
      await stage.settle();
      for (const [at, promise] of sent.entries()) {
        ends[at] ??= describe(promise);
      }
      const all = await stage.finish(Promise.all(ends));

      assertEquals(all, deeds.map(expect));
      assertEquals(turns, deeds.map(({ key }) => key));
    },
  );
}

testEverywhere(
  "what was sent can be awaited from the other end of a flood",
  async (stage) => {
    const turns: number[] = [];
    stage.cast("a", { tell: playDeeds(turns) });
    const puppet = stage.open().getActor(PuppetProxy, "a");
    const sent = Array.from(
      { length: 3_000 },
      (_, key) => puppet.tell({ key, kind: key % 7 === 0 ? "fail" : "do" }),
    );
    const ends = sent.map(() => Promise.resolve(""));
    for (let at = sent.length - 1; at >= 0; at--) {
      ends[at] = describe(
        sent[at]!,
      );
    }
    const failed = (await stage.finish(Promise.all(ends)))
      .filter((end) => end !== "undefined");
    assertEquals(failed.length, Math.ceil(3_000 / 7));
    assertEquals(turns.length, 3_000);
  },
);

testEverywhere(
  "what was sent fails with its actor",
  async (stage) => {
    stage.cast("a", { tell: async () => await stuck() });
    const engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    const [running, waiting, unheard] = [1, 2, 3].map((n) => puppet.tell(n));
    await stage.settle();
    const early = failureOf(waiting!);
    const stopping = engine.stop({ drain: false });
    assertEquals((await stage.finish(early)).outcome, "not-run");
    await stage.finish(stopping);
    assertEquals((await failureOf(running!)).outcome, "unknown");
    assertEquals((await failureOf(unheard!)).outcome, "not-run");
    assertEquals((await failureOf(puppet.tell(4))).outcome, "not-run");
  },
);

testEverywhere(
  "what was sent fails when it is dropped",
  async (stage) => {
    for (const overflow of ["drop-oldest", "drop-newest"] as const) {
      stage.cast("a", { tell: () => {} });
      const engine = stage.open({ inboxCapacity: 2, overflow });
      const puppet = engine.getActor(PuppetProxy, "a");
      const sent = [1, 2, 3, 4].map((n) => puppet.tell(n));
      await stage.settle();
      const ends = await stage.finish(Promise.all(sent.map(describe)));
      const isDropped = ends.map((end) => end === "not-run");
      assertEquals(
        isDropped,
        overflow === "drop-oldest"
          ? [true, true, false, false]
          : [false, false, true, true],
      );
      // It goes on with a fresh reply for those that come.
      assertEquals(await stage.finish(describe(puppet.tell(5))), "undefined");
    }
  },
);

testEverywhere(
  "what was sent has a deadline once awaited",
  async (stage) => {
    stage.cast("a", { tell: async () => await stuck() });
    const engine = stage.open({ callTimeoutMs: 40 });
    const puppet = engine.getActor(PuppetProxy, "a");
    const [running, waiting] = [puppet.tell(1), puppet.tell(2)];
    await stage.settle();
    const errors = [running, waiting].map(failureOf);
    assertEquals((await stage.finish(errors[1]!)).outcome, "not-run");
    assertEquals((await stage.finish(errors[0]!)).outcome, "unknown");
  },
);

testEverywhere(
  "what was sent can be awaited in its turn",
  async (stage) => {
    let sent: Promise<void> | undefined;
    const ends: Promise<string>[] = [];
    stage.cast("a", {
      tell: (_ctx, input) => {
        ends.push(describe(sent!));
        if (input === "fail") throw new RangeError("it failed");
      },
    });
    const puppet = stage.open().getActor(PuppetProxy, "a");
    for (const input of ["do", "fail"]) {
      sent = puppet.tell(input);
      await stage.settle();
    }
    const all = await stage.finish(Promise.all(ends));
    assertEquals(all, ["undefined", "RangeError: it failed"]);
  },
);

testEverywhere(
  "what failed is logged unless awaited in time",
  async (stage) => {
    const boom = new RangeError("boom");
    stage.cast("a", {
      tell: () => {
        throw boom;
      },
    });
    const puppet = stage.open().getActor(PuppetProxy, "a");
    const awaited = puppet.tell(1).catch((error) => error);
    assertInstanceOf(await stage.finish(awaited), RangeError);
    await stage.settle();
    assertEquals(stage.lines, []);

    const late = puppet.tell(2);
    await stage.until(() => stage.lines.length > 0);
    assertEquals(stage.lines.length, 1);
    assert(stage.lines[0]?.includes("failed and nobody awaited it"));
    // It is kept for whoever holds the promise, however long.
    const error = await late.catch((error) => error);
    assertInstanceOf(error, RangeError);
    if (stage.wire === "auto") assertStrictEquals(error, boom);
  },
);

testEverywhere(
  "what was sent to an actor that ended is over",
  async (stage) => {
    stage.cast("a", { tell: () => {} });
    const engine: Engine = stage.open();
    const puppet = engine.getActor(PuppetProxy, "a");
    const sent = puppet.tell(1);
    await stage.settle();
    await stage.finish(engine.poisonPill(PuppetProxy, "a"));
    // Another cell stands for the actor now, with numbers of its own.
    await stage.finish(engine.getActor(PuppetProxy, "a").tell(1));
    assertEquals(await stage.finish(describe(sent)), "undefined");
    assertEquals(await stage.finish(describe(puppet.tell(2))), "undefined");
  },
);
