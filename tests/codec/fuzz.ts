import { deepStrictEqual } from "node:assert";
import { CodecError } from "../../src/base/errors.ts";
import { writeAny } from "../../src/codec/bytes/write_any.ts";
import { Writer } from "../../src/codec/bytes/writer.ts";
import { decodeValue } from "../../src/codec/wire/cbor.ts";
import { decodeFrame } from "../../src/codec/wire/read_frame.ts";
import {
  DecodingOwner,
  ENCODING,
} from "../../src/codec/reference/reference.ts";
import type { Method } from "../../src/proxy/mod.ts";
import { RegistryProxy } from "../gen/fixtures/copiers/generated/registry_proxy.gen.ts";
import { receiver } from "./actor_reference.ts";
import { Chance } from "../support/chance.ts";
import { makeBytes, mutate } from "./fuzz_bytes.ts";

const INPUTS_PER_VALUE = 24;
const METHODS = Object.values(RegistryProxy.definition.methods);
const owner = new DecodingOwner(receiver);

/** How many inputs a decoder took, and how many it refused. */
export interface Tally {
  accepted: number;
  refused: number;
}

/** What came of all inputs, by decoder. */
export interface Tallies {
  readonly value: Tally;
  readonly frame: Tally;
  /** Generated codecs, for the payloads of frames that were accepted. */
  readonly typed: Tally;
}

function attempt<Value>(tally: Tally, run: () => Value): Value | undefined {
  try {
    const value = run();
    tally.accepted++;
    return value;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    tally.refused++;
    return undefined;
  }
}

function decodeAll(bytes: Uint8Array, { value, frame, typed }: Tallies): void {
  attempt(value, () => decodeValue(bytes, receiver));
  const call = attempt(frame, () => decodeFrame(bytes, receiver));
  if (call?.kind !== "call") return;
  for (const method of METHODS) {
    const read = attempt(typed, () => {
      const frame = decodeFrame(
        bytes,
        owner,
        (from) => ({ payload: method.readPayload(from) }),
      );
      return frame.kind === "call" ? frame.payload : frame;
    });
    const expected: Payload | undefined = attemptAlone((): Payload => ({
      payload: method.copyPayload(call.payload, owner),
    }));
    // The quick way takes what the long one takes, and makes the same of it.
    deepStrictEqual(read, expected);
    if (read !== undefined) writeBoth(method, read as Payload);
  }
}

/** A payload, which may be `undefined`, once there is one. */
interface Payload {
  readonly payload: unknown;
}

/** Writes a payload in the quick way and the long one. */
function writeBoth(method: Method, { payload }: Payload): void {
  const to = new Writer();
  method.writePayload(payload, to);
  const long = new Writer();
  writeAny(method.copyPayload(payload, ENCODING), long);
  deepStrictEqual(to.toBytes().toHex(), long.toBytes().toHex());
}

function attemptAlone<Value>(run: () => Value): Value | undefined {
  return attempt({ accepted: 0, refused: 0 }, run);
}

/**
 * Decodes mutated bytes, each input with the next seed.
 *
 * @throws {Error} With seed and bytes, if anything but `CodecError` came out.
 */
export function fuzz(
  seed: number,
  inputs: number,
  watch: (input: number) => void = () => {},
): Tallies {
  const tally = (): Tally => ({ accepted: 0, refused: 0 });
  const tallies = { value: tally(), frame: tally(), typed: tally() };
  for (let input = 0; input < inputs; input++) {
    const own = seed + input;
    const original = makeBytes(new Chance(own - input % INPUTS_PER_VALUE));
    const bytes = mutate(original, new Chance(own));
    try {
      decodeAll(bytes, tallies);
    } catch (cause) {
      throw new Error(`seed ${own}: ${bytes.toHex()}`, { cause });
    }
    watch(input);
  }
  return tallies;
}
