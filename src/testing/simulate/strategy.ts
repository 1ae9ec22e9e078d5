import type { RuntimeActor } from "../../base/runtime.ts";
import { Chance } from "./chance.ts";

/** Tells who those are that are ready. */
export type ActorAt = (index: number) => RuntimeActor;

/** Decides whose turn is next. */
export interface Strategy {
  /** Whether {@linkcode Strategy.goesOn} may ever say yes. */
  readonly mayGoOn: boolean;
  /** Picks which of `ready` actors runs next. */
  pick(ready: number, actorAt: ActorAt): number;
  /**
   * Decides whether the next turn follows at once, as in a busy engine, before
   * the code that waits for what the last one did.
   */
  goesOn(): boolean;
  /** Picks one of several timers that are due, or of engines that go on. */
  pickAmong(count: number): number;
  /** Learns that nothing was ready any more. */
  noteQuiet?(): void;
}

/** What the schedule's chance is drawn from, beside the others of a seed. */
const STREAM = 1;

/** How probable it is that turns follow at once: one of these for a seed. */
const BURSTS = [0, 0, 0.3, 0.7, 0.95];

/** Picks any that is ready, each as probable as the other. */
export class RandomStrategy implements Strategy {
  readonly mayGoOn = true;
  readonly #chance: Chance;
  readonly #burst: number;

  constructor(seed: number) {
    this.#chance = new Chance(seed, STREAM);
    this.#burst = BURSTS[this.#chance.below(BURSTS.length)]!;
  }

  pick(ready: number): number {
    return this.#chance.below(ready);
  }

  goesOn(): boolean {
    return this.#chance.next() < this.#burst;
  }

  pickAmong(count: number): number {
    return this.#chance.below(count);
  }
}

/** Picks the one that has been ready for longest. */
export class RoundRobinStrategy implements Strategy {
  readonly mayGoOn: boolean = false;

  pick(_ready: number, _actorAt: ActorAt): number {
    return 0;
  }

  goesOn(): boolean {
    return false;
  }

  pickAmong(): number {
    return 0;
  }
}

/** Keeps the order in which the same actors ran before, as far as it can. */
export class FollowingStrategy extends RoundRobinStrategy {
  override readonly mayGoOn: boolean;
  // How often each may run before it is behind those that are in the order.
  readonly #places = new Map<string, number[]>();

  constructor(order: readonly string[], mayGoOn: boolean) {
    super();
    this.mayGoOn = mayGoOn;
    for (const [at, name] of order.entries()) {
      const places = this.#places.get(name);
      if (places === undefined) this.#places.set(name, [at]);
      else places.push(at);
    }
    for (const places of this.#places.values()) places.reverse();
  }

  override pick(ready: number, actorAt: ActorAt): number {
    let best = 0;
    let first = Infinity;
    let chosen: number[] | undefined;
    for (let index = 0; index < ready; index++) {
      const { type, id } = actorAt(index);
      const places = this.#places.get(`${type}/${id}`);
      const at = places?.at(-1) ?? Infinity;
      if (at < first) [best, first, chosen] = [index, at, places];
    }
    chosen?.pop();
    return best;
  }
}

/** The exponents of how many turns a run is guessed to have. */
const MIN_LENGTH = 3;
const LENGTHS = 10;

/**
 * Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010): actors
 * have priorities by chance, the highest that is ready runs, and at `changes`
 * turns it falls behind all others. A bug of that depth is found with a
 * probability that has a lower bound.
 */
export class PctStrategy implements Strategy {
  readonly mayGoOn = false;
  readonly #chance: Chance;
  readonly #changes = new Set<number>();
  readonly #priorities = new Map<string, number>();
  #lowest = 0;
  #turns = 0;

  constructor(seed: number, changes: number) {
    this.#chance = new Chance(seed, STREAM);
    // The length is guessed by the seed alone, so that it replays by itself.
    const length = 2 ** (MIN_LENGTH + this.#chance.below(LENGTHS));
    for (let change = 0; change < changes; change++) {
      this.#changes.add(this.#chance.below(length));
    }
  }

  pick(ready: number, actorAt: ActorAt): number {
    let best = 0;
    let name = "";
    let highest = -Infinity;
    for (let index = 0; index < ready; index++) {
      const { type, id } = actorAt(index);
      const own = `${type}/${id}`;
      const priority = this.#find(own);
      if (priority <= highest) continue;
      [best, name, highest] = [index, own, priority];
    }
    if (this.#changes.has(this.#turns++)) {
      this.#priorities.set(name, --this.#lowest);
    }
    return best;
  }

  goesOn(): boolean {
    return false;
  }

  pickAmong(count: number): number {
    return this.#chance.below(count);
  }

  #find(name: string): number {
    let priority = this.#priorities.get(name);
    if (priority === undefined) {
      priority = this.#chance.next();
      this.#priorities.set(name, priority);
    }
    return priority;
  }
}
