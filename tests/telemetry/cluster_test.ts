import { observe } from "@backstage/actors/telemetry";
import type { Engine } from "@backstage/actors";
import { assertEquals, assertGreater } from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { Nodes } from "../support/nodes.ts";
import { FakeMeter } from "../support/telemetry.ts";

/** What is collected of a cluster, of a node where one is named. */
function read(fake: FakeMeter, node?: string): Record<string, number> {
  const prefix = "backstage.cluster.";
  return Object.fromEntries(
    fake.collect()
      .filter(({ name }) => name.startsWith(prefix))
      .filter(({ attributes }) => attributes["backstage.node"] === node)
      .map(({ name, value }) => [name.slice(prefix.length), value]),
  );
}

function watch(engine: Engine): { fake: FakeMeter; telemetry: Disposable } {
  const fake = new FakeMeter();
  const telemetry = observe(engine, { meter: fake.meter, spans: false });
  return { fake, telemetry };
}

Deno.test("observe() counts what a node does in its cluster", async () => {
  await using nodes = new Nodes();
  const [one, two] = await nodes.openTwo();
  const { fake, telemetry } = watch(one);
  const [id] = await nodes.findIds(two, 1);
  await nodes.finish(one.getActor(PuppetProxy, id!).ask(null));
  assertEquals(read(fake), {
    "nodes.hosts": 2,
    "nodes.clients": 0,
    "shards.owned": 8,
    "shards.unowned": 0,
    "shards.gained": 8,
    "shards.handed_over": 0,
    "shards.lost": 0,
    "actors": 0,
    "calls.outgoing": 0,
    "calls.incoming": 0,
    "calls.rerouted": 0,
    "writes.fenced": 0,
    "rejoined": 0,
    "suspended": 0,
    "dropped": 0,
  });
  const { "link.messages.sent": sent, "link.bytes.sent": bytes, ...rest } =
    read(fake, "two");
  assertGreater(sent!, 0);
  assertGreater(bytes!, sent!);
  assertEquals(
    [rest["link.packets.resent"], rest["link.malformed"]],
    [0, 0],
  );
  await nodes.finish(two.stop());
  assertEquals(read(fake)["nodes.hosts"], 1);
  assertEquals(read(fake, "two"), {}, "it is gone, and so is its link");
  telemetry[Symbol.dispose]();
  assertEquals(read(fake), {});
});

Deno.test("observe() counts shards that are handed over", async () => {
  await using nodes = new Nodes();
  const [one] = await nodes.openTwo();
  const { fake } = watch(one);
  const third = watch(await nodes.open("three"));
  await nodes.runtime.advance(10_000);
  const { "shards.handed_over": given, "shards.owned": owned } = read(fake);
  assertGreater(given!, 1);
  assertEquals(given! + owned!, 8);
  const { "shards.gained": gained, ...other } = read(third.fake);
  assertEquals(gained, other["shards.owned"]);
  assertGreater(gained!, given!);
  assertEquals(read(fake)["nodes.hosts"], 3);
});
