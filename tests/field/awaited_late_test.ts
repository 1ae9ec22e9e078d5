import { assertEquals } from "@std/assert";
import {
  GATHERED_MS,
  UNAWAITED_FAILURES,
  UNAWAITED_MS,
} from "../../src/base/limits.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere, testSimulated } from "../support/stage.ts";

const SOON_MS = UNAWAITED_MS - 1;
const TOLD_MS = UNAWAITED_MS + GATHERED_MS;

function open(stage: Stage): PuppetProxy {
  const fail = (): never => {
    throw new Error("boom");
  };
  stage.cast("a", { ask: fail, tell: fail });
  stage.cast("b", { ask: (_ctx, input) => input });
  return stage.open().getActor(PuppetProxy, "a");
}

const messageOf = (error: Error): string => error.message;

testSimulated(
  "R21: a failed call that is awaited after others is told to its caller only",
  async (stage) => {
    const a = open(stage);
    const replies = [a.ask(1), a.tell(2)];
    await stage.simulated!.advance(SOON_MS);
    for (const reply of replies) {
      assertEquals(await Promise.resolve(reply).catch(messageOf), "boom");
    }
    await stage.simulated!.advance(10 * TOLD_MS);
    assertEquals(stage.lines, []);
  },
);

testEverywhere(
  "R21: a call that fails while others are awaited is no log line",
  async (stage) => {
    const a = open(stage);
    const b = stage.open().getActor(PuppetProxy, "b");
    const reply = a.ask(1);
    for (let round = 0; round < 10; round++) {
      await b.ask(round);
      await stage.settle();
    }
    assertEquals(await reply.then(() => "", messageOf), "boom");
    await stage.close();
    assertEquals(stage.lines, []);
  },
);

testSimulated(
  "R21: each failed call has the same time to be awaited",
  async (stage) => {
    const a = open(stage);
    a.ask("dropped");
    await stage.simulated!.advance(TOLD_MS - 1);
    const late = a.ask("awaited");
    await stage.simulated!.advance(SOON_MS);
    assertEquals(stage.lines.length, 1);
    await late.then(() => {}, messageOf);
    a.ask("dropped as well");
    await stage.simulated!.advance(TOLD_MS);
    assertEquals(stage.lines.length, 2);
  },
);

testSimulated(
  "R21: a call that is awaited after its line rejects all the same",
  async (stage) => {
    const reply = open(stage).ask(1);
    await stage.simulated!.advance(TOLD_MS);
    assertEquals(stage.lines.length, 1);
    assertEquals(await reply.then(() => "", messageOf), "boom");
    await stage.simulated!.advance(TOLD_MS);
    assertEquals(stage.lines.length, 1);
  },
);

testSimulated("R21: a flood of failures is told at once", async (stage) => {
  const a = open(stage);
  for (let count = 0; count < 2 * UNAWAITED_FAILURES; count++) a.tell(count);
  await stage.settle();
  await stage.settle();
  const counts = stage.lines.map((line) => {
    const [, count] = line.match(/(\d+) (?:times|more)/) ?? [];
    return Number(count ?? 1);
  });
  const sum = counts.reduce((all, count) => all + count, 0);
  assertEquals(sum >= UNAWAITED_FAILURES, true, `${stage.lines}`);
});
