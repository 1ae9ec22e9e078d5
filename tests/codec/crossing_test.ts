import { assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { MAX_FRAME_BYTES } from "../../src/base/limits.ts";
import { readAny } from "../../src/codec/bytes/read_any.ts";
import type { Reader } from "../../src/codec/bytes/reader.ts";
import { ENCODING } from "../../src/codec/reference/reference.ts";
import { decodeValue, encodeValue } from "../../src/codec/wire/cbor.ts";
import { cross } from "../../src/codec/wire/crossing.ts";
import { receiver } from "./actor_reference.ts";

Deno.test("`cross()` keeps apart what is written while it writes", () => {
  const arrived = cross(
    { kind: "reply", value: ["a", "b"] },
    ENCODING,
    receiver,
    (value, to) => {
      to.writeArray(2);
      for (const text of value as string[]) {
        to.writeText(text);
        // As a codec of a user's does that makes a call.
        assertEquals(encodeValue("in between").toHex().length, 22);
      }
    },
    (from) => {
      const length = from.readArray();
      return Array.from({ length }, () => {
        assertEquals(decodeValue(encodeValue([1]), receiver), [1]);
        return readAny(from, receiver);
      });
    },
  );
  assertEquals(arrived, { kind: "reply", value: ["a", "b"] });
});

Deno.test("`cross()` takes the next frame when one was refused", () => {
  const frame = { kind: "reply", value: 5 } as const;
  const boom = () => {
    throw new Error("boom");
  };
  for (let time = 0; time < 3; time++) {
    assertThrows(() => cross(frame, ENCODING, receiver, boom), CodecError);
    assertThrows(
      () => cross(frame, ENCODING, receiver, undefined, boom),
      CodecError,
      "Cannot decode bytes: they hold what cannot be built",
    );
    assertEquals(cross(frame, ENCODING, receiver), frame);
  }
});

Deno.test("`cross()` forgets the owners when it has returned", () => {
  const owners: unknown[] = [];
  const frame = { kind: "reply", value: 5 } as const;
  let reader: Reader | undefined;
  cross(frame, { ...ENCODING }, { ...receiver }, undefined, (from) => {
    reader = from;
    owners.push(from.owner);
    return from.readInteger();
  });
  assertEquals(owners.length, 1);
  assertEquals(owners.includes(reader?.owner), false);
});

Deno.test("`cross()` keeps no large buffer when a frame was large", () => {
  const text = "x".repeat(MAX_FRAME_BYTES - 100);
  const arrived = cross({ kind: "value", value: text }, ENCODING, receiver);
  assertEquals(arrived.kind === "value" && arrived.value === text, true);
  const sizes: number[] = [];
  cross({ kind: "value", value: 5 }, ENCODING, receiver, (_value, to) => {
    sizes.push(to.buffer.length);
    to.writeNumber(5);
  });
  assertEquals(sizes.map((size) => size < 300_000), [true]);
  assertThrows(
    () => cross({ kind: "value", value: `${text}${text}` }, ENCODING, receiver),
    CodecError,
    "the value is too large to be a message",
  );
});
