import { StoreError } from "../../../store/store_error.ts";
import type { DueIndex } from "./due_index.ts";
import type { Guard, ShardFence } from "./guard.ts";
import type { KnownStates } from "./known_states.ts";
import { MAX_BATCH } from "./publish.ts";
import type { Sender } from "./sender.ts";

/** What raising fences asks of its store. */
export interface FencingParts {
  readonly guard: Guard;
  readonly known: KnownStates;
  readonly index: DueIndex;
  readonly sender: Sender;
}

/** A fence that is to be raised, of a shard that no other one is of. */
export interface AskedFence {
  readonly shard: number;
  readonly epoch: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** A fence that is to be raised, and what it is by now. */
interface Raise {
  readonly asked: AskedFence;
  readonly last: ShardFence;
}

/** How many fences are raised at once: another engine's guard beside each. */
const AT_ONCE = MAX_BATCH / 2;

/** Raises the fences of shards. */
export class Fencing {
  readonly #parts: FencingParts;

  constructor(parts: FencingParts) {
    this.#parts = parts;
  }

  /** Raises fences together; each is told what becomes of it. */
  async raise(all: readonly AskedFence[], until: number): Promise<void> {
    for (let at = 0; at < all.length; at += AT_ONCE) {
      let waiting: readonly AskedFence[] = all.slice(at, at + AT_ONCE);
      while (waiting.length > 0) waiting = await this.#try(waiting, until);
    }
  }

  /** Tries to raise them; returns those that are to be tried again. */
  async #try(
    waiting: readonly AskedFence[],
    until: number,
  ): Promise<readonly AskedFence[]> {
    const { guard, index, sender } = this.#parts;
    await sender.clear(until);
    const read = await Promise.all(waiting.map(async (asked) => {
      return { asked, last: await guard.readFence(asked.shard, until) };
    }));
    const raises = read.filter((raise) => this.#isRaised(raise));
    if (raises.length === 0) return [];
    const messages = guard.raise(
      raises.map(({ asked, last }) => ({ ...asked, last })),
    );
    const published = await sender.send(sender.makeId(), messages, until);
    this.#forget(raises);
    if (published.kind === "written") {
      index.noteWritten(messages.length, published.last);
      this.#conclude(raises, published.last);
      return [];
    }
    // If it is not known, what is read next says it, or it is raised again.
    index.forgetAll();
    await sender.pause(until);
    return raises.map(({ asked }) => asked);
  }

  /** Whether a fence is to be raised; it is told of all else. */
  #isRaised({ asked, last }: Raise): boolean {
    const { epoch, shard } = asked;
    if (epoch < last.epoch) {
      asked.reject(
        new StoreError(
          `Cannot fence shard ${shard} with epoch ${epoch}: it has epoch ` +
            `${last.epoch}`,
          { code: "fenced" },
        ),
      );
      return false;
    }
    if (epoch > last.epoch || !this.#parts.guard.isOwn(last)) return true;
    asked.resolve();
    return false;
  }

  /** From here on others may have written, or this engine under it. */
  #forget(raises: readonly Raise[]): void {
    for (const { asked: { shard } } of raises) {
      this.#parts.known.noteFence(shard);
      this.#parts.index.forget(shard);
    }
  }

  #conclude(raises: readonly Raise[], last: number): void {
    const { guard } = this.#parts;
    // They are the last messages of their batch, in their order.
    const first = last - raises.length + 1;
    for (const [place, { asked }] of raises.entries()) {
      const { epoch, shard } = asked;
      const seq = first + place;
      guard.noteRaised(shard, { seq, epoch, engine: guard.engine });
      asked.resolve();
    }
  }
}
