import { type ActorId, assertId } from "../envelope/actor_id.ts";
import { Method } from "../envelope/definition.ts";
import type { MethodRef } from "../envelope/method_ref.ts";

declare const payload: unique symbol;

/** An actor's method that takes a stream's payloads: see `newSubscriber`. */
export interface Subscriber<T> {
  /** The actor that subscribes. */
  readonly actor: ActorId;
  /** The method that takes each payload. */
  readonly method: MethodRef<[payload: T], unknown>;
  /** Carries the type of the payload; there is nothing at run time. */
  readonly [payload]?: (payload: T) => void;
}

/**
 * Names an actor's method as the subscriber of a stream. The actor's type is
 * the method's; the actor need not be active and is woken by a payload.
 *
 * @throws {TypeError} If `method` is not from a generated method table.
 * @throws {RangeError} If `actorId` is empty or longer than 1,024 characters.
 */
export function newSubscriber<T>(
  actorId: string,
  method: MethodRef<[payload: T], unknown>,
): Subscriber<T> {
  assertId("make a subscriber", actorId);
  assertMethod("make a subscriber", method);
  return { actor: { type: method.actorType, id: actorId }, method };
}

/** Throws unless a method is from a generated method table. */
export function assertMethod(
  action: string,
  method: unknown,
): asserts method is Method {
  if (method instanceof Method) return;
  throw new TypeError(
    `Cannot ${action}: method is not one of a generated proxy's Method table`,
  );
}
