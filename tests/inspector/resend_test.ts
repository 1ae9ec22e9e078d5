import { type MemoryStore, memoryStore } from "@backstage/actors/testing";
import { assertEquals, assertRejects } from "@std/assert";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import type {
  ActResult,
  RecordDetail,
} from "../../src/inspector/wire/protocol.ts";
import { encodeRecord } from "../../src/store/record_codec.ts";
import { LedgerProxy } from "../cast/generated/ledger_proxy.gen.ts";
import { type Client, Inspected } from "../support/inspected.ts";
import { reminderOf, sendOf } from "../support/store_command.ts";

const ann = { type: "Ledger", id: "ann" };
const QUESTION = { view: "act", act: "resend", actor: ann } as const;

/** Stores an actor of which a send and two reminders are parked. */
async function park(store: MemoryStore): Promise<void> {
  const sentAt = Date.now();
  const send = {
    ...sendOf(7, { parked: "it fails" }),
    to: { type: "Ledger", id: "bob" },
    method: "deposit",
    payload: encodeValue([5, "a"]),
    sentAt,
  };
  const reminder = {
    ...reminderOf("call", { parked: "it fails" }),
    method: "visit",
    schedule: { kind: "at", at: 5_000 } as const,
  };
  const bytes = encodeRecord({
    states: [],
    outbox: {
      line: "c0ffee",
      next: 9,
      sends: [send, { ...sendOf(8), sentAt }],
    },
    reminders: [reminder, reminderOf("other", { parked: "it fails" })],
  });
  const record = { bytes, wakeAt: null };
  await store.commit([{ actor: ann, expected: 0, record }]);
}

/** An engine with such a store, and a client that looks into it. */
async function open(): Promise<{ inspected: Inspected; client: Client }> {
  const store = memoryStore();
  await park(store);
  const inspected = await Inspected.open({}, { store, actors: [LedgerProxy] });
  return { inspected, client: await inspected.connect() };
}

/** Asks until it is so; each question gives all else its turn. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let left = 10_000; left > 0; left--) if (await isSo()) return;
  throw new Error("Cannot wait any longer: it is not so");
}

function look(client: Client): Promise<RecordDetail> {
  return client.ask<RecordDetail>({ view: "record", actor: ann });
}

Deno.test("resend has a parked send taken by its receiver", async () => {
  const { inspected, client } = await open();
  await using _ = inspected;
  await assertRejects(
    () => client.ask({ ...QUESTION, send: 8 }),
    Error,
    'Cannot resend of "Ledger/ann": nothing of it is parked',
  );
  const { text } = await client.ask<ActResult>({ ...QUESTION, send: 7 });
  assertEquals(text, '"Ledger/ann" tries 1 parked again');
  const bob = inspected.engine.getActor(LedgerProxy, "bob");
  await until(async () => (await bob.read()).cents === 5);
  const { outbox, reminders } = await look(client);
  assertEquals(outbox?.sends.map(({ sequence }) => sequence), [8]);
  assertEquals(reminders.map(({ parked }) => parked), ["it fails", "it fails"]);
});

Deno.test("resend has a parked reminder fire", async () => {
  const { inspected, client } = await open();
  await using _ = inspected;
  const ledger = inspected.engine.getActor(LedgerProxy, "ann");
  await client.ask<ActResult>({ ...QUESTION, reminder: "call" });
  await until(async () => await ledger.visits() === 1);
  const { reminders } = await look(client);
  assertEquals(reminders.map(({ name }) => name), ["other"]);
});

Deno.test("resend has all that is parked tried again", async () => {
  const { inspected, client } = await open();
  await using _ = inspected;
  const { text } = await client.ask<ActResult>(QUESTION);
  assertEquals(text, '"Ledger/ann" tries 3 parked again');
});

Deno.test("act says what is wrong with an edit or a resend", async () => {
  const { inspected, client } = await open();
  await using _ = inspected;
  const edit = { view: "act", act: "edit", actor: ann, state: "account" };
  const cases: [object, string][] = [
    [{ ...edit, state: 7 }, "Cannot answer: state must be a text"],
    [{ ...edit, value: 7 }, "Cannot answer: value must be a text"],
    [{ ...edit, value: "7" }, "Cannot answer: seen must be a text"],
    [
      { ...QUESTION, send: -1 },
      "Cannot answer: send must be a whole number from 0",
    ],
    [{ ...QUESTION, reminder: 7 }, "Cannot answer: reminder must be a text"],
    [{ view: "record" }, "Cannot answer: actor must be a name"],
  ];
  for (const [question, expected] of cases) {
    const { error } = await client.answer(question);
    assertEquals(error, expected);
  }
});
