/**
 * Measures the store on NATS beside bare puts, on one server and on three.
 *
 * @module
 */
import type { ActorWrite, Store } from "@backstage/actors";
import { natsStore } from "@backstage/actors/nats";
import { jetstream, jetstreamManager, StorageType } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { NatsServers } from "./cluster/nats_cluster.ts";
import { NatsServer } from "./cluster/nats_server.ts";
import { describeMachine } from "./machine.ts";
import { formatNumber, formatTable } from "./table.ts";

const RECORD = new Uint8Array(200);
const SHARDS = 85;
const IN_FLIGHT = 256;
/** For how long each is measured, and how often at least. */
const MEASURE_MS = 2_000;
const LEAST = 5;

/** A row of the table: what was done, and how many a second. */
type Figure = readonly [what: string, perSecond: number];

/** Returns how many are done a second, so many at once. */
async function measure(
  count: number,
  run: () => Promise<unknown>,
): Promise<number> {
  await run();
  const startedAt = performance.now();
  let runs = 0;
  while (runs < LEAST || performance.now() - startedAt < MEASURE_MS) {
    await run();
    runs++;
  }
  return runs * count * 1_000 / (performance.now() - startedAt);
}

/** Puts messages as `@nats-io/jetstream` does. */
async function measureBare(
  servers: readonly string[],
  replicas: number,
): Promise<Figure[]> {
  const connection = await connect({ servers: [...servers] });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({
    name: "bare",
    subjects: ["bare.>"],
    max_msgs_per_subject: 1,
    num_replicas: replicas,
    storage: StorageType.File,
  });
  const client = jetstream(connection);
  let next = 0;
  const put = () => client.publish(`bare.${next++ % 1_000}`, RECORD);
  const putMany = () => Promise.all(Array.from({ length: IN_FLIGHT }, put));
  const figures: Figure[] = [
    ["a bare put, one after the other", await measure(1, put)],
    [`bare puts, ${IN_FLIGHT} in flight`, await measure(IN_FLIGHT, putMany)],
  ];
  await manager.streams.delete("bare");
  await connection.close();
  return figures;
}

/** The actors of one size of commit, whose records are there. */
class Troop {
  readonly #store: Store;
  readonly #type: string;
  readonly #versions: number[];
  #next = 0;

  constructor(store: Store, type: string, count: number) {
    this.#store = store;
    this.#type = type;
    this.#versions = new Array(count).fill(0);
  }

  /** Writes the next of them, so many at once. */
  async commit(count: number): Promise<void> {
    const writes = Array.from({ length: count }, () => this.#write());
    const refused = await this.#store.commit(writes);
    if (refused.length > 0) throw new Error("The store refuses what is right");
  }

  /** Loads the next of them. */
  load(): Promise<unknown> {
    const id = `${this.#next++ % this.#versions.length}`;
    return this.#store.load({ type: this.#type, id });
  }

  #write(): ActorWrite {
    const id = this.#next++ % this.#versions.length;
    const expected = this.#versions[id]!++;
    return {
      actor: { type: this.#type, id: `${id}` },
      ...{ expected, shard: id % SHARDS, epoch: 1 },
      record: { bytes: RECORD, wakeAt: null },
    };
  }
}

async function measureStore(
  servers: readonly string[],
  replicas: 1 | 3,
): Promise<Figure[]> {
  const store = natsStore({ servers, name: "bench", replicas });
  let epoch = 0;
  const fenceAll = async () => {
    epoch++;
    const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
    await Promise.all(shards.map((shard) => store.fence!(shard, epoch)));
  };
  await fenceAll();
  const figures: Figure[] = [];
  for (const count of [1, 10, 100, 1_000]) {
    const troop = new Troop(store, `Of${count}`, Math.max(500, 3 * count));
    for (let at = 0; at < Math.max(500, 3 * count); at += 500) {
      await troop.commit(500);
    }
    const perSecond = await measure(count, () => troop.commit(count));
    figures.push([`commits of ${count.toLocaleString("en")}`, perSecond]);
  }
  const readers = new Troop(store, "Of1000", 3_000);
  const loadMany = () =>
    Promise.all(Array.from({ length: IN_FLIGHT }, () => readers.load()));
  figures.push(
    ["loads, one after the other", await measure(1, () => readers.load())],
    [`loads, ${IN_FLIGHT} in flight`, await measure(IN_FLIGHT, loadMany)],
    [`raising ${SHARDS} fences, of all`, await measure(1, fenceAll)],
  );
  await store.close();
  return figures;
}

async function run(binary: string, replicas: 1 | 3): Promise<Figure[]> {
  if (replicas === 1) {
    await using server = await NatsServer.start({ binary });
    return await runOn([server.address], replicas);
  }
  await using servers = await NatsServers.start(binary, replicas);
  return await runOn(servers.addresses, replicas);
}

async function runOn(
  servers: readonly string[],
  replicas: 1 | 3,
): Promise<Figure[]> {
  return [
    ...await measureBare(servers, replicas),
    ...await measureStore(servers, replicas),
  ];
}

const binary = Deno.env.get("NATS_SERVER") ?? "nats-server";
const [one, three] = [await run(binary, 1), await run(binary, 3)];
console.log(`${describeMachine()}\n`);
console.log(formatTable([
  ["a second, records of 200 B", "one server", "of three"],
  ...one.map(([what, perSecond], at) => [
    what,
    formatNumber(perSecond),
    formatNumber(three[at]![1]),
  ]),
]));
