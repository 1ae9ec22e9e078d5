import { GuardedAbort } from "../../base/guarded_abort.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { Caller } from "../../envelope/target.ts";

/**
 * What an actor may know of the turn whose code asks, at any `await` of it.
 *
 * `init` and `deinit` are turns, and so are a timer's callback and a stream's
 * payload; none of them has a deadline. Work that belongs to no turn, for its
 * turn has ended or the constructor runs, has the texts `""`, no caller and no
 * deadline, and the signal of its activation.
 *
 * @example Say for whom, and how long it may take
 * ```ts
 * import type { Context } from "@backstage/actors";
 *
 * export class Vault {
 *   constructor(readonly ctx: Context) {}
 *
 *   async open(): Promise<string> {
 *     const { id, method, caller, deadline, signal } = this.ctx.turn;
 *     const left = deadline === null ? "no limit" : deadline - this.ctx.now();
 *     this.ctx.log.info(id, method, caller?.type ?? "outside", left);
 *     const answer = await fetch("https://example.com/vault", { signal });
 *     return await answer.text();
 *   }
 * }
 * ```
 */
export interface Turn {
  /** Tells the turns of one engine apart. */
  readonly id: string;
  /** The method's name; `init` or `deinit` in a hook, `timer` in a tick. */
  readonly method: string;
  /**
   * The actor that called, sent or published, as the engine knows it; `null`
   * where that was code outside actors, and in hooks and ticks.
   */
  readonly caller: ActorId | null;
  /** When it began, in the milliseconds of `ctx.now()`. */
  readonly startedAt: number;
  /**
   * When the time of its call is over, in the milliseconds of `ctx.now()`;
   * `null` while it has no limit. A limit that the call was made with holds
   * from the start; what the caller's own turn has left, and `callTimeoutMs`,
   * from when the call is awaited: as a rule from the first `await` on.
   */
  readonly deadline: number | null;
  /**
   * Aborted when the caller waits for the turn no longer: the call took too
   * long or was given up, or the engine stops without it. Its `reason` is what
   * the caller was told.
   *
   * The steps of a streaming reply have one turn, whose signal is aborted, too,
   * when the consumer goes.
   *
   * A turn without a call, that of a hook, a timer or a payload, has the signal
   * of its activation: `ctx.signal`.
   */
  readonly signal: AbortSignal;
}

/** The life that a turn is part of. */
export interface TurnLife {
  /** Aborted when it ends. */
  readonly signal: AbortSignal;
  /** The time in the runtime's milliseconds. */
  now(): number;
  /** Learns what a listener of a turn's signal throws. */
  report(error: unknown): void;
}

/** A turn or hook as it is looked at. */
export interface SeenTurn {
  /** The name of the method or hook. */
  readonly by: string;
  readonly caller: Caller | null;
  /** Whether it runs for a call, which may be given up. */
  readonly isCall: boolean;
  /** When it began, if that was noted. */
  startedAt: number | null;
  /** Tells the turns of one engine apart. */
  readonly id: string;
  /** When the time of its call is over; may be `Infinity`. */
  readonly endsAt: number;
  /** What its caller was told when it was given up. */
  readonly abortReason: unknown;
}

/** A turn as its own code sees it. */
export class CurrentTurn implements Turn {
  readonly #turn: SeenTurn;
  readonly #life: TurnLife;
  #abort: GuardedAbort | null = null;

  constructor(turn: SeenTurn, life: TurnLife) {
    this.#turn = turn;
    this.#life = life;
    // Its method has not returned: it began just now.
    turn.startedAt ??= life.now();
  }

  get id(): string {
    return this.#turn.id;
  }

  get method(): string {
    return this.#turn.by;
  }

  get caller(): ActorId | null {
    return this.#turn.caller?.actor ?? null;
  }

  get startedAt(): number {
    return this.#turn.startedAt!;
  }

  get deadline(): number | null {
    const { endsAt } = this.#turn;
    return endsAt === Infinity ? null : endsAt;
  }

  get signal(): AbortSignal {
    if (!this.#turn.isCall) return this.#life.signal;
    if (this.#abort === null) {
      this.#abort = new GuardedAbort((error) => this.#life.report(error));
      const { abortReason } = this.#turn;
      if (abortReason !== null) this.#abort.abort(abortReason);
    }
    return this.#abort.signal;
  }

  /** Tells its code that its caller waits no longer. */
  abort(reason: unknown): void {
    this.#abort?.abort(reason);
  }
}

/** What work that belongs to no turn sees of one. */
export class NoTurn implements Turn {
  readonly id = "";
  readonly method = "";
  readonly caller = null;
  readonly deadline = null;
  readonly #life: TurnLife;

  constructor(life: TurnLife) {
    this.#life = life;
  }

  /** It is not known when it began: this is when it asks. */
  get startedAt(): number {
    return this.#life.now();
  }

  get signal(): AbortSignal {
    return this.#life.signal;
  }
}
