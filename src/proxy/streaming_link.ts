import type { CallOptions } from "../envelope/call_options.ts";
import type { Carried } from "../envelope/carry.ts";
import type { Method } from "../envelope/definition.ts";
import { deliver, type Sender } from "../envelope/deliver.ts";
import type { CallSite } from "../envelope/replies/call_reply.ts";
import type { OutcomeListener } from "../envelope/replies/lazy_outcome.ts";
import type { Call } from "../envelope/target.ts";
import { findKeyRefusal } from "./key_refusal.ts";
import { StreamingCall } from "../envelope/replies/streaming_call.ts";
import { StreamingReply } from "../envelope/replies/streaming_reply.ts";

/** What a streaming method is called through. */
export type StreamingSite = CallSite & Sender;

/** The call behind a streaming reply, as it is sent. */
export interface SentStreaming extends Call {
  carried: Carried | null;
  /** Learns how it ends, if anything is to. */
  listener: OutcomeListener | null;
}

/** Sends the call of a streaming reply, with a payload copied for it. */
export type SendStreaming = (
  call: SentStreaming,
  payload: unknown,
) => void;

/**
 * Calls a streaming method. Its payload is copied now, and sent when the first
 * value is asked for.
 */
export function openStreaming<T, R>(
  link: StreamingSite,
  method: Method,
  payload: unknown,
  options: CallOptions,
  explain: (error: unknown) => unknown,
  send: SendStreaming = sendTo(link),
): AsyncGenerator<T, R, void> {
  const { target, caller } = link;
  const call = new StreamingCall<T, R>(link, method, options);
  const refusal = link.once === null ? null : findKeyRefusal(target, method);
  if (refusal !== null) {
    target.refuse(method, call, caller, refusal);
    return new StreamingReply(call, () => {});
  }
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
    send(call, copy);
    copy = null;
  });
}

function sendTo(link: StreamingSite): SendStreaming {
  return (call, copy) => {
    const { caller } = link;
    const { method } = call;
    const refusal = deliver(link, method, copy, call, caller);
    if (refusal !== undefined) {
      link.target.refuse(method, call, caller, refusal);
    }
  };
}
