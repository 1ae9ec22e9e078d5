import { errorOf } from "../../base/deferred_error.ts";
import type { Carried } from "../../envelope/carry.ts";
import { SharedBodies } from "../call/shared_bodies.ts";
import type { AwaitedReply } from "../../envelope/reply.ts";

/** The reply of a payload that is sent to a subscriber on another node. */
export class Delivery implements AwaitedReply {
  /** Who publishes is told of its failure. */
  readonly isAwaited = true;
  readonly scope = null;
  readonly endsAt = Infinity;
  readonly once = null;
  readonly owner = null;
  readonly madeBy = null;
  readonly awaitedBy = null;
  readonly depth = 0;
  readonly carried: Carried | null;
  readonly #noteOver: (error: unknown) => void;
  isOver = false;

  /** Creates it; `noteOver` learns how it ended: `undefined` is well. */
  constructor(carried: Carried | null, noteOver: (error: unknown) => void) {
    this.carried = carried;
    this.#noteOver = noteOver;
  }

  get origin(): this {
    return this;
  }

  get isGivenUp(): boolean {
    return this.isOver;
  }

  settle(): void {
    this.#end(undefined);
  }

  fail(reason: unknown): void {
    this.#end(errorOf(reason));
  }

  #end(error: unknown): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#noteOver(error);
  }
}

/** The payloads of one publication that are under way to other nodes. */
export class Deliveries {
  /** What is written once for all of them. */
  readonly bodies = new SharedBodies();
  #pending = 0;
  #error: unknown = undefined;
  #done: PromiseWithResolvers<void> | null = null;

  /** Makes the reply of one more. */
  open(carried: Carried | null): Delivery {
    this.#pending++;
    return new Delivery(carried, (error) => {
      this.#error ??= error;
      if (--this.#pending === 0) this.#conclude();
    });
  }

  /** Learns that a subscriber of this node has refused it. */
  refuse(error: unknown): void {
    this.#error ??= error;
  }

  /** Resolves when all were taken; rejects with the first refusal. */
  settled(): Promise<void> {
    this.#done = Promise.withResolvers();
    if (this.#pending === 0) this.#conclude();
    return this.#done.promise;
  }

  #conclude(): void {
    const error = this.#error;
    if (error === undefined) this.#done?.resolve();
    else this.#done?.reject(error);
  }
}
