import type { ActorWrite } from "../../../store/store.ts";
import { StoreError } from "../../../store/store_error.ts";
import { Draft } from "./draft.ts";
import type { Guard, ShardFence } from "./guard.ts";
import type { KnownStates } from "./known_states.ts";
import { readState, type RecordState } from "./message.ts";
import { type Expected, MAX_BATCH, type Outgoing } from "./publish.ts";
import type { StoreStream } from "./stream.ts";

/** What drafting asks of its store. */
export interface DraftingParts {
  readonly stream: StoreStream;
  readonly guard: Guard;
  readonly known: KnownStates;
}

/**
 * How many rows one write may have: an actor's messages go together, beside
 * what says which commit it is, its record, two shards and when to wake it.
 */
export const MAX_ROWS = 985;

/** How many bytes are sent at once, unless one actor alone has more. */
const MAX_BATCH_BYTES = 4_194_304;

/** How many records are put one by one: a batch costs as much as some. */
const MAX_PUTS = 128;

/** What one commit writes of an actor. */
export interface Group {
  readonly subject: string;
  readonly writes: readonly (readonly [place: number, write: ActorWrite])[];
  /** The places of those that are refused. */
  refused: number[];
}

/** What is written of one actor. */
export interface Part {
  readonly group: Group;
  readonly draft: Draft;
  readonly messages: readonly Outgoing[];
}

/** What is ready to be sent. */
export interface Batch {
  /** What it stands on. */
  readonly expected: Expected;
  /** What looks at the fences of others, and tells them. */
  readonly checks: readonly Outgoing[];
  readonly parts: readonly Part[];
  /** Whether each of its records may be put by itself. */
  readonly arePuts: boolean;
}

/** The fences of shards, as they were read last. */
type Fences = ReadonlyMap<number, ShardFence>;

/** Makes batches of what is to be written. */
export class Drafting {
  readonly #parts: DraftingParts;
  // What said that others have written in the engine's shards.
  #others = 0;

  constructor(parts: DraftingParts) {
    this.#parts = parts;
  }

  /** Puts the writes of each actor together. */
  group(writes: readonly ActorWrite[]): Group[] {
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
  async draft(
    waiting: readonly Group[],
    isAnew: boolean,
    until: number,
  ): Promise<Batch> {
    const { guard, known, stream } = this.#parts;
    if (guard.others !== this.#others) known.clear();
    this.#others = guard.others;
    // Before any fence is looked at: what is lost from then on changes it.
    const { expected } = guard;
    const some = waiting.slice(0, MAX_BATCH);
    const fences = await this.#readFences(listFenced(some), until);
    const drafts = await Promise.all(
      some.map((group) => this.#draftOne(group, fences, isAnew, until)),
    );
    const shards = new Set(drafts.flatMap(({ shards }) => shards));
    const all = await this.#readFences(shards, until);
    const others = Array.from(all).filter(([, one]) => !guard.isOwn(one));
    const checks = guard.check(others);
    const parts = pack(some, drafts, {
      now: stream.link.runtime.now(),
      most: MAX_BATCH - 1 - checks.length,
      isOwn: (shard) => others.every(([other]) => other !== shard),
      looks: stream.looksAtMany ? Infinity : Math.max(0, 1 - checks.length),
    });
    const arePuts = others.length === 0 && stream.takesPuts &&
      parts.length <= MAX_PUTS && parts.every(isPut);
    return { expected, checks, parts, arePuts };
  }

  async #readFences(shards: Iterable<number>, until: number): Promise<Fences> {
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
    fences: Fences,
    isAnew: boolean,
    until: number,
  ): Promise<Draft> {
    const { known, stream } = this.#parts;
    const found = isAnew ? null : known.find(group.subject);
    const state = found ?? await this.#readState(group.subject, until);
    const draft = this.#take(group, state, fences);
    // What is remembered may be over: it refuses none, and proves nothing.
    const isSure = group.refused.length === 0 && !draft.isEmpty;
    if (!isSure && found !== null) {
      return await this.#draftOne(group, fences, true, until);
    }
    if (!draft.needsBytes) return draft;
    const kept = await stream.get(group.subject, until);
    if (kept?.seq === state.seq) draft.keep(kept.bytes);
    else return await this.#draftOne(group, fences, true, until);
    return draft;
  }

  #take(group: Group, state: RecordState, fences: Fences): Draft {
    const { link, subjects } = this.#parts.stream;
    const [[, { actor }]] = group.writes as [[number, ActorWrite]];
    const draft = new Draft(actor, state, subjects);
    group.refused = [];
    for (const [place, write] of group.writes) {
      const isTaken = !isFenced(write, fences) &&
        draft.take(write, link.runtime.now());
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
}

/** Lists the shards that writes are fenced by. */
function listFenced(groups: readonly Group[]): Set<number> {
  const shards = new Set<number>();
  for (const { writes } of groups) {
    for (const [, { epoch, shard }] of writes) {
      if (epoch !== undefined && shard !== undefined) shards.add(shard);
    }
  }
  return shards;
}

function isFenced({ epoch, shard }: ActorWrite, fences: Fences): boolean {
  if (epoch === undefined || shard === undefined) return false;
  return epoch < (fences.get(shard)?.epoch ?? -Infinity);
}

function isPut({ draft, messages }: Part): boolean {
  return messages.length === 0 || draft.isPut;
}

/** How many drafts go into one batch. */
interface PackLimits {
  readonly now: number;
  /** How many messages it may have beside those that are in it. */
  readonly most: number;
  /** Of how many records alone it may look at whether they are the same. */
  readonly looks: number;
  isOwn(shard: number): boolean;
}

/** Takes as many drafts as the server takes at once. */
function pack(
  groups: readonly Group[],
  drafts: readonly Draft[],
  { isOwn, looks, most, now }: PackLimits,
): Part[] {
  const parts: Part[] = [];
  let [count, bytes, looked] = [0, 0, 0];
  for (const [place, draft] of drafts.entries()) {
    const messages = draft.write(now, isOwn);
    if (messages.length > most) throw makeTooMany(draft, messages.length);
    count += messages.length;
    for (const message of messages) bytes += message.bytes.length;
    if (messages[0]?.expected?.subject !== undefined) looked++;
    const isFull = count > most || bytes > MAX_BATCH_BYTES || looked > looks;
    if (isFull && parts.length > 0) break;
    parts.push({ group: groups[place]!, draft, messages });
  }
  return parts;
}

function makeTooMany({ actor: { type, id } }: Draft, count: number) {
  return new StoreError(
    `Cannot commit "${type}/${id}": it changes ${count} rows and records at ` +
      `once, and NATS writes at most ${MAX_BATCH}; nothing of it was written`,
    { code: "failed" },
  );
}
