import { CallError } from "../base/errors.ts";
import { formatActor } from "../envelope/actor_id.ts";
import type { Method } from "../envelope/definition.ts";
import type { Target } from "../envelope/target.ts";

/** Returns why a call of a method can have no idempotency key, if it cannot. */
export function findKeyRefusal(
  { actor }: Target,
  { definition, isStreaming, name }: Method,
): CallError | null {
  if (!isStreaming && definition.states !== null) return null;
  const state = isStreaming
    ? "a streaming method takes no idempotencyKey"
    : "its class is not durable, and takes no idempotencyKey";
  const message = `Cannot call ${formatActor(actor)}.${name}: ${state}`;
  return new CallError(message, { code: "key-refused", outcome: "not-run" });
}
