import { type ActorId, assertId } from "../envelope/actor_id.ts";
import { Method } from "../envelope/definition.ts";
import type { MethodRef } from "../envelope/method_ref.ts";

/** An actor's method that takes a stream's payloads: see `newSubscriber`. */
export interface Subscriber<T> {
  /** The actor that subscribes. */
  readonly actor: ActorId;
  /** The method that takes each payload. */
  readonly method: MethodRef<[payload: T], unknown>;
}

/**
 * Names an actor's method as the subscriber of a stream. The actor's type is
 * the method's; the actor need not be active and is woken by a payload. A
 * method without parameters is called without the payload.
 *
 * @example Subscribe a reader to the news
 * ```ts
 * import { Engine, newSubscriber } from "@backstage/actors";
 * import { ReaderProxy } from "../../examples/generated/reader_proxy.gen.ts";
 * import type { News } from "../../examples/pub_sub.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using engine = new Engine();
 * const news = engine.getStream<News>("news");
 * const ann = newSubscriber("ann", ReaderProxy.Method.handleNews);
 * news.subscribe(ann);
 * assertEquals(ann.actor, { type: "Reader", id: "ann" });
 * news.unsubscribe(ann);
 * ```
 *
 * @throws {TypeError} If `method` is not from a generated method table, or is a
 * streaming reply.
 * @throws {RangeError} If `actorId` is empty or longer than 1,024 characters.
 */
export function newSubscriber<T>(
  actorId: string,
  method: MethodRef<[payload: T], unknown>,
): Subscriber<T> {
  assertId("make a subscriber", actorId);
  assertMethod("make a subscriber", method);
  if (method.isStreaming) {
    const name = `${method.actorType}.${method.name}`;
    throw new TypeError(
      `Cannot make a subscriber: ${name} is a streaming reply, which only a ` +
        "consumer begins",
    );
  }
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
