import type { CallOptions } from "../envelope/call_options.ts";
import type { Method } from "../envelope/definition.ts";
import { deliver, type Sender } from "../envelope/deliver.ts";
import type { CallSite } from "../envelope/replies/call_reply.ts";
import { StreamingCall } from "../envelope/replies/streaming_call.ts";
import { StreamingReply } from "../envelope/replies/streaming_reply.ts";

/**
 * Calls a streaming method. Its payload is copied now, and sent when the first
 * value is asked for.
 */
export function openStreaming<T, R>(
  link: CallSite & Sender,
  method: Method,
  payload: unknown,
  options: CallOptions,
  explain: (error: unknown) => unknown,
): AsyncGenerator<T, R, void> {
  const { target, caller } = link;
  const call = new StreamingCall<T, R>(link, method, options);
  let copy: unknown;
  try {
    copy = method.payloadCopier(payload, target);
    call.carried = target.host.carry?.capture(target) ?? null;
  } catch (error) {
    target.refuse(method, call, caller, explain(error));
    return new StreamingReply(call, () => {});
  }
  return new StreamingReply(call, () => {
    call.begin();
    // Given up before it began: nothing is queued.
    if (call.isOver) return;
    const refusal = deliver(link, method, copy, call, caller);
    copy = null;
    if (refusal === undefined) return;
    link.target.refuse(method, call, caller, refusal);
  });
}
