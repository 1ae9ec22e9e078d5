import type { DueActor, DueQuery } from "../../../store/store.ts";
import { compareUtf8 } from "../../../store/utf8_order.ts";
import type { Draft } from "./draft.ts";
import type { Guard } from "./guard.ts";
import { readWake } from "./message.ts";
import { scan } from "./scan.ts";
import type { StoreStream } from "./stream.ts";

/** The actors of a shard that are to be woken, by what names them. */
type Waking = Map<string, DueActor>;

/** All that are to be woken, as of the last message of the stream. */
interface All {
  last: number;
  readonly waking: Map<number | null, Waking>;
}

/**
 * Which actors are to be woken: of an engine's own shards it is kept up to date
 * by what that commits, for no other engine writes there.
 */
export class DueIndex {
  readonly #stream: StoreStream;
  readonly #guard: Guard;
  readonly #own = new Map<number, Waking>();
  #all: All | null = null;
  // What said that others have written there when those were read.
  #others = 0;

  constructor(stream: StoreStream, guard: Guard) {
    this.#stream = stream;
    this.#guard = guard;
  }

  /** Lists actors that are due; no write is under way meanwhile. */
  async list(query: DueQuery, until: number): Promise<DueActor[]> {
    const { shards } = query;
    const areOwn = shards !== undefined && await this.#areOwn(shards, until);
    const all = areOwn
      ? await this.#readOwn(shards, until)
      : await this.#readAll(shards, until);
    return select(all, query);
  }

  /** Learns how many messages were written, and the number of the last. */
  noteWritten(count: number, last: number): void {
    if (this.#all === null) return;
    // Where others have written, too, all is looked for again.
    if (last - count === this.#all.last) this.#all.last = last;
    else this.#all = null;
  }

  /** Learns what was written of an actor. */
  note({ actor, subject, wake }: Draft): void {
    if (wake === null) return;
    const { from, to, wakeAt } = wake;
    this.#find(from)?.delete(subject);
    this.#all?.waking.get(from)?.delete(subject);
    if (wakeAt === null) return;
    const due: DueActor = { actor, wakeAt };
    this.#find(to)?.set(subject, due);
    if (this.#all !== null) addTo(this.#all.waking, to, subject, due);
  }

  /** Forgets what is known of a shard: others may have written there. */
  forget(shard: number): void {
    this.#own.delete(shard);
  }

  /** Forgets all: it is not known what was written. */
  forgetAll(): void {
    this.#own.clear();
    this.#all = null;
  }

  #find(shard: number | null): Waking | undefined {
    return shard === null ? undefined : this.#own.get(shard);
  }

  /** Whether all of some shards are the engine's own, just now. */
  async #areOwn(shards: readonly number[], until: number): Promise<boolean> {
    const guard = this.#guard;
    await guard.refresh(until);
    if (guard.others !== this.#others) {
      this.#own.clear();
      this.#others = guard.others;
    }
    const fences = await Promise.all(
      shards.map((shard) => guard.findFence(shard, until)),
    );
    let areOwn = true;
    for (const [place, fence] of fences.entries()) {
      if (guard.isOwn(fence)) continue;
      areOwn = false;
      this.forget(shards[place]!);
    }
    return areOwn;
  }

  async #readOwn(
    shards: readonly number[],
    until: number,
  ): Promise<Iterable<DueActor>[]> {
    const missing = shards.filter((shard) => !this.#own.has(shard));
    const { subjects } = this.#stream;
    const filters = missing.map((shard) => subjects.wakes(shard));
    const found = await this.#scan(filters, until);
    for (const shard of missing) {
      this.#own.set(shard, found.get(shard) ?? new Map());
    }
    return shards.map((shard) => this.#own.get(shard)!.values());
  }

  async #readAll(
    shards: readonly number[] | undefined,
    until: number,
  ): Promise<Iterable<DueActor>[]> {
    const last = await this.#stream.findLast(until);
    if (this.#all?.last !== last) {
      const filters = [this.#stream.subjects.wakes(null)];
      this.#all = { last, waking: await this.#scan(filters, until) };
    }
    const { waking } = this.#all;
    if (shards === undefined) {
      return Array.from(waking.values(), (one) => one.values());
    }
    return shards.map((shard) => waking.get(shard)?.values() ?? []);
  }

  async #scan(
    filters: readonly string[],
    until: number,
  ): Promise<Map<number | null, Waking>> {
    const { subjects } = this.#stream;
    const waking = new Map<number | null, Waking>();
    for (const { kept } of await scan(this.#stream, filters, false, until)) {
      const [shard] = subjects.partsOf(kept.subject);
      const due = readWake(kept, subjects);
      if (due === null) continue;
      const place = shard === "-" ? null : Number(shard);
      addTo(waking, place, subjects.record(due.actor), due);
    }
    return waking;
  }
}

function addTo(
  waking: Map<number | null, Waking>,
  shard: number | null,
  name: string,
  due: DueActor,
): void {
  const found = waking.get(shard);
  if (found === undefined) waking.set(shard, new Map([[name, due]]));
  else found.set(name, due);
}

/** Takes the first of those that are due, in their order. */
function select(
  all: readonly Iterable<DueActor>[],
  { after, limit, until }: DueQuery,
): DueActor[] {
  let first: DueActor[] = [];
  // Of those that are due later, enough are known that are earlier.
  let latest = until;
  for (const waking of all) {
    for (const due of waking) {
      if (due.wakeAt > latest) continue;
      if (after !== undefined && compare(due, after) <= 0) continue;
      first.push(due);
      if (first.length < 2 * limit) continue;
      first = first.sort(compare).slice(0, limit);
      latest = first.at(-1)!.wakeAt;
    }
  }
  return first.sort(compare).slice(0, limit)
    .map(({ actor, wakeAt }) => ({ actor: { ...actor }, wakeAt }));
}

function compare(one: DueActor, other: DueActor): number {
  return one.wakeAt - other.wakeAt ||
    compareUtf8(one.actor.type, other.actor.type) ||
    compareUtf8(one.actor.id, other.actor.id);
}
