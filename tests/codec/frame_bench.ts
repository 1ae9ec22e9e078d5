/**
 * Measures a call's frame of 178 bytes, written and read: `deno task
 * bench:frame`. Machines are noisy: it takes processor time, and the ratios to
 * JSON are what to read.
 *
 * @module
 */
import process from "node:process";
import * as bytes from "../../src/codec/bytes/byte_codec.ts";
import * as check from "../../src/codec/check/check.ts";
import { ENCODING, UNOWNED } from "../../src/codec/reference/reference.ts";
import { cross } from "../../src/codec/wire/crossing.ts";
import type { CallFrame } from "../../src/codec/wire/frame.ts";
import { encodeFrame } from "../../src/codec/wire/write_frame.ts";
import { defineActor, type Step } from "../../src/proxy/mod.ts";

const FRAMES = 100_000;
const ROUNDS = 9;
const SIZE = 178;

/** What the generator writes for a transfer. */
function copyTransfer(value: unknown, step: Step) {
  try {
    const { to, amount, currency, reference, at } = check.object(value);
    return {
      to: check.string(to, "to"),
      amount: check.number(amount, "amount"),
      currency: check.string(currency, "currency"),
      reference: check.string(reference, "reference"),
      at: check.number(at, "at"),
    };
  } catch (error) {
    throw check.within(step, error);
  }
}

const transferBytes: bytes.Codec = {
  write(value, writer) {
    const { to, amount, currency, reference, at } = writer.object(value, 5);
    writer.key("to").string(to);
    writer.key("amount").number(amount);
    writer.key("currency").string(currency);
    writer.key("reference").string(reference);
    writer.key("at").number(at);
  },
  read(from) {
    from.object(5);
    return {
      to: from.key("to").string(),
      amount: from.key("amount").number(),
      currency: from.key("currency").string(),
      reference: from.key("reference").string(),
      at: from.key("at").number(),
    };
  },
};

const { transfer } = defineActor({
  type: "Account",
  create: () => ({}),
  methods: {
    transfer: {
      payload: "value",
      copyPayload: (value) => copyTransfer(value, "transfer"),
      bytes: () => ({ payload: transferBytes }),
      invoke: () => {},
    },
  },
}).methods;

const frames = Array.from({ length: 64 }, (_, at): CallFrame => ({
  kind: "call",
  actor: { type: "Account", id: `account-${100 + at}` },
  method: "transfer",
  payload: {
    to: `account-${200 + at}`,
    amount: 125.5 + at,
    currency: "EUR",
    reference: `invoice 2026-11-${100 + at} of the shop next doors, due`,
    at: 1_795_966_233_000 + at,
  },
  caller: { type: "Teller", id: `teller-${10 + at}` },
  timeLeftMs: 29_998.25 + at,
}));

const arrival = { ...UNOWNED, direction: "decoding" } as const;

/** What was read last, so that nothing is optimised away. */
let last: unknown;

const WAYS: Readonly<Record<string, (frame: CallFrame) => void>> = {
  "the frame, checked": (frame) => {
    last = cross(
      frame,
      ENCODING,
      arrival,
      (payload, to) => transfer.writePayload(payload, to),
      (from) => transfer.readPayload(from),
    );
  },
  "the frame, its payload of unknown type": (frame) => {
    last = cross(frame, ENCODING, arrival);
  },
  "JSON": (frame) => {
    last = JSON.parse(JSON.stringify(frame));
  },
};

/** Returns the microseconds of the processor that each frame takes. */
function time(way: (frame: CallFrame) => void): number {
  const start = process.cpuUsage();
  for (let at = 0; at < FRAMES; at++) way(frames[at & 63]!);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / FRAMES;
}

const { length } = encodeFrame(
  frames[0]!,
  (payload, to) => transfer.writePayload(payload, to),
);
if (length !== SIZE) throw new Error(`The bench is wrong: ${length} bytes`);
const taken = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, way] of Object.entries(WAYS)) {
    const times = taken.get(name) ?? [];
    taken.set(name, times);
    times.push(time(way));
  }
}
console.log("| written and read | us | best |\n| --- | --- | --- |");
for (const [name, times] of taken) {
  times.sort((one, other) => one - other);
  const [best] = times;
  const median = times[times.length >> 1]!;
  console.log(`| ${name} | ${median.toFixed(2)} | ${best!.toFixed(2)} |`);
}
if (last === undefined) throw new Error("The bench read nothing");
