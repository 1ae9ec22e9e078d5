import { encodeValue } from "../../src/codec/wire/cbor.ts";
import type { FrameOnce } from "../../src/codec/wire/frame_once.ts";
import { encodeFrame } from "../../src/codec/wire/write_frame.ts";
import { account } from "../gen/copier_ways.ts";
import type { Chance } from "../support/chance.ts";
import { randomValue } from "./random_value.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Mutation = (bytes: Bytes, chance: Chance) => Bytes;

/** Heads that promise much, nest, or stand where something else should. */
const HEADS = [
  "9bffffffffffffffff",
  "9a00100000",
  "bb0000000100000000",
  "ba7fffffff",
  "5a7fffffff",
  "7b00000000ffffffff",
  "c2",
  "c3",
  "c1",
  "d81b",
  "d81b82654572726f72",
  "d81c",
  "d81d00",
  "d820",
  "d833",
  "d845",
  "d90102",
  "d90103",
  "d9dff9",
  "d9dfff",
  "c6",
  "9f",
  "bf",
  "5f",
  "ff",
  "f6",
  "f818",
  "fb7ff8000000000001",
  "695f5f70726f746f5f5f",
  "6b636f6e7374727563746f72",
  "a2616101616102",
  "a1695f5f70726f746f5f5fa168706f6c6c7574656401",
  "82".repeat(40),
  "81".repeat(300),
  "d9010281".repeat(100),
];

const MUTATIONS: readonly Mutation[] = [
  function flipBits(bytes, chance) {
    for (let flips = 1 + chance.below(4); flips > 0; flips--) {
      const at = chance.below(bytes.length);
      bytes[at] = bytes[at]! ^ 1 << chance.below(8);
    }
    return bytes;
  },
  function truncate(bytes, chance) {
    return bytes.slice(0, chance.below(bytes.length));
  },
  function splice(bytes, chance) {
    const from = chance.below(bytes.length);
    const piece = bytes.slice(from, from + chance.below(20));
    return insert(bytes, piece, chance.below(bytes.length));
  },
  function insertHead(bytes, chance) {
    const head = Uint8Array.fromHex(chance.pick(HEADS));
    return insert(bytes, head, chance.below(bytes.length + 1));
  },
  function replaceHead(bytes, chance) {
    const at = chance.below(bytes.length);
    const head = Uint8Array.fromHex(chance.pick(HEADS));
    return insert(bytes.slice(0, at), head, at, bytes.slice(at + head.length));
  },
  function confuseType(bytes, chance) {
    const at = chance.below(bytes.length);
    bytes[at] = bytes[at]! & 31 | chance.below(8) << 5;
    return bytes;
  },
  function makeNoise(bytes, chance) {
    return bytes.slice(0, 64).map(() => chance.below(256));
  },
];

function insert(
  bytes: Bytes,
  piece: Bytes,
  at: number,
  rest: Bytes = bytes.slice(at),
): Bytes {
  return new Uint8Array([...bytes.subarray(0, at), ...piece, ...rest]);
}

/** Payloads that the methods of the copiers' fixture take. */
const TYPED: readonly unknown[] = [
  account,
  { depth: 1, filter: "a", inner: { limit: 2 } },
  { kind: "circle", radius: 1 },
  { celsius: 1, kelvin: 274, place: { city: "Ulm", country: "DE" } },
  { name: "a", children: [{ name: "b", children: [] }] },
  { files: new Map([["a", { size: 1 }]]), parent: null },
  [1, "a", null, { b: [true], "": {} }],
  [[1, "a"], [1], [true, 1, 2], ["a", "b", 3]],
  new Map([["a", 1]]),
  [1, 2],
];

const CHAIN = [
  { actor: { type: "Shop", id: "1" }, method: "order", id: "3" },
  { actor: { type: "Till", id: "2" }, method: "sum", id: "4" },
];

const ONCE: readonly FrameOnce[] = [
  { kind: "key", key: "order-12" },
  {
    ...{ kind: "send", sender: CHAIN[0]!.actor, line: "c0ffee" },
    ...{ sequence: 300, after: 299, key: "k" },
  },
];

/** Makes frames and single values in turns. */
export function makeBytes(chance: Chance): Bytes {
  const payload = randomValue(chance, 2);
  const actor = { type: "Cart", id: "7" };
  const call = { kind: "call", actor, method: "add" } as const;
  return chance.pick([
    () => encodeValue(payload),
    () => encodeFrame({ ...call, payload }),
    () => encodeFrame({ ...call, payload: chance.pick(TYPED) }),
    () => encodeFrame({ ...call, payload, chain: CHAIN, timeLeftMs: 40 }),
    () => encodeFrame({ ...call, payload, once: chance.pick(ONCE) }),
    () => encodeFrame({ kind: "reply", value: payload }),
    () => encodeFrame({ kind: "error", error: payload }),
  ])();
}

/** Changes bytes in one or two ways. */
export function mutate(original: Bytes, chance: Chance): Bytes {
  let bytes = original;
  const mutations = [chance.pick(MUTATIONS), chance.pick(MUTATIONS)];
  for (const mutation of mutations.slice(chance.below(2))) {
    if (bytes.length > 0) bytes = mutation(bytes, chance);
  }
  return bytes;
}
