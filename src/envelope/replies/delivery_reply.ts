import type { Carried } from "../carry.ts";
import type { SentOnce } from "../once.ts";
import type { OutcomeListener } from "./lazy_outcome.ts";
import type { AwaitedReply } from "../reply.ts";
import type { Caller } from "../target.ts";

/** The reply of a send that an outbox delivers: its result is not awaited. */
export class DeliveryReply implements AwaitedReply {
  readonly once: SentOnce;
  readonly carried: Carried | null;
  readonly caller: Caller;
  #listener: OutcomeListener | null;

  constructor(
    caller: Caller,
    once: SentOnce,
    carried: Carried | null,
    listener: OutcomeListener,
  ) {
    this.caller = caller;
    this.once = once;
    this.carried = carried;
    this.#listener = listener;
  }

  /** The outbox sees its failure, and tells of it. */
  get isAwaited(): true {
    return true;
  }

  get isOver(): boolean {
    return this.#listener === null;
  }

  get isGivenUp(): boolean {
    return this.#listener === null;
  }

  get scope(): null {
    return null;
  }

  get endsAt(): number {
    return Infinity;
  }

  get origin(): this {
    return this;
  }

  get owner(): null {
    return null;
  }

  get madeBy(): null {
    return null;
  }

  get awaitedBy(): null {
    return null;
  }

  get depth(): number {
    return 1;
  }

  settle(): void {
    const listener = this.#listener;
    this.#listener = null;
    listener?.settle(undefined);
  }

  fail(reason: unknown): void {
    const listener = this.#listener;
    this.#listener = null;
    listener?.fail(reason);
  }
}
