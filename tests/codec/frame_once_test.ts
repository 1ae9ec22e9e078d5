import { deepStrictEqual } from "node:assert";
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { IdempotencyConflictError } from "../../src/base/idempotency_error.ts";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import type { CallFrame, Frame } from "../../src/codec/wire/frame.ts";
import type { FrameOnce } from "../../src/codec/wire/frame_once.ts";
import { decodeFrame } from "../../src/codec/wire/read_frame.ts";
import { encodeFrame } from "../../src/codec/wire/write_frame.ts";
import { receiver } from "./actor_reference.ts";

const actor = { type: "Cart", id: "7" };
const caller = { type: "Shop", id: "\ud800" };
const chain = [{ actor: caller, method: "order", id: "7" }];
const call: CallFrame = { kind: "call", actor, method: "add", payload: 5 };
const keyed: FrameOnce = { kind: "key", key: "k" };
const send: FrameOnce = {
  kind: "send",
  sender: actor,
  line: "c0ffee",
  sequence: 7,
  after: 5,
  key: null,
};

function cross(frame: Frame): Frame {
  return decodeFrame(encodeFrame(frame), receiver);
}

const FRAMES: Readonly<Record<string, CallFrame>> = {
  "a key": { ...call, once: keyed },
  "a key and a time": { ...call, timeLeftMs: 7, once: keyed },
  "a send": { ...call, once: send },
  "a keyed send": { ...call, chain, once: { ...send, after: 0, key: "k" } },
  "all there is": {
    ...call,
    ...{ caller, carried: { user: "ann" }, chain, timeLeftMs: 7, once: send },
  },
};

for (const [parts, frame] of Object.entries(FRAMES)) {
  Deno.test(`\`decodeFrame()\` gives a call back when it has ${parts}`, () => {
    deepStrictEqual(cross(frame), frame);
  });
}

Deno.test("`encodeFrame()` writes a key as text behind empty places", () => {
  assertEquals(
    encodeFrame({ ...call, once: keyed }).toHex(),
    "8a0201" + "8264436172746137" + "63616464" + "05" + "f6f680f6" + "616b",
  );
});

Deno.test("`encodeFrame()` writes a send as a list of its five parts", () => {
  assertEquals(
    encodeFrame({ ...call, once: send }).toHex(),
    "8a0201" + "8264436172746137" + "63616464" + "05" + "f6f680f6" +
      "85" + "8264436172746137" + "66633066666565" + "0705f6",
  );
});

const KEY = "text of 1 to 256 characters without lone surrogates";

Deno.test("`encodeFrame()` throws when an idempotency key is none", () => {
  for (const key of ["", "x".repeat(257), "\ud800"]) {
    for (const once of [{ kind: "key", key } as const, { ...send, key }]) {
      assertThrows(
        () => encodeFrame({ ...call, once }),
        CodecError,
        `Cannot encode a frame: its idempotency key is not ${KEY}`,
      );
    }
  }
});

const REFUSED: readonly [state: string, once: unknown][] = [
  ["the frame's send is not of five parts", null],
  ["the frame's send is not of five parts", [["a", "b"], "l", 2, 1]],
  ["an actor in the frame is not a type and an id", ["a", "l", 2, 1, null]],
  ["the frame's line is not a name", [["a", "b"], "", 2, 1, null]],
  ["the frame's sends are not in order", [["a", "b"], "l", 2, 2, null]],
  ["the frame's sends are not in order", [["a", "b"], "l", 2, -1, null]],
  ["the frame's sends are not in order", [["a", "b"], "l", 1.5, 1, null]],
  ["the frame's sends are not in order", [["a", "b"], "l", 2 ** 53, 1, null]],
  ["the frame's sends are not in order", [["a", "b"], "l", 2n, 1, null]],
  [`the frame's idempotency key is not ${KEY}`, [["a", "b"], "l", 2, 1, 7]],
  [`the frame's idempotency key is not ${KEY}`, ""],
  [`the frame's idempotency key is not ${KEY}`, "x".repeat(257)],
];

for (const [state, once] of REFUSED) {
  const shown = JSON.stringify(once, (_, value) => `${value}`).slice(0, 30);
  Deno.test(`\`decodeFrame()\` throws "${state}" when given ${shown}`, () => {
    const tree = [2, 1, ["a", "b"], "m", 5, null, null, [], null, once];
    const error = assertThrows(
      () => decodeFrame(encodeValue(tree), receiver),
      CodecError,
    );
    assertEquals(error.message, `Cannot decode bytes: ${state}`);
  });
}

Deno.test("`decodeFrame()` throws when a call has more than its parts", () => {
  const tree = [2, 1, ["a", "b"], "m", 5, null, null, [], null, "k", 1];
  assertThrows(
    () => decodeFrame(encodeValue(tree), receiver),
    CodecError,
    "the frame has too few or too many parts",
  );
});

Deno.test("`decodeFrame()` keeps the class of a conflict of keys", () => {
  const sent = new IdempotencyConflictError("the key was used");
  const frame = cross({ kind: "error", error: sent });
  const { error } = frame as { error?: unknown };
  assertInstanceOf(error, IdempotencyConflictError);
  deepStrictEqual(error, sent);
});
