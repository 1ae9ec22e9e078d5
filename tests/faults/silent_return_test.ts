import { CallError } from "@backstage/actors";
import { assertEquals } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "fault 3: an id comes back afresh only behind its end, and everybody knows",
  async (stage) => {
    const engine = stage.open();
    const seen: unknown[] = [];
    let life = 0;
    stage.cast("a", {
      init: () => void life++,
      ask: (_ctx, input) => seen.push([life, input]),
    });
    const puppet = engine.getActor(PuppetProxy, "a");
    const outcomes: string[] = [];
    const call = (index: number) =>
      puppet.ask(index).then(
        () => outcomes.push(`${index} ran`),
        (error: CallError) => outcomes.push(`${index} ${error.code}`),
      );
    const first = [call(1), call(2)];
    const gone = engine.poisonPill(PuppetProxy, "a");
    const behind = [call(3), call(4)];
    await Promise.all([gone, ...first, ...behind]);
    await call(5);
    // Never 3 or 4 in a second life, between the sender's 2 and 5.
    assertEquals(seen, [[1, 1], [1, 2], [2, 5]]);
    assertEquals(outcomes.toSorted(), [
      ...["1 ran", "2 ran", "3 poisoned", "4 poisoned", "5 ran"],
    ]);
    assertEquals(
      stage.events.map(({ kind }) => kind),
      [
        ...["activated", "dead-letter", "dead-letter", "deactivated"],
        "activated",
      ],
    );
  },
);
