import { newSubscriber } from "@backstage/actors";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

const { tell } = PuppetProxy.Method;

testEverywhere(
  "fault 6: an id that is too long is refused before anything is sent",
  async (stage) => {
    const engine = stage.open();
    const sentence = (action: string) =>
      `Cannot ${action}: id has 65536 characters, at most 1024 are allowed`;
    const id = "x".repeat(65_536);
    stage.cast("a", { ask: (ctx) => void ctx.getActor(CounterProxy, id) });
    const attempts: [action: string, attempt: () => unknown][] = [
      ["get actor", () => engine.getActor(CounterProxy, id)],
      ["get stream", () => engine.getStream(id)],
      ["make a subscriber", () => newSubscriber(id, tell)],
    ];
    for (const [action, attempt] of attempts) {
      assertThrows(attempt, RangeError, sentence(action));
    }
    await assertRejects(
      () => engine.poisonPill(CounterProxy, id),
      RangeError,
      sentence("poison actor"),
    );
    await assertRejects(
      () => engine.getActor(PuppetProxy, "a").ask(null),
      RangeError,
      sentence("get actor"),
    );

    const longest = engine.getActor(CounterProxy, "ö".repeat(1_024));
    assertEquals(await longest.add(1), 1);
  },
);
