import type { ActorId } from "../../../envelope/actor_id.ts";
import type {
  DueQuery,
  ListQuery,
  RowKind,
  RowName,
  RowQuery,
} from "../../store.ts";
import type { Packer } from "./packer.ts";
import type { Unpacker } from "./unpacker.ts";

/** What the thread is asked for. */
export const QUESTION = {
  load: 1,
  read: 2,
  commit: 3,
  due: 4,
  list: 5,
  listRows: 6,
  expire: 7,
  backup: 8,
  close: 9,
} as const;

/** What the thread is asked for, by its number. */
export type Question = typeof QUESTION[keyof typeof QUESTION];

/** The kinds of rows, by their numbers. */
const KINDS: readonly RowKind[] = ["answer", "mark"];

/** Says in a query that the place after which it goes on is given. */
const GIVEN = 1;
const LEFT_OUT = 0;

/** Writes who an actor is. */
export function packActor({ type, id }: ActorId, to: Packer): void {
  to.text(type);
  to.text(id);
}

/** Reads who an actor is. */
export function unpackActor(from: Unpacker): ActorId {
  const type = from.text();
  return { type, id: from.text() };
}

/**
 * Writes the name of a row.
 *
 * @throws {TypeError} If its key holds a lone surrogate, which UTF-8 has not.
 */
export function packRowName({ kind, key }: RowName, to: Packer): void {
  if (!key.isWellFormed()) {
    throw new TypeError(
      `Cannot use the key of a row (${kind}): it holds a lone surrogate`,
    );
  }
  to.integer(KINDS.indexOf(kind));
  to.text(key);
}

/** Reads the name of a row. */
export function unpackRowName(from: Unpacker): RowName {
  const kind = KINDS[from.integer()]!;
  return { kind, key: from.text() };
}

/** Writes which actors are asked for that are due. */
export function packDueQuery(query: DueQuery, to: Packer): void {
  const { until, limit, after } = query;
  to.number(until);
  to.number(limit);
  to.integer(after === undefined ? LEFT_OUT : GIVEN);
  if (after === undefined) return;
  to.number(after.wakeAt);
  packActor(after.actor, to);
}

/** Reads which actors are asked for that are due. */
export function unpackDueQuery(from: Unpacker): DueQuery {
  const until = from.number();
  const limit = from.number();
  if (from.integer() === LEFT_OUT) return { until, limit };
  const wakeAt = from.number();
  return { until, limit, after: { wakeAt, actor: unpackActor(from) } };
}

/** Writes which records are listed. */
export function packListQuery(query: ListQuery, to: Packer): void {
  const { type, limit, after } = query;
  to.number(limit);
  to.integer(type === undefined ? LEFT_OUT : GIVEN);
  if (type !== undefined) to.text(type);
  to.integer(after === undefined ? LEFT_OUT : GIVEN);
  if (after !== undefined) packActor(after, to);
}

/** Reads which records are listed. */
export function unpackListQuery(from: Unpacker): ListQuery {
  const limit = from.number();
  const type = from.integer() === GIVEN ? from.text() : undefined;
  const after = from.integer() === GIVEN ? unpackActor(from) : undefined;
  return { limit, type, after };
}

/** Writes which rows of an actor are listed. */
export function packRowQuery(query: RowQuery, to: Packer): void {
  const { kind, limit, after } = query;
  to.number(limit);
  to.integer(kind === undefined ? KINDS.length : KINDS.indexOf(kind));
  to.integer(after === undefined ? LEFT_OUT : GIVEN);
  if (after !== undefined) packRowName(after, to);
}

/** Reads which rows of an actor are listed. */
export function unpackRowQuery(from: Unpacker): RowQuery {
  const limit = from.number();
  const kind = KINDS[from.integer()];
  const after = from.integer() === GIVEN ? unpackRowName(from) : undefined;
  return { limit, kind, after };
}
