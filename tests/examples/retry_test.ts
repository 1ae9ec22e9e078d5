import { assert, assertEquals, assertRejects } from "@std/assert";
import { InboxFullError } from "@backstage/actors";
import { KilnProxy } from "../../examples/generated/kiln_proxy.gen.ts";
import { PotterProxy } from "../../examples/generated/potter_proxy.gen.ts";
import { Potter } from "../../examples/retry.ts";
import { type Stage, testOnBothWires, testOutput } from "./example.ts";

testOutput("retry", [
  "a fired jug, a fired jug, a fired jug, a fired jug",
  "2 potters came again",
  "the cracked vase burst",
  "after 1 try",
]);

/** When the kiln refused a pot, in milliseconds. */
function listenToRefusals({ engine }: Stage): number[] {
  const refusals: number[] = [];
  engine.events.subscribe((event) => {
    if (event.kind === "refused") refusals.push(event.at);
  });
  return refusals;
}

/** Keeps the kiln full until the engine stops. */
function fillKiln({ engine, runtime }: Stage): void {
  const kiln = engine.getActor(KilnProxy, "village");
  const fill = (): void => {
    kiln.fire("brick").catch(() => {});
    runtime.setTimer(1, fill);
  };
  fill();
}

for (const seed of [1, 2, 3]) {
  testOnBothWires(
    `Potter.make() pauses longer each time, and gives up (seed ${seed})`,
    async (stage) => {
      const { engine, runtime, log } = stage;
      const refusals: number[] = [];
      engine.events.subscribe((event) => {
        const isPotter = event.kind === "refused" && event.caller !== null;
        if (isPotter) refusals.push(event.at);
      });
      fillKiln(stage);
      const potter = engine.getActor(PotterProxy, "ann");
      const error = assertRejects(() => potter.make("jug"));
      await runtime.advance(1_000);
      // The potter's own method ran: its caller must not try again.
      const { outcome, cause } = await error as InboxFullError;
      assertEquals(outcome, "failed");
      assert(cause instanceof InboxFullError);
      assertEquals(cause.outcome, "not-run");
      assertEquals(refusals.length, Potter.patience.tries);
      const pauses = refusals.slice(1).map((at, i) => at - refusals[i]!);
      for (const [i, pause] of pauses.entries()) {
        const most = Math.min(20 * 2 ** i, 160);
        assert(pause > most / 2 - 1 && pause <= most + 1, `${pauses}`);
      }
      assertEquals(log, []);
      // The kiln is never empty: a drain would wait for the clock.
      await engine.stop({ drain: false });
    },
    { seed },
  );
}

testOnBothWires(
  "Potter.make() is served when there is room again",
  async (stage) => {
    const { engine, runtime } = stage;
    const refusals = listenToRefusals(stage);
    const pots = ["ann", "bob", "cat", "dan"].map((id) =>
      engine.getActor(PotterProxy, id).make(`jug of ${id}`)
    );
    const fired = Promise.all(pots);
    await runtime.advance(1_000);
    assertEquals(
      await fired,
      ["ann", "bob", "cat", "dan"].map((id) => `a fired jug of ${id}`),
    );
    assert(refusals.length >= 2);
  },
);

testOnBothWires(
  "Potter.make() tries once what runs and fails",
  async ({ engine, runtime }) => {
    const potter = engine.getActor(PotterProxy, "ann");
    const burst = assertRejects(
      () => potter.make("cracked vase"),
      Error,
      "the cracked vase burst",
    );
    await runtime.advance(40);
    await burst;
    assertEquals(await potter.tries(), 1);
  },
);

testOnBothWires(
  "Potter.make() ends its pause with its own caller's time",
  async (stage) => {
    const { engine, runtime } = stage;
    fillKiln(stage);
    const potter = engine.getActor(PotterProxy, "ann");
    const late = assertRejects(
      () => potter.with({ timeoutMs: 45 }).make("jug"),
      Error,
      "no reply within 45 ms",
    );
    await runtime.advance(45);
    await late;
    // The potter is free again, and has not gone on behind its caller's back.
    const tries = await potter.tries();
    await runtime.advance(1_000);
    assertEquals(await potter.tries(), tries);
    await engine.stop({ drain: false });
  },
);

testOnBothWires(
  "Potter.make() may pause while the engine drains",
  async (stage) => {
    const { engine, runtime } = stage;
    const kiln = engine.getActor(KilnProxy, "village");
    const bricks = [kiln.fire("brick")];
    await runtime.settle();
    bricks.push(kiln.fire("brick"));
    const jug = engine.getActor(PotterProxy, "ann").make("jug");
    const all = Promise.all([jug, ...bricks]);
    await runtime.advance(5);
    const stopping = engine.stop();
    await runtime.advance(1_000);
    await stopping;
    assertEquals((await all)[0], "a fired jug");
  },
);
