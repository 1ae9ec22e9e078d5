import { GuardedAbort } from "../../base/guarded_abort.ts";
import type { CallScope } from "../../envelope/call_scope.ts";
import type { Method } from "../../envelope/definition.ts";
import type { Reply } from "../../envelope/reply.ts";
import type { Caller, WaitingTurn } from "../../envelope/target.ts";
import type { OpenTurn } from "../port/activation.ts";
import type { Hook, ProbedTurn } from "../port/probe.ts";

/** What a turn may know of the call that it runs for. */
export interface Turn {
  /**
   * Aborted when the caller waits for the turn no longer: the call took too
   * long or was given up, or the engine stops without it. Its `reason` is what
   * the caller was told.
   *
   * A turn without a caller, that of a hook, a timer or a payload, has the
   * signal of its activation: `ctx.signal`.
   */
  readonly signal: AbortSignal;
}

/** A turn as its own method sees it. */
class TurnView implements Turn {
  readonly #turn: ActorTurn;
  readonly #report: (error: unknown) => void;
  #abort: GuardedAbort | null = null;

  constructor(turn: ActorTurn, report: (error: unknown) => void) {
    this.#turn = turn;
    this.#report = report;
  }

  get signal(): AbortSignal {
    if (this.#abort === null) {
      this.#abort = new GuardedAbort(this.#report);
      const { abortReason } = this.#turn;
      if (abortReason !== null) this.#abort.abort(abortReason);
    }
    return this.#abort.signal;
  }

  abort(reason: unknown): void {
    this.#abort?.abort(reason);
  }
}

/** A hook that runs; its context and its waits know it by its identity. */
export class HookTurn implements WaitingTurn {
  /** The cell whose hook it is. */
  readonly cell: object;
  /** The hook. */
  readonly by: Hook;
  isOpen = true;
  settled = 0;
  wentOnAt = 0;

  constructor(cell: object, by: Hook) {
    this.cell = cell;
    this.by = by;
  }

  /** No caller limits a hook. */
  get limit(): null {
    return null;
  }
}

/**
 * A turn that may go on after its method returned, or whose method has asked
 * for it; its context and its waits know it by its identity.
 */
export class ActorTurn implements OpenTurn, WaitingTurn {
  /** The cell whose turn it is. */
  readonly cell: object;
  isOpen = true;
  settled = 0;
  wentOnAt = 0;
  /** How many envelopes its inbox had handed out when it began. */
  readonly taken: number;
  /** The scope of its call, kept for it when the call is given up. */
  scope: CallScope | null = null;
  /** What it runs; known as it begins, if it has a context of its own. */
  method!: Method;
  caller: Caller | null = null;
  /** Its own once it is awaited, if it shared one before. */
  reply: Reply | null = null;
  /** What probes see of it, if there are any. */
  probed: ProbedTurn | null = null;
  /** What its caller was told when it was given up. */
  abortReason: unknown = null;
  // Made when its method asks for it.
  #view: TurnView | null = null;

  constructor(cell: object, taken: number) {
    this.cell = cell;
    this.taken = taken;
  }

  /** The number of its envelope, if it was taken in its order. */
  get sequence(): number {
    return this.taken - 1;
  }

  /** The method that waits. */
  get by(): string {
    return this.method.name;
  }

  /** The scope that what it calls ends with, if it has one. */
  get limit(): CallScope | null {
    return this.scope ?? this.reply?.scope ?? null;
  }

  /** Returns what its method sees of it; errors of listeners are reported. */
  openView(report: (error: unknown) => void): Turn {
    return this.#view ??= new TurnView(this, report);
  }

  /** Tells the method that its caller waits no longer. */
  abort(reason: unknown): void {
    this.abortReason ??= reason;
    this.#view?.abort(reason);
  }
}
