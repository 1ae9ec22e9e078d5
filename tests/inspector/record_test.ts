import type { EngineOptions } from "@backstage/actors";
import type { InspectorOptions } from "@backstage/actors/inspector";
import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type {
  Question,
  RecordDetail,
} from "../../src/inspector/wire/protocol.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { type Client, Inspected } from "../support/inspected.ts";
import { reminderOf, sendOf, stateOf } from "../support/store_command.ts";
import { encodeRecord } from "../../src/store/record_codec.ts";

const ann = { type: "Ledger", id: "ann" };

/** An engine with a store, and a client that looks into it. */
async function open(
  options: InspectorOptions = { payloads: true },
  engine: EngineOptions = {},
): Promise<{ inspected: Inspected; client: Client; store: MemoryStore }> {
  const store = memoryStore();
  const inspected = await Inspected.open(options, { store, ...engine });
  return { inspected, client: await inspected.connect(), store };
}

function look(client: Client, actor = ann): Promise<RecordDetail> {
  return client.ask<RecordDetail>({ view: "record", actor });
}

/** Asks for an edit of a state as its detail shows it. */
function edit(
  client: Client,
  { states, actor }: RecordDetail,
  value: string,
): Promise<{ readonly text: string }> {
  const { name: state, digest: seen } = states[0]!;
  const question: Question = {
    view: "act",
    act: "edit",
    actor,
    state,
    value,
    seen,
  };
  return client.ask<{ readonly text: string }>(question);
}

Deno.test("record tells what a live actor keeps", async () => {
  const { inspected, client } = await open();
  await using _ = inspected;
  const ledger = inspected.engine.getActor(LedgerProxy, "ann");
  await ledger.deposit(5, "a");
  await ledger.deposit(6, "b");
  const detail = await look(client);
  assertEquals([detail.isLive, detail.isPending], [true, false]);
  assertEquals([detail.stored?.version, detail.stored?.wakeAt], [2, null]);
  const [account, visits] = detail.states;
  assertEquals(account!.value, '{ "cents": 11, "notes": ["a", "b"] }');
  assertEquals(
    [account!.name, account!.version, account!.bytes, account!.isEditable],
    ["account", 1, 19, true],
  );
  assertEquals([visits!.name, visits!.value], ["visits", "0"]);
});

Deno.test("record tells what is stored of one that is not live", async () => {
  const { inspected, client, store } = await open();
  await using _ = inspected;
  const outbox = {
    line: "c0ffee",
    next: 8,
    sends: [sendOf(7, { parked: "it is sold out" })],
  };
  const reminders = [reminderOf("close", { parked: "it fails" })];
  const states = [stateOf("account", { cents: 7n })];
  const bytes = encodeRecord({ states, outbox, reminders });
  const key = "6:c0ffee4:Cart7";
  await store.commit([{
    actor: ann,
    expected: 0,
    record: { bytes, wakeAt: 5_000 },
    rows: [
      { kind: "mark", key, bytes: Uint8Array.of(1), expiresAt: 9_000 },
      { kind: "answer", key: "3:addk", bytes, expiresAt: null },
    ],
  }]);
  const detail = await look(client);
  assertEquals([detail.isLive, detail.stored?.wakeAt], [false, 5_000]);
  assertEquals(detail.states[0]?.value, '{ "cents": { "$bigint": "7" } }');
  // The engine does not know the class, which checks what is written.
  assertEquals(detail.states[0]?.isEditable, false);
  const { sends, length } = detail.outbox!;
  const [{ to, sequence, parked, payload } = sends[0]!] = sends;
  assertEquals(
    [length, to, sequence, parked, payload],
    [1, { type: "Cart", id: "7" }, 7, "it is sold out", '{ "cents": 7 }'],
  );
  const [reminder] = detail.reminders;
  assertEquals(
    [reminder!.name, reminder!.schedule, reminder!.parked],
    ["close", "cron 0 9 * * * UTC", "it fails"],
  );
  assertEquals(detail.rows.map(({ kind, label }) => [kind, label]), [
    ["answer", 'add "k"'],
    ["mark", "Cart/7 c0ffee"],
  ]);
  assertEquals(inspected.engine.snapshot().actors, []);
});

Deno.test("record says why there is nothing to show", async () => {
  const { inspected, client, store } = await open();
  await using _ = inspected;
  await assertRejects(
    () => look(client),
    Error,
    'Cannot show the record of "Ledger/ann": there is none',
  );
  const record = { bytes: Uint8Array.of(1), wakeAt: null };
  await store.commit([{ actor: ann, expected: 0, record }]);
  const torn = await look(client);
  assertMatch(torn.problem!, /^Cannot read the record of "Ledger\/ann": /);
  assertEquals([torn.states, torn.stored?.bytes], [[], 1]);
  await using bare = await Inspected.open();
  const other = await bare.connect();
  await assertRejects(() => look(other), Error, "there is no store");
});

Deno.test("record shows values where payloads are shown", async () => {
  const { inspected, client } = await open({});
  await using _ = inspected;
  await inspected.engine.getActor(LedgerProxy, "ann").deposit(5, "secret");
  const detail = await look(client);
  const [account] = detail.states;
  assertEquals([account!.value, account!.isEditable], [null, false]);
  assertEquals(JSON.stringify(detail).includes("secret"), false);
  await assertRejects(() => edit(client, detail, "1"), Error, "is not shown");
});

Deno.test("record shows what is made of a state instead of it", async () => {
  const { inspected, client } = await open({
    payloads: true,
    redact: (_value, { actor, method, state }) => [actor.id, method, state],
  });
  await using _ = inspected;
  await inspected.engine.getActor(LedgerProxy, "ann").deposit(5, "secret");
  const detail = await look(client);
  const [account] = detail.states;
  assertEquals(account!.value, '["ann", "", "account"]');
  await assertRejects(() => edit(client, detail, "1"), Error, "is not shown");
});

Deno.test("record marks what waits for its commit", async () => {
  const { inspected, client, store } = await open();
  await using _ = inspected;
  const ledger = inspected.engine.getActor(LedgerProxy, "ann");
  await ledger.deposit(5, "a");
  const before = await look(client);
  assertEquals(before.isPending, false);
  store.hold();
  const deposit = ledger.deposit(6, "b");
  await client.ask({ view: "hello" });
  const pending = await look(client);
  assertEquals([pending.isPending, pending.isStoreLate], [true, true]);
  assertEquals([pending.stored, pending.rows], [null, []]);
  const value = '{ "cents": 11, "notes": ["a", "b"] }';
  assertEquals(pending.states[0]!.value, value);
  store.release();
  await deposit;
  const after = await look(client);
  assertEquals([after.isPending, after.stored?.version], [false, 2]);
});

for (const wire of ["auto", "always"] as const) {
  Deno.test(`edit gives a state a value in a turn, wire: ${wire}`, async () => {
    const { inspected, client, store } = await open(undefined, { wire });
    await using _ = inspected;
    const ledger = inspected.engine.getActor(LedgerProxy, "ann");
    await ledger.deposit(5, "a");
    const detail = await look(client);
    const { text } = await edit(client, detail, '{"notes": [], "cents": 40}');
    assertEquals(text, 'state "account" of "Ledger/ann" was edited');
    assertEquals((await store.load(ann))?.version, 2);
    assertEquals(await ledger.deposit(2, "b"), 42);
    assertMatch(inspected.lines.join("\n"), /Inspector: state "account" of/);
  });
}

Deno.test("edit activates an actor that is not live", async () => {
  const { inspected, client } = await open();
  await using _ = inspected;
  const { engine } = inspected;
  const ledger = engine.getActor(LedgerProxy, "ann");
  await ledger.deposit(5, "a");
  await engine.poisonPill(LedgerProxy, "ann");
  const detail = await look(client);
  assertEquals(detail.isLive, false);
  await edit(client, detail, '{"cents": 40, "notes": []}');
  assertEquals(await ledger.deposit(2, "b"), 42);
});

Deno.test("edit refuses to replace a value that was not seen", async () => {
  const { inspected, client } = await open();
  await using _ = inspected;
  const ledger = inspected.engine.getActor(LedgerProxy, "ann");
  await ledger.deposit(5, "a");
  const detail = await look(client);
  await ledger.deposit(5, "b");
  await assertRejects(
    () => edit(client, detail, '{"cents": 40, "notes": []}'),
    Error,
    'Cannot edit state "account" of "Ledger/ann": it has changed since you ' +
      "saw it",
  );
  assertEquals(await ledger.deposit(2, "c"), 12);
});

Deno.test("edit takes what the state's type allows alone", async () => {
  const { inspected, client } = await open();
  await using _ = inspected;
  const ledger = inspected.engine.getActor(LedgerProxy, "ann");
  await ledger.deposit(5, "a");
  const detail = await look(client);
  const cases: [string, string][] = [
    ['{"cents": "40", "notes": []}', "cents: expected number, got string"],
    ['{"cents": 40}', "notes: expected array, got undefined"],
    ['{"cents": 1, "notes": [], "x": 1}', "x: its type has no such member"],
    ["{", "it is no JSON"],
    ['{"$Date": "secret"}', "under $Date must be"],
  ];
  for (const [value, expected] of cases) {
    const { message } = await assertRejects(
      () => edit(client, detail, value),
      Error,
      expected,
    );
    assertEquals(message.includes("secret"), false);
  }
  assertEquals(await ledger.deposit(2, "b"), 7);
  assertEquals(inspected.engine.snapshot().actors[0]!.failed, 0);
});

Deno.test("edit passes no interceptor", async () => {
  const seen: string[] = [];
  const { inspected, client } = await open(undefined, {
    interceptors: [{
      incoming: (turn, next) => {
        seen.push(turn.method);
        return next();
      },
    }],
  });
  await using _ = inspected;
  const ledger = inspected.engine.getActor(LedgerProxy, "ann");
  await ledger.deposit(5, "a");
  await edit(client, await look(client), '{"cents": 40, "notes": []}');
  assertEquals(await ledger.deposit(2, "b"), 42);
  assertEquals(seen, ["deposit", "deposit"]);
});

Deno.test("edit is refused where nothing may be changed", async () => {
  const { inspected, client } = await open({ payloads: true, readOnly: true });
  await using _ = inspected;
  await inspected.engine.getActor(LedgerProxy, "ann").deposit(5, "a");
  const detail = await look(client);
  await assertRejects(
    () => edit(client, detail, "1"),
    Error,
    'Cannot edit "Ledger/ann": this inspector is read-only',
  );
});

Deno.test("edit says that an actor has no such state", async () => {
  const { inspected, client } = await open();
  await using _ = inspected;
  const { engine } = inspected;
  await engine.getActor(LedgerProxy, "ann").deposit(5, "a");
  await engine.getActor(CounterProxy, "a").add(1);
  const detail = await look(client);
  const cases: [RecordDetail, string][] = [
    [{ ...detail, actor: { type: "Counter", id: "a" } }, "has no state"],
    [{ ...detail, actor: { type: "Bank", id: "a" } }, "its type is not known"],
    [
      { ...detail, states: [{ ...detail.states[0]!, name: "debt" }] },
      'its class has no state "debt"',
    ],
  ];
  for (const [wrong, expected] of cases) {
    await assertRejects(() => edit(client, wrong, "1"), Error, expected);
  }
});
