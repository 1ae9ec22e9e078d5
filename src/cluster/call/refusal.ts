import {
  CallError,
  type CallErrorCode,
  type CallOutcome,
} from "../../base/errors.ts";
import { quote } from "../../base/escape_controls.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import type { Method } from "../../envelope/definition.ts";

function refuse(
  actor: ActorId,
  method: string,
  state: string,
  code: CallErrorCode,
  outcome: CallOutcome,
): CallError {
  const call = `Cannot call ${formatActor(actor)}.${method}`;
  return new CallError(`${call}: ${state}`, { code, outcome });
}

/** Words the refusal of a call to a node that has too much to do. */
export function nodeFull(
  actor: ActorId,
  { name }: Method,
  node: string | null,
): CallError {
  const state = node === null
    ? "too many calls wait for a node that serves the actor"
    : `node ${quote(node)} has not taken what was sent to it before`;
  return refuse(actor, name, state, "node-full", "not-run");
}

/** Words the error of a call whose node was lost while it may have run. */
export function nodeLost(
  actor: ActorId,
  { name }: Method,
  node: string,
): CallError {
  const state = `node ${quote(node)} was lost while the method may have run`;
  return refuse(actor, name, state, "node-lost", "unknown");
}

/** Words the error of a call whose answer is none. */
export function noAnswer(
  actor: ActorId,
  { name }: Method,
  node: string,
): CallError {
  const state = `node ${quote(node)} answered with no result and no error`;
  return refuse(actor, name, state, "codec", "unknown");
}

/** Words the refusal of a call to an actor of a type that a node hosts not. */
export function notHosted(
  actor: ActorId,
  method: string,
  node: string,
): CallError {
  const type = quote(actor.type);
  const state = `node ${quote(node)} does not host type ${type}; all nodes ` +
    "must have it in their engine's `actors`";
  return refuse(actor, method, state, "not-hosted", "not-run");
}

/** Words the refusal of a call to a type whose contract is another one. */
export function otherContract(
  actor: ActorId,
  method: string,
  node: string,
): CallError {
  const type = quote(actor.type);
  const state = `node ${quote(node)} runs another contract of type ${type}; ` +
    "all nodes must run code generated from the same class";
  return refuse(actor, method, state, "contract", "not-run");
}

/** Words the refusal of a call to a method that the actor has not. */
export function noSuchMethod(actor: ActorId, method: string): CallError {
  const state = "the actor has no such method";
  return refuse(actor, method, state, "unknown-method", "not-run");
}

/** Words the error of a call that its engine waits for no longer. */
export function clusterLeft(
  actor: ActorId,
  { name }: Method,
  outcome: CallOutcome,
  loss: Error | null,
): CallError {
  const why = loss === null ? "" : `: ${loss.message}`;
  const state = `engine is stopped${why}`;
  return refuse(actor, name, state, "engine-stopped", outcome);
}
