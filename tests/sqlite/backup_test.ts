import { assertEquals, assertStringIncludes } from "@std/assert";
import type { SqliteFile } from "../../src/store/sqlite/sqlite_store.ts";
import { failureOf, Place } from "./place.ts";

const ids = Array.from({ length: 64 }, (_, at) => String(at));

/** Writes all of some actors at once: they are at one version, always. */
function writeAll(store: SqliteFile, expected: number) {
  const bytes = new Uint8Array(60_000).fill(expected);
  return store.commit(ids.map((id) => ({
    actor: { type: "Account", id },
    expected,
    record: { bytes, wakeAt: null },
  })));
}

async function readVersions(store: SqliteFile): Promise<Set<number>> {
  const infos = await store.list({ limit: 999 });
  return new Set(infos.map(({ version }) => version));
}

Deno.test("SqliteStore.backup() copies while commits go on", async () => {
  await using place = await Place.make();
  const path = `${place.folder}/backup.db`;
  // Pages would go back to the file after each commit, if they were let.
  await using store = place.open({ durability: "normal", journalPages: 1 });
  await writeAll(store, 0);
  await writeAll(store, 1);
  let isDone = false;
  const copied = store.backup(path).finally(() => isDone = true);
  let version = 2;
  let meanwhile = 0;
  while (!isDone) {
    assertEquals(await writeAll(store, version++), []);
    if (!isDone) meanwhile++;
  }
  await copied;
  assertEquals(meanwhile > 0, true);
  assertEquals(await readVersions(store), new Set([version]));
  await using backup = place.open({ path, check: "full" });
  const [kept, ...others] = await readVersions(backup);
  assertEquals(others, []);
  assertEquals(kept! >= 2 && kept! <= version, true);
  assertEquals((await place.list()).filter((name) => !name.endsWith("-wal")), [
    "backup.db",
    "bank.db",
  ]);
});

Deno.test("SqliteStore.backup() keeps other stores out", async () => {
  await using place = await Place.make();
  await using store = place.open();
  await store.backup(`${place.folder}/one.db`);
  await store.backup(`${place.folder}/two.db`);
  const other = place.open();
  assertEquals((await failureOf(store.backup(place.path))).code, "failed");
  assertEquals((await failureOf(readVersions(other))).code, "locked");
  await other.close();
});

Deno.test("SqliteStore.close() waits for a private backup", async () => {
  await using place = await Place.make();
  const path = `${place.folder}/backup.db`;
  const store = place.open();
  await writeAll(store, 0);
  await Deno.chmod(place.path, 0o600);
  const copied = store.backup(path);
  await store.close();
  await copied;
  const modes = [place.path, path].map((file) => Deno.statSync(file).mode);
  assertEquals(modes[1], modes[0]);
  await using backup = place.open({ path });
  assertEquals(await readVersions(backup), new Set([1]));
});

Deno.test("SqliteStore.backup() refuses where it cannot write", async () => {
  await using place = await Place.make();
  await using store = place.open();
  const path = `${place.folder}/there.db`;
  await Deno.writeTextFile(path, "precious");
  const there = await failureOf(store.backup(path));
  assertEquals(there.code, "failed");
  assertStringIncludes(there.message, "it is there already; name a new file");
  assertEquals(await Deno.readTextFile(path), "precious");
  const missing = await failureOf(store.backup(`${place.folder}/no/b.db`));
  assertStringIncludes(missing.message, "its folder is missing");
});
