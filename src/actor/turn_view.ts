import type { CallScope } from "../envelope/call_scope.ts";

/** What a turn may know of the call that it runs for. */
export interface Turn {
  /**
   * Aborted when nobody waits for the turn any more: its call took too long or
   * was given up, or the engine stops without it. Its `reason` is what the
   * caller was told.
   */
  readonly signal: AbortSignal;
}

/** A turn as its own method sees it. */
export class TurnView implements Turn {
  /** How many envelopes its inbox had handed out when it began. */
  readonly sequence: number;
  /** The scope of its call, kept for it when the call is given up. */
  scope: CallScope | null = null;
  #controller: AbortController | null = null;
  #reason: unknown = null;

  constructor(sequence: number) {
    this.sequence = sequence;
  }

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#reason !== null) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Tells the method that nobody waits for it any more. */
  abort(reason: unknown): void {
    this.#reason ??= reason;
    this.#controller?.abort(reason);
  }
}
