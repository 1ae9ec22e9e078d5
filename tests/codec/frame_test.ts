import { deepStrictEqual } from "node:assert";
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import {
  CallError,
  CodecError,
  InboxFullError,
} from "../../src/base/errors.ts";
import { MAX_CHAIN, MAX_DEPTH, MAX_ID_LENGTH } from "../../src/base/limits.ts";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import type { Frame } from "../../src/codec/wire/frame.ts";
import { decodeFrame } from "../../src/codec/wire/read_frame.ts";
import { encodeFrame } from "../../src/codec/wire/write_frame.ts";
import { ActorReference, receiver } from "./actor_reference.ts";

const actor = { type: "Cart", id: "7" };
const caller = { type: "Shop", id: "\ud800" };

const chain = [
  { actor: caller, method: "order", id: "7" },
  { actor: { type: "Till", id: "1" }, method: "sum", id: "12" },
];

function cross(frame: Frame): Frame {
  return decodeFrame(encodeFrame(frame), receiver);
}

function crossError(error: unknown): unknown {
  const frame = cross({ kind: "error", error });
  return frame.kind === "error" ? frame.error : frame;
}

const FRAMES: readonly Frame[] = [
  { kind: "call", actor, method: "add", payload: [{ qty: 1 }, undefined] },
  { kind: "call", actor, method: "add", payload: [], caller },
  { kind: "call", actor, method: "add", payload: [], caller, chain },
  { kind: "call", actor, method: "add", payload: [], chain, timeLeftMs: 0.5 },
  { kind: "call", actor, method: "add", payload: [], timeLeftMs: 0 },
  {
    ...{ kind: "call", actor, method: "add", payload: [] },
    ...{ caller, carried: { user: "ann" }, chain, timeLeftMs: 7 },
  },
  {
    ...{ kind: "call", actor, method: "add", payload: [] },
    ...{ carried: { user: "ann" }, chain },
  },
  { kind: "reply", value: undefined },
  { kind: "reply", value: new Map([[1n, new Date(0)]]) },
  { kind: "error", error: "a thrown text" },
  { kind: "error", error: undefined },
  { kind: "error", error: { code: 7 } },
  { kind: "publish", stream: "news", actor, method: "read", payload: "a" },
  { kind: "value", value: [1] },
  { kind: "credit", credit: 8 },
  { kind: "end" },
  {
    kind: "publish",
    stream: "news",
    actor,
    method: "read",
    payload: "a",
    caller,
  },
  { kind: "call", actor, method: "add", payload: 1, carried: new Map() },
  {
    kind: "call",
    actor,
    method: "add",
    payload: 1,
    caller,
    carried: new Map([["user", { name: "ann" }]]),
  },
  {
    kind: "publish",
    stream: "news",
    actor,
    method: "read",
    payload: "a",
    carried: new Map([["user", 7]]),
  },
];

for (const frame of FRAMES) {
  const parts = Object.keys(frame).join(", ");
  Deno.test(`\`decodeFrame()\` gives it back when it has ${parts}`, () => {
    deepStrictEqual(cross(frame), frame);
  });
}

Deno.test("`encodeFrame()` writes a compact list when given a call", () => {
  const bytes = encodeFrame({ kind: "call", actor, method: "add", payload: 5 });
  assertEquals(bytes.toHex(), "85020182644361727461376361646405");
});

Deno.test("`decodeFrame()` binds references when a payload has some", () => {
  const sent = new ActorReference("Cart", "7", "sender");
  const frame = cross({ kind: "reply", value: { cart: sent } });
  deepStrictEqual(frame, {
    kind: "reply",
    value: { cart: new ActorReference("Cart", "7", "receiver") },
  });
});

Deno.test("`encodeFrame()` takes what a copy takes when it is deep", () => {
  let payload: unknown = 1;
  for (let level = 0; level < MAX_DEPTH; level++) payload = [payload];
  const frame: Frame = { kind: "call", actor, method: "add", payload };
  deepStrictEqual(cross(frame), frame);
  const error = assertThrows(() =>
    encodeFrame({ ...frame, payload: [payload] })
  );
  assertInstanceOf(error, CodecError);
});

Deno.test("`encodeFrame()` names the place when a payload is refused", () => {
  const payload = [{ onChange() {} }];
  assertThrows(
    () => encodeFrame({ kind: "call", actor, method: "add", payload }),
    CodecError,
    "[0].onChange: functions cannot be messages",
  );
});

const NAMES: readonly [role: string, frame: Frame][] = [
  ["actor type", {
    kind: "call",
    actor: { type: "", id: "7" },
    method: "add",
    payload: 1,
  }],
  ["actor id", {
    kind: "call",
    actor: { type: "Cart", id: "x".repeat(MAX_ID_LENGTH + 1) },
    method: "add",
    payload: 1,
  }],
  ["method", { kind: "call", actor, method: "", payload: 1 }],
  ["stream id", {
    kind: "publish",
    stream: "",
    actor,
    method: "read",
    payload: 1,
  }],
];

for (const [role, frame] of NAMES) {
  Deno.test(`\`encodeFrame()\` throws when the ${role} is no name`, () => {
    assertThrows(
      () => encodeFrame(frame),
      CodecError,
      `Cannot encode a frame: its ${role} is not text of 1 to 1024 characters`,
    );
  });
}

Deno.test("`encodeFrame()` throws when a chain is longer than 64 calls", () => {
  const longer = Array(MAX_CHAIN + 1).fill(chain[0]);
  const call = { kind: "call", actor, method: "add", payload: 5 } as const;
  assertThrows(
    () => encodeFrame({ ...call, chain: longer }),
    CodecError,
    "Cannot encode a frame: its chain is not 64 calls at most",
  );
  const frame = { ...call, chain: longer.slice(1) };
  deepStrictEqual(cross(frame), frame);
});

const TOO_LONG = "x".repeat(MAX_ID_LENGTH + 1);

const CALL = ["a", "b", "m", "7"];

const REFUSED: readonly [state: string, tree: unknown][] = [
  ["a frame is a list", { version: 1 }],
  ["the frame's version is unknown", []],
  ["the frame's version is unknown", [1, 2, 5]],
  ["the frame's kind is unknown", [2]],
  ["the frame's kind is unknown", [2, 8, 5]],
  ["the frame's kind is unknown", [2, "call", 5]],
  ["the frame has too few or too many parts", [2, 2]],
  ["the frame has too few or too many parts", [2, 2, 5, 5]],
  ["the frame has too few or too many parts", [2, 1, ["a", "b"], "m"]],
  ["the frame has too few or too many parts", [2, 3]],
  ["the frame has too few or too many parts", [2, 4, "s", ["a", "b"], "m"]],
  ["the frame has too few or too many parts", [2, 5]],
  ["the frame has too few or too many parts", [2, 6, 1, 1]],
  ["the frame has too few or too many parts", [2, 7, 1]],
  ["the frame's credit is out of its limits", [2, 6, 0]],
  ["the frame's credit is out of its limits", [2, 6, 1.5]],
  ["the frame's credit is out of its limits", [2, 6, 17]],
  ["the frame's credit is out of its limits", [2, 6, "1"]],
  ["an actor in the frame is not a type and an id", [2, 1, "a", "m", 5]],
  ["an actor in the frame is not a type and an id", [2, 1, ["a"], "m", 5]],
  ["the frame's actor type is not a name", [2, 1, ["", "b"], "m", 5]],
  ["the frame's actor id is not a name", [2, 1, ["a", 7], "m", 5]],
  ["the frame's actor id is not a name", [2, 1, ["a", TOO_LONG], "m", 5]],
  ["the frame's method is not a name", [2, 1, ["a", "b"], null, 5]],
  ["the frame's stream id is not a name", [2, 4, "", ["a", "b"], "m", 5]],
  ["an actor in the frame is not a type and an id", [
    2,
    1,
    ["a", "b"],
    "m",
    5,
    null,
  ]],
  ["the frame has too few or too many parts", [
    ...[2, 1, ["a", "b"], "m", 5],
    ...[["c", "d"], { user: 1 }, []],
  ]],
  ...([
    ["the frame's chain is not a list of 64 at most", null, null],
    ["the frame's chain is not a list of 64 at most", Array(65).fill(CALL), 1],
    ["a call in the frame's chain is not of four parts", [["a", "b", "m"]], 1],
    ["a call in the frame's chain is not of four parts", [5], 1],
    ["the frame's actor id is not a name", [["a", "", "m", "7"]], 1],
    ["the frame's method is not a name", [["a", "b", 1, "7"]], 1],
    ["the frame's turn id is not a name", [["a", "b", "m", 7]], 1],
    ["the frame's turn id is not a name", [["a", "b", "m", TOO_LONG]], 1],
    ["the frame's time is not a number of milliseconds", [CALL], "1"],
    ["the frame's time is not a number of milliseconds", [], -1],
    ["the frame's time is not a number of milliseconds", [], NaN],
    ["the frame's time is not a number of milliseconds", [], Infinity],
  ] as const).map(([state, calls, timeLeftMs]): [string, unknown] => [
    state,
    [2, 1, ["a", "b"], "m", 5, null, null, calls, timeLeftMs],
  ]),
];

for (const [state, tree] of REFUSED) {
  const shown = JSON.stringify(tree).slice(0, 40);
  Deno.test(`\`decodeFrame()\` throws "${state}" when given ${shown}`, () => {
    const error = assertThrows(
      () => decodeFrame(encodeValue(tree), receiver),
      CodecError,
    );
    assertEquals(error.message, `Cannot decode bytes: ${state}`);
  });
}

for (
  const type of [
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  ]
) {
  Deno.test(`\`decodeFrame()\` keeps it all when given a ${type.name}`, () => {
    const sent = new type("out of stock", { cause: { sku: "a" } });
    const error = crossError(sent);
    assertInstanceOf(error, type);
    assertEquals(Object.getPrototypeOf(error), type.prototype);
    deepStrictEqual(error, sent);
    assertEquals(error.stack, sent.stack);
  });
}

Deno.test("`decodeFrame()` keeps the errors of an `AggregateError`", () => {
  const sent = new AggregateError([new TypeError("a"), "b"], "both");
  const error = crossError(sent);
  assertInstanceOf(error, AggregateError);
  deepStrictEqual(error, sent);
});

Deno.test("`decodeFrame()` keeps all fields when an error is ours", () => {
  const full = new InboxFullError("inbox is full at 7 envelopes", 7);
  const call = new CallError("no reply", {
    code: "remote",
    outcome: "unknown",
    cause: full,
  });
  const error = crossError(call);
  assertInstanceOf(error, CallError);
  deepStrictEqual(error, call);
  assertInstanceOf(error.cause, InboxFullError);
  assertEquals(error.cause.capacity, 7);
});

Deno.test("`decodeFrame()` builds a plain error when it is foreign", () => {
  class PaymentError extends Error {
    override name = "PaymentError";
  }
  const error = crossError(new PaymentError("declined"));
  assertInstanceOf(error, Error);
  assertEquals(Object.getPrototypeOf(error), Error.prototype);
  assertEquals(`${error}`, "PaymentError: declined");
});

Deno.test("`decodeFrame()` builds a plain error when ours is forged", () => {
  const forged = Object.assign(new Error("forged"), {
    name: "InboxFullError",
    outcome: "never",
  });
  const error = crossError(forged);
  assertInstanceOf(error, Error);
  assertEquals(error instanceof CallError, false);
  assertEquals(error.name, "InboxFullError");
});

Deno.test("`encodeFrame()` lets an error cross when its members cannot", () => {
  const sent = Object.assign(new RangeError("closed", { cause: Symbol() }), {
    socket: new WeakMap(),
    code: "E_CLOSED",
  });
  Object.defineProperty(sent, "secret", {
    enumerable: true,
    get(): string {
      throw new Error("not for you");
    },
  });
  const error = crossError(sent);
  assertInstanceOf(error, RangeError);
  deepStrictEqual(
    error,
    Object.assign(new RangeError("closed"), {
      code: "E_CLOSED",
    }),
  );
});

Deno.test("`encodeFrame()` sends a refusal when given no message", () => {
  const error = crossError({ close() {} });
  assertInstanceOf(error, CodecError);
  assertEquals(error.message, "close: functions cannot be messages");
  assertEquals([error.path, error.outcome], ["close", "failed"]);
});

Deno.test("`encodeFrame()` sends a refusal when an error is large", () => {
  const error = crossError(new Error("x".repeat(17_000_000)));
  assertInstanceOf(error, CodecError);
  assertEquals(error.message, "the value is too large to be a message");
});

Deno.test("`decodeFrame()` throws when given a value that is no frame", () => {
  assertThrows(() => decodeFrame(encodeValue("hello"), receiver), CodecError);
});
