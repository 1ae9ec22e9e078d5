import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { InboxFullError } from "@backstage/actors";
import { TinyProxy } from "../cast/generated/tiny_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

/** Sends one more than the inbox holds; returns what the last send returned. */
function overfill(tiny: TinyProxy): Promise<void> {
  for (let at = 0; at < 4; at++) tiny.tell(at);
  return tiny.tell("one too many");
}

function lookAt(reply: Promise<unknown>): Promise<unknown> {
  return reply.catch((error) => error);
}

testEverywhere(
  "R17: a refused send makes its error when it is looked at",
  async (stage) => {
    const engine = stage.open();
    const refused = overfill(engine.getActor(TinyProxy, "a"));
    // The stack says where the error was made: here, and not at the send.
    const error = await lookAt(refused);
    assertInstanceOf(error, InboxFullError);
    assertEquals(
      [error.outcome, error.capacity, error.message],
      [
        "not-run",
        4,
        'Cannot call "Tiny/a".tell: inbox is full at 4 envelopes',
      ],
    );
    assert(error.stack?.includes("lookAt"), error.stack);
    assert(!error.stack?.includes("overfill"), error.stack);
    // Everyone who looks sees the same error.
    assertEquals(await lookAt(refused), error);
    assert(await lookAt(refused) === error);
    await stage.finish(engine.stop());
  },
);

testEverywhere(
  "R17: a refused send is an event and a line, whoever looks",
  async (stage) => {
    const engine = stage.open();
    overfill(engine.getActor(TinyProxy, "b"));
    await stage.finish(engine.run());
    const [event] = stage.eventsOf("refused");
    assertInstanceOf(event?.error, InboxFullError);
    assertEquals(event.actor, { type: "Tiny", id: "b" });
    // Events are plain objects: what copies one has its error, too.
    assertInstanceOf({ ...event }.error, InboxFullError);
    await stage.finish(engine.stop());
    const lines = stage.lines.filter((line) => line.includes("inbox is full"));
    assertEquals(lines.length, 1);
    assert(lines[0]!.includes('"Tiny/b".tell failed and nobody awaited it'));
  },
);

testEverywhere(
  "R17: sends that are refused alike are one line, and counted",
  async (stage) => {
    const engine = stage.open();
    const tiny = engine.getActor(TinyProxy, "c");
    for (let at = 0; at < 1_004; at++) tiny.tell(at);
    const [actor] = engine.snapshot().actors;
    assertEquals(actor?.refused, 1_000);
    await stage.finish(engine.run());
    await stage.finish(engine.stop());
    const lines = stage.lines.filter((line) => line.includes("inbox is full"));
    assertEquals(lines.length, 1);
    assert(lines[0]!.includes("(1000 times)"), lines[0]);
  },
);
