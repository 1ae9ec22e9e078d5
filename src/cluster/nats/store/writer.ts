import type { ActorWrite } from "../../../store/store.ts";
import { StoreError } from "../../../store/store_error.ts";
import { Draft } from "./draft.ts";
import type { DueIndex } from "./due_index.ts";
import type { Guard, ShardFence } from "./guard.ts";
import type { KnownStates } from "./known_states.ts";
import { readState, type RecordState } from "./message.ts";
import { type Expected, MAX_BATCH, type Outgoing } from "./publish.ts";
import type { Sender } from "./sender.ts";
import type { StoreStream } from "./stream.ts";

/** What writing asks of its store. */
export interface WriterParts {
  readonly stream: StoreStream;
  readonly guard: Guard;
  readonly known: KnownStates;
  readonly index: DueIndex;
  readonly sender: Sender;
}

/**
 * How many rows one write may have: an actor's messages go together, beside
 * what says which commit it is, its record, two shards and when to wake it.
 */
export const MAX_ROWS = 990;

/** How many bytes are sent at once, unless one actor alone has more. */
const MAX_BATCH_BYTES = 4_194_304;

/** How often a commit is made anew that others are in the way of. */
const MAX_TRIES = 100;

/** What one commit writes of an actor. */
interface Group {
  readonly subject: string;
  readonly writes: readonly (readonly [place: number, write: ActorWrite])[];
  /** The places of those that are refused. */
  refused: number[];
}

/** A batch that is ready to be sent. */
interface Batch {
  /** What it stands on. */
  readonly expected: Expected;
  readonly groups: readonly Group[];
  readonly drafts: readonly Draft[];
  readonly messages: readonly Outgoing[];
}

/** Writes what an engine commits. */
export class Writer {
  readonly #parts: WriterParts;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Writes what may be; returns the places of what is refused. */
  async commit(
    writes: readonly ActorWrite[],
    until: number,
  ): Promise<number[]> {
    const refused: number[] = [];
    let waiting = this.#group(writes);
    for (let tries = 0; waiting.length > 0; tries++) {
      await this.#parts.sender.clear(until);
      if (tries > 1) await this.#parts.stream.link.pass(tries);
      const batch = await this.#draft(waiting, tries > 0, until);
      if (!await this.#write(batch, until)) {
        if (tries < MAX_TRIES) continue;
        throw new StoreError(
          "Cannot commit: others write the same actors again and again",
          { code: "conflict" },
        );
      }
      for (const group of batch.groups) refused.push(...group.refused);
      waiting = waiting.slice(batch.groups.length);
      tries = -1;
    }
    return refused.sort((one, other) => one - other);
  }

  get #runtime() {
    return this.#parts.stream.link.runtime;
  }

  #group(writes: readonly ActorWrite[]): Group[] {
    const { subjects } = this.#parts.stream;
    const groups = new Map<string, [number, ActorWrite][]>();
    for (const [place, write] of writes.entries()) {
      const subject = subjects.record(write.actor);
      const found = groups.get(subject);
      if (found === undefined) groups.set(subject, [[place, write]]);
      else found.push([place, write]);
    }
    return Array.from(
      groups,
      ([subject, writes]) => ({ subject, writes, refused: [] }),
    );
  }

  /** Makes a batch of the first of them, as many as go into one. */
  async #draft(
    waiting: readonly Group[],
    isAnew: boolean,
    until: number,
  ): Promise<Batch> {
    const { guard } = this.#parts;
    // Before any fence is looked at: what is lost from then on changes it.
    const { expected } = guard;
    const some = waiting.slice(0, MAX_BATCH);
    const fences = await this.#readFences(some, until);
    const drafts = await Promise.all(
      some.map((group) => this.#draftOne(group, fences, isAnew, until)),
    );
    const checks = Array.from(fences)
      .filter(([, fence]) => !guard.isOwn(fence))
      .map(([shard, fence]) => guard.check(shard, fence));
    const now = this.#runtime.now();
    return { expected, ...pack(some, drafts, checks, now) };
  }

  /** Returns the fences of the shards that some writes are fenced by. */
  async #readFences(
    groups: readonly Group[],
    until: number,
  ): Promise<Map<number, ShardFence>> {
    const shards = new Set<number>();
    for (const { writes } of groups) {
      for (const [, { epoch, shard }] of writes) {
        if (epoch !== undefined && shard !== undefined) shards.add(shard);
      }
    }
    const { guard } = this.#parts;
    return new Map(
      await Promise.all(Array.from(
        shards,
        async (shard) => [shard, await guard.findFence(shard, until)] as const,
      )),
    );
  }

  async #draftOne(
    group: Group,
    fences: ReadonlyMap<number, ShardFence>,
    isAnew: boolean,
    until: number,
  ): Promise<Draft> {
    const { known } = this.#parts;
    const found = isAnew ? null : known.find(group.subject);
    const state = found ?? await this.#readState(group.subject, until);
    const draft = this.#take(group, state, fences);
    // What is remembered may be over: it refuses none.
    if (group.refused.length > 0 && found !== null) {
      return await this.#draftOne(group, fences, true, until);
    }
    if (!draft.needsBytes) return draft;
    const kept = await this.#parts.stream.get(group.subject, until);
    if (kept?.seq === state.seq) draft.keep(kept.bytes);
    else return await this.#draftOne(group, fences, true, until);
    return draft;
  }

  #take(
    group: Group,
    state: RecordState,
    fences: ReadonlyMap<number, ShardFence>,
  ): Draft {
    const { subjects } = this.#parts.stream;
    const [[, { actor }]] = group.writes as [[number, ActorWrite]];
    const draft = new Draft(actor, state, subjects);
    group.refused = [];
    for (const [place, write] of group.writes) {
      const isTaken = !isFenced(write, fences) &&
        draft.take(write, this.#runtime.now());
      if (!isTaken) group.refused.push(place);
    }
    return draft;
  }

  async #readState(subject: string, until: number): Promise<RecordState> {
    const kept = await this.#parts.stream.get(subject, until);
    const state = readState(kept);
    this.#parts.known.note(subject, state);
    return state;
  }

  /** Writes a batch; returns whether it is, or it is to be made anew. */
  async #write(batch: Batch, until: number): Promise<boolean> {
    const { drafts, expected, messages } = batch;
    if (messages.length === 0) return true;
    const { guard, known } = this.#parts;
    for (;;) {
      const id = this.#parts.sender.makeId();
      const all = [guard.begin(id, expected), ...messages];
      const published = await this.#parts.sender.send(id, all, until);
      if (published.kind === "written") {
        this.#conclude(drafts, all, published.last);
        return true;
      }
      if (published.kind === "conflict") {
        await guard.refresh(until);
        return false;
      }
      if (published.kind === "unknown") {
        await this.#parts.sender.clear(until);
        for (const { subject } of drafts) known.forget(subject);
        return await guard.readLast(until) === id;
      }
      await this.#parts.sender.pause(until);
    }
  }

  #conclude(
    drafts: readonly Draft[],
    messages: readonly Outgoing[],
    last: number,
  ): void {
    const { index, known } = this.#parts;
    const places = new Map(
      messages.map(({ subject }, place) => [subject, place]),
    );
    index.noteWritten(messages.length, last);
    for (const draft of drafts) {
      const place = places.get(draft.subject) ?? 0;
      const seq = last - messages.length + 1 + place;
      known.note(draft.subject, draft.concludeAt(seq));
      index.note(draft);
    }
  }
}

function isFenced(
  { epoch, shard }: ActorWrite,
  fences: ReadonlyMap<number, ShardFence>,
): boolean {
  if (epoch === undefined || shard === undefined) return false;
  return epoch < (fences.get(shard)?.epoch ?? -Infinity);
}

/** Puts as many drafts into a batch as the server takes. */
function pack(
  groups: readonly Group[],
  drafts: readonly Draft[],
  checks: readonly Outgoing[],
  now: number,
): Omit<Batch, "expected"> {
  // The first message says which commit it is.
  const most = MAX_BATCH - 1 - checks.length;
  const messages: Outgoing[] = [];
  let bytes = 0;
  let count = 0;
  for (const draft of drafts) {
    const next = draft.write(now);
    if (next.length > most) throw makeTooMany(draft, next.length);
    for (const message of next) bytes += message.bytes.length;
    const isFull = messages.length + next.length > most ||
      (count > 0 && bytes > MAX_BATCH_BYTES);
    if (isFull) break;
    messages.push(...next);
    count++;
  }
  return {
    groups: groups.slice(0, count),
    drafts: drafts.slice(0, count),
    messages: messages.length === 0 ? [] : [...checks, ...messages],
  };
}

function makeTooMany({ actor: { type, id } }: Draft, count: number) {
  return new StoreError(
    `Cannot commit "${type}/${id}": it changes ${count} rows and records at ` +
      `once, and NATS writes at most ${MAX_BATCH}; nothing of it was written`,
    { code: "failed" },
  );
}
