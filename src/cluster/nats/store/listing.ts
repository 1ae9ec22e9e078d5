import type { ActorId } from "../../../envelope/actor_id.ts";
import type {
  ListQuery,
  RecordInfo,
  RowName,
  RowQuery,
  StoredRow,
} from "../../../store/store.ts";
import { compareUtf8 } from "../../../store/utf8_order.ts";
import { readFields, readInfo, readRow } from "./message.ts";
import { scan } from "./scan.ts";
import type { StoreStream } from "./stream.ts";

/** Records in their order, as of the last message of the stream. */
interface Listed {
  readonly type: string | undefined;
  readonly last: number;
  readonly infos: readonly RecordInfo[];
}

/** Lists what a store keeps. */
export class Listing {
  readonly #stream: StoreStream;
  // Pages follow each other, and to look for all of them takes its time.
  #listed: Listed | null = null;

  constructor(stream: StoreStream) {
    this.#stream = stream;
  }

  /** Lists records. */
  async list(query: ListQuery, until: number): Promise<RecordInfo[]> {
    const { after, limit, type } = query;
    const infos = await this.#readInfos(type, until);
    const start = after === undefined
      ? 0
      : infos.findIndex(({ actor }) => compareActors(actor, after) > 0);
    return start < 0 ? [] : infos.slice(start, start + limit)
      .map((info) => ({ ...info, actor: { ...info.actor } }));
  }

  /** Lists the rows of an actor. */
  async listRows(
    actor: ActorId,
    { after, kind, limit }: RowQuery,
    until: number,
  ): Promise<StoredRow[]> {
    const { subjects } = this.#stream;
    const filters = [subjects.rows(actor, kind)];
    const found = await scan(this.#stream, filters, true, until);
    return found.map(({ kept }) => readRow(kept, subjects))
      .filter((row) => row !== null)
      .filter((row) => after === undefined || compareRows(row, after) > 0)
      .sort(compareRows)
      .slice(0, limit);
  }

  /**
   * Forgets rows that have expired by then and are not forgotten by the server;
   * returns how many.
   */
  async expire(now: number, limit: number, until: number): Promise<number> {
    const { subjects } = this.#stream;
    const hints = await scan(this.#stream, [subjects.expiries], false, until);
    let count = 0;
    for (const { kept: hint } of hints) {
      if (count >= limit) break;
      const [expiresAt] = readFields(hint, 1);
      if (expiresAt! > now) continue;
      if (await this.#forget(hint.subject, now, until)) count++;
      // The row was written anew if it is still there, and has another one.
      await this.#stream.delete(hint.seq, until);
    }
    return count;
  }

  /** Forgets the row of a hint if it has expired; returns whether it did. */
  async #forget(hint: string, now: number, until: number): Promise<boolean> {
    const { subjects } = this.#stream;
    const kept = await this.#stream.get(subjects.expiring(hint), until);
    const expiresAt = readRow(kept, subjects)?.expiresAt ?? null;
    if (kept === null || expiresAt === null || expiresAt > now) return false;
    // This message, and none that is written in its place.
    return await this.#stream.delete(kept.seq, until);
  }

  async #readInfos(
    type: string | undefined,
    until: number,
  ): Promise<readonly RecordInfo[]> {
    const { subjects } = this.#stream;
    const last = await this.#stream.findLast(until);
    const listed = this.#listed;
    if (listed?.last === last && listed.type === type) return listed.infos;
    const filters = [subjects.records(type)];
    const found = await scan(this.#stream, filters, false, until);
    const infos = found
      .map(({ kept, size }) => readInfo(kept, size, subjects))
      .filter((info) => info !== null)
      .sort((one, other) => compareActors(one.actor, other.actor));
    this.#listed = { type, last, infos };
    return infos;
  }
}

function compareActors(one: ActorId, other: ActorId): number {
  return compareUtf8(one.type, other.type) || compareUtf8(one.id, other.id);
}

function compareRows(one: RowName, other: RowName): number {
  return compareUtf8(one.kind, other.kind) || compareUtf8(one.key, other.key);
}
