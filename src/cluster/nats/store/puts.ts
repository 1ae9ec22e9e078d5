import { StoreError } from "../../../store/store_error.ts";
import type { Batch, DraftingParts, Group, Part } from "./drafting.ts";
import type { DueIndex } from "./due_index.ts";
import { COMMIT, readState } from "./message.ts";
import type { Published } from "./publish.ts";
import type { Sender } from "./sender.ts";

/** What putting records asks of its store. */
export interface PutsParts extends DraftingParts {
  readonly index: DueIndex;
  readonly sender: Sender;
}

/** A record that was put, and what has become of it. */
interface Put {
  readonly id: string;
  readonly part: Part;
  readonly published: Published;
}

/**
 * Puts records by themselves in the places of those before, a few at a time: on
 * one server that costs much less than a batch. Each says what its engine's
 * guard is, and need not say which record it stands on: an engine that writes
 * an actor of another engine's shards touches that guard.
 */
export class Puts {
  readonly #parts: PutsParts;

  constructor(parts: PutsParts) {
    this.#parts = parts;
  }

  /** Puts the records of a batch; returns what is to be made anew. */
  async write(batch: Batch, until: number): Promise<readonly Group[]> {
    const settled = await Promise.allSettled(
      batch.parts
        .filter(({ messages }) => messages.length > 0)
        .map((part) => this.#put(part, batch, until)),
    );
    const puts: Put[] = [];
    for (const one of settled) {
      // Of the others it is not known either what was written.
      if (one.status === "rejected") throw one.reason;
      puts.push(one.value);
    }
    this.#conclude(puts);
    const left = puts.filter(({ published: { kind } }) => kind !== "written");
    if (left.length === 0) return [];
    const { guard, sender } = this.#parts;
    await sender.clear(until);
    await guard.refresh(until);
    guard.forgetFences();
    const isLost = await Promise.all(
      left.map((put) => this.#isLost(put, until)),
    );
    const isPassing = left.some(({ published }) =>
      published.kind === "unwritten"
    );
    if (isPassing) await sender.pause(until);
    return left.filter((_, at) => isLost[at]).map(({ part }) => part.group);
  }

  async #put(part: Part, batch: Batch, until: number): Promise<Put> {
    const { sender } = this.#parts;
    const id = sender.makeId();
    const [message] = part.messages;
    const { expected } = batch;
    const all = [{ ...message!, expected, commit: id }];
    return { id, part, published: await sender.send(id, all, until) };
  }

  /** Learns of those that are written, in their order. */
  #conclude(puts: readonly Put[]): void {
    const { index, known } = this.#parts;
    const written = puts.flatMap(({ part: { draft }, published }) =>
      published.kind === "written" ? [{ draft, seq: published.last }] : []
    );
    for (const { draft, seq } of written.sort((a, b) => a.seq - b.seq)) {
      index.noteWritten(1, seq);
      known.note(draft.subject, draft.concludeAt(seq));
    }
  }

  /** Whether a record is not there that has had no answer, or a refusal. */
  async #isLost({ id, part, published }: Put, until: number): Promise<boolean> {
    if (published.kind !== "unknown") return true;
    const { known, stream } = this.#parts;
    const { draft } = part;
    const kept = await stream.get(draft.subject, until);
    const state = readState(kept);
    known.note(draft.subject, state);
    if (kept?.header(COMMIT) === id) return false;
    if (state.seq === draft.seq) return true;
    throw new StoreError(
      `Cannot commit ${draft.subject}: NATS has not answered, and another ` +
        "engine has written it since; it is not known whether it was written",
      { code: "failed" },
    );
  }
}
