import { decodeWith, encodeWith } from "../../../codec/bytes/whole.ts";
import type { ReferenceOwner } from "../../../codec/reference/reference.ts";
import { quote } from "../../../base/escape_controls.ts";
import type { ActorDefinition, Method } from "../../../envelope/definition.ts";

/**
 * Encodes arguments that are stored as a payload.
 *
 * @throws {CodecError} If it is not of the type that the method declares.
 */
export function encodeArguments(
  method: Method,
  args: readonly unknown[],
  departure: ReferenceOwner,
): Uint8Array {
  const payload = method.payload === "tuple" ? args : method.packOne(args[0]);
  return encodeWith(departure, (to) => method.writePayload(payload, to));
}

/**
 * Decodes a payload that was stored.
 *
 * @throws {CodecError} If it is not of the type that the method declares now.
 */
export function decodePayload(
  method: Method,
  bytes: Uint8Array,
  arrival: ReferenceOwner,
): unknown {
  return decodeWith(arrival, bytes, (from) => method.readPayload(from));
}

/**
 * Finds the method of an actor class that a payload was stored for.
 *
 * @throws {TypeError} If the class has it no more.
 */
export function findMethod(
  { type, methods }: ActorDefinition,
  name: string,
): Method {
  const method = methods[name];
  if (method !== undefined) return method;
  throw new TypeError(
    `Cannot call ${quote(`${type}.${name}`)}: there is no such method any more`,
  );
}
