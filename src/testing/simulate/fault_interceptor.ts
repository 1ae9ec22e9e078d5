import { isThenable, toPlainPromise } from "../../actor/actor.ts";
import { InboxFullError } from "../../base/errors.ts";
import { formatActor, nameActor } from "../../envelope/actor_id.ts";
import type {
  IncomingTurn,
  Interceptor,
  OutgoingCall,
} from "../../envelope/interceptor.ts";
import {
  Attempt,
  InterceptedReply,
} from "../../envelope/replies/intercepted_reply.ts";
import { FaultError, type Faults } from "./faults.ts";

/** The longest that a turn is delayed, in milliseconds. */
const MAX_DELAY_MS = 100;
/** The capacity that a refusal names which no inbox made. */
const PRETENDED_CAPACITY = 1;

/** What faults around turns and calls need of their run. */
export interface FaultSite {
  readonly faults: Faults;
  /** Calls back after some simulated time. */
  after(delayMs: number, callback: () => void): void;
}

/** Returns what lets faults strike around turns and calls, if any may. */
export function makeFaultInterceptors(site: FaultSite): Interceptor[] {
  const { faults } = site;
  const interceptors: Interceptor[] = [];
  if (faults.has("throwBefore", "throwAfter", "delayTurn")) {
    interceptors.push({
      incoming: (turn, next) => surroundTurn(site, turn, next),
    });
  }
  if (faults.has("refuse", "abortCaller")) {
    interceptors.push({
      outgoing: (call, next) => surroundCall(site, call, next),
    });
  }
  return interceptors;
}

function nameCall({ actor, method }: OutgoingCall): string {
  return `${nameActor(actor)}.${method}`;
}

function surroundTurn(
  site: FaultSite,
  turn: IncomingTurn,
  next: () => unknown,
): unknown {
  const { faults } = site;
  const where = nameCall(turn);
  const run = (): unknown => {
    if (faults.strikes("throwBefore", where)) {
      throw new FaultError("throwBefore", where);
    }
    const result = next();
    return faults.strikes("throwAfter", where)
      ? failAfter(result, where)
      : result;
  };
  if (!faults.strikes("delayTurn", where)) return run();
  const delayMs = 1 + faults.below(MAX_DELAY_MS);
  const { promise, resolve } = Promise.withResolvers<void>();
  site.after(delayMs, resolve);
  return promise.then(run);
}

function failAfter(result: unknown, where: string): unknown {
  const error = new FaultError("throwAfter", where);
  if (!isThenable(result)) throw error;
  return toPlainPromise(result).then(() => {
    throw error;
  });
}

function surroundCall(
  site: FaultSite,
  call: OutgoingCall,
  next: () => Promise<unknown>,
): unknown {
  const { faults } = site;
  const where = nameCall(call);
  if (faults.strikes("refuse", where)) {
    throw new InboxFullError(
      `Cannot call ${formatActor(call.actor)}.${call.method}: ` +
        "inbox is full, by a fault",
      PRETENDED_CAPACITY,
    );
  }
  const reply: unknown = next();
  // A streaming reply has a life of its own, which its consumer ends.
  if (reply instanceof Attempt && faults.strikes("abortCaller", where)) {
    abortLater(site, reply, where);
  }
  return reply;
}

/** Has a call given up after a while, as its caller's signal would. */
function abortLater(site: FaultSite, attempt: Attempt, where: string): void {
  const { origin } = attempt;
  if (!(origin instanceof InterceptedReply)) return;
  // What has limits of its own keeps them.
  if (origin.isOver || origin.scope !== null) return;
  const controller = new AbortController();
  origin.join(origin.target.host.openScope({ signal: controller.signal }));
  site.after(site.faults.below(MAX_DELAY_MS), () => {
    controller.abort(new FaultError("abortCaller", where));
  });
}
