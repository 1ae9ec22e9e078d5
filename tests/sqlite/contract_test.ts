import { storeContract } from "@backstage/actors/testing";
import type { KillableStore } from "./place.ts";
import { Place } from "./place.ts";

for (const { name, run } of storeContract) {
  Deno.test(`SqliteStore.${name}`, async () => {
    await using place = await Place.make();
    await run({
      // A thread that was ended lets go of the file when its commit is done.
      open: () => place.open({ lockWaitMs: 10_000 }),
      kill: (store) => (store as KillableStore).kill(),
    });
  });
}
