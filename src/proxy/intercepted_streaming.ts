import { CallError } from "../base/errors.ts";
import { formatActor } from "../envelope/actor_id.ts";
import { deliver } from "../envelope/deliver.ts";
import { EnvelopeView, type Interceptor } from "../envelope/interceptor.ts";
import { LazyOutcome } from "../envelope/replies/lazy_outcome.ts";
import type { Call } from "../envelope/target.ts";
import { surroundCall } from "./outgoing.ts";
import type { SendStreaming, StreamingSite } from "./streaming_link.ts";

/** Its consumer has seen enough before it began, or waits no longer. */
function unwanted({ method, target }: Call): CallError {
  return new CallError(
    `Cannot call ${formatActor(target.actor)}.${method.name}: its values are ` +
      "not awaited any more",
    { code: "aborted", outcome: "not-run" },
  );
}

/** Returns what sends the call of a streaming reply within interceptors. */
export function sendIntercepted(
  link: StreamingSite,
  interceptors: readonly Interceptor[],
  explain: (error: unknown) => unknown,
): SendStreaming {
  return (call, payload) => {
    const { caller } = link;
    const { method } = call;
    let isSent = false;
    const attempt = (): LazyOutcome => {
      const outcome = new LazyOutcome();
      const { target } = link;
      if (call.isOver) {
        outcome.fail(unwanted(call));
        return outcome;
      }
      try {
        const copy = method.payloadCopier(payload, target);
        // Of the context in which an interceptor goes on.
        call.carried = target.host.carry?.capture(target) ?? call.carried;
        call.listener = outcome;
        const refusal = deliver(link, method, copy, call, caller);
        isSent = refusal === undefined;
        if (isSent) return outcome;
        call.listener = null;
        outcome.fail(refusal);
      } catch (error) {
        outcome.fail(explain(error));
      }
      return outcome;
    };
    const view = new EnvelopeView(link.target, method, payload, caller);
    surroundCall(interceptors, view, attempt).tell({
      // It has ended by itself.
      settle: () => {},
      fail: (error) => {
        if (call.isOver) return;
        if (isSent) call.fail(error);
        else link.target.refuse(method, call, caller, error);
      },
    });
  };
}
