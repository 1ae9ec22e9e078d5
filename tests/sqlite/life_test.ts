import { assertEquals, assertStringIncludes } from "@std/assert";
import { Service } from "../../src/store/sqlite/thread/service.ts";
import { SqliteFile } from "../../src/store/sqlite/sqlite_store.ts";
import type { ThreadOwner } from "../../src/store/sqlite/thread.ts";
import { ann, failureOf, Host, Place, writeOf } from "./place.ts";

/** A thread that is none: it answers at once, and counts what it is asked. */
class Stage {
  readonly owners: ThreadOwner[] = [];
  readonly holds: boolean[] = [];
  asked = 0;

  open(path: string): SqliteFile {
    const settings = {
      path,
      durability: "normal",
      check: "none",
      lockWaitMs: 0,
    } as const;
    return new SqliteFile(settings, (given, owner) => {
      this.owners.push(owner);
      const service = new Service(given, (answers) => owner.take(answers));
      return {
        ask: (questions) => {
          this.asked++;
          service.answer(questions);
        },
        hold: (isHeld) => void this.holds.push(isHeld),
        end: () => Promise.resolve(),
      };
    });
  }
}

Deno.test("SqliteStore is lost when its thread has ended", async () => {
  await using place = await Place.make();
  const store = place.open();
  const host = new Host();
  store.open(host);
  await store.commit([writeOf(0)]);
  const pending = Promise.all([
    failureOf(store.load(ann)),
    failureOf(store.commit([writeOf(1)])),
  ]);
  await store.endThread();
  for (const { code, message } of await pending) {
    assertEquals(code, "lost");
    assertStringIncludes(message, "its thread has ended; start a new engine");
  }
  assertEquals(host.lost.length, 1);
  assertEquals((await failureOf(store.load(ann))).code, "lost");
  await store.close();
  await using next = place.open({ lockWaitMs: 10_000 });
  assertEquals((await next.load(ann))!.version >= 1, true);
});

Deno.test("SqliteStore is lost when its idle thread has ended", async () => {
  await using place = await Place.make();
  const store = place.open();
  const { promise, resolve } = Promise.withResolvers<Error>();
  store.open({ ...new Host(), lose: resolve });
  await store.commit([writeOf(0)]);
  await store.endThread();
  assertStringIncludes((await promise).message, "its thread has ended");
  await store.close();
});

Deno.test("SqliteStore says why its thread has ended", async () => {
  await using place = await Place.make();
  const stage = new Stage();
  const store = stage.open(place.path);
  await store.load(ann);
  stage.owners[0]!.end(new Error("out of memory"));
  const { message } = await failureOf(store.load(ann));
  assertStringIncludes(message, "its thread has ended (out of memory)");
});

Deno.test("SqliteStore asks all of a microtask in one message", async () => {
  await using place = await Place.make();
  const stage = new Stage();
  await using store = stage.open(place.path);
  await store.commit([writeOf(0)]);
  stage.asked = 0;
  const found = await Promise.all(
    Array.from({ length: 100 }, () => store.load(ann)),
  );
  assertEquals(found.map((record) => record?.version), Array(100).fill(1));
  assertEquals(stage.asked, 1);
});

Deno.test("SqliteStore holds its process only while it is asked", async () => {
  await using place = await Place.make();
  const stage = new Stage();
  await using store = stage.open(place.path);
  await Promise.all([store.load(ann), store.load(ann)]);
  await store.load(ann);
  assertEquals(stage.holds, [false, true, false, true, false]);
});

Deno.test("SqliteStore.commit() refuses a key that is no text", async () => {
  await using place = await Place.make();
  await using store = place.open();
  const row = {
    kind: "mark",
    key: "\ud800",
    bytes: new Uint8Array(1),
    expiresAt: null,
  } as const;
  const [refused, taken] = await Promise.all([
    failureOf(store.commit([writeOf(0, undefined, [row])])),
    store.commit([writeOf(0)]),
  ]);
  assertEquals(refused.name, "TypeError");
  assertEquals(taken, []);
});

Deno.test("SqliteStore.commit() writes nothing on a full disk", async () => {
  await using place = await Place.make();
  await using store = place.open({ maxPages: 40 });
  await store.commit([writeOf(0)]);
  const full = await failureOf(
    store.commit([writeOf(1), writeOf(2, new Uint8Array(100_000))]),
  );
  assertEquals(full.code, "disk-full");
  assertStringIncludes(full.message, "the disk is full; make room there");
  assertEquals(await store.load(ann), {
    version: 1,
    bytes: Uint8Array.of(0),
  });
  assertEquals(await store.commit([writeOf(1)]), []);
});

Deno.test("SqliteStore is lost when a commit finds damage", async () => {
  await using place = await Place.make();
  {
    await using store = place.open();
    await store.commit([writeOf(0, new Uint8Array(1_800))]);
  }
  const bytes = await Deno.readFile(place.path);
  // The pages of what a commit looks for: all but the table of contents.
  bytes.fill(0xff, 2_048);
  await Deno.writeFile(place.path, bytes);
  const store = place.open({ check: "none" });
  const host = new Host();
  store.open(host);
  const { code, message } = await failureOf(store.commit([writeOf(1)]));
  assertEquals(code, "corrupt");
  assertStringIncludes(message, "it is damaged; restore a backup");
  assertEquals((await failureOf(store.load(ann))).code, "corrupt");
  assertEquals(host.lost.length, 1);
  await store.close();
});

Deno.test("SqliteStore.commit() keeps all of normal durability", async () => {
  await using place = await Place.make();
  {
    await using store = place.open({ durability: "normal", check: "full" });
    await store.commit([writeOf(0)]);
  }
  await using store = place.open({ durability: "normal", check: "full" });
  assertEquals((await store.load(ann))?.version, 1);
});

Deno.test("SqliteStore leaves nothing of an actor that is empty", async () => {
  await using place = await Place.make();
  await using store = place.open();
  const row = {
    kind: "mark",
    key: "m",
    bytes: new Uint8Array(1),
    expiresAt: 5,
  } as const;
  const size = async () => {
    await store.close();
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(place.path);
    const count = database.prepare("SELECT count(*) AS n FROM actor").get();
    database.close();
    store.open(new Host());
    return count?.["n"];
  };
  await store.commit([writeOf(0, undefined, [row])]);
  await store.commit([{ actor: ann, expected: 1, record: null }]);
  assertEquals(await size(), 1);
  assertEquals(await store.expire(5, 9), 1);
  assertEquals(await size(), 0);
  await store.commit([writeOf(0)]);
  await store.commit([{ actor: ann, expected: 1, record: null }]);
  assertEquals(await size(), 0);
  assertEquals(await store.commit([writeOf(0)]), []);
});
