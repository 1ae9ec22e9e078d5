import { UncommittedStateError } from "../../../base/durable_errors.ts";
import { CallError } from "../../../base/errors.ts";
import { quote } from "../../../base/escape_controls.ts";
import { type ActorId, formatActor } from "../../../envelope/actor_id.ts";
import type { StateType } from "../../../envelope/state_type.ts";
import { StoreError } from "../../../store/store_error.ts";
import type { MethodOwner } from "../../own_method.ts";
import type { HeldCall } from "../gate/held_call.ts";
import type { LiveState } from "../state/live_state.ts";

/** The class has no states, so it is not durable. */
export function noStates(actor: ActorId, action: string): TypeError {
  return new TypeError(
    `Cannot ${action} ${formatActor(actor)}: generated code knows no state ` +
      "of its class; give it one by `ctx.state` and run the generator again",
  );
}

/**
 * Returns the type of a state by its name.
 *
 * @throws {TypeError} If the generator has found none of that name.
 */
export function findState(
  { actor, type: { definition } }: MethodOwner,
  name: string,
): StateType {
  const type = definition.states?.[name];
  if (type !== undefined) return type;
  throw new TypeError(
    `Cannot open state ${quote(name)} of ${formatActor(actor)}: generated ` +
      "code knows no such state; ask for it in the class itself, and run " +
      "the generator again",
  );
}

/** A state is asked for by code that belongs to no turn. */
export function noTurnForState(actor: ActorId, state: LiveState): Error {
  return new Error(
    `Cannot use state ${quote(state.name)} of ${formatActor(actor)} outside ` +
      "of a turn: what a turn or hook left running has none; send to the " +
      "actor instead",
  );
}

/** A state is asked for while a turn runs that came back to this one. */
export function otherTurn(actor: ActorId, state: LiveState): Error {
  return new Error(
    `Cannot use state ${quote(state.name)} of ${formatActor(actor)}: a call ` +
      "that came back to the actor runs; await it first",
  );
}

/** Something of a turn is asked for by code that belongs to none. */
export function noTurn(actor: ActorId, action: string): Error {
  return new Error(
    `Cannot ${action} ${formatActor(actor)} outside of a turn`,
  );
}

/** Something is asked for while a turn runs that came back to the actor. */
export function notInnermost(actor: ActorId, action: string): Error {
  return new Error(
    `Cannot ${action} ${formatActor(actor)}: a call that came back to the ` +
      "actor runs; await it first",
  );
}

/** A hook that runs before the first turn asks for what only turns may. */
export function notStarted(actor: ActorId, action: string): Error {
  return new Error(
    `Cannot ${action} ${formatActor(actor)} before its first turn: it begins ` +
      "with what is stored; do so in a method, which it may send to itself",
  );
}

/** A turn has changed a state whose value it has not asked for. */
export function keptValue(actor: ActorId, state: LiveState): Error {
  return new Error(
    `Cannot commit ${formatActor(actor)}: state ${quote(state.name)} was ` +
      "changed by a value that was kept from before this turn; ask the state " +
      "for its `value` in each turn, and again behind each `yield`",
  );
}

/** A turn awaits a call though it has uncommitted changes. */
export function uncommitted(
  actor: ActorId,
  call: HeldCall,
): UncommittedStateError {
  return new UncommittedStateError(
    `${call.action}: ${formatActor(actor)} has uncommitted changes, and a ` +
      "call that is awaited cannot wait for their commit; await it before " +
      "the change, send without `await`, or `await ctx.commit()` first",
  );
}

/** The engine stopped without waiting for a commit. */
export function engineStoppedBeforeCommit(actor: ActorId): CallError {
  return new CallError(
    `Cannot answer a call to ${formatActor(actor)}: it ran, and the engine ` +
      "stopped before its commit had ended",
    { code: "engine-stopped", outcome: "unknown" },
  );
}

/** The turn has changed a value that was undone with a call that came back. */
export function staleTurn(actor: ActorId): Error {
  return new Error(
    `Cannot commit ${formatActor(actor)}: a call that came back to this turn ` +
      "was undone, and the turn has changed a value that it had from before; " +
      "ask the state for its value again behind such a call",
  );
}

/** The node of an actor has lost it: nothing of it is stored any more. */
export function actorLost(actor: ActorId): CallError {
  return new CallError(
    `Cannot commit ${formatActor(actor)}: its node has lost the actor`,
    { code: "node-lost", outcome: "unknown" },
  );
}

/** The store takes nothing of it from this node any more. */
export function actorFenced(actor: ActorId): StoreError {
  return new StoreError(
    `Cannot commit ${formatActor(actor)}: its shard has another owner by now`,
    { code: "fenced" },
  );
}

/** A commit failed, or it is not known whether it did. */
export function commitLost(actor: ActorId, cause?: unknown): CallError {
  return new CallError(
    `Cannot commit ${formatActor(actor)}: a commit failed, or its outcome is ` +
      "not known; the actor begins anew with what is stored",
    { code: "commit-failed", outcome: "unknown", cause },
  );
}
