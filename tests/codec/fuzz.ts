import { CodecError } from "../../src/base/errors.ts";
import { decodeValue } from "../../src/codec/wire/cbor.ts";
import { decodeFrame } from "../../src/codec/wire/read_frame.ts";
import { DecodingOwner } from "../../src/codec/reference/reference.ts";
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
  /** Generated copiers, for the payloads of frames that were accepted. */
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
    // A copier may use its payload up.
    const fresh = decodeFrame(bytes, receiver);
    if (fresh.kind !== "call") return;
    attempt(typed, () => method.copyPayload(fresh.payload, owner));
  }
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
