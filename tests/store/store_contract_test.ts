import { memoryStore, storeContract } from "@backstage/actors/testing";

for (const { name, run } of storeContract) {
  Deno.test(`MemoryStore.${name}`, async () => {
    let store = memoryStore();
    await run({
      open: () => store,
      kill: () => void (store = store.crash()),
    });
  });
}
