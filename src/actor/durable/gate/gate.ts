import type { Reply } from "../../../envelope/reply.ts";
import type { Held } from "../../../envelope/target.ts";

/**
 * The one way out of a durable actor: nothing that a turn makes leaves before
 * the commit of what it has changed, nor of what turns before it have.
 */
export class Gate {
  // In the order of the turns that made them.
  #held: Held[] = [];
  // Those that are about to leave, behind a commit that has ended.
  #leaving: Held[] = [];
  #isReleasing = false;
  // The place of the first one that waits for a commit that has not begun.
  #uncommittedFrom: number | null = null;
  #isCommitting = false;

  /** Whether what comes now leaves at once. */
  get isOpen(): boolean {
    return this.#held.length === 0 && this.#leaving.length === 0 &&
      !this.#isCommitting && this.#uncommittedFrom === null;
  }

  /** Lets something leave, now or behind the commits that it waits for. */
  pass(held: Held): void {
    if (this.isOpen) held.release();
    else if (this.#isCommitting || this.#uncommittedFrom !== null) {
      if (this.#held.length > 0) this.#held.push(held);
      // As a rule it is the only one: no list that has grown for more.
      else this.#held = [held];
    } else this.#leaving.push(held);
  }

  /** Waits until all that has changed is committed; rejects if it is lost. */
  wait(makeError: (cause: unknown) => Error): Promise<void> {
    return new Promise((release, reject) => {
      const drop = (cause: unknown): void => reject(makeError(cause));
      this.pass({ answers: null, release, drop });
    });
  }

  /** Learns that something has changed: what passes from now on waits. */
  close(): void {
    this.#uncommittedFrom ??= this.#held.length;
  }

  /** Learns that all changes up to now are on their way. */
  beginCommit(): void {
    this.#isCommitting = true;
    this.#uncommittedFrom = null;
  }

  /** Learns that they are committed; what waited for that is to be released. */
  endCommit(): void {
    this.#isCommitting = false;
    let leaving = this.#held;
    if (this.#uncommittedFrom === null) this.#held = [];
    else {
      leaving = leaving.splice(0, this.#uncommittedFrom);
      this.#uncommittedFrom = 0;
    }
    if (this.#leaving.length === 0) this.#leaving = leaving;
    else this.#leaving.push(...leaving);
  }

  /** Releases what has waited for commits that have ended, in its order. */
  release(): void {
    if (this.#isReleasing) return;
    this.#isReleasing = true;
    let at = 0;
    try {
      while (at < this.#leaving.length) this.#leaving[at++]!.release();
    } finally {
      this.#leaving = this.#leaving.slice(at);
      this.#isReleasing = false;
      // What throws keeps nothing that is behind it.
      if (this.#leaving.length > 0) this.release();
    }
  }

  /** Drops all that waits: a commit was lost. */
  drop(cause?: unknown): void {
    const held = this.#held;
    this.#held = [];
    this.#isCommitting = false;
    this.#uncommittedFrom = null;
    for (const one of held) one.drop(cause);
  }

  /** The calls whose answers wait here. */
  get answers(): readonly Reply[] {
    return this.#held.flatMap(({ answers }) => answers ?? []);
  }

  /** Whether the reply of a call waits here. */
  holds(call: Reply): boolean {
    return this.#held.some(({ answers }) => answers?.origin === call);
  }
}
