import { CodecError } from "../../base/errors.ts";
import { IDEMPOTENCY_KEY } from "../../base/idempotency_key.ts";
import { ARRAY, TEXT } from "../bytes/item_reader.ts";
import { readAny } from "../bytes/read_any.ts";
import type { Reader } from "../bytes/reader.ts";
import type { Writer } from "../bytes/writer.ts";
import type { ReferenceName } from "../reference/reference.ts";
import { readActor, readName, writeActor, writeName } from "./frame_name.ts";
import { malformed } from "./malformed.ts";

/**
 * What keeps a call that comes again from having its effect again: the key of a
 * keyed call, or the place of a send among those of its sender.
 */
export type FrameOnce =
  | { readonly kind: "key"; readonly key: string }
  | {
    readonly kind: "send";
    readonly sender: ReferenceName;
    readonly line: string;
    readonly sequence: number;
    readonly after: number;
    readonly key: string | null;
  };

const SEND_PARTS = 5;

/** Writes it: a key as text, a send as a list. */
export function writeOnce(once: FrameOnce, to: Writer): void {
  if (once.kind === "key") return writeKey(once.key, to);
  to.writeArray(SEND_PARTS);
  writeActor(once.sender, to);
  writeName(once.line, "line", to);
  to.writeNumber(once.sequence);
  to.writeNumber(once.after);
  if (once.key === null) to.writeNull();
  else writeKey(once.key, to);
}

function writeKey(key: string, to: Writer): void {
  if (IDEMPOTENCY_KEY.allows(key)) return to.writeText(key);
  const expected = IDEMPOTENCY_KEY.text;
  throw new CodecError(
    `Cannot encode a frame: its idempotency key is not ${expected}`,
    { path: "", expected, actual: typeof key },
  );
}

/** Reads it. */
export function readOnce(from: Reader): FrameOnce {
  if (from.peekKind() === TEXT) return { kind: "key", key: readKey(from) };
  if (from.peekKind() !== ARRAY || from.readArray() !== SEND_PARTS) {
    throw malformed("the frame's send is not of five parts");
  }
  const sender = readActor(from);
  const line = readName(from, "line");
  const sequence = readAny(from, from.owner);
  const after = readAny(from, from.owner);
  const areInOrder = isPlace(after) && isPlace(sequence) && after < sequence;
  if (!areInOrder) throw malformed("the frame's sends are not in order");
  const key = from.takeNull() ? null : readKey(from);
  return { kind: "send", sender, line, sequence, after, key };
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function readKey(from: Reader): string {
  const key = readAny(from, from.owner);
  if (IDEMPOTENCY_KEY.allows(key)) return key;
  throw malformed(`the frame's idempotency key is not ${IDEMPOTENCY_KEY.text}`);
}
