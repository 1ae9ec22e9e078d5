import { type StoreClause, storeContract } from "@backstage/actors/testing";
import { natsStore } from "@backstage/actors/nats";
import { NatsServers } from "../../bench/cluster/nats_cluster.ts";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { StoreChild } from "../support/store_child.ts";
import { testNats } from "./place.ts";

// For all clauses: each has a store of its own there.
let one: Promise<NatsServer> | null = null;
let three: Promise<NatsServers> | null = null;
let count = 0;

Deno.test.afterAll(async () => {
  await (await one)?.[Symbol.asyncDispose]();
  await (await three)?.[Symbol.asyncDispose]();
});

/** A store in a process, which may be killed. */
class NatsStoreChild extends StoreChild {
  fence(shard: number, epoch: number): Promise<void> {
    return this.ask("fence", shard, epoch);
  }
}

function start(servers: string, name: string): NatsStoreChild {
  const program = new URL("store_process.ts", import.meta.url);
  const flags = [`--allow-net=${servers}`];
  return new NatsStoreChild(program, flags, [servers, name]);
}

async function run(clause: StoreClause, binary: string): Promise<void> {
  const { address } = await (one ??= NatsServer.start({ binary }));
  const options = { servers: address, name: `clause-${count++}` };
  const open = () => natsStore(options);
  if (!clause.needsKill) return await clause.run({ open, share: open });
  await clause.run({
    open: () => start(options.servers, options.name),
    share: open,
    kill: (store) => (store as NatsStoreChild).kill(),
  });
}

async function runOnThree(clause: StoreClause, binary: string): Promise<void> {
  const { addresses } = await (three ??= NatsServers.start(binary, 3));
  const name = `clause-${count++}`;
  const open = () => natsStore({ servers: addresses, name, replicas: 3 });
  await clause.run({ open, share: open });
}

for (const clause of storeContract) {
  const how = clause.needsKill ? " -9" : "";
  testNats(`natsStore() ${clause.name}${how}`, (binary) => run(clause, binary));
}

for (const clause of storeContract) {
  if (clause.needsKill) continue;
  const title = `natsStore() ${clause.name}, R3`;
  testNats(title, (binary) => runOnThree(clause, binary));
}
