import type { Held } from "../../envelope/target.ts";
import type { Transaction } from "../durable/transaction.ts";
import { badYield } from "../failure/refusal.ts";
import type { OpenStreaming } from "../turn/open_streaming.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { StreamingSink } from "../../envelope/streaming.ts";
import type { DurableOwner } from "./durable_end.ts";

/** Begins the transaction of a step. */
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
  if (streaming.isClosing) return;
  streaming.credit--;
  streaming.yielded++;
  durability.gate.pass(new HeldValue(reply, copy));
}

/** A value of a streaming reply, once its step is committed. */
class HeldValue implements Held {
  readonly #reply: StreamingSink;
  readonly #value: unknown;

  constructor(reply: StreamingSink, value: unknown) {
    this.#reply = reply;
    this.#value = value;
  }

  get answers(): Reply | null {
    return null;
  }

  release(): void {
    if (!this.#reply.isOver) this.#reply.push(this.#value);
  }

  /** The end of the reply tells it. */
  drop(): void {}
}
