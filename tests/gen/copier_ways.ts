import type { Reader } from "../../src/codec/bytes/reader.ts";
import { writeAny } from "../../src/codec/bytes/write_any.ts";
import type { Write } from "../../src/codec/bytes/writer.ts";
import {
  DecodingOwner,
  ENCODING,
} from "../../src/codec/reference/reference.ts";
import { cross } from "../../src/codec/wire/crossing.ts";
import type { Method } from "../../src/proxy/mod.ts";
import { receiver } from "../codec/actor_reference.ts";

const arrival = new DecodingOwner(receiver);

function send(method: Method, payload: unknown, write?: Write): unknown {
  const read = (from: Reader) => method.readPayload(from);
  const frame = cross(address(method, payload), ENCODING, arrival, write, read);
  if (frame.kind !== "call") throw new Error("no call arrived");
  return frame.payload;
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
  wire: (method, payload) =>
    send(method, payload, (value, to) => method.writePayload(value, to)),
};

/** The way of bytes from a sender that does not check what it sends. */
export const smuggle: Way = (method, payload) => send(method, payload);

/** Does the same without any limit. */
export const force: Way = (method, payload) => send(method, payload, writeAny);

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
