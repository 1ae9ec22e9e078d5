import { ExpectedError } from "../../../base/expected_error.ts";
import { isThrown } from "../../../base/thrown.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { Reply } from "../../../envelope/reply.ts";
import type { Caller } from "../../../envelope/target.ts";
import type { RowWrite } from "../../../store/store.ts";
import type { Answer } from "../../durable/once/answer.ts";
import type { Durability } from "../../durable/durability.ts";
import {
  commitFailed,
  HeldAnswer,
  HeldResult,
} from "../../durable/gate/held_answer.ts";
import type { Transaction } from "../../durable/turn/transaction.ts";
import { copyForCaller } from "../../failure/copy_result.ts";
import { copyExpected } from "../../failure/copy_expected.ts";
import { failTurn } from "../../failure/outcome.ts";
import type { ActorTurn } from "../../turn/turn.ts";
import { endBy, endUnlessEnding, tryEnd } from "../ending.ts";
import type { TurnOwner } from "../run_state.ts";

/** The durable cell whose turn ends. */
export interface DurableOwner extends TurnOwner {
  readonly durability: Durability;
  /** Learns that it may have nothing to do any more. */
  noteQuiet(): void;
}

/** Whether turns of a cell are transactions. */
export function isDurable(owner: TurnOwner): owner is DurableOwner {
  return owner.durability !== null;
}

/** What a turn runs, as its end needs it. */
export interface EndedTurn {
  readonly method: Method;
  readonly reply: Reply | null;
  readonly caller: Caller | null;
}

/**
 * Ends a turn whose method has returned: its changes are to be stored, and its
 * answer waits for that. Returns whether the activation goes on.
 */
export function conclude(
  owner: DurableOwner,
  transaction: Transaction,
  { method, reply, caller }: EndedTurn,
  result: unknown,
): boolean {
  const { durability } = owner;
  const { tick } = transaction;
  let copy: unknown;
  try {
    // The result of a send is for no caller.
    const isSend = transaction.effect?.once.kind === "send";
    if (!isSend) copy = copyForCaller(owner, method, reply, caller, result);
    const answer = { kind: "result", value: result } as const;
    transaction.rows.push(...writeEffect(owner, transaction, answer));
    if (tick !== null) durability.reminders.pass(tick);
    durability.end(transaction);
  } catch (error) {
    const turn = { method, reply, caller };
    return concludeFailed(owner, transaction, turn, error);
  }
  if (reply !== null) {
    durability.gate.pass(new HeldResult(owner, method, reply, copy));
  }
  return !endIfGone(owner);
}

/** Ends an actor that was erased: it remembers one that is no more. */
export function endIfGone(owner: DurableOwner): boolean {
  const { durability: { image }, life } = owner;
  if (!image.isGone) return false;
  endUnlessEnding(owner, { begin: () => life.deactivate("idle") });
  return true;
}

/**
 * Ends a turn that has thrown: its changes are undone, and nothing of it leaves
 * but the error. Returns whether the activation goes on.
 */
export function concludeFailed(
  owner: DurableOwner,
  transaction: Transaction,
  { method, reply, caller }: EndedTurn,
  error: unknown,
): boolean {
  const { durability } = owner;
  const isExpected = isThrown(error, ExpectedError);
  const rows = isExpected ? writeRefusal(owner, transaction, error) : [];
  const wasLoaded = durability.isLoaded;
  const { tick } = transaction;
  const hasChanged = durability.undo(transaction);
  const told = isExpected ? keepDetails(owner, error) : error;
  if (tick !== null) durability.reminders.fail(tick, error);
  const lose = (): void => {
    if (reply === null || reply.isOver) return;
    reply.fail(commitFailed(owner, method, error));
  };
  if (!wasLoaded) {
    lose();
    return !tryEnd(owner);
  }
  if (rows.length > 0) durability.writeRows(rows);
  const tell = (): void => void failTurn(owner, method, reply, caller, told);
  durability.gate.pass(new HeldAnswer(reply, tell, lose));
  return goesOnAfter(owner, error, hasChanged);
}

/** Copies what waits for a commit, while turns may change what it holds. */
function keepDetails(
  { durability, type: { host } }: DurableOwner,
  error: ExpectedError,
): unknown {
  if (durability.gate.isOpen) return error;
  try {
    return copyExpected(error, host.outside);
  } catch {
    // Its caller cannot have it either, and is told so.
    return error;
  }
}

/** Makes the rows that say how an envelope that may come again has ended. */
function writeEffect(
  { type }: DurableOwner,
  { effect }: Transaction,
  answer: Answer,
): RowWrite[] {
  if (effect === null) return [];
  return effect.writeRows(answer, type.host.runtime.now(), type);
}

/** Makes those of a turn that refuses on purpose, which is an answer. */
function writeRefusal(
  owner: DurableOwner,
  transaction: Transaction,
  error: unknown,
): RowWrite[] {
  try {
    const kept = copyExpected(error as ExpectedError, owner);
    // Where it was thrown is for those who debug, and changes with the code.
    Object.defineProperty(kept, "stack", { value: undefined });
    return writeEffect(owner, transaction, { kind: "refused", error: kept });
  } catch {
    // It has changed nothing: who calls again may be refused again.
    return [];
  }
}

/** Ends a turn that went on after its method had returned. */
export function concludeTurn(
  owner: DurableOwner,
  turn: ActorTurn,
  result: unknown,
  reply: Reply | null = turn.reply,
): boolean {
  const { caller, method } = turn;
  const transaction = owner.durability.find(turn);
  return transaction === undefined ||
    conclude(owner, transaction, { method, reply, caller }, result);
}

/** Ends such a turn that has thrown. */
export function concludeFailedTurn(
  owner: DurableOwner,
  turn: ActorTurn,
  error: unknown,
  reply: Reply | null = turn.reply,
): boolean {
  const { caller, method } = turn;
  const transaction = owner.durability.find(turn);
  if (transaction !== undefined) {
    return concludeFailed(owner, transaction, { method, reply, caller }, error);
  }
  // It could not begin to be one.
  failTurn(owner, method, reply, caller, error);
  return !tryEnd(owner);
}

/** Returns whether the activation goes on after a turn that threw. */
function goesOnAfter(
  owner: DurableOwner,
  error: unknown,
  hasChanged: boolean,
): boolean {
  if (tryEnd(owner) || endIfGone(owner)) return false;
  const { life: { restarts }, type: { supervision } } = owner;
  const isFailure = !isThrown(error, ExpectedError);
  let end = isFailure ? restarts.judge(error) : null;
  const resumes = supervision !== null &&
    (supervision.directive === "resume" ||
      isFailure && typeof supervision.directive === "function");
  // What else the actor remembers may not fit what is stored any more.
  if (end === null && hasChanged && !resumes) end = restarts.rebuild(error);
  if (end !== null) endBy(owner, { begin: end });
  return end === null;
}
