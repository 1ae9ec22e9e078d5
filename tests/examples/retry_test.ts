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

/** Fills the kiln for good: one pot is in it for ever, and one waits. */
async function fillKiln({ engine }: Stage): Promise<void> {
  engine.stub(KilnProxy, "village", { fire: () => new Promise(() => {}) });
  for (const pot of ["vase", "brick"]) {
    engine.getActor(KilnProxy, "village").fire(pot);
    await engine.settled();
  }
}

for (const seed of [1, 2, 3]) {
  testOnBothWires(
    `Potter.make() pauses longer each time, and gives up (seed ${seed})`,
    async (stage) => {
      const { engine, log } = stage;
      const refusals: number[] = [];
      engine.events.subscribe((event) => {
        const isPotter = event.kind === "refused" && event.caller !== null;
        if (isPotter) refusals.push(event.at);
      });
      await fillKiln(stage);
      const potter = engine.getActor(PotterProxy, "ann");
      const error = await assertRejects(() => potter.make("jug"));
      // The potter's own method ran: its caller must not try again.
      const { outcome, cause } = error as InboxFullError;
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
    },
    { seed },
  );
}

testOnBothWires(
  "Potter.make() is served when there is room again",
  async (stage) => {
    const { engine } = stage;
    const refusals = listenToRefusals(stage);
    const pots = ["ann", "bob", "cat", "dan"].map((id) =>
      engine.getActor(PotterProxy, id).make(`jug of ${id}`)
    );
    assertEquals(
      await Promise.all(pots),
      ["ann", "bob", "cat", "dan"].map((id) => `a fired jug of ${id}`),
    );
    assert(refusals.length >= 2);
  },
);

testOnBothWires(
  "Potter.make() tries once what runs and fails",
  async ({ engine }) => {
    const potter = engine.getActor(PotterProxy, "ann");
    await assertRejects(
      () => potter.make("cracked vase"),
      Error,
      "the cracked vase burst",
    );
    assertEquals(await potter.tries(), 1);
  },
);

testOnBothWires(
  "Potter.make() ends its pause with its own caller's time",
  async (stage) => {
    const { engine } = stage;
    await fillKiln(stage);
    const potter = engine.getActor(PotterProxy, "ann");
    await assertRejects(
      () => potter.with({ timeoutMs: 45 }).make("jug"),
      Error,
      "no reply within 45 ms",
    );
    // The potter is free again, and has not gone on behind its caller's back.
    const tries = await potter.tries();
    await engine.advance(1_000);
    assertEquals(await potter.tries(), tries);
  },
);

testOnBothWires(
  "Potter.make() may pause while the engine drains",
  async (stage) => {
    const { engine } = stage;
    const kiln = engine.getActor(KilnProxy, "village");
    const bricks = [kiln.fire("brick")];
    await engine.settled();
    bricks.push(kiln.fire("brick"));
    const jug = engine.getActor(PotterProxy, "ann").make("jug");
    const all = Promise.all([jug, ...bricks]);
    await engine.advance(5);
    await engine.stop();
    assertEquals((await all)[0], "a fired jug");
  },
);
