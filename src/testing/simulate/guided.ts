import type { Activation } from "../../actor/port/activation.ts";
import type { Arrival, Probe, ProbedTurn } from "../../actor/port/probe.ts";
import { nameActor } from "../../envelope/actor_id.ts";
import type { Interceptor } from "../../envelope/interceptor.ts";
import { Attempt } from "../../envelope/replies/intercepted_reply.ts";
import { CallReply } from "../../envelope/replies/call_reply.ts";
import type { ActorAt, Strategy } from "./strategy.ts";

/** Code outside of actors, as what a step touches. */
const OUTSIDE = "outside";

/** Passes calls on as {@linkcode GuidedStrategy.interceptor} does. */
export const PASSING: Interceptor = { outgoing: (_call, next) => next() };

/** One run of an actor, and all that it set off before the next. */
export interface ExploredStep {
  /** Who were ready. */
  readonly enabled: readonly string[];
  /** Who ran. */
  readonly chosen: string;
  /** What it read or changed, by name. */
  readonly touched: Set<string>;
  /** The steps that had to come before it, as their numbers. */
  readonly causes: Set<number>;
  /** How often nothing had been ready before: then all before was over. */
  readonly epoch: number;
}

/** Whom a step must not choose, and why: what that touched. */
export type Sleeping = Map<string, ReadonlySet<string>>;

/** What an order of turns is to begin with. */
export interface Guide {
  /** Who runs, step by step. */
  readonly prefix: readonly string[];
  /** Who needs no further look behind the prefix. */
  readonly sleeping: Sleeping;
}

/**
 * Follows a given order of turns to its end, then goes on with the first that
 * is ready, and notes what each step touches.
 */
export class GuidedStrategy implements Strategy, Probe {
  readonly mayGoOn = false;
  readonly steps: ExploredStep[] = [];
  readonly #guide: Guide;
  #sleeping: Sleeping;
  #epoch = 0;
  #isLost = false;
  readonly #origins = new WeakMap<Arrival, number>();
  readonly #replies = new WeakMap<Arrival, unknown>();
  // The turn that was over at once, if no code waited for its reply.
  #unheard: ProbedTurn | null = null;
  #arrival: Arrival | null = null;
  /** Ends the run. */
  onSeen: () => void = () => {};

  constructor(guide: Guide) {
    this.#guide = guide;
    this.#sleeping = new Map(guide.sleeping);
  }

  /** Sees who waits for the replies of calls. */
  readonly interceptor: Interceptor = {
    outgoing: (_call, next) => {
      this.#arrival = null;
      const reply: unknown = next();
      if (this.#arrival !== null) this.#replies.set(this.#arrival, reply);
      return reply;
    },
  };

  /** Whether the run did not go as the order has it: it differs. */
  get isLost(): boolean {
    return this.#isLost || this.steps.length < this.#guide.prefix.length;
  }

  pick(ready: number, actorAt: ActorAt): number {
    const enabled = Array.from(
      { length: ready },
      (_, index) => nameActor(actorAt(index)),
    );
    const index = this.#pickIndex(enabled);
    this.#begin(enabled, enabled[index]!);
    return index;
  }

  goesOn(): boolean {
    return false;
  }

  pickAmong(): number {
    return 0;
  }

  noteQuiet(): void {
    this.#epoch++;
    if (this.steps.length < this.#guide.prefix.length) return;
    this.#sleeping = new Map();
  }

  arrive(activation: Activation, arrival: Arrival): boolean {
    this.#arrival = arrival;
    if (this.steps.length > 0) {
      this.#origins.set(arrival, this.steps.length - 1);
    }
    this.#touch(`to ${nameActor(activation.actor)}`);
    return true;
  }

  start({ arrival }: ProbedTurn): void {
    const origin = this.#origins.get(arrival);
    if (origin !== undefined) this.steps.at(-1)?.causes.add(origin);
  }

  around(turn: ProbedTurn, run: () => boolean): boolean {
    const { activation, arrival } = turn;
    const isHeard = isAwaited(this.#replies.get(arrival));
    const before = activation.openTurns.length;
    const mayFollow = run();
    // One that goes on may be awaited at any time until it ends.
    const goesOn = activation.openTurns.length > before;
    this.#unheard = isHeard || goesOn ? null : turn;
    return mayFollow;
  }

  end(turn: ProbedTurn): void {
    const { activation, arrival, caller } = turn;
    this.#touch(nameActor(activation.actor));
    if (arrival.kind !== "call" || this.#unheard === turn) return;
    this.#touch(caller ? nameActor(caller.actor) : OUTSIDE);
  }

  #pickIndex(enabled: readonly string[]): number {
    const at = this.steps.length;
    const given = this.#guide.prefix[at];
    if (given !== undefined) return Math.max(0, this.#find(enabled, given));
    this.#wakeBy(at - 1);
    const index = enabled.findIndex((name) => !this.#sleeping.has(name));
    if (index >= 0) return index;
    this.onSeen();
    return 0;
  }

  #find(enabled: readonly string[], given: string): number {
    const index = enabled.indexOf(given);
    if (index < 0) this.#isLost = true;
    return index;
  }

  /** Forgets those of whom the last step changes what they would do. */
  #wakeBy(at: number): void {
    const last = this.steps[at];
    if (last === undefined || at < this.#guide.prefix.length - 1) return;
    for (const [name, touched] of this.#sleeping) {
      if (!touched.isDisjointFrom(last.touched)) this.#sleeping.delete(name);
    }
  }

  #begin(enabled: readonly string[], chosen: string): void {
    this.steps.push({
      enabled,
      chosen,
      touched: new Set([chosen]),
      causes: new Set(),
      epoch: this.#epoch,
    });
  }

  #touch(name: string): void {
    this.steps.at(-1)?.touched.add(name);
  }
}

function isAwaited(reply: unknown): boolean {
  if (!(reply instanceof Attempt)) return true;
  const { origin } = reply;
  return !(origin instanceof CallReply) || origin.isAwaited;
}
