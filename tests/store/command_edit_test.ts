import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { showBytes } from "../../src/codec/json/plain_bytes.ts";
import type { ActorRecord } from "../../src/store/record.ts";
import { decodeRecord } from "../../src/store/record_codec.ts";
import { CommandedStore, sendOf, stateOf } from "../support/store_command.ts";

const bob = { type: "Account", id: "bob" };
const ACTORS = ["--actors", "tests/store/account_proxy.ts"];

async function openBank(): Promise<CommandedStore> {
  const bank = new CommandedStore();
  const states = [stateOf("balance", { cents: 5 }), stateOf("partner", null)];
  const outbox = { line: "c0ffee", next: 8, sends: [sendOf(7)] };
  await bank.put(bob, { states, outbox }, [], 7_000);
  return bank;
}

async function load({ store }: CommandedStore): Promise<ActorRecord> {
  return decodeRecord((await store.load(bob))!.bytes);
}

/** Edits a state with what a file has. */
async function edit(bank: CommandedStore, text: string, args: string[]) {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    return await bank.run(["edit", "Account/bob", ...args, "--from", path]);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("store edit writes a value, and leaves the rest", async () => {
  const bank = await openBank();
  const value = '{ "cents": { "$bigint": "7" }, "at": { "$Date": null } }';
  const { code, error } = await edit(bank, value, ["balance"]);
  assertEquals(code, 0);
  assertMatch(
    error,
    /^Wrote state "balance" of "Account\/bob": 2\d B, version 2/,
  );
  const { states: [balance, partner], outbox } = await load(bank);
  assertEquals(showBytes(balance!.bytes), JSON.parse(value));
  assertEquals([balance!.version, balance!.shape], [1, "5ba9e"]);
  assertEquals(partner, stateOf("partner", null));
  assertEquals(outbox?.sends, [sendOf(7)]);
  const [due] = await bank.store.due({ until: 9_000, limit: 1 });
  assertEquals(due?.wakeAt, 7_000);
});

Deno.test("store edit takes what the state's type allows alone", async () => {
  const bank = await openBank();
  const wrong = await edit(bank, '{"cents":"7"}', ["balance", ...ACTORS]);
  assertEquals(wrong.code, 1);
  assertEquals(
    wrong.error,
    'Cannot edit state "balance" of "Account/bob": cents: expected number, ' +
      "got string\n",
  );
  const more = '{"cents":7,"notes":{"$Map":[]}}';
  const lost = await edit(bank, more, ["balance", ...ACTORS]);
  assertStringIncludes(lost.error, "notes: its type has no such member");
  assertEquals((await bank.store.load(bob))!.version, 1);
  const version = ["--state-version", "3"];
  const text = '{"note":"a","cents":7}';
  const right = await edit(bank, text, ["balance", ...ACTORS, ...version]);
  assertEquals(right.code, 0);
  const { states: [balance] } = await load(bank);
  assertEquals([balance!.version, balance!.shape], [3, "ba1"]);
  // As its class writes it.
  const { cents, note } = { cents: 7, note: "a" };
  assertEquals(balance!.bytes, stateOf("balance", { cents, note }).bytes);
});

Deno.test("store edit writes the proxies that a state holds", async () => {
  const bank = await openBank();
  const text = '{ "$actor": ["Account", "ann"] }';
  const { code } = await edit(bank, text, ["partner", ...ACTORS]);
  assertEquals(code, 0);
  const { states: [, partner] } = await load(bank);
  assertEquals(showBytes(partner!.bytes), { $actor: ["Account", "ann"] });
  const other = '{ "$actor": ["Cart", "ann"] }';
  const { error } = await edit(bank, other, ["partner", ...ACTORS]);
  assertStringIncludes(error, 'the module has no proxy of "Cart"');
});

Deno.test("store edit tells nothing of a text that is no value", async () => {
  const bank = await openBank();
  const cases: [string, RegExp][] = [
    ['{"cents": secret}', /it is no JSON/],
    ['{\n  "cents": 1,\n}', /it is no JSON in line 3, column 1/],
    [
      '{"cents": 9007199254740993}',
      /it has a number that a number cannot hold/,
    ],
    ['{"cents": 1e400}', /it has a number that a number cannot hold/],
    ['{"cents": {"$bigint": "secret"}}', /cents: under \$bigint must be/],
    ['{"__proto__": 1}', /__proto__: no member can have this name/],
  ];
  for (const [text, expected] of cases) {
    const { code, error } = await edit(bank, text, ["balance"]);
    assertEquals(code, 1);
    assertMatch(error, expected);
    assertEquals(error.includes("secret"), false);
  }
});

Deno.test("store edit asks which state is meant", async () => {
  const bank = await openBank();
  const cases: [string[], RegExp][] = [
    [[], /it is not said which state; it has "balance", "partner"/],
    [["debt"], /it has no state "debt"; it has "balance", "partner"/],
  ];
  for (const [args, expected] of cases) {
    const { code, error } = await edit(bank, "1", args);
    assertEquals(code, 1);
    assertMatch(error, expected);
  }
});

Deno.test("store edit refuses a record that has changed since", async () => {
  const bank = await openBank();
  const { store } = bank;
  const commit = store.commit.bind(store);
  store.commit = async (writes) => {
    store.commit = commit;
    await bank.put(bob, { states: [stateOf("balance", { cents: 6 })] });
    return await commit(writes);
  };
  const { code, error } = await edit(bank, '{"cents":9}', ["balance"]);
  assertEquals(code, 1);
  assertMatch(error, /^Cannot write "Account\/bob": its record has changed/);
  assertEquals((await load(bank)).states, [stateOf("balance", { cents: 6 })]);
});

Deno.test("store edit lets a person edit the value as JSON", async () => {
  const bank = await openBank();
  const args = ["edit", "Account/bob", "balance"];
  const same = await bank.run(args);
  assertEquals([same.code, same.error], [0, "Nothing is changed\n"]);
  let place = "";
  const { code } = await bank.run(args, {
    edit: async (path) => {
      place = path;
      assertEquals(await Deno.readTextFile(path), '{ "cents": 5 }\n');
      await Deno.writeTextFile(path, '{ "cents": 6 }');
    },
  });
  assertEquals(code, 0);
  const { states: [balance] } = await load(bank);
  assertEquals(showBytes(balance!.bytes), { cents: 6 });
  await assertRejects(() => Deno.stat(place), Deno.errors.NotFound);
});

Deno.test("store edit keeps the text that a person has made", async () => {
  const bank = await openBank();
  let place = "";
  const { code, error } = await bank.run(["edit", "Account/bob", "balance"], {
    edit: async (path) => {
      place = path;
      await Deno.writeTextFile(path, '{ "cents": secret }');
    },
  });
  assertEquals(code, 1);
  assertStringIncludes(error, `your text is kept, mend it and give it with`);
  assertStringIncludes(error, `--from ${place}\n`);
  assertEquals(error.includes("secret"), false);
  await Deno.remove(place);
});
