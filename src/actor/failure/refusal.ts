import {
  CallError,
  type CallOutcome,
  CallTimeoutError,
  explainCodecError,
  InboxFullError,
} from "../../base/errors.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { ScopeEnd } from "../../envelope/call_scope.ts";
import type { Method } from "../../envelope/definition.ts";

function describe(actor: ActorId, method: Method): string {
  return `Cannot call ${formatActor(actor)}.${method.name}`;
}

/** The inbox is full: nothing was queued. */
export function inboxFull(
  actor: ActorId,
  method: Method,
  capacity: number,
): InboxFullError {
  return new InboxFullError(
    `${describe(actor, method)}: inbox is full at ${capacity} envelopes`,
    capacity,
  );
}

/** The inbox was full, and the options say to drop instead of to refuse. */
export function dropped(
  actor: ActorId,
  method: Method,
  capacity: number,
): InboxFullError {
  return new InboxFullError(
    `${describe(actor, method)}: dropped, inbox is full at ${capacity} ` +
      `envelopes`,
    capacity,
  );
}

/** The engine takes nothing any more: nothing was queued. */
export function engineStopped(actor: ActorId, method: Method): CallError {
  return new CallError(`${describe(actor, method)}: engine is stopped`, {
    code: "engine-stopped",
    outcome: "not-run",
  });
}

/** The engine stopped in the middle of the turn. */
export function stoppedInTurn(actor: ActorId, method: Method): CallError {
  return new CallError(
    `${describe(actor, method)}: engine stopped while the method ran`,
    { code: "engine-stopped", outcome: "unknown" },
  );
}

/** The envelope waited behind a poison pill. */
export function poisoned(actor: ActorId, method: Method): CallError {
  return new CallError(`${describe(actor, method)}: actor was poisoned`, {
    code: "poisoned",
    outcome: "not-run",
  });
}

/** The envelope waited when a failure ended the activation. */
export function deactivated(actor: ActorId, method: Method): CallError {
  return new CallError(
    `${describe(actor, method)}: actor was deactivated after a failure`,
    { code: "deactivated", outcome: "not-run" },
  );
}

/** The actor's constructor or `init` threw. */
export function activationFailed(
  actor: ActorId,
  method: Method,
  cause: unknown,
): CallError {
  return new CallError(`${describe(actor, method)}: init failed`, {
    code: "activation-failed",
    outcome: "not-run",
    cause,
  });
}

/** The method ran, but its result cannot be a message. */
export function badResult(
  actor: ActorId,
  method: Method,
  error: unknown,
): unknown {
  const action = `Cannot return from ${
    formatActor(actor)
  }.${method.name}, which ran`;
  return explainCodecError(action, error, "failed");
}

/** The caller's own limit or signal, or one above it, gave the call up. */
export function givenUp(
  actor: ActorId,
  method: Method,
  end: ScopeEnd,
  outcome: CallOutcome,
): CallError {
  const call = describe(actor, method);
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
  const state = isRunning ? "no reply" : "not begun";
  return new CallTimeoutError(`${call}: ${state} within ${timeoutMs} ms`, {
    timeoutMs,
    outcome,
  });
}
