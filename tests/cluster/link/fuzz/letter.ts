import { areSameBytes } from "../../../../src/base/same_bytes.ts";
import { Chance } from "../../../support/chance.ts";

const HEAD = 9;
const MAX_LENGTH = 300_000;
const SHIFTS = 251;
// No part of it is like another one, so that pieces have one place.
const PATTERN = new Uint8Array(MAX_LENGTH + SHIFTS);
const chance = new Chance(1);
for (const at of PATTERN.keys()) PATTERN[at] = chance.below(256);

/** A message of the tests: it says which it is, and proves that it is whole. */
export interface Letter {
  readonly number: number;
  readonly key: number;
}

/** Writes a letter of so many bytes, or of as few as it can have. */
export function writeLetter(
  { number, key }: Letter,
  length: number,
): Uint8Array {
  const bytes = new Uint8Array(Math.max(length, HEAD));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, number);
  view.setUint8(4, key);
  view.setUint32(5, bytes.length);
  bytes.set(findBody(number, bytes.length), HEAD);
  return bytes;
}

/** Reads a letter; throws if it is not as it was written. */
export function readLetter(bytes: Uint8Array): Letter {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const number = view.getUint32(0);
  const isWhole = view.getUint32(5) === bytes.length &&
    areSameBytes(bytes.subarray(HEAD), findBody(number, bytes.length));
  if (!isWhole) throw new Error(`Cannot read letter ${number}: it is damaged`);
  return { number, key: view.getUint8(4) };
}

function findBody(number: number, length: number): Uint8Array {
  const start = number % SHIFTS;
  return PATTERN.subarray(start, start + length - HEAD);
}
