import { DeferredError } from "../../base/deferred_error.ts";
import {
  CallError,
  type CallErrorCode,
  type CallOutcome,
  CallTimeoutError,
  CodecError,
  explainCodecError,
  InboxFullError,
} from "../../base/errors.ts";
import { ChainTooLongError } from "../../base/chain_error.ts";
import { escapeControls } from "../../base/escape_controls.ts";
import { MAX_CHAIN } from "../../base/limits.ts";
import { makeQuiet } from "../../base/quiet_reason.ts";
import { StoredStateError } from "../../base/stored_state_error.ts";
import { isThrown, readThrownMessage } from "../../base/thrown.ts";
import { toCodecError } from "../../codec/refusal.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { ScopeEnd } from "../../envelope/call_scope.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Refusal } from "../../envelope/target.ts";
import { StoreError } from "../../store/store_error.ts";
import type { DeactivationReason } from "../event.ts";

/** The actor that a call is for, named only when an error is made. */
export interface Addressee {
  readonly actor: ActorId;
}

/** Says why an envelope that waited did not run. */
export type Explain = (to: Addressee, method: Method) => Refusal;

function describe({ actor }: Addressee, method: Method): string {
  return `Cannot call ${formatActor(actor)}.${method.name}`;
}

/** The inbox is full: nothing was queued. */
export function inboxFull(
  to: Addressee,
  method: Method,
  capacity: number,
): DeferredError {
  return new DeferredError("inbox-full", () =>
    new InboxFullError(
      `${describe(to, method)}: inbox is full at ${capacity} envelopes`,
      capacity,
    ));
}

/** The inbox was full, and the options say to drop instead of to refuse. */
export function dropped(
  to: Addressee,
  method: Method,
  capacity: number,
): DeferredError {
  return new DeferredError("inbox-full", () =>
    new InboxFullError(
      `${describe(to, method)}: dropped, inbox is full at ${capacity} ` +
        `envelopes`,
      capacity,
    ));
}

/**
 * The engine takes nothing any more: nothing was queued; `loss` says why where
 * the engine stops by itself.
 */
export function engineStopped(
  to: Addressee,
  method: Method,
  loss: Error | null = null,
): DeferredError {
  const state = "engine is stopped";
  if (loss === null) return notRun("engine-stopped", to, method, state);
  const why = `${state}: ${readThrownMessage(loss)}`;
  return notRun("engine-stopped", to, method, why, { cause: loss });
}

/** The engine stopped in the middle of the turn. */
export function stoppedInTurn(to: Addressee, method: Method): CallError {
  return new CallError(
    `${describe(to, method)}: engine stopped while the method ran`,
    { code: "engine-stopped", outcome: "unknown" },
  );
}

/** The envelope waited behind a poison pill. */
export function poisoned(to: Addressee, method: Method): DeferredError {
  return notRun("poisoned", to, method, "actor was poisoned");
}

/** The envelope waited when a failure ended the activation. */
export function deactivated(to: Addressee, method: Method): DeferredError {
  const state = "actor was deactivated after a failure";
  return notRun("deactivated", to, method, state);
}

/** The actor moves to another node, and nothing sends it on. */
export function moved(to: Addressee, method: Method): DeferredError {
  return notRun("moved", to, method, "actor moves to another node");
}

/** The node lost the actor in the middle of the turn. */
export function lostInTurn(to: Addressee, method: Method): CallError {
  return new CallError(
    `${describe(to, method)}: its node lost the actor while the method ran`,
    { code: "node-lost", outcome: "unknown" },
  );
}

/** The actor's constructor or `init` threw. */
export function activationFailed(
  to: Addressee,
  method: Method,
  cause: unknown,
): DeferredError {
  const options = { cause };
  // What the library says of a store is for the caller; what `init` says, not.
  const isOfStore = isThrown(cause, StoreError) ||
    isThrown(cause, StoredStateError);
  const why = isOfStore
    ? `activation failed: ${readThrownMessage(cause)}`
    : "init failed";
  return notRun("activation-failed", to, method, why, options);
}

/** The call is one too many in a chain of calls. */
export function chainTooLong(
  to: Addressee,
  { name }: Pick<Method, "name">,
  chain: readonly string[],
  outcome: CallOutcome,
): ChainTooLongError {
  const state = `its chain has ${MAX_CHAIN} calls already, the last of which ` +
    `is ${escapeControls(chain.at(-1) ?? "unknown")}`;
  const call = `Cannot call ${formatActor(to.actor)}.${name}`;
  return new ChainTooLongError(`${call}: ${state}`, { chain, outcome });
}

function notRun(
  code: CallErrorCode,
  to: Addressee,
  method: Method,
  state: string,
  options: ErrorOptions = {},
): DeferredError {
  const outcome = "not-run";
  return new DeferredError(
    code,
    () =>
      new CallError(`${describe(to, method)}: ${state}`, {
        ...options,
        code,
        outcome,
      }),
  );
}

/** An activation's signal is aborted, and so are its sleeps: it has ended. */
export function activationEnded({ actor }: Addressee): DOMException {
  const state = `activation of ${formatActor(actor)} has ended`;
  const message = `Cannot go on: ${state}`;
  return makeQuiet(new DOMException(message, "AbortError"));
}

/** A sleep ends, or cannot begin, for no time passes any more. */
export function engineIsStopped(): DOMException {
  const message = "Cannot sleep: engine is stopped";
  return makeQuiet(new DOMException(message, "AbortError"));
}

/** The method ran, but its result cannot be a message. */
export function badResult(
  to: Addressee,
  method: Method,
  error: unknown,
): unknown {
  const action = `Cannot return from ${
    formatActor(to.actor)
  }.${method.name}, which ran`;
  return explainCodecError(action, error, "failed");
}

/** The method threw an expected error whose details cannot be a message. */
export function badDetails(
  to: Addressee,
  { name }: Method,
  cause: unknown,
  refusal: unknown,
): CodecError {
  const error = toCodecError(refusal);
  const action = `Cannot throw an ExpectedError from ${
    formatActor(to.actor)
  }.${name}`;
  const { path, expected, actual } = error;
  const options = { path, expected, actual, outcome: "failed", cause } as const;
  return new CodecError(`${action}: ${error.message}`, options);
}

/** An actor has as many open streaming replies as its inbox has room. */
export function tooManyOpen(
  to: Addressee,
  method: Method,
  open: number,
): DeferredError {
  return new DeferredError("inbox-full", () =>
    new InboxFullError(
      `${describe(to, method)}: ${open} streaming replies are open`,
      open,
    ));
}

/** A yielded value cannot be a message. */
export function badYield(
  to: Addressee,
  method: Method,
  error: unknown,
): unknown {
  const action = `Cannot yield from ${formatActor(to.actor)}.${method.name}`;
  return explainCodecError(action, error, "failed");
}

/** The generator is told so; its consumer went away by itself. */
export function unconsumed(to: Addressee, method: Method): CallError {
  return new CallError(
    `${describe(to, method)}: its values are not consumed any more`,
    { code: "aborted", outcome: "unknown" },
  );
}

/** The consumer of a streaming reply went on no more. */
export function idleConsumer(
  to: Addressee,
  method: Method,
  idleMs: number,
): CallError {
  return new CallError(
    `${describe(to, method)}: no value was taken for ${idleMs} ms`,
    { code: "consumer-idle", outcome: "unknown" },
  );
}

const ENDS = {
  idle: ["deactivated", "actor was deactivated"],
  poison: ["poisoned", "actor was poisoned"],
  failure: ["deactivated", "actor was deactivated after a failure"],
  shutdown: ["engine-stopped", "engine stopped"],
  "lease-lost": ["moved", "actor moved to another node"],
} as const;

/** The activation ended before the streaming reply did. */
export function endedInStreaming(
  to: Addressee,
  method: Method,
  reason: DeactivationReason,
): CallError {
  const [code, state] = ENDS[reason];
  return new CallError(
    `${describe(to, method)}: ${state} before the last value`,
    { code, outcome: "unknown" },
  );
}

/**
 * The caller's own limit or signal, or one above it, gave the call up, while
 * the actor was in the method or hook `doing`; a hint says why it took so long.
 */
export function givenUp(
  to: Addressee,
  method: Method,
  end: ScopeEnd,
  outcome: CallOutcome,
  doing: string | null,
  hint: string | null,
): CallError {
  const call = describe(to, method);
  const isRunning = outcome === "unknown";
  if (end.kind === "aborted") {
    const state = isRunning ? "aborted while the method ran" : "aborted";
    const { reason } = end;
    return new CallError(`${call}: ${state}`, {
      code: "aborted",
      outcome,
      ...(reason === undefined ? {} : { cause: reason }),
    });
  }
  const { timeoutMs } = end;
  const state = isRunning
    ? `no reply within ${timeoutMs} ms`
    : `not begun within ${timeoutMs} ms` +
      (doing === null ? "" : `, the actor was in ${doing}`);
  const why = hint === null ? "" : `; ${hint}`;
  const message = `${call}: ${state}${why}`;
  return new CallTimeoutError(message, { timeoutMs, outcome });
}
