import { Engine, newSubscriber } from "@backstage/actors";
import { memoryCluster, SimulatedRuntime } from "@backstage/actors/testing";
import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
} from "@std/assert";
import { viewOf } from "../../src/engine/engine.ts";
import type {
  ActorPlaceDetail,
  Actors,
  ActResult,
  ClusterDetail,
  Hello,
  Log,
  Overview,
  RecordDetail,
} from "../../src/inspector/wire/protocol.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { SleeperProxy } from "../cast/generated/sleeper_proxy.gen.ts";
import { type Client, Inspected, keepLines } from "../support/inspected.ts";
import { InspectedPair } from "../support/inspected_pair.ts";

function ask(client: Client): Promise<ClusterDetail> {
  return client.ask<ClusterDetail>({ view: "cluster" });
}

Deno.test("cluster tells of all nodes, and who has which shard", async () => {
  await using pair = await InspectedPair.open();
  const { engine } = pair.inspected;
  const client = await pair.inspected.connect();
  const { cluster } = await client.ask<Hello>({ view: "hello" });
  const detail = await ask(client);
  assertEquals(detail.name, cluster);
  assertEquals(
    detail.nodes.map(({ name, isSelf, isClient, shards, types }) => ({
      ...{ name, isSelf, isClient, shards, types },
    })),
    ["one", "two"].map((name) => ({
      name,
      isSelf: name === "one",
      isClient: false,
      shards: 8,
      types: ["Counter", "Ledger", "Puppet", "Sleeper"],
    })),
  );
  const [one, two] = detail.nodes;
  assertEquals(detail.nodeId, one!.id);
  assertEquals(detail.owners.toSorted(), [one!.id, two!.id].toSorted());
  const { shards } = engine.snapshot().cluster!;
  assertEquals(
    detail.shardOwners.map((place, shard) => ({
      owner: detail.owners[place],
      epoch: detail.epochs[shard],
    })),
    shards.map(({ owner, epoch }) => ({ owner: owner!, epoch })),
  );
});

Deno.test("cluster tells what each node counts of the other", async () => {
  await using pair = await InspectedPair.open();
  const { inspected, other } = pair;
  const client = await inspected.connect();
  const before = await ask(client);
  const [id] = await pair.findIds(other, 1);
  for (let at = 0; at < 10; at++) {
    await inspected.engine.getActor(CounterProxy, id!).add(1);
  }
  const { nodes: [one, two], ...after } = await ask(client);
  assertGreater(two!.counts!.actors, 0);
  const [there] = one!.counts!.links;
  const [back] = two!.counts!.links;
  assertEquals([there!.peer, back!.peer], [two!.id, one!.id]);
  const [seen] = before.nodes[0]!.counts!.links;
  assertGreater(there!.messagesSent, (seen?.messagesSent ?? 0) + 9);
  assertGreater(back!.messagesReceived, 9);
  assertGreater(there!.bytesSent, 100);
  assertEquals([there!.isSilent, there!.malformed], [false, 0]);
  assertEquals(after.nodeId, one!.id);
});

Deno.test("cluster tells of a node that does not answer in time", async () => {
  await using pair = await InspectedPair.open();
  const client = await pair.inspected.connect();
  pair.cluster.network.cut("one", "two");
  const { nodes: [one, two] } = await ask(client);
  assertEquals([one!.counts === null, two!.counts === null], [false, true]);
  assertEquals(two!.shards, 8, "what the bucket says is known");
  pair.cluster.network.mend();
});

Deno.test("cluster is answered once for all who ask meanwhile", async () => {
  await using pair = await InspectedPair.open();
  const clients = [
    await pair.inspected.connect(),
    await pair.inspected.connect(),
  ];
  const countSent = () => {
    const { nodes } = pair.inspected.engine.snapshot().cluster!;
    const links = nodes.flatMap(({ counts }) => counts?.links ?? []);
    return links.reduce((sum, { messagesSent }) => sum + messagesSent, 0);
  };
  await ask(clients[0]!);
  const sent = countSent();
  // It is not answered before the second one asks.
  pair.cluster.network.cut("one", "two");
  const [one, other] = await Promise.all(clients.map(ask));
  assertEquals(one, other);
  assertEquals(countSent() - sent, 1, "one question to the other node");
  pair.cluster.network.mend();
  const later = await ask(clients[1]!);
  assert(later.nodes.every(({ counts }) => counts !== null));
});

Deno.test("cluster is refused where an engine is alone", async () => {
  await using inspected = await Inspected.open();
  const client = await inspected.connect();
  await assertRejects(
    () => ask(client),
    Error,
    "Cannot show the cluster: the engine is in none",
  );
  const actor = { type: "Counter", id: "a" };
  assertEquals(await client.ask({ view: "place", actor }), null);
});

Deno.test("place names the node that an actor belongs to", async () => {
  await using pair = await InspectedPair.open();
  const { inspected, other } = pair;
  const client = await inspected.connect();
  const find = (id: string, type = "Counter") =>
    client.ask<ActorPlaceDetail | null>({ view: "place", actor: { type, id } });
  const { nodes: [one, two], ...cluster } = await ask(client);
  const [far] = await pair.findIds(other, 1);
  const [near] = await pair.findIds(inspected.engine, 1);
  for (const [id, node] of [[far, two], [near, one]] as const) {
    const place = await find(id!);
    const { name, isSelf } = node!;
    assertEquals(place!.owner, { id: node!.id, name, isSelf });
    const owner = cluster.owners[cluster.shardOwners[place!.shard]!];
    assertEquals(owner, node!.id);
    assertEquals(place!.epoch, cluster.epochs[place!.shard]);
  }
});

Deno.test("actor says which node has what is not here", async () => {
  await using pair = await InspectedPair.open();
  const { inspected, other } = pair;
  const client = await inspected.connect();
  const [id] = await pair.findIds(other, 1);
  const actor = { type: "Counter", id: id! };
  const { shard } = (await client.ask<ActorPlaceDetail>({
    view: "place",
    actor,
  }))!;
  const where = `it belongs to node two, which owns shard ${shard}`;
  for (
    const [question, what] of [
      [{ view: "actor", actor }, "show"],
      [{ view: "act", act: "pause", actor }, "pause"],
    ] as const
  ) {
    await assertRejects(
      () => client.ask(question),
      Error,
      `Cannot ${what} "Counter/${id}": ${where}`,
    );
  }
});

Deno.test("send reaches an actor that another node has", async () => {
  await using pair = await InspectedPair.open();
  const { inspected, other } = pair;
  const client = await inspected.connect();
  const [id] = await pair.findIds(other, 1);
  const actor = { type: "Counter", id: id! };
  const sent = { view: "act", act: "send", actor, method: "add" } as const;
  const { text } = await client.ask<ActResult>({ ...sent, args: [4] });
  assertEquals(text, "5");
  assertEquals(await other.getActor(CounterProxy, id!).count(), 5);
});

Deno.test("overview and cluster tell of a lease in doubt", async () => {
  const runtime = new SimulatedRuntime();
  const cluster = memoryCluster({ runtime });
  await using inspected = await Inspected.open({}, {
    cluster: cluster.node({ name: "one" }),
    ...{ runtime, actors: [CounterProxy] },
  });
  inspected.runtime = runtime;
  await runtime.advance(1_000);
  await inspected.engine.joined;
  const client = await inspected.connect();
  const read = async () => {
    const { isSuspended } = await client.ask<Overview>({ view: "overview" });
    const { nodes } = await ask(client);
    return [isSuspended, nodes[0]!.counts!.isSuspended];
  };
  assertEquals(await read(), [false, false]);
  const reconnect = cluster.network.disconnect("one");
  await runtime.advance(25_000);
  assertEquals(await read(), [true, true]);
  const metrics = await fetch(inspected.link("/metrics"));
  const text = await metrics.text();
  assertEquals(text.match(/^backstage_cluster_suspended (\d)$/m)?.[1], "1");
  reconnect();
  await runtime.advance(10_000);
  assertEquals(await read(), [false, false]);
});

Deno.test("record of an actor elsewhere is shown, not edited", async () => {
  await using pair = await InspectedPair.open({ payloads: true });
  const { inspected, other } = pair;
  const client = await inspected.connect();
  const ids = Array.from({ length: 8 }, (_, at) => `l${at}`);
  for (const id of ids) await other.getActor(LedgerProxy, id).deposit(7, "a");
  const read = async (isThere: boolean) => {
    const id = ids.find((one) => other.isActive(LedgerProxy, one) === isThere);
    const actor = { type: "Ledger", id: id! };
    return await client.ask<RecordDetail>({ view: "record", actor });
  };
  const here = await read(false);
  assertEquals(here.isLive, true);
  assert(here.states.every(({ isEditable }) => isEditable));
  const { isLive, actor, states } = await read(true);
  assertEquals(isLive, false);
  assert(states.every(({ isEditable }) => !isEditable));
  const { name: state, value, digest: seen } = states[0]!;
  await assertRejects(
    () =>
      client.ask({
        ...{ view: "act", act: "edit", actor, state, seen },
        value: value!,
      }),
    Error,
    "it belongs to node two",
  );
});

Deno.test("Inspector hides the actors that keep subscriptions", async () => {
  await using pair = await InspectedPair.open();
  const { inspected, other } = pair;
  const client = await inspected.connect();
  for (const engine of [inspected.engine, other]) {
    for (let at = 0; at < 8; at++) {
      const stream = engine.getStream<number>(`news ${at}`);
      stream.subscribe(newSubscriber(`s${at}`, SleeperProxy.Method.hear));
      await stream.next(at);
    }
  }
  const own = [...viewOf(inspected.engine).registry].filter((
    { definition: { type } },
  ) => type.startsWith("backstage:"));
  assertGreater(own.length, 0, "there are some");
  const { rows } = await client.ask<Actors>({ view: "actors" });
  const { types } = await client.ask<Overview>({ view: "overview" });
  const log = await client.ask<Log>({ view: "log" });
  const metrics = await fetch(inspected.link("/metrics"));
  const snapshot = await fetch(inspected.link("/snapshot.json"));
  const texts = [
    JSON.stringify([rows, types, log]),
    await metrics.text(),
    await snapshot.text(),
  ];
  assertEquals(texts.map((text) => text.includes("backstage:")), [
    false,
    false,
    false,
  ]);
  assertGreater(rows.length, 0);
});

Deno.test("metrics tells of the cluster, and of links by node", async () => {
  await using pair = await InspectedPair.open();
  const { inspected, cluster } = pair;
  await using client = new Engine({
    cluster: cluster.node({ name: "client" }),
    actors: [],
    logger: keepLines([]),
  });
  await client.joined;
  await pair.findIds(pair.other, 2);
  const [id] = await pair.findIds(pair.other, 1);
  await inspected.engine.getActor(CounterProxy, id!).add(1);
  const read = async () => {
    const text = await fetch(inspected.link("/metrics"))
      .then((response) => response.text());
    return Object.fromEntries(
      text.matchAll(/^backstage_cluster_(\S+) (\d+)$/gm)
        .map(([, name, value]) => [name!, Number(value)]),
    );
  };
  const metrics = await read();
  const of = (...names: string[]) => names.map((name) => metrics[name]);
  assertEquals(of("hosts", "clients", "shards"), [2, 1, 16]);
  assertEquals(of("shards_owned", "shards_unowned"), [8, 0]);
  assertEquals(of("shards_gained_total", "shards_lost_total"), [8, 0]);
  assertEquals(of("suspended", "writes_fenced_total"), [0, 0]);
  const { messagesSent } = inspected.engine.snapshot().cluster!.nodes
    .find(({ isSelf }) => isSelf)!.counts!.links
    .find(({ peer }) => peer.startsWith("two-"))!;
  assertGreater(messagesSent, 0);
  assertEquals(of('messages_sent_total{node="two"}'), [messagesSent]);
  assertEquals(
    Object.keys(metrics).filter((name) => !name.includes("{")),
    METRICS,
  );
});

/** What docs/inspector.md lists. */
const METRICS = [
  "hosts",
  "clients",
  "shards",
  "shards_owned",
  "shards_unowned",
  "actors",
  "calls_outgoing",
  "calls_incoming",
  "rerouted_total",
  "shards_gained_total",
  "shards_handed_over_total",
  "shards_lost_total",
  "writes_fenced_total",
  "rejoined_total",
  "dropped_total",
  "suspended",
];

Deno.test("metrics names no cluster where an engine is alone", async () => {
  await using inspected = await Inspected.open();
  const response = await fetch(inspected.link("/metrics"));
  assertEquals((await response.text()).includes("backstage_cluster"), false);
});
