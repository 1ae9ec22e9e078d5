import {
  decodeFrame,
  encodeCopy,
  encodeFrame,
} from "../../src/codec/wire/frame.ts";
import {
  DecodingOwner,
  ENCODING,
} from "../../src/codec/reference/reference.ts";
import type { Method } from "../../src/proxy/mod.ts";
import { receiver } from "../codec/actor_reference.ts";

const arrival = new DecodingOwner(receiver);

function arrive(bytes: Uint8Array, method: Method): unknown {
  const frame = decodeFrame(bytes, receiver);
  if (frame.kind !== "call") throw new Error("no call arrived");
  return method.copyPayload(frame.payload, arrival);
}

function address(method: Method, payload: unknown) {
  const actor = { type: method.actorType, id: "a" };
  return { kind: "call", actor, method: method.name, payload } as const;
}

/** A way that a payload takes to its receiver. */
export type Way = (method: Method, payload: unknown) => unknown;

/** Both ways that a payload can take to its receiver. */
export const WAYS: Readonly<Record<string, Way>> = {
  copy: (method, payload) => method.copyPayload(payload, receiver),
  wire(method, payload) {
    const copy = method.copyPayload(payload, ENCODING);
    return arrive(encodeCopy(address(method, copy)), method);
  },
};

/** The way of bytes from a sender that does not check what it sends. */
export const smuggle: Way = (method, payload) =>
  arrive(encodeFrame(address(method, payload)), method);

/** Does the same without any limit, and uses the payload up. */
export const force: Way = (method, payload) =>
  arrive(encodeCopy(address(method, payload)), method);

/** An account as the registry of the fixtures takes it. */
export const account = {
  id: "a1",
  cents: 5,
  size: 1,
  colour: "red",
  level: 10,
  path: "/a",
  from: "here",
  value: 2n ** 70n,
  "odd key": true,
};
