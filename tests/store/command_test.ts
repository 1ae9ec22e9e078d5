import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { hasControls } from "../../src/base/escape_controls.ts";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import { decodeRecord } from "../../src/store/record_codec.ts";
import {
  CommandedStore,
  reminderOf,
  sendOf,
  stateOf,
} from "../support/store_command.ts";

const ann = { type: "Account", id: "ann" };
const HOSTILE = "\x1b[2J\u202egnp\n";

async function openBank(): Promise<CommandedStore> {
  const bank = new CommandedStore();
  const outbox = {
    line: "c0ffee",
    next: 8,
    sends: [sendOf(6, { parked: "no such account" }), sendOf(7)],
  };
  const mark = {
    kind: "mark",
    key: "4:d00d4:Cart7",
    bytes: encodeValue([1, 4]),
  } as const;
  await bank.put(
    ann,
    {
      states: [stateOf("balance", { cents: 12n, at: new Date(0) })],
      outbox,
      reminders: [reminderOf("close", { parked: "it is closed" })],
    },
    [{ ...mark, expiresAt: 9_000 }],
    62_000,
  );
  await bank.put({ type: "Account", id: "bob" }, {
    states: [stateOf("balance", { cents: 5 }), stateOf("partner", null)],
  });
  await bank.put({ type: "Cart", id: HOSTILE }, {});
  return bank;
}

Deno.test("store list shows a page of actors, and the next", async () => {
  const bank = await openBank();
  const first = await bank.run(["list", "--type", "Account", "--limit", "1"]);
  assertEquals(first.code, 0);
  const [head, row] = first.out.trimEnd().split("\n");
  const cells = ["ACTOR", "VERSION", "SIZE", "COMMITTED", "WAKES"];
  assertEquals(head!.split(/ {2,}/), cells);
  assertMatch(row!, /^Account\/ann +1 +\d+ B +\d{4}-\S+ \S+Z +in 1m$/);
  assertStringIncludes(first.error, "go on with --after 'Account/ann'");
  const next = await bank.run(["list", "--after", "Account/ann", "--json"]);
  const { actors, next: after } = JSON.parse(next.out);
  const ids = actors.map(({ actor }: { actor: { id: string } }) => actor.id);
  assertEquals([ids, after], [["bob", HOSTILE], null]);
});

Deno.test("store list finds actors by text, and counts by type", async () => {
  const bank = await openBank();
  const { out } = await bank.run(["list", "--filter", "T/B"]);
  assertEquals(out.split("\n").length, 3);
  const types = JSON.parse((await bank.run(["list", "--types", "--json"])).out);
  assertEquals(
    types.types.map((row: Record<string, unknown>) => [
      row["type"],
      row["actors"],
      row["wakes"],
    ]),
    [["Account", 2, 1], ["Cart", 1, 0]],
  );
});

Deno.test("store lets no id command the terminal", async () => {
  const bank = await openBank();
  for (const args of [["list"], ["export"], ["check"], ["list", "--json"]]) {
    const { out, error } = await bank.run(args);
    assertEquals(hasControls((out + error).replaceAll("\n", "")), false);
  }
});

Deno.test("store show shows all that is kept of an actor", async () => {
  const bank = await openBank();
  const { code, out } = await bank.run(["show", "Account/ann"]);
  assertEquals(code, 0);
  for (
    const part of [
      "wakes 1970-01-01 00:01:02Z (in 1m)",
      "state balance: version 1, shape 5ba9e, ",
      '    "cents": { "$bigint": "12" },\n',
      "outbox c0ffee: 2 sends to deliver, next is 8",
      "  6 Cart/7.add, sent 1970-01-01 00:00:01Z, 10 failures",
      "    parked: no such account",
      '    { "cents": 6 }',
      "reminder close: close cron 0 9 * * * UTC, missed once",
      "    parked: it is closed",
      "1 mark\n  Cart/7 d00d: up to 4, until 1970-01-01 00:00:09Z\n",
    ]
  ) assertStringIncludes(out, part);
  const { out: json } = await bank.run(["show", "Account/ann", "--json"]);
  const document = JSON.parse(json);
  assertEquals(document.states[0].value.cents, { $bigint: "12" });
  assertEquals(document.rows[0].key, "4:d00d4:Cart7");
});

Deno.test("store show says which states do not fit", async () => {
  const bank = await openBank();
  const actors = ["--actors", "tests/store/account_proxy.ts"];
  const bob = await bank.run(["show", "Account/bob", ...actors]);
  assertMatch(bob.out, /state balance: .*, fits\n/);
  const { out } = await bank.run(["show", "Account/ann", ...actors]);
  assertStringIncludes(
    out,
    "does not fit: cents: expected number, got bigint",
  );
});

Deno.test("store says that there is no record of an actor", async () => {
  const bank = await openBank();
  for (const verb of ["show", "erase", "edit", "resend"]) {
    const { code, out, error } = await bank.run([verb, "Account/an"]);
    assertEquals([code, out], [1, ""]);
    assertMatch(error, /^Cannot find "Account\/an": the store has no record/);
  }
});

Deno.test("store erase forgets record and rows once it is meant", async () => {
  const bank = await openBank();
  const asked = await bank.run(["erase", "Account/ann"]);
  assertMatch(asked.error, /nobody is there to be asked; --yes says that/);
  const refused = await bank.run(["erase", "Account/ann"], { answer: false });
  assertEquals([refused.code, refused.error], [1, "Nothing is erased\n"]);
  assertEquals((await bank.store.load(ann))?.version, 1);
  const erased = await bank.run(["erase", "Account/ann", "--yes"]);
  assertEquals([erased.code, erased.error], [0, 'Erased "Account/ann"\n']);
  assertEquals(await bank.store.load(ann), null);
  assertEquals(await bank.store.listRows(ann, { limit: 9 }), []);
});

Deno.test("store resend frees what is parked, and wakes it", async () => {
  const bank = await openBank();
  const none = await bank.run(["resend", "Account/ann", "--send", "7"]);
  assertMatch(none.error, /^Cannot resend of "Account\/ann": no send 7 is/);
  const one = await bank.run(["resend", "Account/ann", "--send", "6"]);
  assertEquals(one.code, 0);
  const half = decodeRecord((await bank.store.load(ann))!.bytes);
  // Behind the others, as a new one: its receiver has seen the seventh.
  const again = { ...sendOf(8), payload: sendOf(6).payload, sentAt: 2_000 };
  assertEquals(half.outbox!.sends, [sendOf(7), again]);
  assertEquals(half.outbox!.next, 9);
  assertEquals(half.reminders[0]!.parked, "it is closed");
  await bank.run(["resend", "Account/ann"]);
  const all = decodeRecord((await bank.store.load(ann))!.bytes);
  assertEquals(all.reminders, [reminderOf("close")]);
  const [due] = await bank.store.due({ until: 2_000, limit: 1 });
  assertEquals(due, { actor: ann, wakeAt: 2_000 });
});

Deno.test("store check lists what is wrong, and ends with 1", async () => {
  const bank = await openBank();
  const fine = await bank.run(["check"]);
  assertEquals(
    [fine.code, fine.out, fine.error],
    [0, "", "Checked 3 actors; all is well\n"],
  );
  await bank.put({ type: "Cart", id: "torn" }, Uint8Array.of(1));
  const half = { ...stateOf("x", 1), bytes: Uint8Array.of(0x62, 0x61) };
  await bank.put({ type: "Cart", id: "half" }, { states: [half] });
  const wrong = await bank.run([
    "check",
    "--actors",
    "tests/store/account_proxy.ts",
  ]);
  assertEquals(wrong.code, 1);
  const lines = wrong.out.trimEnd().split("\n");
  assertEquals(lines.length, 3);
  assertEquals(
    lines[0],
    "Account/ann: state balance: cents: expected number, got bigint; " +
      "version 1 has another shape, does its class migrate it?",
  );
  assertMatch(lines[1]!, /^Cart\/half: state x: /);
  assertMatch(lines[2]!, /^Cart\/torn: Cannot read a record: its bytes are /);
  assertEquals(
    wrong.error,
    "Checked 5 actors; see above\nThe module has no proxy of Cart\n",
  );
});

Deno.test("store says what is wrong with its arguments", async () => {
  const bank = await openBank();
  const cases: [string[], RegExp][] = [
    [[], /what to do is missing: one of list, show, edit/],
    [["look"], /"look" is none of list, show, edit/],
    [["show"], /show needs <Type\/id>/],
    [["show", "ann"], /"ann" is no Type\/id/],
    [["show", "/ann"], /"\/ann" is no Type\/id/],
    [["list", "more"], /list takes no "more"/],
    [["list", "--fast"], /unknown option --fast/],
    [["list", "--yes"], /list has no option --yes/],
    [["list", "--type"], /--type needs a value/],
    [["list", "--after", "ann"], /--after needs a Type\/id/],
    [["list", "--limit", "0"], /--limit must be a whole number from 1 on/],
    [["erase", "A/b", "--limit", "1"], /erase has no option --limit/],
  ];
  for (const [args, expected] of cases) {
    const { code, out, error } = await bank.run(args);
    assertEquals([code, out], [2, ""]);
    assertMatch(error, expected);
    assertMatch(error, /^Cannot use the store: .*; try --help\n$/);
  }
});

Deno.test("store says why it cannot use a module of proxies", async () => {
  const bank = await openBank();
  const cases: [string, RegExp][] = [
    ["tests/store/none.ts", /^Cannot use "tests\/store\/none.ts": Module not/],
    ["tests/support/chance.ts", /it exports no generated proxy\n$/],
  ];
  for (const [module, expected] of cases) {
    const { code, error } = await bank.run(["check", "--actors", module]);
    assertEquals(code, 1);
    assertMatch(error, expected);
  }
});
