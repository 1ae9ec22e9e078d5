import { storeContract } from "@backstage/actors/testing";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { ann, failureOf, Place, writeOf } from "./place.ts";
import { StoreChild } from "../support/store_child.ts";

/** Has a store in a process, with the permissions that it needs. */
function start(
  path: string,
  flags = [`--allow-read=${path}`, `--allow-write=${path}`],
): StoreChild {
  const program = new URL("store_process.ts", import.meta.url);
  return new StoreChild(program, flags, [path]);
}

for (const { name, needsKill, run } of storeContract) {
  if (!needsKill) continue;
  Deno.test(`SqliteStore.${name} -9`, async () => {
    await using place = await Place.make();
    await run({
      open: () => start(place.path),
      kill: (store) => (store as StoreChild).kill(),
    });
  });
}

Deno.test("SqliteStore needs its file's permissions alone", async () => {
  await using place = await Place.make();
  const flags = [`--allow-read=${place.path}`, `--allow-write=${place.path}`];
  const store = start(place.path, flags);
  assertEquals(await store.commit([writeOf(0)]), []);
  await store.close();
  const says = `Cannot open "${place.path}": this program may not; run it ` +
    `with ${flags.join(" ")}`;
  for (const flag of flags) {
    const denied = start(place.path, [flag]);
    const { code, message } = await failureOf(denied.load(ann));
    assertEquals([code, message], ["permission", says]);
    await denied.close();
  }
});

Deno.test("SqliteStore refuses a second process", async () => {
  await using place = await Place.make();
  const first = start(place.path);
  assertEquals(await first.commit([writeOf(0)]), []);
  const second = start(place.path);
  const { code, message } = await failureOf(second.load(ann));
  assertEquals(code, "locked");
  assertStringIncludes(message, "another process, or another engine of this");
  await second.close();
  await first.kill();
  const third = start(place.path);
  assertEquals((await third.load(ann))?.version, 1);
  await third.close();
});

Deno.test({
  name: "SqliteStore keeps others out when its file was read",
  ignore: Deno.build.os === "darwin",
  async fn() {
    await using place = await Place.make();
    await using first = place.open();
    await first.commit([writeOf(0)]);
    // With that, SQLite's own lock is gone.
    await Deno.readFile(place.path);
    const second = start(place.path);
    assertEquals((await failureOf(second.load(ann))).code, "locked");
    await second.close();
    assertEquals(await place.list(), ["bank.db", "bank.db-wal"]);
    assertEquals(await first.commit([writeOf(1)]), []);
  },
});

Deno.test("SqliteStore lets a process end that leaves it open", async () => {
  await using place = await Place.make();
  const program = `
    import { sqlite } from "@backstage/actors/sqlite";
    const store = sqlite(Deno.args[0]);
    console.log(await store.load({ type: "Account", id: "ann" }));
  `;
  const path = `${place.folder}/program.ts`;
  await Deno.writeTextFile(path, program);
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--config", config, path, place.path],
  }).output();
  assertEquals(success, true);
  assertStringIncludes(new TextDecoder().decode(stdout), "null");
});
