import { NATS_REQUEST_MS, NATS_RETRY_MS } from "../../../base/nats_limits.ts";
import { StoreError } from "../../../store/store_error.ts";
import type { DueIndex } from "./due_index.ts";
import type { Guard } from "./guard.ts";
import { type Outgoing, publish, type Published } from "./publish.ts";
import type { StoreStream } from "./stream.ts";

/** What sending asks of its store. */
export interface SenderParts {
  readonly stream: StoreStream;
  readonly guard: Guard;
  readonly index: DueIndex;
}

/** How long a touch may take until it is asked for again, which is harmless. */
const TOUCH_MS = 1_000;

/**
 * Sends batches. Where no answer comes, it makes sure that the batch has no
 * effect any more unless it has had it, before anything else is done.
 */
export class Sender {
  readonly #parts: SenderParts;
  #count = 0;
  // Whether something may be on its way whose outcome is not known.
  #inDoubt = false;
  #clearing: Promise<void> | null = null;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Makes sure that what was given up by now has no effect any more. */
  clear(until: number): Promise<void> {
    if (!this.#inDoubt) return Promise.resolve();
    return this.#clearing ??= this.#settle(until)
      .finally(() => this.#clearing = null);
  }

  /** Returns an id for a batch. */
  makeId(): string {
    return `${this.#parts.guard.engine}-${++this.#count}`;
  }

  /** Sends messages that are written together, or not at all. */
  async send(
    id: string,
    messages: readonly Outgoing[],
    until: number,
    answerMs = NATS_REQUEST_MS,
  ): Promise<Published> {
    const session = await this.#parts.stream.link.session(until);
    const published = await publish(session, id, messages, answerMs);
    if (published.kind === "unknown") this.#inDoubt = true;
    return published;
  }

  /**
   * Waits a moment before something is tried again.
   *
   * @throws {StoreError} If it is too late for that (`failed`), or the stream
   * is gone (`lost`).
   */
  async pause(until: number): Promise<void> {
    const { stream } = this.#parts;
    // Waits for a leader, or finds that there is nothing to write to any more.
    await stream.findLast(until);
    const { link } = stream;
    if (link.runtime.now() < until) return await link.pass(NATS_RETRY_MS);
    throw new StoreError(
      "Cannot use the store: NATS has not answered in time; what was being " +
        "written may be written, or not",
      { code: "failed" },
    );
  }

  /** Waits until what may be on its way is written, or cannot be any more. */
  async #settle(until: number): Promise<void> {
    const { guard, index } = this.#parts;
    for (;;) {
      const id = this.makeId();
      const touch = [guard.touch()];
      const published = await this.send(id, touch, until, TOUCH_MS);
      if (published.kind === "written") guard.noteSeq(published.last);
      // Whatever has changed it: what was sent before stood on what it was.
      if (published.kind === "written") break;
      if (published.kind !== "unwritten" && await guard.refresh(until)) break;
      await this.pause(until);
    }
    index.forgetAll();
    this.#inDoubt = false;
  }
}
