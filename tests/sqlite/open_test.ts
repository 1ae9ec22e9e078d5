import { sqlite } from "@backstage/actors/sqlite";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { StoreErrorCode } from "../../src/store/store_error.ts";
import { ann, failureOf, Host, Place, writeOf } from "./place.ts";

const PAGE_BYTES = 2_048;

/** Opens a file that cannot be opened, and checks how that is said. */
async function assertRefused(
  place: Place,
  path: string,
  code: StoreErrorCode,
  text: string,
): Promise<void> {
  const store = place.open({ path });
  const host = new Host();
  store.open(host);
  const loaded = failureOf(store.load(ann));
  const committed = failureOf(store.commit([writeOf(0)]));
  for (const error of [await loaded, await committed]) {
    assertEquals([error.name, error.code], ["StoreError", code]);
    assertStringIncludes(
      error.message,
      `Cannot open ${JSON.stringify(path)}: ${text}`,
    );
  }
  const late = await failureOf(store.load(ann));
  assertEquals(late.code, code);
  assertEquals(host.lost.map(({ message }) => message), [late.message]);
  await store.close();
}

async function writeMany(place: Place): Promise<void> {
  await using store = place.open();
  const bytes = new Uint8Array(500).fill(7);
  await store.commit(Array.from({ length: 100 }, (_, at) => ({
    actor: { type: "Account", id: String(at) },
    expected: 0,
    record: { bytes, wakeAt: null },
  })));
}

Deno.test("sqlite() refuses what is no path, and unknown options", () => {
  const refuse = (path: string, options = {}) =>
    assertThrows(() => sqlite(path, options));
  const messages = [
    refuse(""),
    refuse(":memory:"),
    refuse("file:///bank.db"),
    refuse(undefined as unknown as string),
    refuse("a.db", { durability: "none" }),
    refuse("a.db", { lockWait: 5 }),
    refuse("a.db", { lockWaitMs: -1 }),
  ].map((error) => (error as Error).message);
  assertEquals(messages, [
    'Cannot use path "": it must be the path of a file',
    'Cannot use path ":memory:": what is there does not outlive the process; ' +
    "tests have memoryStore() of ./testing",
    'Cannot use path "file:///bank.db": it is a URL, give the path of a file',
    "Cannot use path undefined: it must be the path of a file",
    'Cannot use durability "none": it must be "full" or "normal"',
    'Cannot use option "lockWait": sqlite() has none of that name, its ' +
    'nearest is "lockWaitMs"',
    "Cannot use lockWaitMs -1: it must be a whole number from 0 to 2147483647",
  ]);
});

Deno.test("SqliteStore.open() makes a file and its journal alone", async () => {
  await using place = await Place.make();
  const store = sqlite(place.path);
  assertEquals(await place.list(), []);
  store.open?.(new Host());
  await store.commit([writeOf(0)]);
  assertEquals(await place.list(), ["bank.db", "bank.db-wal"]);
  await store.close();
  assertEquals(await place.list(), ["bank.db"]);
});

Deno.test("SqliteStore.open() refuses a folder that is missing", async () => {
  await using place = await Place.make();
  const path = `${place.folder}/none/bank.db`;
  await assertRefused(place, path, "failed", "its folder is missing");
});

Deno.test("SqliteStore.open() refuses a folder", async () => {
  await using place = await Place.make();
  await assertRefused(place, place.folder, "failed", "it is a folder");
});

Deno.test("SqliteStore.open() refuses what is no database", async () => {
  await using place = await Place.make();
  const text = "Dear diary, ".repeat(100);
  await Deno.writeTextFile(place.path, text);
  const says = "it is no SQLite database; give another file, or restore a " +
    "backup";
  await assertRefused(place, place.path, "corrupt", says);
  assertEquals(await Deno.readTextFile(place.path), text);
});

Deno.test("SqliteStore.open() refuses what another program made", async () => {
  await using place = await Place.make();
  const other = new DatabaseSync(place.path);
  other.exec("CREATE TABLE song (name TEXT)");
  other.close();
  const says = "it is the database of another program";
  await assertRefused(place, place.path, "corrupt", says);
});

Deno.test("SqliteStore.open() refuses a file of a later version", async () => {
  await using place = await Place.make();
  await writeMany(place);
  const later = new DatabaseSync(place.path);
  later.exec("PRAGMA user_version = 2");
  later.close();
  const says =
    "a later version of the library has written it (format 2, this " +
    "one knows 1); run that one, or restore a backup";
  await assertRefused(place, place.path, "newer", says);
});

Deno.test("SqliteStore.open() refuses a file that is damaged", async () => {
  await using place = await Place.make();
  await writeMany(place);
  const bytes = await Deno.readFile(place.path);
  bytes.fill(0xff, bytes.length - PAGE_BYTES);
  await Deno.writeFile(place.path, bytes);
  await assertRefused(place, place.path, "corrupt", "it is damaged (");
  await using store = place.open({ check: "none" });
  assertEquals(await store.due({ until: 1, limit: 1 }), []);
});

Deno.test("SqliteStore.open() refuses a file open in its process", async () => {
  await using place = await Place.make();
  await using first = place.open();
  await first.commit([writeOf(0)]);
  const says = "another process, or another engine of this one, has it open";
  await assertRefused(place, place.path, "locked", says);
  // Who was refused has not taken the lock away.
  await assertRefused(place, place.path, "locked", says);
  assertEquals((await first.load(ann))?.version, 1);
});

Deno.test("SqliteStore.open() waits where it is told to", async () => {
  await using place = await Place.make();
  const first = place.open();
  await first.commit([writeOf(0)]);
  await using second = place.open({ lockWaitMs: 30_000 });
  const loaded = second.load(ann);
  await first.close();
  assertEquals((await loaded)?.version, 1);
});

Deno.test("SqliteStore.open() is for one engine after the other", async () => {
  await using place = await Place.make();
  await using store = place.open();
  store.open(new Host());
  const refusal = assertThrows(() => store.open(new Host())) as Error;
  assertStringIncludes(refusal.message, "another engine has it open");
  await store.commit([writeOf(0)]);
  await store.close();
  assertEquals((await failureOf(store.load(ann))).code, "closed");
  store.open(new Host());
  assertEquals((await store.load(ann))?.version, 1);
});
