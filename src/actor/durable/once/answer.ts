import { areSameBytes } from "../../../base/same_bytes.ts";
import { hashSha256 } from "../../../base/runtime.ts";
import {
  giveReaderBack,
  giveWriterBack,
  takeReader,
  takeWriter,
} from "../../../codec/bytes/pool.ts";
import type { Reader } from "../../../codec/bytes/reader.ts";
import { encodeWith } from "../../../codec/bytes/whole.ts";
import type { Writer } from "../../../codec/bytes/writer.ts";
import {
  ENCODING,
  type ReferenceOwner,
  UNOWNED,
} from "../../../codec/reference/reference.ts";
import { readUntyped, writeUntyped } from "../../../codec/wire/cbor.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { RowName, StoredRow } from "../../../store/store.ts";
import { StoreError } from "../../../store/store_error.ts";

/** The format of what an answer's row holds, and how many parts it has. */
const FORMAT = 1;
const PARTS = 4;

/** How many bytes a SHA-256 has. */
const HASH_BYTES = 32;

/** How a call under a key has ended: by a result, or by a refusal. */
export type Answer =
  | { readonly kind: "result"; readonly value: unknown }
  | { readonly kind: "refused"; readonly error: unknown };

/** Names the row with the answer of a method under a key. */
export function nameAnswer({ name }: Method, key: string): RowName {
  return { kind: "answer", key: `${name.length}:${name}${key}` };
}

/**
 * Returns what tells the payload of a call from others, in few bytes: itself
 * where it is short.
 *
 * @throws {CodecError} If it is not of the type that the method declares.
 */
export function digestPayload(method: Method, payload: unknown): Uint8Array {
  const to = takeWriter(ENCODING);
  try {
    method.writePayload(payload, to);
    const bytes = to.toBytes();
    return bytes.length < HASH_BYTES ? bytes : hashSha256(bytes) ?? bytes;
  } finally {
    giveWriterBack(to);
  }
}

/**
 * Writes how a call has ended.
 *
 * @throws {CodecError} If the result is not of the type that the method
 * declares.
 */
export function writeAnswer(
  method: Method,
  digest: Uint8Array,
  answer: Answer,
): Uint8Array {
  return writeParts(digest, answer.kind === "refused", (to) => {
    if (answer.kind === "refused") writeUntyped(answer.error, to);
    else method.writeResult(answer.value, to);
  });
}

function writeParts(
  digest: Uint8Array,
  isRefused: boolean,
  write: (to: Writer) => void,
): Uint8Array {
  return encodeWith(ENCODING, (to) => {
    to.writeArray(PARTS);
    to.writeNumber(FORMAT);
    to.writeBytes(digest);
    to.writeBoolean(isRefused);
    write(to);
  });
}

/** What was answered under a key, as its row holds it. */
export class StoredAnswer {
  /** How many bytes it takes. */
  readonly size: number;
  readonly #bytes: Uint8Array;

  constructor({ bytes }: Pick<StoredRow, "bytes">) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  /**
   * Tells whether it is the answer to a payload.
   *
   * @throws {StoreError} If the row holds no answer.
   */
  isTo(digest: Uint8Array): boolean {
    return this.#read(
      UNOWNED,
      (_from, own) => areSameBytes(own, digest),
      false,
    );
  }

  /**
   * Reads it for a caller, to whom references in it are bound.
   *
   * @throws {StoreError} If the row holds no answer of the method.
   */
  read(method: Method, owner: ReferenceOwner): Answer {
    return this.#read(
      owner,
      (from) =>
        from.boolean()
          ? { kind: "refused", error: readUntyped(from) }
          : { kind: "result", value: method.readResult(from) },
      true,
    );
  }

  #read<Value>(
    owner: ReferenceOwner,
    read: (from: Reader, digest: Uint8Array) => Value,
    isWhole: boolean,
  ): Value {
    const from = takeReader(owner);
    try {
      from.start(this.#bytes, this.#bytes.length);
      const isAnswer = from.takeArray() === PARTS &&
        from.takeNumber() === FORMAT;
      if (!isAnswer) throw new TypeError("it is of another format");
      const value = read(from, from.readBytes());
      if (isWhole) from.checkEnd();
      return value;
    } catch (cause) {
      const message = "Cannot read an answer: the bytes are none of its method";
      throw new StoreError(message, { code: "corrupt", cause });
    } finally {
      giveReaderBack(from);
    }
  }
}
