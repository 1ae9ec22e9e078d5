import type { ActorWrite } from "../../../store/store.ts";
import { StoreError } from "../../../store/store_error.ts";
import {
  type Batch,
  Drafting,
  type DraftingParts,
  type Group,
} from "./drafting.ts";
import type { DueIndex } from "./due_index.ts";
import type { Outgoing } from "./publish.ts";
import { Puts } from "./puts.ts";
import type { Sender } from "./sender.ts";

/** What writing asks of its store. */
export interface WriterParts extends DraftingParts {
  readonly index: DueIndex;
  readonly sender: Sender;
}

/** How often a commit is made anew that others are in the way of. */
const MAX_TRIES = 100;

const NONE: readonly Group[] = [];

/** Writes what an engine commits. */
export class Writer {
  readonly #parts: WriterParts;
  readonly #drafting: Drafting;
  readonly #puts: Puts;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#drafting = new Drafting(parts);
    this.#puts = new Puts(parts);
  }

  /** Writes what may be; returns the places of what is refused. */
  async commit(
    writes: readonly ActorWrite[],
    until: number,
  ): Promise<number[]> {
    const refused: number[] = [];
    let waiting = this.#drafting.group(writes);
    for (let tries = 0; waiting.length > 0; tries++) {
      await this.#parts.sender.clear(until);
      if (tries > 1) await this.#parts.stream.link.pass(tries);
      const batch = await this.#drafting.draft(waiting, tries > 0, until);
      const left = new Set(await this.#write(batch, until));
      for (const { group } of batch.parts) {
        if (!left.has(group)) refused.push(...group.refused);
      }
      waiting = [...left, ...waiting.slice(batch.parts.length)];
      if (left.size === 0) tries = -1;
      else if (tries >= MAX_TRIES) throw makeConflict();
    }
    return refused.sort((one, other) => one - other);
  }

  /** Writes a batch; returns what is to be made anew. */
  async #write(batch: Batch, until: number): Promise<readonly Group[]> {
    const { arePuts, parts } = batch;
    if (parts.every(({ messages }) => messages.length === 0)) return NONE;
    if (arePuts) return await this.#puts.write(batch, until);
    const isWritten = await this.#writeBatch(batch, until);
    return isWritten ? NONE : parts.map(({ group }) => group);
  }

  /** Writes a batch at once; returns whether it is, or is to be made anew. */
  async #writeBatch(batch: Batch, until: number): Promise<boolean> {
    const { checks, expected, parts } = batch;
    const { guard, known, sender } = this.#parts;
    const messages = [...checks, ...parts.flatMap(({ messages }) => messages)];
    for (;;) {
      const id = sender.makeId();
      const all = [guard.begin(id, expected), ...messages];
      const published = await sender.send(id, all, until);
      if (published.kind === "written") {
        this.#conclude(batch, all, published.last);
        return true;
      }
      if (published.kind === "conflict") {
        await guard.refresh(until);
        guard.forgetFences();
        return false;
      }
      if (published.kind === "unknown") {
        await sender.clear(until);
        for (const { draft } of parts) known.forget(draft.subject);
        return await guard.readLast(until) === id;
      }
      await sender.pause(until);
    }
  }

  #conclude(
    { parts }: Batch,
    messages: readonly Outgoing[],
    last: number,
  ): void {
    const { index, known } = this.#parts;
    const places = new Map(
      messages.map(({ subject }, place) => [subject, place]),
    );
    index.noteWritten(messages.length, last);
    for (const { draft } of parts) {
      const place = places.get(draft.subject) ?? 0;
      const seq = last - messages.length + 1 + place;
      known.note(draft.subject, draft.concludeAt(seq));
      index.note(draft);
    }
  }
}

function makeConflict(): StoreError {
  return new StoreError(
    "Cannot commit: others write the same actors again and again",
    { code: "conflict" },
  );
}
