import { assertEquals } from "@std/assert";
import { Outbox } from "../../src/actor/durable/outbox/outbox.ts";
import { KEEP_MARKS_MS } from "../../src/base/limits.ts";
import { decodeRecord, encodeRecord } from "../../src/store/record_codec.ts";
import { NO_RECORD, type StoredOutbox } from "../../src/store/record.ts";

const draft = {
  to: { type: "Cart", id: "7" },
  method: "add",
  payload: Uint8Array.of(1),
  key: null,
  carried: null,
  sentAt: 5,
};

function reopen(outbox: Outbox): Outbox {
  const bytes = encodeRecord({ ...NO_RECORD, outbox: outbox.toStored() });
  return new Outbox(decodeRecord(bytes).outbox, () => "another");
}

function list({ sends }: Outbox): number[] {
  return Array.from(sends, ({ sequence }) => sequence);
}

Deno.test("Outbox.toStored() returns null when it has never sent", () => {
  const outbox = new Outbox(null, () => "line");
  assertEquals([outbox.toStored(), outbox.size], [null, 0]);
});

Deno.test("Outbox.add() numbers sends on when it comes from a record", () => {
  const outbox = new Outbox(null, () => "line");
  const [first] = [outbox.add(draft), outbox.add(draft)];
  outbox.remove(first);
  const again = reopen(outbox);
  assertEquals([again.line, again.add(draft).sequence], ["line", 3]);
  assertEquals(list(again), [2, 3]);
});

Deno.test("Outbox.toStored() keeps the numbers when all were taken", () => {
  const outbox = new Outbox(null, () => "line");
  outbox.remove(outbox.add(draft));
  const expected: StoredOutbox = { line: "line", next: 2, sends: [] };
  assertEquals(outbox.toStored(), expected);
});

Deno.test("Outbox.park() keeps the reason in the record", () => {
  const outbox = new Outbox(null, () => "line");
  const send = outbox.add(draft);
  outbox.park(send, "it failed");
  const [again] = reopen(outbox).sends;
  assertEquals([again?.parked, again?.sequence], ["it failed", 1]);
  assertEquals([outbox.size, outbox.unparked], [1, 0]);
  outbox.remove(send);
  assertEquals([outbox.size, outbox.unparked], [0, 0]);
});

Deno.test("Outbox.renew() puts parked sends behind all others", () => {
  const outbox = new Outbox(null, () => "line");
  const [first, second] = [outbox.add(draft), outbox.add(draft)];
  outbox.add(draft);
  second.tries = 10;
  for (const send of [first, second]) outbox.park(send, "it failed");
  const renewed = outbox.renew(({ sequence }) => sequence === 2, 77);
  assertEquals(renewed.map(({ sequence }) => sequence), [4]);
  const [{ tries, parked, sentAt, method } = second] = renewed;
  assertEquals([tries, parked, sentAt, method], [0, null, 77, "add"]);
  assertEquals([list(outbox), outbox.unparked], [[1, 3, 4], 2]);
});

Deno.test("OutboxSend.isTooOld() holds from the moment a mark may go", () => {
  const send = new Outbox(null, () => "line").add(draft);
  assertEquals(send.isTooOld(5 + KEEP_MARKS_MS - 1), false);
  assertEquals(send.isTooOld(5 + KEEP_MARKS_MS), true);
});
