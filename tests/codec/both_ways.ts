import { decodeValue, encodeValue } from "../../src/codec/wire/cbor.ts";
import { copyValue } from "../../src/codec/copy/copy.ts";
import { receiver } from "./actor_reference.ts";

/** Both ways that a value can take to a receiver. */
export const BOTH_WAYS: Record<string, (value: unknown) => unknown> = {
  copy: (value) => copyValue(value, receiver),
  wire: (value) => decodeValue(encodeValue(value), receiver),
};

/** Returns lists within lists, as deep as asked. */
export function nest(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
