import { storeContract } from "@backstage/actors/testing";
import type { KillableStore } from "./place.ts";
import { Place } from "./place.ts";

for (const { name, run } of storeContract) {
  Deno.test(`SqliteStore.${name}`, async () => {
    await using place = await Place.make();
    await run({
      open: () => place.open(),
      kill: (store) => (store as KillableStore).kill(),
    });
  });
}
