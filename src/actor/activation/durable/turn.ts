import { singleOut } from "../../../envelope/replies/shared_reply.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { Reply } from "../../../envelope/reply.ts";
import type { Caller } from "../../../envelope/target.ts";
import { isThenable } from "../../actor.ts";
import type { Effect } from "../../durable/once/effect.ts";
import type { Transaction } from "../../durable/turn/transaction.ts";
import { failTurn } from "../../failure/outcome.ts";
import type { ReminderTick } from "../../inbox/reminder_tick.ts";
import {
  DEACTIVATE,
  NOTHING,
  REMIND,
  RETURN,
  WAKE,
} from "../../inbox/system_method.ts";
import { noteDispatched } from "../../turn/dispatched.ts";
import { conclude, concludeFailed, type DurableOwner } from "./end.ts";
import { invokeSurrounded } from "../invoke.ts";
import { follow, runTurn } from "../turn_loop.ts";

/**
 * Runs one envelope as a transaction; returns whether the next one may follow.
 */
export function runDurableTurn(
  owner: DurableOwner,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
  effect: Effect | null = null,
): boolean {
  if (reply === null) {
    const isSystem = method === DEACTIVATE || method === NOTHING ||
      method === RETURN;
    if (isSystem) return runTurn(owner, method, payload, null, caller, true);
    if (method === WAKE) return endWake(owner);
    if (method === REMIND) return runTick(owner, payload as ReminderTick);
  } else if (reply.isGivenUp) return true;
  if (method.isStreaming) {
    return runTurn(owner, method, payload, reply, caller, true);
  }
  let transaction: Transaction;
  try {
    transaction = owner.durability.begin();
    transaction.effect = effect;
  } catch (error) {
    failTurn(owner, method, reply, caller, error);
    return true;
  }
  return run(owner, transaction, method, payload, reply, caller);
}

/** Ends what woke an actor, which may find that it has nothing to do. */
function endWake(owner: DurableOwner): true {
  owner.type.host.runtime.defer(() => owner.noteQuiet());
  return true;
}

/** Runs the method of a reminder that is due. */
function runTick(owner: DurableOwner, tick: ReminderTick): boolean {
  const { durability, type } = owner;
  if (!durability.reminders.start(tick)) return true;
  type.durable.noteTick(type.host.runtime.now() - tick.reminder.dueAt);
  const transaction = durability.begin();
  transaction.tick = tick;
  return run(owner, transaction, tick.method, tick.payload, null, null);
}

function run(
  owner: DurableOwner,
  transaction: Transaction,
  method: Method,
  payload: unknown,
  reply: Reply | null,
  caller: Caller | null,
): boolean {
  const { taken } = owner;
  noteDispatched(method, reply, caller);
  let result: unknown;
  try {
    result = invokeSurrounded(owner, method, payload, reply, caller);
    if (isThenable(result)) {
      const goesOn = follow(owner, method, reply, caller, result, taken);
      transaction.asker = owner.turns!.last!;
      return goesOn;
    }
  } catch (error) {
    owner.turns?.forgetStarting();
    const own = singleOut(reply, method, taken - 1);
    const turn = { method, reply: own, caller };
    return concludeFailed(owner, transaction, turn, error);
  } finally {
    transaction.isOnStack = false;
  }
  owner.turns?.forgetStarting();
  return conclude(owner, transaction, { method, reply, caller }, result);
}
