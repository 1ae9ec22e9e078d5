import {
  type RecordMember,
  RecordTooLargeError,
} from "../../../base/durable_errors.ts";
import { WARN_RECORD_BYTES } from "../../../base/limits.ts";
import type { Logger } from "../../../base/logger.ts";
import { type ActorId, formatActor } from "../../../envelope/actor_id.ts";
import { encodeRecord } from "../../../store/record_codec.ts";
import { NO_RECORD } from "../../../store/record.ts";
import type { LiveState } from "../state/live_state.ts";
import { measureMembers } from "./member_size.ts";

/** So many members are named. */
const NAMED = 3;

/** What a record is made of, for those who look at its size. */
export interface MeasuredRecord {
  readonly actor: ActorId;
  readonly logger: Logger;
  /** How many bytes it may have. */
  readonly limit: number;
  /** How many it has. */
  readonly bytes: number;
  readonly states: Iterable<LiveState>;
  /** What it has beside its states. */
  readonly others: readonly RecordMember[];
}

/**
 * Throws if a record is too large; returns whether it is large enough for a
 * warning, which is logged unless it has been.
 *
 * @throws {RecordTooLargeError} If it is, with its largest members.
 */
export function checkRecordSize(
  record: MeasuredRecord,
  wasLarge: boolean,
): boolean {
  const { actor, bytes, limit, logger } = record;
  if (bytes > limit) {
    const largest = findLargest(record);
    throw new RecordTooLargeError(
      `Cannot commit ${formatActor(actor)}: its record would have ${bytes} ` +
        `bytes, at most ${limit} are allowed; ${nameAll(largest)}`,
      { bytes, limit, largest },
    );
  }
  const isLarge = bytes > WARN_RECORD_BYTES;
  if (isLarge && !wasLarge) {
    logger.warn(
      `The record of ${formatActor(actor)} has ${bytes} bytes, at most ` +
        `${limit} are allowed; ${nameAll(findLargest(record))}`,
    );
  }
  return isLarge;
}

/** The bytes of a record that holds nothing. */
export const EMPTY_BYTES: number = encodeRecord(NO_RECORD).length;

function findLargest({ others, states }: MeasuredRecord): RecordMember[] {
  const members = [...others];
  for (const state of states) members.push(...measureMembers(state));
  return members
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, NAMED);
}

function nameAll(members: readonly RecordMember[]): string {
  const names = members.map(({ name, bytes }) => `${name} has ${bytes}`);
  return `of these, ${names.join(", ")}`;
}
