import { MAYBE_SELF_WAIT_MS, SEEMING_SELF_WAIT_MS } from "../../base/limits.ts";
import type { RuntimeTimer } from "../../base/runtime.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import type { ActorType } from "../actor_type.ts";
import type { Activation } from "../port/activation.ts";
import { IN_HOOK } from "../port/asked_for.ts";
import {
  explainOwnTimer,
  findOwnTimer,
  type OwnTimer,
} from "../port/own_timer.ts";
import type { ActorTimer } from "../timer/timer.ts";

/** The cell whose turns may wait for themselves. */
export interface SelfWaitOwner extends
  Pick<
    Activation,
    "actor" | "openTurns" | "phase" | "resources" | "waits"
  > {
  readonly type: ActorType;
}

/**
 * Logs that a turn seems to wait for itself: it set a timer that is due, and
 * whose callback is a turn, too, and begins when this one has ended.
 *
 * What the turn does wait for cannot be known. So it must wait for nothing that
 * is known, and for a good while: less where the callback is one that ends a
 * promise, for what else would await it.
 */
export class SelfWait {
  readonly #owner: SelfWaitOwner;
  #check: RuntimeTimer | null = null;
  // The turn that was told of; it is told of once.
  #told: number | null = null;

  constructor(owner: SelfWaitOwner) {
    this.#owner = owner;
  }

  /** Learns that a tick waits in the inbox. */
  note({ askedIn }: ActorTimer): void {
    if (askedIn === null || this.#check !== null) return;
    const { openTurns, phase } = this.#owner;
    const isUnderWay = phase === "activating" && askedIn === IN_HOOK ||
      openTurns.some(({ taken }) => taken === askedIn);
    if (isUnderWay) this.#plan(SEEMING_SELF_WAIT_MS);
  }

  /** Looks no more. */
  cancel(): void {
    this.#check?.cancel();
    this.#check = null;
  }

  #plan(delayMs: number): void {
    const { runtime } = this.#owner.type.host;
    this.#check = runtime.setTimer(delayMs, () => {
      this.#check = null;
      this.#look();
    });
    // It is told of where the process lives on anyway.
    this.#check.unref?.();
  }

  #look(): void {
    const owner = this.#owner;
    const isDue = ({ isDue, askedIn }: ActorTimer): boolean =>
      isDue && askedIn !== this.#told;
    // A turn that waits for something known may wait for itself later.
    const own = owner.phase === "paused" ? null : findOwnTimer(owner, isDue);
    const waitsMs = own === null ? SEEMING_SELF_WAIT_MS : this.#findRest(own);
    if (waitsMs > 0) return this.#plan(waitsMs);
    this.#tell(own!);
  }

  #findRest({ timer: { dueAt, endsPromise } }: OwnTimer): number {
    const now = this.#owner.type.host.runtime.now();
    return dueAt - now +
      (endsPromise ? SEEMING_SELF_WAIT_MS : MAYBE_SELF_WAIT_MS);
  }

  #tell(own: OwnTimer): void {
    const { actor, type: { host } } = this.#owner;
    this.#told = own.timer.askedIn;
    const explanation = explainOwnTimer(own, host.runtime.now());
    host.logger.warn(
      `${formatActor(actor)}.${own.by} does not end: ${explanation}`,
    );
  }
}
