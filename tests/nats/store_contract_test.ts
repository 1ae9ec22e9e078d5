import { type StoreClause, storeContract } from "@backstage/actors/testing";
import { natsStore } from "../../src/cluster/nats/store/nats_store.ts";
import { NatsServer } from "../../bench/cluster/nats_server.ts";
import { StoreChild } from "../support/store_child.ts";
import { testNats } from "./place.ts";

// One for all: each clause has a store of its own there.
let started: Promise<NatsServer> | null = null;
let count = 0;

Deno.test.afterAll(async () => {
  await (await started)?.[Symbol.asyncDispose]();
});

/** A store in a process, which may be killed. */
class NatsStoreChild extends StoreChild {
  fence(shard: number, epoch: number): Promise<void> {
    return this.ask("fence", shard, epoch);
  }
}

function start(servers: string, name: string): NatsStoreChild {
  const program = new URL("store_process.ts", import.meta.url);
  return new NatsStoreChild(program, [`--allow-net=${servers}`], [
    servers,
    name,
  ]);
}

async function run(clause: StoreClause, binary: string): Promise<void> {
  const { address } = await (started ??= NatsServer.start({ binary }));
  const options = { servers: address, name: `clause-${count++}` };
  const open = () => natsStore(options);
  if (!clause.needsKill) return await clause.run({ open, share: open });
  await clause.run({
    open: () => start(options.servers, options.name),
    share: open,
    kill: (store) => (store as NatsStoreChild).kill(),
  });
}

for (const clause of storeContract) {
  const how = clause.needsKill ? " -9" : "";
  testNats(`natsStore() ${clause.name}${how}`, (binary) => run(clause, binary));
}
