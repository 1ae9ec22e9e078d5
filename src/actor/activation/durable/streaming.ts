import type { Held } from "../../../envelope/target.ts";
import type { Transaction } from "../../durable/turn/transaction.ts";
import { failTurn } from "../../failure/outcome.ts";
import { badYield } from "../../failure/refusal.ts";
import type { OpenStreaming } from "../../turn/open_streaming.ts";
import type { Reply } from "../../../envelope/reply.ts";
import type { StreamingSink } from "../../../envelope/streaming.ts";
import { type DurableOwner, endIfGone } from "./end.ts";

/**
 * Runs a step as a transaction.
 *
 * @throws {UncommittedStateError} If the turn that it is called for has changed
 * something.
 */
export function runStep(
  owner: DurableOwner,
  streaming: OpenStreaming,
  run: () => void,
): void {
  const transaction = beginStep(owner, streaming);
  try {
    run();
  } finally {
    transaction.isOnStack = false;
  }
}

/** Begins the transaction of a step; it throws as {@linkcode runStep} does. */
export function beginStep(
  { durability }: DurableOwner,
  { turn }: OpenStreaming,
): Transaction {
  const transaction = durability.begin();
  transaction.asker = turn;
  return transaction;
}

/**
 * Ends the transaction of a step that has yielded; what it has yielded leaves
 * when that is committed.
 *
 * @throws {Error} If it can neither be stored nor sent.
 */
export function yieldHeld(
  owner: DurableOwner,
  streaming: OpenStreaming,
  value: unknown,
): void {
  const { caller, method, reply, turn } = streaming;
  const { durability } = owner;
  const transaction = durability.find(turn);
  if (transaction === undefined) return;
  let copy: unknown;
  try {
    copy = method.copyYield(value, caller ?? owner.type.host.outside);
  } catch (error) {
    throw badYield(owner, method, error);
  }
  durability.end(transaction);
  endIfGone(owner);
  if (streaming.isClosing) return;
  streaming.credit--;
  streaming.yielded++;
  const fail = (error: unknown): void =>
    void failTurn(owner, method, reply, caller, badYield(owner, method, error));
  durability.gate.pass(new HeldValue(reply, copy, fail));
}

/** A value of a streaming reply, once its step is committed. */
class HeldValue implements Held {
  readonly #reply: StreamingSink;
  readonly #value: unknown;
  readonly #fail: (error: unknown) => void;

  constructor(
    reply: StreamingSink,
    value: unknown,
    fail: (error: unknown) => void,
  ) {
    this.#reply = reply;
    this.#value = value;
    this.#fail = fail;
  }

  get answers(): Reply | null {
    return null;
  }

  release(): void {
    if (this.#reply.isOver) return;
    try {
      this.#reply.push(this.#value);
    } catch (error) {
      // Of a wire's end, which takes less than a copier does.
      this.#fail(error);
    }
  }

  /** The end of the reply tells it. */
  drop(): void {}
}
