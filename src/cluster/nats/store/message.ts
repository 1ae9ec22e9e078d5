import type { ActorId } from "../../../envelope/actor_id.ts";
import type {
  DueActor,
  RecordInfo,
  RowName,
  StoredRow,
} from "../../../store/store.ts";
import { StoreError } from "../../../store/store_error.ts";
import { decodeToken, HASH_MARK, type Subjects } from "./subjects.ts";

/** The header that says what a message means. */
export const FIELDS = "Backstage";

/** The header that says names which are hashed in a subject. */
export const NAMES = "Backstage-Names";

/** The header that says which commit has written a record by itself. */
export const COMMIT = "Backstage-Commit";

/** A message that the stream keeps. */
export interface Kept {
  readonly subject: string;
  readonly seq: number;
  readonly bytes: Uint8Array;
  /** Returns a header; empty where there is none. */
  header(name: string): string;
}

/** What is known of an actor's record. */
export interface RecordState {
  /** The number of the message that keeps it; 0 where there is none. */
  readonly seq: number;
  /** 0 where there is no record. */
  readonly version: number;
  /** The last one that the actor was written with. */
  readonly epoch: number | null;
  readonly shard: number | null;
  readonly wakeAt: number | null;
  readonly committedAt: number;
}

/** The state of an actor that was never written. */
export const NO_STATE: RecordState = Object.freeze({
  seq: 0,
  version: 0,
  epoch: null,
  shard: null,
  wakeAt: null,
  committedAt: 0,
});

const NONE = "-";
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Writes numbers as a header has them. */
export function writeFields(
  ...fields: readonly (number | string | null)[]
): string {
  return fields.map((field) => field ?? NONE).join(" ");
}

/** Reads the numbers of a header. */
export function readFields(kept: Kept, count: number): (number | null)[] {
  const fields = kept.header(FIELDS).split(" ");
  const numbers = fields.map((text) => text === NONE ? null : Number(text));
  const isRight = fields.length === count &&
    numbers.every((number) => number === null || !Number.isNaN(number));
  if (isRight) return numbers;
  throw new StoreError(
    `Cannot read message ${kept.seq} of the store, on ${kept.subject}: ` +
      "it is none of a store; what is stored stays",
    { code: "corrupt" },
  );
}

/** Writes what a record's message says of it. */
export function writeState(state: Omit<RecordState, "seq">): string {
  const { version, epoch, shard, wakeAt, committedAt } = state;
  return writeFields(version, epoch, shard, wakeAt, committedAt);
}

/** Reads what a record's message says of it. */
export function readState(kept: Kept | null): RecordState {
  if (kept === null) return NO_STATE;
  const [version, epoch, shard, wakeAt, committedAt] = readFields(kept, 5);
  return {
    seq: kept.seq,
    version: version ?? 0,
    epoch: epoch ?? null,
    shard: shard ?? null,
    wakeAt: wakeAt ?? null,
    committedAt: committedAt ?? 0,
  };
}

/** Reads what is listed of a record; `null` where it is deleted. */
export function readInfo(
  kept: Kept,
  size: number,
  subjects: Subjects,
): RecordInfo | null {
  const { version, wakeAt, committedAt } = readState(kept);
  if (version === 0) return null;
  const actor = readActor(kept, subjects.partsOf(kept.subject));
  return { actor, version, size, wakeAt, committedAt };
}

/** Reads a row; `null` where it is deleted. */
export function readRow(kept: Kept | null, subjects: Subjects) {
  if (kept === null || isDeleted(kept)) return null;
  const [expiresAt] = readFields(kept, 1);
  const [, , kind, token] = subjects.partsOf(kept.subject);
  const key = decodeToken(token!) ?? readNames(kept)[3]!;
  const name = { kind, key } as RowName;
  const row: StoredRow = { ...name, bytes: kept.bytes, expiresAt: expiresAt! };
  return row;
}

/** Reads when an actor is to be woken; `null` where it is not. */
export function readWake(kept: Kept, subjects: Subjects): DueActor | null {
  if (isDeleted(kept)) return null;
  const [wakeAt] = readFields(kept, 1);
  const parts = subjects.partsOf(kept.subject).slice(1);
  return { actor: readActor(kept, parts), wakeAt: wakeAt! };
}

/** What the message of something deleted says. */
export const DELETED = "deleted";

function isDeleted(kept: Kept): boolean {
  return kept.header(FIELDS) === DELETED;
}

/** Writes the names that a subject's hashes are of. */
export function writeNames(subject: string, names: readonly string[]): string {
  if (!subject.includes(HASH_MARK)) return "";
  return names.map((name) => encoder.encode(name).toBase64()).join(" ");
}

function readNames(kept: Kept): string[] {
  return kept.header(NAMES).split(" ")
    .map((name) => decoder.decode(Uint8Array.fromBase64(name)));
}

function readActor(
  kept: Kept,
  [type, id]: readonly string[],
): ActorId {
  const [fullType, fullId] = [decodeToken(type!), decodeToken(id!)];
  if (fullType !== null && fullId !== null) {
    return { type: fullType, id: fullId };
  }
  const [typeName, idName] = readNames(kept);
  return { type: typeName!, id: idName! };
}
