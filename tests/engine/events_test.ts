import { type EngineEvent, InboxFullError } from "@backstage/actors";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { testEverywhere } from "../support/stage.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";

testEverywhere(
  "EngineEvents.subscribe() calls every listener until it unsubscribes",
  async (stage) => {
    const engine = stage.open();
    const kinds: string[] = [];
    const listener = ({ kind }: EngineEvent): void => void kinds.push(kind);
    const [first, second] = [listener, listener].map((it) =>
      engine.events.subscribe(it)
    );
    const puppet = engine.getActor(PuppetProxy, "a");
    await puppet.ask(null);
    first!();
    first!();
    await engine.poisonPill(PuppetProxy, "a");
    second!();
    await puppet.ask(null);
    assertEquals(kinds, ["activated", "activated", "deactivated"]);
  },
);

testEverywhere(
  "EngineEvents.subscribe() logs what a listener throws, and goes on",
  async (stage) => {
    const engine = stage.open();
    engine.events.subscribe(() => {
      throw new Error("listener");
    });
    const kinds: string[] = [];
    engine.events.subscribe(({ kind }) => void kinds.push(kind));
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.finish(engine.stop());
    assertEquals(kinds, ["activated", "stopping", "deactivated", "stopped"]);
    assertEquals(
      stage.lines,
      Array(4).fill("error An event listener failed: Error: listener"),
    );
  },
);

testEverywhere(
  "EngineEvents.subscribe() in a listener begins with the next event",
  async (stage) => {
    const engine = stage.open();
    const kinds: string[] = [];
    const again = ({ kind }: EngineEvent): void => {
      kinds.push(kind);
      engine.events.subscribe(again);
    };
    engine.events.subscribe(again);
    await engine.getActor(PuppetProxy, "a").ask(null);
    await engine.poisonPill(PuppetProxy, "a");
    assertEquals(kinds, ["activated", "deactivated", "deactivated"]);
  },
);

testEverywhere(
  "EngineEvents.subscribe() may be ended by another listener",
  async (stage) => {
    const engine = stage.open();
    const heard: string[] = [];
    engine.events.subscribe(() => end());
    const end = engine.events.subscribe(({ kind }) => void heard.push(kind));
    await engine.getActor(PuppetProxy, "a").ask(null);
    assertEquals(heard, []);
  },
);

testEverywhere(
  "EngineEvents.subscribe() refuses what is no function",
  (stage) => {
    const engine = stage.open();
    assertThrows(
      () => engine.events.subscribe("listener" as never),
      TypeError,
      "Cannot subscribe to events: listener is no function",
    );
  },
);

testEverywhere(
  "EngineEvents iterates until the engine has stopped",
  async (stage) => {
    const engine = stage.open();
    const iterated = Array.fromAsync(engine.events);
    await engine.getActor(PuppetProxy, "a").ask(null);
    await stage.finish(engine.stop());
    assertEquals(await iterated, stage.events);
    assertEquals(
      stage.events.map(({ kind }) => kind),
      ["activated", "stopping", "deactivated", "stopped"],
    );
    assertEquals(await Array.fromAsync(engine.events), []);
  },
);

testEverywhere(
  "EngineEvents ends an iteration that reads too slowly with an error",
  async (stage) => {
    const engine = stage.open({ inboxCapacity: 2 });
    const iterator = engine.events[Symbol.asyncIterator]();
    const puppet = engine.getActor(PuppetProxy, "a");
    for (let life = 0; life < 2; life++) {
      await puppet.ask(null);
      await engine.poisonPill(PuppetProxy, "a");
    }
    assertEquals((await iterator.next()).value?.kind, "activated");
    assertEquals((await iterator.next()).value?.kind, "deactivated");
    await assertRejects(() => iterator.next(), InboxFullError, "2 values");
    assertEquals((await iterator.next()).done, true);
  },
);

testEverywhere(
  "EngineEvents stamps every event with the runtime's time",
  async (stage) => {
    const engine = stage.open();
    const began = stage.simulated?.now() ?? Date.now();
    await stage.simulated?.advance(5);
    await engine.getActor(PuppetProxy, "a").ask(null);
    const [event] = stage.eventsOf("activated");
    if (stage.simulated !== null) assertEquals(event?.at, began + 5);
    assertEquals(event?.actor, { type: "Puppet", id: "a" });
  },
);
