import { RecordTooLargeError } from "../../../base/durable_errors.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { Once } from "../../../envelope/once.ts";
import type { RowName, RowWrite } from "../../../store/store.ts";
import {
  type Answer,
  digestPayload,
  nameAnswer,
  StoredAnswer,
  writeAnswer,
} from "./answer.ts";
import type { KnownRows } from "./known_rows.ts";
import { nameMark, writeMark } from "./mark.ts";

/** Names the rows that say whether an envelope has had its effect. */
export function nameRows(once: Once, method: Method): readonly RowName[] {
  if (once.kind === "key") return [nameAnswer(method, once.key)];
  const mark = nameMark(once);
  return once.key === null ? [mark] : [mark, nameAnswer(method, once.key)];
}

/** What an actor's class says of answers. */
export interface AnswerLimits {
  readonly keepAnswersMs: number;
  readonly maxRecordBytes: number;
}

function tooLarge(
  { name }: Method,
  bytes: number,
  limit: number,
): RecordTooLargeError {
  return new RecordTooLargeError(
    `Cannot keep the answer of ${name}: it has ${bytes} bytes, and at most ` +
      `${limit} are kept under a key`,
    { bytes, limit, largest: [{ name: "answer", bytes }] },
  );
}

/** The effect of an envelope that may come again, and must not have two. */
export class Effect {
  readonly once: Once;
  readonly #method: Method;
  /** Tells its payload from others under its key; `null` without one. */
  readonly #digest: Uint8Array | null;

  /**
   * Creates it, before the method is given the payload.
   *
   * @throws {CodecError} If the payload is not of the type that it declares.
   */
  constructor(once: Once, method: Method, payload: unknown) {
    this.once = once;
    this.#method = method;
    this.#digest = once.key === null ? null : digestPayload(method, payload);
  }

  /** Whether it is that of another envelope, too: a method and a key. */
  isOf(other: Effect): boolean {
    return this.#digest !== null && this.#method === other.#method &&
      this.once.key === other.once.key;
  }

  /** Returns what was answered under its key, if that is kept. */
  findAnswer(known: KnownRows, now: number): StoredAnswer | null {
    const { key } = this.once;
    if (key === null) return null;
    const row = known.find(nameAnswer(this.#method, key)) ?? null;
    if (row === null) return null;
    const isOver = row.expiresAt !== null && row.expiresAt <= now;
    return isOver ? null : new StoredAnswer(row);
  }

  /** Whether an answer is one to its payload. */
  isAnsweredBy(answer: StoredAnswer): boolean {
    return answer.isTo(this.#digest!);
  }

  /**
   * Makes the rows that say that it has had its effect.
   *
   * @throws {CodecError} If the answer cannot be stored.
   * @throws {RecordTooLargeError} If it is larger than a record may be.
   */
  writeRows(
    answer: Answer,
    now: number,
    { keepAnswersMs, maxRecordBytes: limit }: AnswerLimits,
  ): RowWrite[] {
    const rows = this.writeMark(now);
    const { key } = this.once;
    if (key === null) return rows;
    const bytes = writeAnswer(this.#method, this.#digest!, answer);
    if (bytes.length > limit) throw tooLarge(this.#method, bytes.length, limit);
    const expiresAt = now + keepAnswersMs;
    rows.push({ ...nameAnswer(this.#method, key), bytes, expiresAt });
    return rows;
  }

  /** Makes the row that says that a send was taken, if it is one. */
  writeMark(now: number): RowWrite[] {
    return this.once.kind === "send" ? [writeMark(this.once, now)] : [];
  }
}
