import { Engine } from "@backstage/actors";
import { memoryStore } from "@backstage/actors/testing";
import { assert, assertEquals } from "@std/assert";
import { fly, quantile } from "../../bench/durable/flight.ts";
import { WatchedStore } from "../../bench/durable/watched_store.ts";
import { PurseProxy } from "../../bench/generated/purse_proxy.gen.ts";

Deno.test("fly() keeps calls under way, and times all of them", async () => {
  const store = new WatchedStore(memoryStore());
  await using engine = new Engine({ store });
  const purse = engine.getActor(PurseProxy, "ann");
  const { calls, latencies, ms } = await fly(3, 20, () => purse.put(1));
  assertEquals(latencies.length, calls);
  assert(calls >= 3 && ms >= 20, `${calls} calls in ${ms} ms`);
  assertEquals(await purse.look(), calls);
});

Deno.test("WatchedStore.commit() counts what is written", async () => {
  const store = new WatchedStore(memoryStore());
  await using engine = new Engine({ store });
  const purses = ["ann", "bob"].map((id) => engine.getActor(PurseProxy, id));
  await Promise.all(purses.map((purse) => purse.look()));
  await Promise.all(purses.map((purse) => purse.put(1)));
  const { count, largest, times, writes } = store.commits;
  assertEquals([count, largest, times.length, writes], [1, 2, 1, 2]);
  store.clear();
  assertEquals(store.commits.count, 0);
});

Deno.test("quantile() is the value that a share does not exceed", () => {
  const values = [5, 1, 4, 2, 3];
  assertEquals([0.2, 0.5, 1].map((share) => quantile(values, share)), [
    1,
    3,
    5,
  ]);
  assert(Number.isNaN(quantile([], 0.5)));
});
