import type { OwnSleeps } from "../../envelope/reply.ts";

/** The sleeps of one turn or hook that are under way. */
export class TurnSleeps implements OwnSleeps {
  #count = 0;
  #waiting: (() => void)[] = [];

  get areOver(): boolean {
    return this.#count === 0;
  }

  /** Learns that one begins. */
  begin(): void {
    this.#count++;
  }

  /** Learns that one is over. */
  end(): void {
    if (--this.#count > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const callback of waiting) callback();
  }

  afterwards(callback: () => void): void {
    this.#waiting.push(callback);
  }
}
