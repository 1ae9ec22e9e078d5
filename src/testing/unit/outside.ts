import type { Activation } from "../../actor/port/activation.ts";
import { IN_HOOK } from "../../actor/port/asked_for.ts";
import type { WaitEdge } from "../../envelope/target.ts";

/** A turn or hook that has begun and not ended. */
export interface Doing {
  /** The method or hook. */
  readonly by: string;
  /** The calls that it waits for. */
  readonly calls: readonly WaitEdge[];
  /** Until when it sleeps, in the runtime's milliseconds; `null` if awake. */
  readonly sleepsUntil: number | null;
  /** Tells it from others of its activation. */
  readonly place: number;
}

/** What an actor is in the middle of. */
export function listDoing(activation: Activation): Doing[] {
  const { phase, openTurns, waits, instance } = activation;
  const sleeps = readSleeps(activation);
  if (phase === "activating" || phase === "deactivating") {
    if (instance === null) return [];
    const by = phase === "activating" ? "init" : "deinit";
    const sleepsUntil = sleeps.get(IN_HOOK) ?? null;
    return [{ by, calls: waits, sleepsUntil, place: IN_HOOK }];
  }
  return openTurns.map((turn) => ({
    by: turn.method.name,
    calls: waits.filter((edge) => (edge.turn as object) === turn),
    sleepsUntil: sleeps.get(turn.taken) ?? null,
    place: turn.taken,
  }));
}

/** Whether something awaits what the engine does not know, such as a disk. */
export function isOutside({ calls, sleepsUntil }: Doing): boolean {
  return calls.length === 0 && sleepsUntil === null;
}

/** Until when the turns of an actor sleep. */
function readSleeps({ resources }: Activation): Map<number, number> {
  const sleeps = new Map<number, number>();
  for (const { askedIn, dueAt } of resources?.sleeps ?? []) {
    if (askedIn !== null) sleeps.set(askedIn, dueAt);
  }
  return sleeps;
}

/**
 * The time that each turn has had to hear from outside of the engine: the clock
 * must not jump an hour ahead while a turn awaits a file.
 */
export class OutsideTime {
  readonly #most: number;
  // How often the one of a place was looked at, by its activation.
  readonly #looks = new WeakMap<Activation, Map<number, number>>();

  /** Lets each turn be looked at `most` times. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Looks at all of them; returns whether any should have some more time. */
  look(activations: Iterable<Activation>): boolean {
    let isAny = false;
    for (const activation of activations) {
      if (activation.isBusy && this.#lookAt(activation)) isAny = true;
    }
    return isAny;
  }

  #lookAt(activation: Activation): boolean {
    const outside = listDoing(activation).filter(isOutside);
    if (outside.length === 0) return false;
    const before = this.#looks.get(activation);
    const looks = new Map<number, number>();
    for (const { place } of outside) {
      looks.set(place, (before?.get(place) ?? 0) + 1);
    }
    // What has ended is forgotten.
    this.#looks.set(activation, looks);
    return looks.values().some((count) => count <= this.#most);
  }
}
