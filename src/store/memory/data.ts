import type { ActorId } from "../../envelope/actor_id.ts";
import type {
  ActorWrite,
  DueActor,
  DueQuery,
  ListQuery,
  RecordInfo,
  RecordWrite,
  RowName,
  RowQuery,
  RowWrite,
  StoredRecord,
  StoredRow,
} from "../store.ts";
import { StoreError } from "../store_error.ts";
import { compareUtf8 } from "../utf8_order.ts";

interface KeptRecord extends RecordWrite {
  readonly version: number;
  readonly committedAt: number;
}

interface KeptDue extends DueActor {
  readonly shard: number | undefined;
}

/** What is kept of one actor. */
class Kept {
  readonly actor: ActorId;
  record: KeptRecord | null = null;
  epoch = -Infinity;
  /** The one that it was written with last, if any. */
  shard: number | undefined;
  readonly rows = new Map<string, StoredRow>();

  constructor(actor: ActorId) {
    this.actor = { type: actor.type, id: actor.id };
  }
}

/** Records and rows in memory: what of a memory store survives its crash. */
export class MemoryData {
  readonly #actors = new Map<string, Kept>();
  readonly #fences = new Map<number, number>();
  // In their orders, until something is written: pages follow each other.
  #due: readonly KeptDue[] | null = null;
  #records: readonly RecordInfo[] | null = null;

  /**
   * Raises the fence of a shard.
   *
   * @throws {StoreError} If it has a higher one (`fenced`).
   */
  fence(shard: number, epoch: number): void {
    const last = this.#fences.get(shard) ?? -Infinity;
    if (epoch < last) {
      throw new StoreError(
        `Cannot fence shard ${shard} with epoch ${epoch}: it has epoch ${last}`,
        { code: "fenced" },
      );
    }
    this.#fences.set(shard, epoch);
  }

  /** Returns an actor's record. */
  load(actor: ActorId): StoredRecord | null {
    const record = this.#find(actor)?.record ?? null;
    if (record === null) return null;
    return { version: record.version, bytes: record.bytes.slice() };
  }

  /** Returns a row. */
  read(actor: ActorId, row: RowName): StoredRow | null {
    const found = this.#find(actor)?.rows.get(keyOfRow(row));
    return found === undefined ? null : copyRow(found);
  }

  /** Writes what is given, each if it may; returns the places of the others. */
  commit(writes: readonly ActorWrite[], now: number): number[] {
    this.#due = this.#records = null;
    return Array.from(writes.keys()).filter((place) =>
      !this.#write(writes[place]!, now)
    );
  }

  /** Writes a record anew from what it holds; it wakes its actor as before. */
  change(
    actor: ActorId,
    change: (bytes: Uint8Array | null) => Uint8Array,
    now: number,
  ): void {
    const { version = 0, bytes = null, wakeAt = null } =
      this.#find(actor)?.record ?? {};
    const record = { bytes: change(bytes), wakeAt };
    this.commit([{ actor, expected: version, record }], now);
  }

  /** Lists actors that are due. */
  due({ until, limit, after, shards }: DueQuery): DueActor[] {
    this.#due ??= this.#sort(toDue, compareDue);
    const asked = shards === undefined ? null : new Set(shards);
    const due = asked === null
      ? this.#due
      : this.#due.filter(({ shard }) =>
        shard !== undefined && asked.has(shard)
      );
    return takePage(due, limit, compareDue, after)
      .filter(({ wakeAt }) => wakeAt <= until)
      .map(({ actor, wakeAt }) => ({ actor: { ...actor }, wakeAt }));
  }

  /** Lists records. */
  list({ type, limit, after }: ListQuery): RecordInfo[] {
    this.#records ??= this.#sort(toInfo, compareInfo);
    const records = type === undefined
      ? this.#records
      : this.#records.filter(({ actor }) => actor.type === type);
    const last = after === undefined ? undefined : { actor: after };
    return takePage(records, limit, compareInfo, last)
      .map((info) => ({ ...info, actor: { ...info.actor } }));
  }

  /** Lists the rows of an actor. */
  listRows(actor: ActorId, { kind, limit, after }: RowQuery): StoredRow[] {
    const rows = Array.from(this.#find(actor)?.rows.values() ?? [])
      .filter((row) => kind === undefined || row.kind === kind)
      .toSorted(compareRows);
    return takePage(rows, limit, compareRows, after).map(copyRow);
  }

  /** Forgets rows that have expired by then; returns how many. */
  expire(now: number, limit: number): number {
    let count = 0;
    for (const { rows } of this.#actors.values()) {
      for (const [key, { expiresAt }] of rows) {
        if (count >= limit) return count;
        if (expiresAt === null || expiresAt > now) continue;
        rows.delete(key);
        count++;
      }
    }
    return count;
  }

  #sort<Item>(
    toItems: (kept: Kept) => readonly Item[],
    compare: (left: Item, right: Item) => number,
  ): Item[] {
    return Array.from(this.#actors.values()).flatMap(toItems).sort(compare);
  }

  #isFenced({ epoch, shard }: ActorWrite): boolean {
    if (epoch === undefined || shard === undefined) return false;
    return epoch < (this.#fences.get(shard) ?? -Infinity);
  }

  #find(actor: ActorId): Kept | undefined {
    return this.#actors.get(keyOfActor(actor));
  }

  #write(write: ActorWrite, now: number): boolean {
    const { actor, expected, epoch, record, rows } = write;
    const kept = this.#find(actor) ?? new Kept(actor);
    if ((kept.record?.version ?? 0) !== expected) return false;
    if (epoch !== undefined && epoch < kept.epoch) return false;
    if (this.#isFenced(write)) return false;
    this.#actors.set(keyOfActor(actor), kept);
    kept.epoch = epoch ?? kept.epoch;
    kept.shard = write.shard ?? kept.shard;
    if (record === null) kept.record = null;
    else if (record !== undefined) {
      kept.record = { ...record, version: expected + 1, committedAt: now };
    }
    for (const row of rows ?? []) writeRow(kept, row);
    return true;
  }
}

/** Copies what a commit is given: its bytes are the caller's. */
export function copyWrite(write: ActorWrite): ActorWrite {
  const { actor, record, rows } = write;
  return {
    ...write,
    actor: { ...actor },
    record: record && { ...record, bytes: record.bytes.slice() },
    rows: rows?.map((row) => ({ ...row, bytes: row.bytes?.slice() ?? null })),
  };
}

function writeRow({ rows }: Kept, { kind, key, bytes, expiresAt }: RowWrite) {
  const name = keyOfRow({ kind, key });
  if (bytes === null) rows.delete(name);
  else rows.set(name, { kind, key, bytes, expiresAt });
}

function copyRow(row: StoredRow): StoredRow {
  return { ...row, bytes: row.bytes.slice() };
}

// The length says where the type ends, whatever is in it.
function keyOfActor({ type, id }: ActorId): string {
  return `${type.length} ${type}${id}`;
}

function keyOfRow({ kind, key }: RowName): string {
  return `${kind} ${key}`;
}

function toDue({ actor, record, shard }: Kept): KeptDue[] {
  const wakeAt = record?.wakeAt ?? null;
  return wakeAt === null ? [] : [{ actor, wakeAt, shard }];
}

function toInfo({ actor, record }: Kept): RecordInfo[] {
  if (record === null) return [];
  const { version, bytes, wakeAt, committedAt } = record;
  const size = bytes.length;
  return [{ actor, version, size, wakeAt, committedAt }];
}

function compareDue(left: DueActor, right: DueActor): number {
  return left.wakeAt - right.wakeAt || compareInfo(left, right);
}

function compareInfo(
  { actor: left }: { readonly actor: ActorId },
  { actor: right }: { readonly actor: ActorId },
): number {
  return compareUtf8(left.type, right.type) || compareUtf8(left.id, right.id);
}

function compareRows(left: RowName, right: RowName): number {
  return compareUtf8(left.kind, right.kind) || compareUtf8(left.key, right.key);
}

/** Takes those of a sorted list that come behind another. */
function takePage<Item extends Place, Place>(
  sorted: readonly Item[],
  limit: number,
  compare: (left: Place, right: Place) => number,
  after: Place | undefined,
): Item[] {
  const start = after === undefined
    ? 0
    : sorted.findIndex((item) => compare(item, after) > 0);
  return start < 0 ? [] : sorted.slice(start, start + limit);
}
