import { assertEquals } from "@std/assert";
import type { DeadLetters, Log } from "../../src/inspector/wire/protocol.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { cast } from "../support/cast.ts";
import { type Client, Inspected } from "../support/inspected.ts";

/** Lets a puppet fail, and both a puppet and a counter leave a dead letter. */
async function play({ engine }: Inspected): Promise<void> {
  cast.set("p", {
    ask: () => {
      throw new RangeError("no luck");
    },
  });
  const puppet = engine.getActor(PuppetProxy, "p");
  await puppet.ask(null).catch(() => {});
  const counter = engine.getActor(CounterProxy, "c");
  await counter.add(1);
  engine.poisonPill(CounterProxy, "c");
  const late = [counter.add(1)];
  engine.poisonPill(PuppetProxy, "p");
  await Promise.allSettled([...late, puppet.ask(null)]);
}

async function withClient(
  body: (client: Client) => Promise<void>,
): Promise<void> {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  await client.ask({ view: "overview" });
  await play(inspected);
  await body(client);
}

Deno.test("I5: log is filtered by text, kind and actor type", async () => {
  await withClient(async (client) => {
    const ask = async (query: object) => {
      const { rows } = await client.ask<Log>({ view: "log", ...query });
      return rows.map(({ kind, actor }) => `${kind} ${actor?.id}`);
    };
    assertEquals(await ask({ kind: "failed" }), ["failed p"]);
    assertEquals(await ask({ filter: "NO LUCK" }), ["failed p"]);
    assertEquals(await ask({ filter: "counter/c", kind: "activated" }), [
      "activated c",
    ]);
    assertEquals(await ask({ type: "Counter", kind: "dead-letter" }), [
      "dead-letter c",
    ]);
    assertEquals(await ask({ type: "Nobody" }), []);
    const { total } = await client.ask<Log>({ view: "log", type: "Nobody" });
    const { rows } = await client.ask<Log>({ view: "log" });
    assertEquals(total, rows.length, "the total is that of no filter");
  });
});

Deno.test("I5: dead-letters are filtered by reason and type", async () => {
  await withClient(async (client) => {
    const ask = async (query: object) => {
      const question = { view: "dead-letters", ...query } as const;
      const { rows } = await client.ask<DeadLetters>(question);
      return rows.map(({ reason, actor }) => `${reason} ${actor.type}`);
    };
    const both = ["poisoned Counter", "poisoned Puppet"];
    assertEquals((await ask({ reason: "poisoned" })).sort(), both);
    assertEquals(await ask({ type: "Puppet" }), [both[1]]);
    assertEquals(await ask({ type: "Puppet", filter: "add" }), []);
    assertEquals(await ask({ reason: "dropped" }), []);
    const { error } = await client.answer({ view: "dead-letters", reason: 7 });
    assertEquals(error, "Cannot answer: reason must be a text");
  });
});
