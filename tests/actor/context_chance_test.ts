import type { Context } from "@backstage/actors";
import { SimulatedRuntime } from "@backstage/actors/testing";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { Stage, testEverywhere, testOnBothWires } from "../support/stage.ts";

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/;

/** What an actor asks of chance, all of it on its way. */
async function play(stage: Stage): Promise<unknown[]> {
  const drawn: unknown[] = [];
  const draw = (ctx: Context): void => {
    drawn.push(ctx.now(), ctx.random(), ctx.randomUUID());
  };
  for (const id of ["a", "b"]) {
    stage.cast(id, {
      construct: draw,
      ask: draw,
      deinit: (_, ctx) => draw(ctx),
    });
  }
  const engine = stage.open();
  const puppets = ["a", "b"].map((id) => engine.getActor(PuppetProxy, id));
  for (let round = 0; round < 3; round++) {
    await Promise.all(puppets.map((puppet) => puppet.ask(round)));
    await stage.simulated!.advance(10);
  }
  await engine.stop();
  return drawn;
}

testOnBothWires(
  "Context draws the same values from the same seed, and others from another",
  async ({ wire, seed }) => {
    const runs: unknown[][] = [];
    for (const own of [seed, seed, seed + 1]) {
      const stage = new Stage(wire, own, true);
      runs.push(await play(stage));
      await stage.close();
    }
    const [first, second, other] = runs;
    assertEquals(first!.length, 2 * 3 * 5);
    assertEquals(first, second);
    assertNotEquals(first, other);
  },
);

testOnBothWires(
  "Context.now() is the time of the simulated clock",
  async (stage) => {
    const times: number[] = [];
    stage.cast("a", { ask: (ctx) => void times.push(ctx.now()) });
    const puppet = stage.open().getActor(PuppetProxy, "a");
    await puppet.ask(null);
    await stage.simulated!.advance(1_234);
    await puppet.ask(null);
    assertEquals(times, [0, 1_234]);
  },
);

testEverywhere(
  "Context.random() and randomUUID() are within their limits, and vary",
  async (stage) => {
    let context!: Context;
    stage.cast("a", { construct: (ctx) => void (context = ctx) });
    await stage.open().getActor(PuppetProxy, "a").ask(null);
    const numbers = Array.from({ length: 1_000 }, () => context.random());
    assert(numbers.every((number) => number >= 0 && number < 1));
    assert(new Set(numbers).size > 990);
    const ids = Array.from({ length: 1_000 }, () => context.randomUUID());
    for (const id of ids) {
      assertMatch(id, UUID_4);
      assertEquals(id.length, 36);
    }
    assertEquals(new Set(ids).size, 1_000);
    // Each bit that is not fixed comes up.
    const bits = ids.reduce((all, id) => all | BigInt(`0x${undash(id)}`), 0n);
    assertEquals(bits.toString(16), `${"f".repeat(12)}4fffbfffffffffffffff`);
  },
);

testEverywhere(
  "Context.now() of the real clock goes on, never back",
  async (stage) => {
    let context!: Context;
    stage.cast("a", { construct: (ctx) => void (context = ctx) });
    await stage.open().getActor(PuppetProxy, "a").ask(null);
    const before = context.now();
    assert(context.now() >= before);
    if (stage.simulated === null) assert(before > 1_700_000_000_000);
  },
);

Deno.test("randomUUID() is the runtime's own where it has one", async () => {
  const runtime = Object.assign(new SimulatedRuntime(), {
    randomUUID: () => "00000000-0000-4000-8000-000000000007",
  });
  const stage = new Stage("auto", 1, true);
  let drawn = "";
  stage.cast("a", { ask: (ctx) => void (drawn = ctx.randomUUID()) });
  await stage.open({ runtime }).getActor(PuppetProxy, "a").ask(null);
  await stage.close();
  assertEquals(drawn, "00000000-0000-4000-8000-000000000007");
});

function undash(id: string): string {
  return id.replaceAll("-", "");
}
