import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";
import type { ActorRecord } from "../../src/store/record.ts";
import { randomValue } from "../codec/random_value.ts";
import { Chance } from "../support/chance.ts";
import {
  CommandedStore,
  reminderOf,
  sendOf,
  stateOf,
} from "../support/store_command.ts";

const ann = { type: "Account", id: "ann" };
const cart = { type: "Cart", id: "7" };

/** Imports lines. */
async function importLines(
  bank: CommandedStore,
  lines: string,
  args: readonly string[] = [],
) {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, lines);
    return await bank.run(["import", path, ...args]);
  } finally {
    await Deno.remove(path);
  }
}

async function exportOf(bank: CommandedStore): Promise<string> {
  return (await bank.run(["export"])).out;
}

/** Returns an export without the versions, which an import begins anew. */
function withoutVersions(lines: string): string {
  return lines.replaceAll(/"version":\d+,"committedAt":[\d.]+,/g, "");
}

async function load(bank: CommandedStore): Promise<ActorRecord> {
  return decodeRecord((await bank.store.load(ann))!.bytes);
}

async function openBank(): Promise<CommandedStore> {
  const bank = new CommandedStore();
  await bank.put(ann, {
    states: [stateOf("balance", { cents: 1n })],
    outbox: { line: "c0ffee", next: 8, sends: [sendOf(7)] },
    reminders: [reminderOf("close")],
  }, [
    { kind: "answer", key: "k", bytes: Uint8Array.of(1, 2), expiresAt: 9 },
    { kind: "mark", key: "m", bytes: encodeValue(5), expiresAt: null },
  ], 5_000);
  await bank.put(cart, Uint8Array.of(0xff, 0));
  return bank;
}

Deno.test("store import makes the same store of an export", async () => {
  const lines = await exportOf(await openBank());
  const copy = new CommandedStore();
  const { code, error } = await importLines(copy, lines);
  assertEquals([code, error], [0, "Imported 2 actors\n"]);
  assertEquals(withoutVersions(await exportOf(copy)), withoutVersions(lines));
  const { actor, wakeAt } = (await copy.store.list({ limit: 1 }))[0]!;
  assertEquals([actor, wakeAt], [ann, 5_000]);
});

Deno.test("store import loses nothing of any value", async () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const chance = new Chance(seed);
  const bank = new CommandedStore();
  for (let id = 0; id < 60; id++) {
    const states = [stateOf("value", randomValue(chance))];
    await bank.put({ type: "Any", id: `${id}` }, { states });
  }
  const lines = await exportOf(bank);
  const copy = new CommandedStore();
  await importLines(copy, lines);
  for (let id = 0; id < 60; id++) {
    const actor = { type: "Any", id: `${id}` };
    const [before, after] = await Promise.all(
      [bank, copy].map(({ store }) => store.load(actor)),
    );
    assertEquals(after?.bytes, before?.bytes, `seed ${seed}, actor ${id}`);
  }
});

Deno.test("store import writes over nothing unless it is told to", async () => {
  const bank = await openBank();
  const lines = await exportOf(bank);
  const again = await importLines(bank, lines);
  assertEquals(
    again.error,
    "Imported 0 actors; 2 actors had the same already\n",
  );
  await bank.put(ann, { states: [stateOf("balance", { cents: 2n })] }, [
    { kind: "mark", key: "later", bytes: encodeValue(6), expiresAt: null },
  ]);
  const refused = await importLines(bank, lines);
  assertEquals(refused.code, 1);
  assertEquals(
    refused.error,
    'Cannot import: nothing is written, for\n  line 2: "Account/ann" has ' +
      "another record here; --replace writes over it\n",
  );
  const replaced = await importLines(bank, lines, ["--replace"]);
  assertEquals(replaced.code, 0);
  assertEquals(withoutVersions(await exportOf(bank)), withoutVersions(lines));
  assertEquals((await bank.store.load(ann))?.version, 3);
});

Deno.test("store import goes on where it was stopped", async () => {
  const lines = await exportOf(await openBank());
  const copy = new CommandedStore();
  // The record is there, one of its rows is not, and another is later.
  const record = encodeRecord({
    states: [stateOf("balance", { cents: 1n })],
    outbox: { line: "c0ffee", next: 8, sends: [sendOf(7)] },
    reminders: [reminderOf("close")],
  });
  await copy.put(ann, record, [
    { kind: "mark", key: "m", bytes: encodeValue(6), expiresAt: null },
  ]);
  const { error } = await importLines(copy, lines);
  assertEquals(error, "Imported 1 actor; 1 actor had the same already\n");
  const rows = await copy.store.listRows(ann, { limit: 9 });
  assertEquals(rows.map(({ key, bytes }) => [key, bytes]), [
    ["k", Uint8Array.of(1, 2)],
    ["m", encodeValue(6)],
  ]);
});

Deno.test("store import begins another line where no send waits", async () => {
  const bank = new CommandedStore();
  await bank.put(ann, { outbox: { line: "c0ffee", next: 8, sends: [] } });
  const copy = new CommandedStore();
  await importLines(copy, await exportOf(bank));
  assertEquals((await load(copy)).outbox, null);
});

Deno.test("store import gives no number of a line again", async () => {
  const bank = new CommandedStore();
  const before = { line: "c0ffee", next: 8, sends: [sendOf(7)] };
  await bank.put(ann, { outbox: before });
  const lines = await exportOf(bank);
  await bank.put(ann, { outbox: { ...before, next: 12, sends: [] } });
  await importLines(bank, lines, ["--replace"]);
  assertEquals((await load(bank)).outbox, { ...before, next: 12 });
});

Deno.test("store import checks all of it before it writes any", async () => {
  const bank = await openBank();
  const [head, first, answer, mark, second, end] = (await exportOf(bank))
    .trimEnd().split("\n") as [string, string, string, string, string, string];
  const cases: [readonly string[], string][] = [
    [[], "its last line is missing, so it is not whole"],
    [[head, first, answer, mark], "its last line is missing"],
    [[head, first, answer, second, end], "line 5: actors or rows are missing"],
    [[head, first, first, end], 'line 3: "Account/ann" is there twice'],
    [[head, answer, first, end], "line 2: a row does not stand behind its"],
    [[first, end], "line 1: an export begins with its head"],
    [[head, head, end], "line 2: an export begins with its head"],
    [[head, end, first], "line 3: it stands behind the last line"],
    [[head, "{}", end], "line 2: it is no line of an export"],
    [[head, "[]", end], "line 2: it must be an object"],
    [[head, "secret", end], "line 2: it is no JSON"],
    [[head.replace("1", "2")], "line 1: it is of a later version"],
    [
      [head, first.replace('{"$bigint":"1"}', '{"$bigint":1}'), end],
      "line 2: states[0].value is no value: cents: under $bigint must be",
    ],
    [
      [head, first.replace('"sentAt":1000', '"sentAt":1e999'), end],
      "line 2: it has a number that a number cannot hold",
    ],
    [
      [head, first.replace('"once"', '"twice"'), end],
      "line 2: reminders[0].missed must be one of all, once, skip",
    ],
  ];
  for (const [lines, expected] of cases) {
    const copy = new CommandedStore();
    const { code, error } = await importLines(copy, lines.join("\n"));
    assertEquals(code, 1);
    assertStringIncludes(error, expected);
    assertEquals(error.includes("secret"), false);
    assertEquals(await copy.store.list({ limit: 1 }), []);
  }
});

Deno.test("store export writes a file that only its owner reads", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/bank.jsonl`;
    const bank = await openBank();
    const { error } = await bank.run(["export", path, "--type", "Account"]);
    assertEquals(error, "Exported 1 actor\n");
    const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
    assertEquals(lines.at(-1), '{"end":true,"actors":1,"rows":2}');
    if (Deno.build.os !== "windows") {
      assertEquals((await Deno.stat(path)).mode! & 0o77, 0);
    }
    const again = await bank.run(["export", path]);
    assertMatch(again.error, /^Cannot write ".*": it is there already\n$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
