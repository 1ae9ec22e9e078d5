import { CallError, DeadlockError } from "../../../base/errors.ts";
import { IdempotencyConflictError } from "../../../base/idempotency_error.ts";
import { readThrownMessage } from "../../../base/thrown.ts";
import { formatActor, nameActor } from "../../../envelope/actor_id.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { Once, SentOnce } from "../../../envelope/once.ts";
import type { Reply } from "../../../envelope/reply.ts";
import type { Caller, Held } from "../../../envelope/target.ts";
import { Effect, nameRows } from "../../durable/once/effect.ts";
import {
  commitFailed,
  HeldAnswer,
  HeldResult,
} from "../../durable/gate/held_answer.ts";
import type { LookUps } from "../../durable/once/look_ups.ts";
import { judgeSend, nameMark, readMark } from "../../durable/once/mark.ts";
import { refuse } from "../../failure/outcome.ts";
import type { DurableOwner } from "./end.ts";
import { runDurableTurn } from "./turn.ts";

/** An envelope that may come again. */
interface OnceEnvelope {
  readonly once: Once;
  readonly method: Method;
  readonly payload: unknown;
  readonly reply: Reply;
  readonly caller: Caller | null;
}

/**
 * Runs an envelope that may come again, or answers it as it was answered
 * before; returns whether the next one may follow.
 */
export function runOnce(
  owner: DurableOwner,
  lookUps: LookUps,
  envelope: OnceEnvelope,
): boolean {
  const { method, payload, reply, caller, once } = envelope;
  let effect: Effect;
  try {
    lookUps.check(nameRows(once, method));
    if (once.kind === "send" && isJudged(owner, envelope, once)) return true;
    effect = new Effect(once, method, payload);
    if (isAnswered(owner, envelope, effect)) return true;
  } catch (error) {
    refuse(owner, method, reply, caller, notKnown(owner, method, error));
    return true;
  }
  if (!owner.durability.isRunning(effect)) {
    return runDurableTurn(owner, method, payload, reply, caller, effect);
  }
  refuse(owner, method, reply, caller, waitsForItself(owner, method));
  return true;
}

/** Answers a send that has run, or must not yet; returns whether it did. */
function isJudged(
  owner: DurableOwner,
  { method, reply }: OnceEnvelope,
  send: SentOnce,
): boolean {
  const { gate, image } = owner.durability;
  const mark = readMark(image.known.find(nameMark(send)) ?? null);
  const verdict = judgeSend(mark, send);
  if (verdict === "run") return false;
  if (verdict === "early") reply.fail(outOfOrder(owner, method));
  else gate.pass(acknowledge(owner, method, reply, undefined));
  return true;
}

/** Answers a call as one under its key was answered; returns whether it did. */
function isAnswered(
  owner: DurableOwner,
  { method, reply, caller }: OnceEnvelope,
  effect: Effect,
): boolean {
  const { durability, type: { host } } = owner;
  const now = host.runtime.now();
  const stored = effect.findAnswer(durability.image.known, now);
  if (stored === null) return false;
  if (!effect.isAnsweredBy(stored)) {
    const tell = (): void =>
      refuse(owner, method, reply, caller, conflict(owner, method));
    durability.gate.pass(new HeldAnswer(reply, tell, tell));
    return true;
  }
  const answer = stored.read(method, caller ?? host.outside);
  const mark = effect.writeMark(now);
  if (mark.length > 0) durability.writeRows(mark);
  durability.gate.pass(
    answer.kind === "result"
      ? acknowledge(owner, method, reply, answer.value)
      : refuseAgain(owner, method, reply, answer.error),
  );
  return true;
}

function acknowledge(
  owner: DurableOwner,
  method: Method,
  reply: Reply,
  value: unknown,
): Held {
  return new HeldResult(owner, method, reply, value);
}

function refuseAgain(
  owner: DurableOwner,
  method: Method,
  reply: Reply,
  error: unknown,
): Held {
  const failWith = (reason: unknown): void => {
    if (!reply.isOver) reply.fail(reason);
  };
  return new HeldAnswer(
    reply,
    () => failWith(error),
    () => failWith(commitFailed(owner, method, error)),
  );
}

function say({ actor }: DurableOwner, { name }: Method): string {
  return `Cannot call ${formatActor(actor)}.${name}`;
}

/** A send came before one that it may not overtake: it is sent again. */
function outOfOrder(owner: DurableOwner, method: Method): CallError {
  const state = "a send before it has not been taken";
  return new CallError(`${say(owner, method)}: ${state}`, {
    code: "out-of-order",
    outcome: "not-run",
  });
}

function conflict(
  owner: DurableOwner,
  method: Method,
): IdempotencyConflictError {
  const state = "its idempotency key was used with another payload";
  return new IdempotencyConflictError(`${say(owner, method)}: ${state}`);
}

/** What the store has could not be read, or is none. */
function notKnown(
  owner: DurableOwner,
  method: Method,
  cause: unknown,
): CallError {
  const reason = readThrownMessage(cause);
  const state = `whether it has run is not known: ${reason}`;
  return new CallError(`${say(owner, method)}: ${state}`, {
    code: "activation-failed",
    outcome: "not-run",
    cause,
  });
}

/** A call came back to the turn that it is made for, under the same key. */
function waitsForItself(owner: DurableOwner, method: Method): DeadlockError {
  const step = `${nameActor(owner.actor)}.${method.name}`;
  const state =
    "it waits for the call under its idempotency key, which waits " +
    "for it";
  return new DeadlockError(`${say(owner, method)}: ${state}`, {
    cycle: [step],
    outcome: "not-run",
  });
}
