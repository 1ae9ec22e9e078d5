import type { CallScope } from "../../envelope/call_scope.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller } from "../../envelope/target.ts";
import type { OpenTurn } from "../port/activation.ts";
import type { ProbedTurn } from "../port/probe.ts";

/** What a turn may know of the call that it runs for. */
export interface Turn {
  /**
   * Aborted when the caller waits for the turn no longer: the call took too
   * long or was given up, or the engine stops without it. Its `reason` is what
   * the caller was told.
   */
  readonly signal: AbortSignal;
}

/** A turn as its own method sees it. */
class TurnView implements Turn {
  #controller: AbortController | null = null;
  #reason: unknown = null;

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#reason !== null) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#reason ??= reason;
    this.#controller?.abort(reason);
  }
}

/**
 * A turn that goes on after its method returned, or whose method has asked for
 * it; waits know it by its identity.
 */
export class ActorTurn implements OpenTurn {
  /** How many envelopes its inbox had handed out when it began. */
  readonly taken: number;
  /** The scope of its call, kept for it when the call is given up. */
  scope: CallScope | null = null;
  /** What it runs; known from when its method has returned. */
  method!: Method;
  caller: Caller | null = null;
  /** Its own once it is awaited, if it shared one before. */
  reply: Reply | null = null;
  /** What probes see of it, if there are any. */
  probed: ProbedTurn | null = null;
  // Made when its method asks for it, or must be told something.
  #view: TurnView | null = null;

  constructor(taken: number) {
    this.taken = taken;
  }

  /** The number of its envelope, if it was taken in its order. */
  get sequence(): number {
    return this.taken - 1;
  }

  /** What its method sees of it. */
  get view(): Turn {
    return this.#view ??= new TurnView();
  }

  /** Tells the method that its caller waits no longer. */
  abort(reason: unknown): void {
    this.#view ??= new TurnView();
    this.#view.abort(reason);
  }
}
